"""Solve a first-come station with alike lanes in one pass over its rows, where the loop is compiled.

No axis: the rows stand nearly in order, of number or of leaving the station before, and are put in order of their
ready ticks by insertion; then each takes the lane that is free first. It is exact because it is the recursion of
`many_servers` itself, in the order of (ready tick, number). Nothing is gathered, scattered or padded, so that a
step costs little more than reading and writing its columns. Where many overtake far the pass gives up at once.

Each lane holds, in one integer, when it is free and whom it serves until then. So whoever takes the lane that is
free first sends away, in order of (end, number), the one who was served there.
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
FEW_LANES: Final = 12
"""Up to so many lanes it is faster to look at all of them than to stop at the right one."""


def opening_columns(hours: Intervals | None) -> tuple[Ticks, Ticks]:
    """Give when the lanes open and close; the last opening is at `FAR` and has no end.

    Examples
    --------
    >>> opens, closes = opening_columns(np.array([[5, 9]]))
    >>> opens.tolist() == [5, FAR], closes.tolist() == [9, LAST]
    (True, True)
    """
    if hours is None:
        return np.array([-FAR]), np.array([LAST])
    spans = np.concatenate([hours, [[FAR, LAST]]])
    return np.ascontiguousarray(spans[:, 0]), np.ascontiguousarray(spans[:, 1])


def serve_in_one_pass(
    start: Any, end: Any, leaving: Any, order: Any, ready: Any, work: Any, opens: Any, closes: Any,
    lanes: int, bits: int, horizon: int,
) -> Any:  # fmt: skip
    """Write starts and ends; give how many start and how many end before the horizon, (-1, -1) if it gave up.

    Parameters
    ----------
    leaving
        Is written: the positions of the rows by (end, number).
    order
        Positions of the rows, nearly by (ready tick, number); is put in order.
    bits
        How many bits a position takes.
    """
    if not put_in_order(order, ready):
        return -1, -1
    free = np.full(lanes, -FAR, dtype=np.int64)
    whom, n, at, started, ended = (1 << bits) - 1, len(order), 0, 0, 0
    for k in range(n):
        i, first = order[k], free[0]
        if k >= lanes:
            leaving[k - lanes] = first & whom
        tick = max(ready[i], first >> bits)
        while closes[at] <= tick:
            at += 1
        tick = max(tick, opens[at])
        started += tick < horizon
        start[i] = tick if tick < horizon else FAR
        tick = min(tick + work[i], horizon)
        ended += tick < horizon
        end[i] = tick if tick < horizon else FAR
        take_lane(free, (tick << bits) | i)
    for j in range(max(lanes - n, 0), lanes):
        leaving[n - lanes + j] = free[j] & whom
    return started, ended


def put_in_order(order: Any, ready: Any) -> bool:
    """Sort positions by (ready tick, position) by insertion; give up where many overtake far."""
    moves, last, latest = 0, -FAR, -1
    for k in range(len(order)):
        i = order[k]
        tick = ready[i]
        if tick > last or (tick == last and i > latest):
            last, latest = tick, i
            continue
        j = k
        while j > 0 and (ready[order[j - 1]] > tick or (ready[order[j - 1]] == tick and order[j - 1] > i)):
            order[j] = order[j - 1]
            j -= 1
        order[j] = i
        moves += k - j
        if moves > MOVES * (k + 1000):
            return False
    return True


def take_lane(free: Any, key: int) -> None:
    """Put `key` in the place of the first of the keys, which stand in order."""
    lanes = len(free)
    if lanes <= FEW_LANES:
        for j in range(1, lanes):
            other = free[j]
            free[j - 1] = min(other, key)
            key = max(other, key)
        free[lanes - 1] = key
        return
    j = 1
    while j < lanes and free[j] < key:
        free[j - 1] = free[j]
        j += 1
    free[j - 1] = key
