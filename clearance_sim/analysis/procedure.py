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


class _Entities:
    """Count entities of some of a flow's units; nothing need be looked up where these are all."""

    def __init__(self, flow: PlannedFlow, units: Flags) -> None:
        self._flow, self._units = flow, units
        self.everybody = bool(units.all())
        self._by_level: dict[int, Flags] = {UNIT: units}

    def count(self, level: int, those: Flags | None = None) -> int:
        """Count them at a level, or those of them for whom flags of this level hold."""
        if self.everybody:
            return len(self._flow.levels[level]) if those is None else int(np.count_nonzero(those))
        if level not in self._by_level:
            self._by_level[level] = self._units[self._flow.levels[level].unit]
        own = self._by_level[level]
        return int(np.count_nonzero(own if those is None else own & those))


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
    of_measured, of_left = (_Entities(flow, units) for units in (measured, left))
    units, papers = of_measured.count(UNIT), of_measured.count(DECLARATION)
    papers_left, boxes_left = of_left.count(DECLARATION), of_left.count(BOX)
    documents = steps = 0
    money = 0.0
    for step in flow.steps:
        takes = plan.takes[step.rows]
        if step.documents:
            documents += step.documents * of_measured.count(step.level, takes)
        if step.charge:
            money += step.charge * of_left.count(step.level, takes)
        if step.contact:
            steps += of_measured.count(UNIT, taken_from(flow, takes, step.level, UNIT))
    stay = leaving - joining
    if not of_left.everybody:
        stay *= left
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
