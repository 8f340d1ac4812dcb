"""Tell the legs along a straight line from sums over its steps, without looking at any unit (rule 18).

The causes of waits change at marks of the ruler only, mostly; so how long somebody waited between each two marks says
how long for each cause.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from clearance_sim.analysis.causes import Reasons, is_plain
from clearance_sim.analysis.legs import PlainLeg, Sums
from clearance_sim.analysis.lineage import places
from clearance_sim.analysis.ruler import Ruled, Ruler, rule
from clearance_sim.analysis.straight import chained, straight_line
from clearance_sim.analysis.timeline import Timeline
from clearance_sim.plan.plan import Flags, PlannedFlow


class Rule(NamedTuple):
    """Hold why those who may use certain lanes of a step wait there, by the marks; some may use others if it is mixed."""

    mask: int
    mixed: bool
    why: Timeline
    ruled: Ruled


class StepSums(NamedTuple):
    """Add up the stays that are told at a step.

    Attributes
    ----------
    readied
        The sum of ready ticks; of no meaning where ready is the end of the step before.
    let_in, waited, handled
        Ticks between ready, admitted, start and end.
    causes
        By cause, the ticks between admitted and start; None where they are not known.
    """

    readied: int
    let_in: int
    waited: int
    handled: int
    causes: dict[str, int] | None


def rules_of(reasons: Reasons, flow: PlannedFlow, ruler: Ruler) -> dict[int, Rule]:
    """Say why who waits along the straight line of a flow does, by step, where that changes at marks only."""
    plan = reasons.plan
    one_for_all = not plan.eligible.strides[0]
    rules: dict[int, Rule] = {}
    for position in straight_line(flow) or ():
        step = flow.steps[position]
        if step.station >= 0 and step.last_row > step.first_row:
            # The lanes that may serve the first who takes the step stand for all.
            mask = int(plan.eligible[step.first_row + int(plan.takes[step.rows].argmax())])
            why = reasons.waiting(step.station, mask, step.needs)
            ruled = rule(why, ruler)
            if ruled is not None:
                station = plan.stations[step.station]
                # Where there is but one group of lanes, whoever is served may use that one.
                mixed = not one_for_all and (station.last_lane - station.first_lane > 1 or mask != 1)
                rules[position] = Rule(mask, mixed, why, ruled)
    return rules


def tell_legs(reasons: Reasons, flow: PlannedFlow, left: Flags, sums: Mapping[int, StepSums]) -> dict[int, PlainLeg]:
    """Give the legs of which all is told by sums, each beginning where the step before it ended.

    Parameters
    ----------
    left
        Shape ``(units,)``, whose stays are told.
    sums
        For each step of the straight line, if there is one.
    """
    legs: dict[int, PlainLeg] = {}
    line = straight_line(flow)
    if not line or not left.any():
        return legs
    came = int(flow.entry[places(left)].sum())
    for position in reversed(line):
        readied, let_in, waited, handled, causes = sums[position]
        ready = came if position in chained(flow) else readied
        admitted, start, end = ready + let_in, ready + let_in + waited, ready + let_in + waited + handled
        if is_plain(reasons, flow.steps[position]) and causes is not None:
            legs[position] = PlainLeg(position, Sums(came, ready, admitted, start, end), causes)
        came = end
    return legs
