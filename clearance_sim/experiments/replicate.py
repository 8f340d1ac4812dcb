"""Run replications of one port under every variant and reduce them to numbers where they ran."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clearance_sim.analysis.intervals import Numbers
from clearance_sim.analysis.ledger import Key
from clearance_sim.analysis.measures import Measured, measure
from clearance_sim.analysis.pairing import Clocks, Pair, pair_clocks
from clearance_sim.analysis.queues import Growth
from clearance_sim.analysis.recovery import Aftermaths, Disturbance, follow_event
from clearance_sim.analysis.reliance import relies_on
from clearance_sim.analysis.summary import Relies
from clearance_sim.experiments.alternatives import PortAlternatives
from clearance_sim.experiments.engines import engine_called
from clearance_sim.plan.chances import KnownUniforms
from clearance_sim.plan.drawing import draw
from clearance_sim.plan.plan import Plan


@dataclass(frozen=True, eq=False)
class Reduced:
    """Hold what is kept of one replication of one variant at one port; thousands of numbers, no entities."""

    keys: tuple[Key, ...]
    values: Numbers
    counts: NDArray[np.int64]
    unfinished: NDArray[np.float32]
    grown: Mapping[str, Growth]
    relies: Relies
    pairs: Mapping[tuple[str, str], Pair]
    aftermaths: Mapping[Disturbance, Aftermaths]


def replicate(alternatives: PortAlternatives, replications: Sequence[int], engine: str) -> list[list[Reduced]]:
    """Run replications side by side under every variant, in order; equal drafts are run once.

    Give for each replication its variants. The baselines' entities are kept only as long as the variants are paired
    with them.
    """
    run = engine_called(engine)
    reduced: list[list[Reduced]] = [[] for _ in replications]
    baselines: list[Clocks] = []
    known = [KnownUniforms() if any(alternatives.same_as) else None for _ in replications]
    for position, draft in enumerate(alternatives.drafts):
        first = alternatives.same_as[position]
        if first != position:
            for variants in reduced:
                variants.append(variants[first])
            continue
        plans = [draw(draft, number, drawn) for number, drawn in zip(replications, known, strict=True)]
        for at, (plan, trace) in enumerate(zip(plans, run(plans), strict=True)):
            measured = measure(plan, trace, alternatives.targets)
            if position == 0:
                baselines.append(measured.clocks)
            aftermaths = {event: follow_event(plan, trace, event) for event in alternatives.watched(position)}
            pairs = pair_clocks(baselines[at], measured.clocks)
            reduced[at].append(_reduced(plan, measured, pairs, aftermaths, reduced[at][:1]))
    return reduced


def _reduced(
    plan: Plan,
    measured: Measured,
    pairs: Mapping[tuple[str, str], Pair],
    aftermaths: Mapping[Disturbance, Aftermaths],
    before: Sequence[Reduced],
) -> Reduced:
    ledger = measured.ledger
    keys = tuple(ledger.keys)
    if before and keys == before[0].keys:
        # One copy of them: what is handed over between processes is half as long to write and to read.
        keys = before[0].keys
    return Reduced(
        keys=keys,
        values=np.array(ledger.values, dtype=np.float64),
        counts=np.array(ledger.counts, dtype=np.int64),
        unfinished=np.array(ledger.unfinished, dtype=np.float32),
        grown=measured.growth,
        relies=relies_on(plan),
        pairs=pairs,
        aftermaths=aftermaths,
    )
