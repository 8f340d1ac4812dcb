"""Count what the procedure asks of a vehicle and its papers: documents, steps, money."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from clearance_sim.analysis.lineage import taken_from
from clearance_sim.clock import NEVER, Ticks, hours
from clearance_sim.plan.plan import BOX, DECLARATION, UNIT, Flags, Plan, PlannedFlow


class Procedure(NamedTuple):
    """Hold the means of one flow in one replication.

    Attributes
    ----------
    documents
        Documents per unit, with those of its boxes and declarations.
    documents_per_declaration
        The same documents per declaration.
    steps
        Steps of contact (环节) per unit: each step of the route once, however many boxes take it.
    cost_per_declaration, cost_per_teu
        Charges of the steps taken and the value of the crossing time, yuan; NaN without boxes for TEU.
    """

    documents: float
    documents_per_declaration: float
    steps: float
    cost_per_declaration: float
    cost_per_teu: float


def measure_procedure(
    plan: Plan, flow: PlannedFlow, joining: Ticks, leaving: Ticks, measured: Flags
) -> Procedure:
    """Count over the measured units; money only over those that left, whose time is known.

    Parameters
    ----------
    joining, leaving
        Shape ``(units,)``, ticks between which the unit is at the port.
    measured
        Shape ``(units,)``, the unit arrived in the measured window.
    """
    left = measured & (leaving != NEVER)
    by_level = [measured[flow.levels[level].unit] if level else measured for level in (UNIT, BOX, DECLARATION)]
    left_by_level = [left[flow.levels[level].unit] if level else left for level in (UNIT, BOX, DECLARATION)]
    units, papers = int(measured.sum()), int(by_level[DECLARATION].sum())
    papers_left, boxes_left = int(left_by_level[DECLARATION].sum()), int(left_by_level[BOX].sum())
    documents = steps = 0
    money = 0.0
    for step in flow.steps:
        takes = plan.takes[step.rows]
        if step.documents:
            documents += step.documents * int(np.count_nonzero(takes & by_level[step.level]))
        if step.charge:
            money += step.charge * int(np.count_nonzero(takes & left_by_level[step.level]))
        if step.contact:
            steps += int(np.count_nonzero(taken_from(flow, takes, step.level, UNIT) & measured))
    stay = (leaving - joining) * left
    money += flow.value_of_time * float(hours(stay).sum())
    return Procedure(
        documents=_ratio(documents, units),
        documents_per_declaration=_ratio(documents, papers),
        steps=_ratio(steps, units),
        cost_per_declaration=_ratio(money, papers_left),
        cost_per_teu=_ratio(money, flow.teu_per_box * boxes_left),
    )


def _ratio(total: float, count: float) -> float:
    return total / count if count else float("nan")
