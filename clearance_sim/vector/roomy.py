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
    return replace(plan, flows=tuple(replace(flow, steps=tuple(map(_in_no_yard, flow.steps))) for flow in plan.flows))


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
            level, takes = plan.yards[yard].level, plan.takes[step.rows]
            begins, ends = stays.setdefault(flow.rank, _nobody(len(flow.levels[level])))
            ready, end = ticks.ready[step.rows], ticks.end[step.rows]
            if level == step.level:
                np.minimum(begins, ready, out=begins, where=takes)
                np.maximum(ends, end, out=ends, where=takes)
            else:
                owner = flow.levels[step.level].unit[takes]
                np.minimum.at(begins, owner, ready[takes])
                np.maximum.at(ends, owner, end[takes])
    begins = np.concatenate([of_flow[0] for of_flow in stays.values()])
    ends = np.concatenate([of_flow[1] for of_flow in stays.values()])
    came, places = begins < FAR, plan.yards[yard].capacity
    # The k-th to leave must have left when, of those after him, as many have come as there are places.
    enters, leaves = np.sort(begins[came]), np.sort(ends[came])
    return bool((leaves[: max(len(leaves) - places, 0)] > enters[places:]).any())


def _in_no_yard(step: PlannedStep) -> PlannedStep:
    return replace(step, yards=()) if step.yards else step


def _nobody(owners: int) -> tuple[Ticks, Ticks]:
    return np.full(owners, FAR), np.full(owners, -FAR)
