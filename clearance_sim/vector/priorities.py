"""Solve a station whose alike lanes serve some before others, without interrupting anybody (rule 2).

No axis: one loop over the starts of one station, each the first of the first class in which somebody is there when a
lane is free. It is exact because a start depends only on who came before it and on when lanes become free, which
earlier starts have fixed; the rest of the port need not be looked at. The loop runs as it is over lists, or
compiled over arrays. A long queue of two classes is run as it is by `two_classes`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import Integers, Intervals
from clearance_sim.vector.many_servers import FEW
from clearance_sim.vector.one_pass import LAST, opening_columns, take_lane
from clearance_sim.vector.relations import FAR
from clearance_sim.vector.turns import Served
from clearance_sim.vector.two_classes import BlocksOfTwo


def serve_by_priority(
    ready: Ticks, work: Ticks, position: Integers | None, priority: Integers, lanes: int, hours: Intervals | None
) -> Served:
    """Serve a queue, the lower priority first, at lanes that are alike.

    Parameters
    ----------
    ready, work, priority
        Shape ``(n,)``, in order of (ready tick, number).
    position
        Shape ``(n,)``, what tells ends at one tick apart; None = the place in the queue.
    hours
        When handling may start; None = always.

    Examples
    --------
    >>> ticks = np.array([0, 1, 2])
    >>> serve_by_priority(ticks, ticks + 5, None, np.array([1, 1, 0]), 1, None).start
    array([ 0, 12,  5])
    """
    first, last = int(priority.min()), int(priority.max())
    is_before = priority == first
    if len(ready) >= FEW and bool((is_before | (priority == last)).all()):
        return BlocksOfTwo(ready, work, position, is_before, lanes, hours).served()
    start, end, leaving = ([0] * len(ready) for _ in range(3))
    queue, heads, tails = (column.tolist() for column in by_class(priority))
    opens, closes = (column.tolist() for column in opening_columns(hours))
    columns = (start, end, leaving, queue, heads, tails, ready.tolist(), work.tolist(), opens, closes)
    serve_by_class(*columns, [-FAR] * lanes, [FAR] * len(heads), len(ready).bit_length(), FAR)
    return Served(np.array(start, dtype=np.int64))


def by_class(priority: Integers) -> tuple[Integers, Integers, Integers]:
    """Give the positions by (priority, place), and where in them the classes begin and end.

    Examples
    --------
    >>> by_class(np.array([2, 1, 2]))
    (array([1, 0, 2]), array([0, 1]), array([1, 3]))
    """
    of_class = priority - priority.min()
    ends = np.cumsum(np.bincount(of_class))
    queue = np.concatenate([np.flatnonzero(of_class == c) for c in range(len(ends))])
    return queue, np.append(0, ends[:-1]), ends


def serve_by_class(
    start: Any, end: Any, leaving: Any, queue: Any, heads: Any, tails: Any, ready: Any, work: Any,
    opens: Any, closes: Any, free: Any, soonest: Any, bits: int, horizon: int,
) -> Any:  # fmt: skip
    """Write starts and ends, and who leaves by (end, position); give how many start and end before the horizon.

    Class c waits in ``queue[heads[c]:tails[c]]``, in order of (ready tick, number), and `soonest` holds when the first
    of it is there. `free` holds the lanes as `one_pass` has them, all free for long.
    """
    n, lanes, classes, at, started, ended = len(queue), len(free), len(heads), 0, 0, 0
    whom = (1 << bits) - 1
    for c in range(classes):
        soonest[c] = ready[queue[heads[c]]] if heads[c] < tails[c] else LAST
    for k in range(n):
        if k >= lanes:
            leaving[k - lanes] = free[0] & whom
        tick = soonest[0]
        for c in range(1, classes):
            tick = min(tick, soonest[c])
        tick = max(tick, free[0] >> bits)
        while closes[at] <= tick:
            at += 1
        tick = max(tick, opens[at])
        c = 0
        while soonest[c] > tick:
            c += 1
        i = queue[heads[c]]
        heads[c] += 1
        soonest[c] = ready[queue[heads[c]]] if heads[c] < tails[c] else LAST
        # These lines stand in `one_pass` too: a function for both, handed four arrays, costs 8 ns a row when compiled.
        started += tick < horizon
        start[i] = tick if tick < horizon else FAR
        tick = min(tick + work[i], horizon)
        ended += tick < horizon
        end[i] = tick if tick < horizon else FAR
        take_lane(free, (tick << bits) | i)
    for j in range(max(lanes - n, 0), lanes):
        leaving[n - lanes + j] = free[j] & whom
    return started, ended
