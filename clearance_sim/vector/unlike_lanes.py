"""Solve a first-come station whose lanes are not alike, or at which handling rests or slows down.

In one plain loop while the queue is short or where loops are compiled, else by `unlike_blocks`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.compiling import compiled, pays
from clearance_sim.plan.plan import Integers, Intervals, PlannedLanes
from clearance_sim.vector import first_start, handling
from clearance_sim.vector.first_start import lay_out, start_in_turn
from clearance_sim.vector.turns import Served
from clearance_sim.vector.unlike_blocks import UnlikeBlocks

FEW: Final = 4_000
"""Below so many entities the plain loop is faster than blocks."""
SAVED: Final = 1_000
"""Nanoseconds an entity by which the compiled loop is faster."""


def serve_at_unlike_lanes(
    ready: Ticks, work: Ticks, may_use: Integers, lanes: Sequence[PlannedLanes], slow: Intervals | None, *,
    are_levels: bool = False,
) -> Served:  # fmt: skip
    """Serve a queue in its order at lanes of one station.

    Parameters
    ----------
    ready, work
        Shape ``(n,)``, ticks; `ready` non-decreasing.
    may_use
        Shape ``(n,)``, the lane groups that each may use, as bits in lane order.
    lanes
        The lane groups.
    slow
        As `PlannedStation` has it.
    are_levels
        Whether groups are levels of a capacity: the same lanes, of which so many may be taken at once at such hours.

    Examples
    --------
    >>> lanes = [PlannedLanes("green", 0, 1, None), PlannedLanes("general", 0, 1, None)]
    >>> served = serve_at_unlike_lanes(np.array([0, 1, 2]), np.array([5, 5, 5]), np.array([2, 2, 3]), lanes, None)
    >>> served.start, served.lane
    (array([0, 5, 2]), array([1, 1, 0]))
    """
    if pays("unlike lanes", len(ready), SAVED):
        start, end, lane = np.empty((3, len(ready)), dtype=np.int64)
        columns = (np.array(column, dtype=np.int64) for column in lay_out(lanes, slow, are_levels=are_levels))
        compiled(start_in_turn, first_start, handling)(ready, work, may_use, start, end, lane, *columns)
        return Served(start, end=end, lane=lane)
    if len(ready) >= FEW:
        start, end, lane = UnlikeBlocks(ready, work, may_use, lanes, slow, are_levels=are_levels).served()
        return Served(start, end=end, lane=lane)
    told: list[list[int]] = [[0] * len(ready) for _ in range(3)]
    start_in_turn(ready.tolist(), work.tolist(), may_use.tolist(), *told, *lay_out(lanes, slow, are_levels=are_levels))
    start, end, lane = np.array(told, dtype=np.int64)
    return Served(start, end=end, lane=lane)
