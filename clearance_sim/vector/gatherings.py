"""Solve a gathering that couples nothing: who goes with whom, and from then on let only the leaders go (rule 8).

The axis is who comes to gather, in order of (ready tick, number). Groups depend on nothing else, so that they are all
found at once; and since a group takes its further steps as one, the others repeat what happened to their leader.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from clearance_sim.clock import NEVER
from clearance_sim.plan.gathering import form
from clearance_sim.plan.plan import Plan, PlannedStep
from clearance_sim.plan.trace import NO_LANE
from clearance_sim.vector.coming import cut, let_in
from clearance_sim.vector.relations import FAR, Place, rides
from clearance_sim.vector.ticks import Solving, TickColumns
from clearance_sim.vector.turns import forget_turns, in_turn


def gather(plan: Plan, place: Place, ticks: TickColumns) -> Plan:
    """Write the rows of a gathering at no station; give the plan in which those who follow take no further steps of it."""
    flow, position = place
    planned = plan.flows[flow]
    step = planned.steps[position]
    assert step.gather is not None  # asked for gatherings only
    ticks.turn.pop(place, None)
    ready = let_in(plan, place, ticks)
    takes = plan.takes[step.rows]
    came = np.flatnonzero(takes & (ready < FAR))
    order = in_turn(ready[came], planned.numbers(step)[came])
    came = came if order is None else came[order]
    first, closes = form(ready[came], planned.worth[came], step.gather, plan.horizon)
    formed = closes != NEVER
    who, leaders, closes = came[formed], came[first[formed]], closes[formed]
    start, end = ticks.start[step.rows], ticks.end[step.rows]
    start[:] = end[:] = np.where(takes, FAR, ready)
    start[who], end[who] = closes, closes + plan.work[step.rows][leaders]
    cut(plan.horizon, end)
    ticks.lane[step.rows] = NO_LANE
    led_by = ticks.leader[planned.rank, position] = np.full(len(takes), -1, dtype=np.int64)
    led_by[who] = step.first_row + leaders
    return _with_leaders_only(plan, place, who[who != leaders])


def _with_leaders_only(plan: Plan, place: Place, followers: np.ndarray) -> Plan:
    """Give the plan in which some do not take the further steps of a gathering, and nobody takes these as a group."""
    flow, position = place
    planned = plan.flows[flow]
    takes, steps = plan.takes.copy(), list(planned.steps)
    for other in (other for other, ride in enumerate(rides(planned)) if ride == position):
        takes[planned.steps[other].first_row + followers] = False
        steps[other] = _for_itself(planned.steps[other])
    flows = list(plan.flows)
    flows[flow] = replace(planned, steps=tuple(steps))
    return replace(plan, takes=takes, flows=tuple(flows))


def _for_itself(step: PlannedStep) -> PlannedStep:
    return replace(step, group=-1, gather=None)


def follow(every: Solving, plans: Sequence[Plan], places: Sequence[Place]) -> None:
    """Let those who follow repeat what their leaders did at steps that are solved; `plans` are as they were drawn."""
    for plan, (_, ticks) in zip(plans, every, strict=True):
        for flow, position in places:
            ticks.repeat_leaders(plan.flows[flow], position)
        forget_turns(plan, places, ticks.turn)
