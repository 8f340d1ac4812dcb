"""Walk back from each vehicle's exit to its arrival, step by step, vectorised over the vehicles (rule 18)."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

import numpy as np

from clearance_sim.analysis.bounds import joins, steps_before
from clearance_sim.analysis.legs import Leg
from clearance_sim.analysis.lineage import (
    backwards,
    children_of,
    last_child,
    last_of_children,
    tie_order,
    vehicle_predecessors,
)
from clearance_sim.analysis.straight import straight_line, walk_straight
from clearance_sim.clock import NEVER, Ticks
from clearance_sim.plan.plan import BOX, DECLARATION, UNIT, Integers, PlannedFlow, PlannedStep
from clearance_sim.plan.stops import once_a_route
from clearance_sim.plan.trace import Trace


@dataclass(eq=False)
class _Walk:
    """Hold where every unit's walk stands: its step, its entity there, the tick told so far."""

    step: Integers
    entity: Integers
    told: Ticks


def walk_back(flow: PlannedFlow, trace: Trace, leaving: Ticks, known: Container[int] = ()) -> list[Leg]:
    """Give the legs of the walks of all units that left; a unit's legs cover its stay without gap or overlap.

    Parameters
    ----------
    leaving
        Shape ``(units,)``, exit ticks as `bounds.exits` gives them.
    known
        Steps of a straight line whose legs are not asked for.

    Notes
    -----
    From the step that marks the leaving (else the last-ended one) back along the last-ended predecessor on the
    vehicle's line (its own steps and its boxes'). A tie goes to the vehicle's own steps, then to the lowest
    step and the lowest box. What happened before the queue was joined is outside the stay.
    """
    if (straight := straight_line(flow)) is not None:
        return walk_straight(flow, trace, leaving, straight, known)
    n = len(flow.entry)
    joining = joins(flow, trace)
    left = np.flatnonzero(leaving != NEVER)
    walk = _Walk(np.full(n, -1, dtype=np.int64), np.zeros(n, dtype=np.int64), leaving.copy())
    _follow(flow, trace, walk, left, UNIT, left, _lasts(flow))
    legs = []
    outside = steps_before(flow)
    for position in (position for position in backwards(flow) if position not in outside):
        here = np.flatnonzero(walk.step == position)
        if not len(here):
            continue
        step = flow.steps[position]
        entity = walk.entity[here]
        joined = joining[here]
        walk.step[here] = -1
        before = vehicle_predecessors(flow, position)
        if before:
            _follow(flow, trace, walk, here, step.level, entity, before)
        else:
            walk.told[here] = joined
        came = np.maximum(walk.told[here], joined)
        # Nothing is told of who comes and has ended on the same tick, as at a step that is not taken.
        lasts = np.flatnonzero(trace.end[step.rows][entity] > came)
        if len(lasts):
            legs.append(_leg(trace, position, step, here[lasts], entity[lasts], came[lasts], joined[lasts]))
    return legs


@once_a_route
def _lasts(flow: PlannedFlow) -> tuple[int, ...]:
    """Give the steps with whose end a stay may end: the marked one, or all of the vehicle in the order that breaks ties."""
    vehicle = (position for position, step in enumerate(flow.steps) if step.level != DECLARATION)
    return tie_order(flow, vehicle) if flow.left < 0 else (flow.left,)


def _leg(
    trace: Trace, position: int, step: PlannedStep, units: Integers, entity: Integers, came: Ticks, joined: Ticks
) -> Leg:
    def seen(column: Ticks) -> Ticks:
        ticks = column[step.rows][entity]
        return np.maximum(ticks, joined, out=ticks)

    ready, start, end = seen(trace.ready), seen(trace.start), seen(trace.end)
    admitted = seen(trace.admitted) if step.yards else ready
    return Leg(position, units, entity, came, ready, admitted, start, end)


def _follow(
    flow: PlannedFlow,
    trace: Trace,
    walk: _Walk,
    units: Integers,
    level: int,
    entity: Integers,
    before: tuple[int, ...],
) -> None:
    """Move the walk of `units`, now at `entity` of `level`, to the last-ended of the steps `before`."""
    best = np.full(len(units), NEVER, dtype=np.int64)
    for position in before:
        step = flow.steps[position]
        ends, last = trace.end[step.rows], None
        if step.level != level and step.level == BOX:
            last = last_of_children(ends, children_of(flow, BOX))
            seen = last[units]
        else:
            who = entity if step.level == level else units
            seen = ends[who]
        later = np.flatnonzero(seen > best)
        if not len(later):
            continue
        if last is not None:
            who = last_child(ends, children_of(flow, BOX), last)[units]
        if len(later) == len(units):
            best, moved = seen, units
            walk.entity[moved] = who
        else:
            best[later], moved = seen[later], units[later]
            walk.entity[moved] = who[later]
        walk.step[moved] = position
    walk.told[units] = best
