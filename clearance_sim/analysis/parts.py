"""Enter what a stay consists of: by who holds the vehicle, and by cause."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from clearance_sim.analysis.causes import Reasons, total_causes
from clearance_sim.analysis.ledger import Key, Ledger
from clearance_sim.analysis.legs import Leg, PlainLeg
from clearance_sim.analysis.lineage import flow_name, is_measured
from clearance_sim.analysis.stay import PARTIES, total_stay
from clearance_sim.analysis.walk import walk_back
from clearance_sim.clock import HOUR, NEVER, Ticks
from clearance_sim.plan.plan import UNIT
from clearance_sim.plan.stops import ROUTES


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
    measured = is_measured(plan, flow, trace, UNIT)
    counted = measured & (leaving != NEVER)
    n = int(np.count_nonzero(counted))
    unfinished = 1 - n / max(1, int(np.count_nonzero(measured)))
    left = leaving.copy()
    left[~counted] = NEVER
    legs: list[Leg | PlainLeg] = [*known.values(), *walk_back(flow, trace, left, known)]
    stay = total_stay(plan, flow, legs)
    causes = total_causes(reasons, number, legs)
    parties = [ticks for both in zip(stay.waiting, stay.handling, strict=True) for ticks in both]
    totals = [*parties, stay.papers, *causes.values()]
    values = [float(total) / n / HOUR for total in totals] if n else [float("nan")] * len(totals)
    ledger.extend(_keys(name, tuple(causes)), values, n, unfinished)


@lru_cache(maxsize=ROUTES)
def _keys(name: str, causes: tuple[str, ...]) -> tuple[Key, ...]:
    """Give the keys of the parts of a stay, in the order in which they are entered."""
    parties = [(measure, party) for party in PARTIES for measure in ("party_wait_hours", "party_handling_hours")]
    items = [*parties, ("party_wait_hours", "papers"), *(("cause_hours", cause) for cause in causes)]
    return tuple(Key(name, measure, item, "mean") for measure, item in items)
