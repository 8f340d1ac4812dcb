"""Enter what a stay consists of: by who holds the vehicle, and by cause."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from clearance_sim.analysis.causes import Reasons, total_causes
from clearance_sim.analysis.ledger import Key, Ledger
from clearance_sim.analysis.legs import Leg, PlainLeg
from clearance_sim.analysis.lineage import flow_name, window
from clearance_sim.analysis.stay import PARTIES, total_stay
from clearance_sim.analysis.turned_away import units_turned_away
from clearance_sim.analysis.walk import walk_back
from clearance_sim.clock import HOUR, NEVER, Ticks
from clearance_sim.plan.plan import UNIT


def enter_parts(
    ledger: Ledger, reasons: Reasons, number: int, leaving: Ticks, known: Mapping[int, PlainLeg]
) -> None:
    """Enter mean hours per unit over the measured units that left, for flow number `number` of the plan.

    Parameters
    ----------
    leaving
        Shape ``(units,)``, exit ticks.
    known
        The legs of these units that are told already, by step.
    """
    plan, trace = reasons.plan, reasons.trace
    flow = plan.flows[number]
    name = flow_name(plan.port, flow)
    measured = window(plan, flow, UNIT) & ~units_turned_away(plan, flow, trace)
    counted = measured & (leaving != NEVER)
    n = int(np.count_nonzero(counted))
    unfinished = 1 - n / max(1, int(np.count_nonzero(measured)))
    left = leaving.copy()
    left[~counted] = NEVER
    legs: list[Leg | PlainLeg] = [*known.values(), *walk_back(flow, trace, left, known)]
    stay = total_stay(plan, flow, legs)

    def enter(measure: str, item: str, total: np.int64) -> None:
        value = float(total / n / HOUR) if n else float("nan")
        ledger.add(Key(name, measure, item, "mean"), value, n, unfinished)

    for position, party in enumerate(PARTIES):
        enter("party_wait_hours", party, stay.waiting[position])
        enter("party_handling_hours", party, stay.handling[position])
    enter("party_wait_hours", "papers", stay.papers)
    for cause, ticks in total_causes(reasons, number, legs).items():
        enter("cause_hours", cause, ticks)
