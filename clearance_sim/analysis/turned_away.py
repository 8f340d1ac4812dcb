"""Tell who left for good because a yard was full: neither gone through nor inside (rules 7 and 15)."""

from __future__ import annotations

import numpy as np

from clearance_sim.clock import NEVER
from clearance_sim.plan.plan import DECLARATION, UNIT, Flags, Plan, PlannedFlow, PlannedStep
from clearance_sim.plan.trace import TURNED_AWAY, Trace


def turns_away(plan: Plan) -> bool:
    """Say whether somebody can be turned away at all."""
    return any(yard.turns_away for yard in plan.yards)


def units_turned_away(plan: Plan, flow: PlannedFlow, trace: Trace) -> Flags:
    """Say of each unit whether it, a box or a declaration of it was turned away: the unit cannot get through."""
    away = np.zeros(len(flow.entry), dtype=np.bool_)
    if not turns_away(plan):
        return away
    for step in flow.steps:
        refused = trace.lane[step.rows] == TURNED_AWAY
        if step.level == UNIT:
            away |= refused
        elif step.level == DECLARATION and flow.units_per_declaration > 1:
            away |= refused[flow.declaration_of_unit]
        else:
            away[flow.levels[step.level].unit[refused]] = True
    return away


def rows_turned_away(plan: Plan, flow: PlannedFlow, trace: Trace, step: PlannedStep) -> Flags:
    """Say of each entity at a step whether its unit was turned away and the entity never began the step.

    It waits no longer and is no unfinished visit; what was begun before counts as anybody's.
    """
    if not turns_away(plan):
        return np.broadcast_to(np.False_, step.last_row - step.first_row)
    away = units_turned_away(plan, flow, trace)
    if step.level != UNIT:
        away = away[flow.levels[step.level].unit]
    return np.asarray(away & (trace.start[step.rows] == NEVER))
