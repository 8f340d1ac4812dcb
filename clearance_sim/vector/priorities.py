"""Solve a station whose alike lanes serve some before others, without interrupting anybody (rule 2).

No axis: one loop over the starts of one station, each the first in the order of (priority, ready tick, number)
among those who are there when a lane is free. It is exact because a start depends only on who came before it and
on when lanes become free, which earlier starts have fixed; the rest of the port need not be looked at. The loop
runs as it is over lists, or compiled over arrays.
"""

from __future__ import annotations

from heapq import heappop, heappush, heapreplace
from typing import Any

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import Integers, Intervals
from clearance_sim.vector.compiling import run_over
from clearance_sim.vector.one_pass import opening_columns


def starts_by_priority(ready: Ticks, work: Ticks, priority: Integers, lanes: int, hours: Intervals | None) -> Ticks:
    """Give the tick on which each entity starts, `FAR` or later if the lanes never open for it again.

    Parameters
    ----------
    ready, work, priority
        Shape ``(n,)``, in order of (ready tick, number); lower priority is served first.
    hours
        When handling may start; None = always.

    Examples
    --------
    >>> ticks = np.array([0, 1, 2])
    >>> starts_by_priority(ticks, ticks + 5, np.array([1, 1, 0]), 1, None)
    array([ 0, 12,  5])
    """
    n = len(ready)
    rank = np.empty(n, dtype=np.int64)
    by_rank = np.argsort(priority, kind="stable")
    rank[by_rank] = np.arange(n)
    start = np.zeros(n, dtype=np.int64)
    return run_over(serve_in_turn, start, ready, work, rank, by_rank, *opening_columns(hours), lanes=lanes)


def serve_in_turn(
    start: Any, ready: Any, work: Any, rank: Any, by_rank: Any, opens: Any, closes: Any, lanes: int
) -> None:
    """Start one after the other; `rank` is the place in the order of (priority, ready tick, number)."""
    far = ready[0] - 1
    free = [far for _ in range(lanes)]
    waiting = [0][:0]
    n, come, tick, at = len(ready), 0, far, 0
    for _ in range(n):
        tick = max(tick, free[0])
        if not waiting and ready[come] > tick:
            tick = ready[come]
        while closes[at] <= tick:
            at += 1
        tick = max(tick, opens[at])
        while come < n and ready[come] <= tick:
            heappush(waiting, rank[come])
            come += 1
        first = by_rank[heappop(waiting)]
        start[first] = tick
        heapreplace(free, tick + work[first])
