"""Walk back from each vehicle's exit to its arrival, step by step, vectorised over the vehicles (rule 18).

Compiled, a loop follows them one by one.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Final, NamedTuple

import numpy as np

from clearance_sim.analysis import walk_loops
from clearance_sim.analysis.bounds import joins, steps_before
from clearance_sim.analysis.legs import Leg
from clearance_sim.analysis.lineage import (
    backwards,
    children_of,
    happens_not,
    last_child,
    last_of_children,
    predecessors,
    tie_order,
)
from clearance_sim.analysis.straight import chained, straight_line, walk_straight
from clearance_sim.clock import NEVER, Ticks
from clearance_sim.compiling import compiled, pays
from clearance_sim.plan.plan import BOX, DECLARATION, UNIT, Integers, PlannedFlow, PlannedStep
from clearance_sim.plan.stops import once_a_route
from clearance_sim.plan.trace import Trace

SAVED: Final = 1000
"""Nanoseconds a unit by which the compiled loop is faster."""


class _Standing(NamedTuple):
    """Hold whose walks stand at a step: the units, the entity of each there, and when that ended."""

    units: Integers
    entity: Integers
    end: Ticks


class _Told(NamedTuple):
    """Hold who stands at a step and spends time there, and when each came from the step before."""

    position: int
    there: _Standing
    came: Ticks


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
    left = np.flatnonzero(leaving != NEVER)
    if not len(left):
        return []
    joining = joins(flow, trace)
    is_compiled = pays("walking back", len(left), SAVED)
    told = _by_loop(flow, trace, left, joining, leaving) if is_compiled else _by_arrays(flow, trace, left, joining)
    return [_leg(flow, trace, *there, joining) for there in told]


def _by_loop(flow: PlannedFlow, trace: Trace, left: Integers, joining: Ticks, leaving: Ticks) -> Iterator[_Told]:
    """Follow the units one by one."""
    before, places = _route_table(flow)
    steps = np.column_stack([[step.first_row for step in flow.steps], places])
    boxes = np.searchsorted(flow.levels[BOX].unit, np.arange(len(flow.entry) + 1))
    stands = np.empty((len(steps), 4, len(left)), dtype=np.int64)
    counts = np.zeros(len(steps), dtype=np.int64)
    loop = compiled(walk_loops.walk_units, walk_loops)
    loop(left, joining[left], leaving[left], steps, before, boxes, trace.end, stands, counts)
    for position, count in enumerate(counts.tolist()):
        if count:
            units, entity, end, came = stands[position, :, :count]
            yield _Told(position, _Standing(units, entity, end), came)


@once_a_route
def _route_table(flow: PlannedFlow) -> tuple[Integers, Integers]:
    """Give of a route where to go on from each step, and the level of each and whether it lies within the stay."""
    before = [*predecessors(flow), _lasts(flow)]
    width = max(map(len, before))
    padded = [[*steps, *[-1] * (width - len(steps))] for steps in before]
    places = [(step.level, position not in steps_before(flow)) for position, step in enumerate(flow.steps)]
    return np.array(padded, dtype=np.int64), np.array(places, dtype=np.int64)


def _by_arrays(flow: PlannedFlow, trace: Trace, left: Integers, joining: Ticks) -> Iterator[_Told]:
    """Follow all units that stand at a step at once."""
    outside, before = steps_before(flow), predecessors(flow)
    standing: dict[int, list[_Standing]] = {}
    _follow(flow, trace, standing, left, UNIT, left, _lasts(flow))
    for position in backwards(flow):
        if position not in standing or position in outside:
            continue
        there = _together(standing[position])
        came = joined = joining[there.units]
        if before[position]:
            told = _follow(flow, trace, standing, there.units, flow.steps[position].level, there.entity, before[position])
            came = np.maximum(told, joined)
        # Nothing is told of who comes and has ended on the same tick, as at a step that is not taken.
        lasts = there.end > came
        if lasts.any():
            yield _Told(position, _Standing(*(column[lasts] for column in there)), came[lasts])


def _together(standing: list[_Standing]) -> _Standing:
    return standing[0] if len(standing) == 1 else _Standing(*map(np.concatenate, zip(*standing, strict=True)))


@once_a_route
def _lasts(flow: PlannedFlow) -> tuple[int, ...]:
    """Give the steps with whose end a stay may end: the marked one, or all of the vehicle in the order that breaks ties."""
    vehicle = (position for position, step in enumerate(flow.steps) if step.level != DECLARATION)
    return tie_order(flow, vehicle) if flow.left < 0 else (flow.left,)


def _leg(flow: PlannedFlow, trace: Trace, position: int, there: _Standing, came: Ticks, joining: Ticks) -> Leg:
    step, joined = flow.steps[position], joining[there.units]

    def seen(column: Ticks) -> Ticks:
        ticks = column[step.rows][there.entity]
        return np.maximum(ticks, joined, out=ticks)

    ready = came if position in chained(flow) else seen(trace.ready)
    admitted = seen(trace.admitted) if step.yards else ready
    return Leg(position, there.units, there.entity, came, ready, admitted, seen(trace.start), there.end)


def _follow(
    flow: PlannedFlow,
    trace: Trace,
    standing: dict[int, list[_Standing]],
    units: Integers,
    level: int,
    entity: Integers,
    before: tuple[int, ...],
) -> Ticks:
    """Let the walks of `units`, now at `entity` of `level`, go on to the last-ended of the steps `before`; give its end."""
    ends = [_seen(flow, trace, flow.steps[position], units, level, entity) for position in before]
    told, which = ends[0], np.zeros(len(units), dtype=np.int64)
    if len(before) > 1:
        told, which = np.max(ends, axis=0), np.argmax(ends, axis=0)
    if happens_not(told):
        # Who has no boxes comes from none.
        which = np.where(told == NEVER, len(before), which)
    for number, count in enumerate(np.bincount(which)[: len(before)].tolist()):
        if count:
            chosen = slice(None) if count == len(units) else np.flatnonzero(which == number)
            position = before[number]
            there = _Standing(units[chosen], entity[chosen], told[chosen])
            standing.setdefault(position, []).append(_at(flow, trace, flow.steps[position], level, there))
    return told


def _seen(
    flow: PlannedFlow, trace: Trace, step: PlannedStep, units: Integers, level: int, entity: Integers
) -> Ticks:
    """Give the end of a step as the entities of a level see it: of themselves, their unit, or the last of their boxes."""
    ends = trace.end[step.rows]
    if step.level != level and step.level == BOX:
        return last_of_children(ends, children_of(flow, BOX))[units]
    return ends[entity if step.level == level else units]


def _at(flow: PlannedFlow, trace: Trace, step: PlannedStep, level: int, there: _Standing) -> _Standing:
    """Give the same walks with those whose end was seen at the step, where entities of a level looked."""
    if step.level == level:
        return there
    if step.level != BOX:
        return there._replace(entity=there.units)
    last = np.full(len(flow.entry), NEVER, dtype=np.int64)
    last[there.units] = there.end
    return there._replace(entity=last_child(trace.end[step.rows], children_of(flow, BOX), last)[there.units])
