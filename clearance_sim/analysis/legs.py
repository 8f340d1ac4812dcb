"""Hold one step of the walks from the exits back to the arrivals: whose time passes there, and when."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import Integers


class Sums(NamedTuple):
    """Hold the sums of the ticks of a leg over all its units."""

    came: int
    ready: int
    admitted: int
    start: int
    end: int


@dataclass(frozen=True, eq=False)
class PlainLeg:
    """Hold a leg of which all is told already: one without groups, nested yards and rests, looked at by a loop.

    Attributes
    ----------
    waiting
        By cause, the ticks between admitted and start of all units together.
    """

    position: int
    sums: Sums
    waiting: dict[str, int]


@dataclass(frozen=True, eq=False)
class Leg:
    """Hold one step for all units that spend time at it or before it; ticks before a unit's joining are cut to it.

    Attributes
    ----------
    position
        Position of the step in the flow's route.
    units
        Shape ``(n,)``, positions of the units.
    entity
        Shape ``(n,)``, for each the entity at the step: itself, or the box that the walk follows.
    came
        Shape ``(n,)``, end of the step before on the vehicle's line; until `ready` the papers are awaited.
    ready, admitted, start, end
        Shape ``(n,)``, ticks of the entity at the step.
    """

    position: int
    units: Integers
    entity: Integers
    came: Ticks
    ready: Ticks
    admitted: Ticks
    start: Ticks
    end: Ticks

    @cached_property
    def sums(self) -> Sums:
        """Give the sums over the units."""
        came = int(self.came.sum())
        ready = came if self.ready is self.came else int(self.ready.sum())
        admitted = ready if self.admitted is self.ready else int(self.admitted.sum())
        return Sums(came, ready, admitted, int(self.start.sum()), int(self.end.sum()))
