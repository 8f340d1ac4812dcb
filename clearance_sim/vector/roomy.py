"""Solve a coupled part as if its yards had room for everybody, and look whether that is so.

A yard couples all that lies in it, and yet it seldom fills. Without yards a part often falls apart into stations that
are solved as arrays. What comes out is exact unless a yard is over-full at some time: had somebody had to wait for a
place, or been turned away, there would be a first tick on which that happened; until then both courses are the same,
so that the yard would be over-full on that tick. Then the part is solved as it is.

The axis is who comes to a yard, in order of time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import Plan, PlannedFlow, PlannedStep
from clearance_sim.vector.relations import FAR, Place, rides
from clearance_sim.vector.ticks import TickColumns


def without_yards(plan: Plan) -> Plan:
    """Give the plan with steps that lie in no yard."""
    flows = (replace(flow, steps=tuple(replace(step, yards=()) for step in flow.steps)) for flow in plan.flows)
    return replace(plan, flows=tuple(flows))


def has_yards_for_each(plan: Plan, places: Iterable[Place]) -> bool:
    """Tell whether a part has yards, and no groups enter them: who travels with a group asks for no place (rule 8)."""
    in_yards = [(flow, step) for flow, step in places if plan.flows[flow].steps[step].yards]
    return bool(in_yards) and all(rides(plan.flows[flow])[step] < 0 for flow, step in in_yards)


def is_ever_over_full(plan: Plan, places: Sequence[Place], ticks: TickColumns) -> bool:
    """Tell whether in a yard of a part more would be inside at some time than there are places."""
    steps = [(plan.flows[flow], plan.flows[flow].steps[step]) for flow, step in places]
    return any(_is_over_full(plan, yard, steps, ticks) for yard in sorted({yard for _, step in steps for yard in step.yards}))


def _is_over_full(
    plan: Plan, yard: int, steps: Sequence[tuple[PlannedFlow, PlannedStep]], ticks: TickColumns
) -> bool:  # fmt: skip
    """Count who is inside: from the first step there that is ready to the last that is over (rule 7).

    A place that is left on a tick is free on it (rule 1).
    """
    stays: dict[int, tuple[Ticks, Ticks]] = {}
    for flow, step in steps:
        if yard in step.yards:
            level = plan.yards[yard].level
            begins, ends = stays.setdefault(flow.rank, _nobody(len(flow.levels[level])))
            taken = np.flatnonzero(plan.takes[step.rows])
            owner = taken if level == step.level else flow.levels[step.level].unit[taken]
            np.minimum.at(begins, owner, ticks.ready[step.rows][taken])
            np.maximum.at(ends, owner, ticks.end[step.rows][taken])
    begins = np.concatenate([of_flow[0] for of_flow in stays.values()])
    ends = np.concatenate([of_flow[1] for of_flow in stays.values()])
    came = begins < FAR
    at = np.sort(begins[came])
    inside = np.arange(1, len(at) + 1) - np.searchsorted(np.sort(ends[came]), at, side="right")
    return int(inside.max(initial=0)) > plan.yards[yard].capacity


def _nobody(owners: int) -> tuple[Ticks, Ticks]:
    return np.full(owners, FAR), np.full(owners, -FAR)
