"""Solve a first-come station with alike lanes in one pass over its rows, where the loop is compiled.

No axis: each who comes, in the order of (ready tick, number), takes the lane that is free first. It is exact because it
is the recursion of `many_servers` itself. Nothing is gathered, scattered or padded, so that a step costs little more
than reading and writing its columns once.

Everybody is one integer, a tick with the position below it: while waiting, when they were ready; in a lane, when it is
free again. So whoever takes the lane that is free first sends away, in order of (end, number), the one who was served
there, and the order in which all come to the next step is written over the one in which they came.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import Intervals
from clearance_sim.plan.trace import NO_LANE
from clearance_sim.vector.relations import FAR

LAST: Final = 2 * FAR - 1
FEW_LANES: Final = 12
"""Up to so many lanes it is faster to look at all of them than to stop at the right one."""


def opening_columns(hours: Intervals | None, bits: int, horizon: int) -> tuple[Ticks, Ticks]:
    """Give when the lanes open and close, above so many bits; the last opening is at the horizon and has no end.

    Examples
    --------
    >>> opens, closes = opening_columns(np.array([[5, 9], [30, 40]]), 1, 20)
    >>> opens.tolist(), closes.tolist() == [18, 40, LAST]
    ([10, 40, 40], True)
    """
    if hours is None:
        return np.array([-FAR]), np.array([LAST])
    spans = np.concatenate([np.minimum(hours, horizon) << bits, [[horizon << bits, LAST]]])
    return np.ascontiguousarray(spans[:, 0]), np.ascontiguousarray(spans[:, 1])


def line_up(keys: Any, ready: Any, bits: int, horizon: int) -> bool:
    """Write everybody's ready tick, at most the horizon, and position; tell whether they stand in order."""
    is_in_order, before = True, -LAST
    for i in range(len(keys)):
        key = (min(ready[i], horizon) << bits) | i
        is_in_order = is_in_order and before < key
        keys[i] = before = key
    return is_in_order


def let_come(
    keys: Any, passing: Any, ready: Any, start: Any, end: Any, lane: Any, takes: Any, first_row: int, bits: int, horizon: int
) -> Any:
    """Write when everybody is ready, and whole the rows of who does not take the step; give how many do and do not.

    Parameters
    ----------
    keys
        Shape ``(n,)``: everybody's ready tick and position, in order; who is never ready stands last, at the horizon.
        Those who take the step are moved to the front.
    passing
        Shape ``(n,)``: is given those who do not.
    first_row
        Where the rows of the step begin in the columns.
    """
    whom, late, coming, passed = (1 << bits) - 1, horizon << bits, 0, 0
    for k in range(len(keys)):
        key = keys[k]
        row = first_row + (key & whom)
        comes = key >> bits if key < late else FAR
        ready[row] = comes
        if key < late and takes[row]:
            keys[coming] = key
            coming += 1
            continue
        start[row], end[row], lane[row] = comes, comes, NO_LANE
        if key < late:
            passing[passed] = key
            passed += 1
    return coming, passed


def serve_in_one_pass(
    keys: Any, coming: int, start: Any, end: Any, lane: Any, work: Any, first_row: int, opens: Any, closes: Any, free: Any,
    group: int, rests: bool, bits: int, horizon: int,
) -> None:  # fmt: skip
    """Write the starts, ends and lanes of the first so many of `keys`, and over them the order in which they leave.

    Parameters
    ----------
    opens, closes
        As `opening_columns` gives them.
    free
        Shape ``(lanes,)``: all free for long.
    group
        What is written as lane.
    rests
        Whether handling rests while the lanes are closed; otherwise what was begun goes on.
    """
    whom, lanes, at = (1 << bits) - 1, len(free), 0
    for k in range(coming):
        key, first = keys[k], free[0]
        if k >= lanes:
            keys[k - lanes] = first
        tick = max(key, first) & ~whom
        while closes[at] <= tick:
            at += 1
        tick = max(tick, opens[at])
        serve(key, tick, at, start, end, lane, work, first_row, opens, closes, free, group, rests, bits, horizon)
    send_away(keys, coming, free)


def serve(
    key: int, tick: int, at: int, start: Any, end: Any, lane: Any, work: Any, first_row: int, opens: Any, closes: Any,
    free: Any, group: int, rests: bool, bits: int, horizon: int,
) -> None:  # fmt: skip
    """Write that somebody starts on a tick within the opening `at`, and keep the lane until the end."""
    late, i = horizon << bits, key & ((1 << bits) - 1)
    row, is_in_time = first_row + i, tick < late
    start[row], lane[row] = tick >> bits if is_in_time else FAR, group if is_in_time else NO_LANE
    # Work that goes on beyond the horizon is cut there, so that the sum has room in 64 bits.
    left = min(work[row], horizon - (key >> bits)) << bits
    while rests and tick + left > closes[at]:
        left -= closes[at] - tick
        at += 1
        tick = opens[at]
    tick = min(tick + left, late)
    end[row] = tick >> bits if tick < late else FAR
    if len(free) <= FEW_LANES:
        take_lane(free, tick | i)
    else:
        take_one_of_many_lanes(free, tick | i)


def take_lane(free: Any, key: int) -> None:
    """Put `key` in the place of the first of the keys, which stand in order."""
    lanes = len(free)
    for j in range(1, lanes):
        other = free[j]
        free[j - 1] = min(other, key)
        key = max(other, key)
    free[lanes - 1] = key


def take_one_of_many_lanes(free: Any, key: int) -> None:
    """Do the same, and stop at the right place."""
    lanes, j = len(free), 1
    while j < lanes and free[j] < key:
        free[j - 1] = free[j]
        j += 1
    free[j - 1] = key


def send_away(keys: Any, served: int, free: Any) -> None:
    """Write who are last in the lanes behind those who were sent away before; so many were served in all."""
    lanes = len(free)
    for j in range(max(lanes - served, 0), lanes):
        keys[served - lanes + j] = free[j]


def merge(keys: Any, coming: int, passing: Any, passed: int) -> None:
    """Put the first so many of `passing` among the first so many of `keys`, both in order, from the back.

    Examples
    --------
    >>> keys = [3, 8, 0, 0, 9]
    >>> merge(keys, 2, [1, 5], 2)
    >>> keys
    [1, 3, 5, 8, 9]
    """
    while passed > 0:
        other = passing[passed - 1]
        while coming > 0 and keys[coming - 1] > other:
            coming -= 1
            keys[coming + passed] = keys[coming]
        passed -= 1
        keys[coming + passed] = other
