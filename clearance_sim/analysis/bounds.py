"""Say where a vehicle's stay at the port begins and ends (rule 17), and which steps lie inside it.

A flow may be followed beyond the port: a run on the other side of the border, work in a bonded zone. Its marks
`joined` and `left` then bound the stay; without them it lasts from the entry to the last end.
"""

from __future__ import annotations

import numpy as np

from clearance_sim.analysis.lineage import ancestors, happens_not, seen_from, taken_from
from clearance_sim.analysis.straight import straight_line
from clearance_sim.clock import NEVER, Ticks
from clearance_sim.plan.plan import BOX, DECLARATION, UNIT, Flags, Plan, PlannedFlow
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
    line = straight_line(flow) if flow.left < 0 else None
    if line:
        # Each step of a straight line ends when or after the one before has ended.
        return trace.end[flow.steps[line[0]].rows]
    last = np.full(len(flow.entry), NEVER, dtype=np.int64)
    open_ended = np.zeros(len(last), dtype=np.bool_)
    for step in flow.steps:
        if step.level != DECLARATION and not (step.level == BOX and not len(flow.levels[BOX])):
            ends = seen_from(flow, trace.end[step.rows], step.level, UNIT)
            if happens_not(ends):
                open_ended |= ends == NEVER
            np.maximum(last, ends, out=last)
    last[open_ended] = NEVER
    return last


def goes_on(plan: Plan, flow: PlannedFlow) -> Flags:
    """Say of each unit whether it is followed beyond the port: it, or a box of it, takes a step after the leaving."""
    beyond = frozenset(range(len(flow.steps))) - steps_inside(flow) - steps_before(flow)
    on = np.zeros(len(flow.entry), dtype=np.bool_)
    for position in beyond:
        step = flow.steps[position]
        if step.level != DECLARATION:
            on |= taken_from(flow, plan.takes[step.rows], step.level, UNIT)
    return on


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
