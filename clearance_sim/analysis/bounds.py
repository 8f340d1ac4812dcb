"""Say where a vehicle's stay at the port begins and ends (rule 17), and which steps lie inside it.

A flow may be followed beyond the port: a run on the other side of the border, work in a bonded zone. Its marks
`joined` and `left` then bound the stay; without them it lasts from the entry to the last end.
"""

from __future__ import annotations

import numpy as np

from clearance_sim.analysis.lineage import ancestors, happens_not, seen_from, taken_from, vehicle_predecessors
from clearance_sim.clock import NEVER, Ticks
from clearance_sim.plan.plan import DECLARATION, UNIT, Flags, Plan, PlannedFlow
from clearance_sim.plan.stops import once_a_route
from clearance_sim.plan.trace import Trace


def joins(flow: PlannedFlow, trace: Trace) -> Ticks:
    """Give for each unit the tick at which it joins the queue: its entry, or the end of the marking step.

    Returns
    -------
        Shape ``(units,)``; `NEVER` for a unit that has not come to the port before the horizon.
    """
    return flow.entry if flow.joined < 0 else _end(flow, trace, flow.joined)


def exits(flow: PlannedFlow, trace: Trace) -> Ticks:
    """Give for each unit the tick at which it leaves the port: the end of the marking step, or its last end.

    Returns
    -------
        Shape ``(units,)``; `NEVER` for a unit that has not left before the horizon.
    """
    return last_ends(flow, trace) if flow.left < 0 else _end(flow, trace, flow.left)


def last_ends(flow: PlannedFlow, trace: Trace) -> Ticks:
    """Give for each unit the last end of its own steps and its boxes'; `NEVER` if one has not ended."""
    steps = (flow.steps[position] for position in _closing(flow))
    seen = [seen_from(flow, trace.end[step.rows], step.level, UNIT) for step in steps if len(flow.levels[step.level])]
    if len(seen) == 1:
        return seen[0]
    last = np.max(seen, axis=0) if seen else np.full(len(flow.entry), NEVER, dtype=np.int64)
    for ends in seen:
        if happens_not(ends):
            last[ends == NEVER] = NEVER
    return np.asarray(last)


@once_a_route
def _closing(flow: PlannedFlow) -> tuple[int, ...]:
    """Give the steps of the vehicle and its boxes of which one ends last: no other of them waits for these."""
    vehicle = [position for position, step in enumerate(flow.steps) if step.level != DECLARATION]
    followed = {
        before
        for position in vehicle
        if not flow.steps[position].ahead
        for before in (vehicle_predecessors(flow, position) if flow.units_per_declaration == 1 else flow.steps[position].after)
    }
    return tuple(position for position in vehicle if position not in followed)


def goes_on(plan: Plan, flow: PlannedFlow) -> Flags:
    """Say of each unit whether it is followed beyond the port: it, or a box of it, takes a step after the leaving."""
    on = np.zeros(len(flow.entry), dtype=np.bool_)
    for position in _steps_beyond(flow):
        step = flow.steps[position]
        on |= taken_from(flow, plan.takes[step.rows], step.level, UNIT)
    return on


@once_a_route
def _steps_beyond(flow: PlannedFlow) -> frozenset[int]:
    """Give the positions of the vehicle's steps, and those of its boxes, after the leaving."""
    vehicle = {position for position, step in enumerate(flow.steps) if step.level != DECLARATION}
    return frozenset(vehicle - steps_inside(flow) - steps_before(flow))


@once_a_route
def steps_before(flow: PlannedFlow) -> frozenset[int]:
    """Give the positions of the steps that lead to the joining of the queue; none where it is the entry."""
    return frozenset() if flow.joined < 0 else ancestors(flow, flow.joined)


@once_a_route
def steps_inside(flow: PlannedFlow) -> frozenset[int]:
    """Give the positions of the steps of which a stay may consist, those of the papers included."""
    until_left = ancestors(flow, flow.left) if flow.left >= 0 else frozenset(range(len(flow.steps)))
    return until_left - steps_before(flow)


def _end(flow: PlannedFlow, trace: Trace, mark: int) -> Ticks:
    step = flow.steps[mark]
    return seen_from(flow, trace.end[step.rows], step.level, UNIT)
