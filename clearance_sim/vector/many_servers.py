"""Solve a first-come station with several alike lanes: in one plain loop while it is short, else by `blocks`."""

from __future__ import annotations

from bisect import bisect_right
from heapq import heapreplace
from typing import Final

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import Integers, Intervals
from clearance_sim.vector.blocks import Blocks
from clearance_sim.vector.relations import FAR
from clearance_sim.vector.turns import Served

FEW: Final = 8_000
"""Below so many entities the plain loop is faster."""


def serve_at_alike_lanes(
    ready: Ticks, work: Ticks, position: Integers | None, lanes: int, hours: Intervals | None
) -> Served:
    """Serve a queue in its order at lanes that are alike.

    Parameters
    ----------
    ready, work
        Shape ``(n,)``, ticks; `ready` non-decreasing.
    position
        Shape ``(n,)``, what tells ends at one tick apart; None = the place in the queue.
    hours
        When handling may start; None = always. What was begun goes on after closing.

    Examples
    --------
    >>> serve_at_alike_lanes(np.array([0, 0, 1]), np.array([5, 3, 1]), None, 2, np.array([[0, 2], [9, 12]])).start
    array([0, 0, 9])
    """
    if len(ready) < FEW:
        return Served(np.array(run_in_order(ready.tolist(), work.tolist(), lanes, hours), dtype=np.int64))
    return Blocks(ready, work, position, lanes, hours).served()


def run_in_order(ready: list[int], work: list[int], lanes: int, hours: Intervals | None) -> list[int]:
    """Give the starts one after the other."""
    free, starts = [-FAR] * lanes, []
    if hours is None:
        for tick, lasts in zip(ready, work, strict=True):
            start = tick if tick > free[0] else free[0]
            starts.append(start)
            heapreplace(free, start + lasts)
        return starts
    openings, closings = [*hours[:, 0].tolist(), FAR], [*hours[:, 1].tolist(), 2 * FAR - 1]
    at = bisect_right(closings, max(ready[0], free[0])) if ready else 0
    for tick, lasts in zip(ready, work, strict=True):
        start = tick if tick > free[0] else free[0]
        while closings[at] <= start:
            at += 1
        start = max(start, openings[at])
        starts.append(start)
        heapreplace(free, min(start + lasts, FAR))
    return starts
