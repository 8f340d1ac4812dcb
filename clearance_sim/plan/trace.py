"""Hold the trace: for every row of a plan when it was ready, admitted, started and ended, and where."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import Integers

NO_LANE: Final = -1
TURNED_AWAY: Final = -2
"""Marks the row at which an entity found a yard full and left for good; nothing of it happens afterwards."""


@dataclass(frozen=True, eq=False)
class Trace:
    """Hold what happened, in the rows of the plan; `NEVER` marks what did not happen before the horizon.

    Attributes
    ----------
    ready
        Shape ``(rows,)``, ticks: all that must come before the step is finished.
    admitted
        Shape ``(rows,)``, ticks: inside every yard of the step; equal to `ready` where there is none.
    start, end
        Shape ``(rows,)``, ticks; a skipped row has ready = admitted = start = end (rule 16).
    lane
        Shape ``(rows,)``: position of the lane group in ``plan.lanes``; `NO_LANE` = skipped, delay, never
        started; `TURNED_AWAY`. Integers of any width: the NumPy core takes two bytes where they are enough.
    """

    ready: Ticks
    admitted: Ticks
    start: Ticks
    end: Ticks
    lane: Integers

    def __post_init__(self) -> None:
        """Make the columns read-only."""
        for field in fields(self):
            getattr(self, field.name).setflags(write=False)

    def __eq__(self, other: object) -> bool:
        """Compare every column with ``==``; there is no tolerance."""
        if not isinstance(other, Trace):
            return NotImplemented
        return all(np.array_equal(getattr(self, f.name), getattr(other, f.name)) for f in fields(self))

    __hash__ = None  # type: ignore[assignment]
