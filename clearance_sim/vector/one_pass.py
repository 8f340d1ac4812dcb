"""Solve a first-come station with alike lanes in one pass over its rows, where the loop is compiled.

No axis: the rows, which stand in order of number, are put in order of their ready ticks by insertion, since few
overtake far; then each takes the lane that is free first. It is exact because it is the recursion of
`many_servers` itself, in the order of (ready tick, number). Nothing is gathered, scattered or padded, so that a
step costs little more than reading and writing its columns. Where many overtake far the pass gives up at once.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import Intervals
from clearance_sim.vector.relations import FAR

MOVES: Final = 24
"""So many places may be moved for each row; beyond, sorting is faster."""
LAST: Final = 2 * FAR - 1


def opening_columns(hours: Intervals | None) -> tuple[Ticks, Ticks]:
    """Give when the lanes open and close; the last opening is at `FAR` and has no end.

    Examples
    --------
    >>> opens, closes = opening_columns(np.array([[5, 9]]))
    >>> opens.tolist() == [5, FAR], closes.tolist() == [9, LAST]
    (True, True)
    """
    spans = np.array([[-FAR, LAST]]) if hours is None else np.concatenate([hours, [[FAR, LAST]]])
    return np.ascontiguousarray(spans[:, 0]), np.ascontiguousarray(spans[:, 1])


def serve_in_one_pass(
    start: Any, end: Any, order: Any, ready: Any, work: Any, opens: Any, closes: Any, free: Any
) -> bool:
    """Write starts and ends of rows that stand in order of number; tell whether it was done.

    `free` holds when each lane is free, before anybody comes long ago; `order` is work space.
    """
    n, lanes, moves, at = len(ready), len(free), 0, 0
    for i in range(n):
        tick, j = ready[i], i
        while j > 0 and ready[order[j - 1]] > tick:
            order[j] = order[j - 1]
            j -= 1
        order[j] = i
        moves += i - j
        if moves > MOVES * (i + 1000):
            return False
    for k in range(n):
        i = order[k]
        tick = max(ready[i], free[0])
        while closes[at] <= tick:
            at += 1
        tick = max(tick, opens[at])
        start[i] = tick
        tick += work[i]
        end[i] = tick
        j = 1
        while j < lanes and free[j] < tick:
            free[j - 1] = free[j]
            j += 1
        free[j - 1] = tick
    return True
