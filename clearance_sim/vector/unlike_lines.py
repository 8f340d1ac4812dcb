"""Solve a station whose lanes are not alike, or at which handling rests or slows down, and which serves some before others.

In one plain loop (`line_starts`) while the queue is short or where loops are compiled, else by `line_blocks`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.compiling import compiled, pays
from clearance_sim.plan.plan import Integers, Intervals, PlannedLanes
from clearance_sim.vector import first_start, handling, line_starts
from clearance_sim.vector.first_start import lay_out
from clearance_sim.vector.line_blocks import LineBlocks
from clearance_sim.vector.line_starts import start_by_line
from clearance_sim.vector.standing import stand_in_lines
from clearance_sim.vector.turns import Served

FEW: Final = 3_000
"""Below so many entities the plain loop is faster than blocks."""
SAVED: Final = 2_000
"""Nanoseconds an entity by which the compiled loop is faster than the plain one."""
SAVED_OF_BLOCKS: Final = 200
"""The same of blocks."""


def serve_lines_at_unlike_lanes(
    ready: Ticks, work: Ticks, may_use: Integers, priority: Integers, lanes: Sequence[PlannedLanes], slow: Intervals | None, *,
    are_levels: bool = False,
) -> Served:  # fmt: skip
    """Serve a queue, the lower priority first, at lanes of one station.

    Parameters
    ----------
    priority
        Shape ``(n,)``.
    ready, work, may_use, lanes, slow, are_levels
        As `unlike_lanes.serve_at_unlike_lanes` has them.

    Examples
    --------
    >>> lanes, ticks = [PlannedLanes("green", 0, 1, None), PlannedLanes("general", 0, 1, None)], np.array([0, 1, 2, 2])
    >>> served = serve_lines_at_unlike_lanes(ticks, ticks + 5, np.array([2, 2, 2, 3]), np.array([1, 1, 0, 0]), lanes, None)
    >>> served.start, served.lane
    (array([ 0, 12,  5,  2]), array([1, 1, 1, 0]))
    """
    standing, n = stand_in_lines(ready, work, may_use, priority), len(ready)
    is_compiled = pays("unlike lines", n, SAVED if n < FEW else SAVED_OF_BLOCKS)
    if n >= FEW and not is_compiled:
        return LineBlocks(standing, lanes, slow, are_levels=are_levels).served()
    groups, *spans = lay_out(lanes, slow, are_levels=are_levels)
    laid_out = [groups * len(standing.heads), *spans]
    if is_compiled:
        told = np.empty((4, n), dtype=np.int64)
        columns = (np.array(column, dtype=np.int64) for column in laid_out)
        compiled(start_by_line, first_start, handling, line_starts)(*told, *standing.columns(), *columns)
    else:
        lists = [*np.zeros((4, n), dtype=np.int64).tolist(), *(column.tolist() for column in standing.columns()), *laid_out]
        start_by_line(*lists)
        told = np.array(lists[:4], dtype=np.int64)
    return standing.served(*told)
