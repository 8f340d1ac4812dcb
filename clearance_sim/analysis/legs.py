"""Hold one step of the walks from the exits back to the arrivals: whose time passes there, and when."""

from __future__ import annotations

from dataclasses import dataclass

from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import Integers


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
