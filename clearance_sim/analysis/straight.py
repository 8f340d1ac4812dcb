"""Walk back along a line without branches, where every vehicle takes the same steps one after the other (rule 18).

There is nothing to choose at any step, so the columns of the trace are looked at as they are: no unit is looked up. A
line has no branch either where of two steps beside each other nobody takes both: whoever takes one goes past the other.
"""

from __future__ import annotations

from collections.abc import Container

import numpy as np

from clearance_sim.analysis.legs import Leg
from clearance_sim.analysis.lineage import ancestors, backwards, places, vehicle_predecessors
from clearance_sim.clock import NEVER, Ticks
from clearance_sim.plan.plan import DECLARATION, UNIT, PlannedFlow, PlannedStep
from clearance_sim.plan.stops import once_a_route
from clearance_sim.plan.trace import Trace


@once_a_route
def straight_line(flow: PlannedFlow) -> tuple[int, ...] | None:
    """Give the steps of the vehicle's line, the last first; None where it branches, splits or begins before arrival.

    Each step of it waits for the one before and for no later one, so their ends never decrease, but for steps beside
    each other. A step that ends when the one before it ended has taken no time, and it does not matter that a winding
    walk would pass it by.
    """
    if flow.joined >= 0:
        return None
    within = ancestors(flow, flow.left) if flow.left >= 0 else range(len(flow.steps))
    line = [step for step in backwards(flow) if step in within and flow.steps[step].level != DECLARATION]
    for position, step in enumerate(line):
        planned, before = flow.steps[step], line[position + 1 : position + 2]
        if planned.level != UNIT or planned.ahead:
            return None
        following = line[position - 1 : position] if position else []
        if not _follows(flow, step, before) and not _is_beside(flow, following, step, before):
            return None
    return tuple(line)


def _follows(flow: PlannedFlow, step: int, before: list[int]) -> bool:
    """Say whether a step waits for the one before, itself or through papers that are the vehicle's own; or for none."""
    after = flow.steps[step].after
    if not before:
        return not after
    return before[0] in after or (flow.units_per_declaration == 1 and before[0] in vehicle_predecessors(flow, step))


def _is_beside(flow: PlannedFlow, following: list[int], step: int, before: list[int]) -> bool:
    """Say whether a step and the one before wait for the same, nobody takes both, and the following one waits for both."""
    if not before or not following:
        return False
    own, other = flow.steps[step], flow.steps[before[0]]
    excluded = own.unless == before[0] or other.unless == step
    joined = {step, before[0]}.issubset(flow.steps[following[0]].after)
    return excluded and joined and own.after == other.after and chained(flow).issuperset({step, before[0], following[0]})


@once_a_route
def chained(flow: PlannedFlow) -> frozenset[int]:
    """Give the steps that are ready when the last of the vehicle's steps before has ended, or on arrival, whatever happens."""
    return frozenset(position for position, step in enumerate(flow.steps) if _is_chained(flow, step))


def _is_chained(flow: PlannedFlow, step: PlannedStep) -> bool:
    is_vehicles = step.level == UNIT and all(flow.steps[before].level == UNIT for before in step.after)
    return is_vehicles and not step.ahead and not step.awaits_entry


def walk_straight(
    flow: PlannedFlow, trace: Trace, leaving: Ticks, line: tuple[int, ...], known: Container[int]
) -> list[Leg]:
    """Give the legs along `line` of all units that left; those of units that spend no time at a step are among them."""
    legs: list[Leg] = []
    if all(step in known for step in line) or not (leaving != NEVER).any():
        return legs
    left = places(leaving != NEVER)
    units = np.arange(len(leaving), dtype=np.int64)[left]
    for step, before in zip(line, (*line[1:], None), strict=True):
        if step in known:
            continue
        planned = flow.steps[step]
        ready, start, end = (column[planned.rows][left] for column in (trace.ready, trace.start, trace.end))
        admitted = trace.admitted[planned.rows][left] if planned.yards else ready
        # Who came from no step before was ready on arrival.
        came = ready if before is None or step in chained(flow) else trace.end[flow.steps[before].rows][left]
        legs.append(Leg(step, units, units, came, ready, admitted, start, end))
    return legs
