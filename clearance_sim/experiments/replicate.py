"""Run one replication of one port under every variant and reduce it to numbers where it ran."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clearance_sim.analysis.intervals import Numbers
from clearance_sim.analysis.ledger import Key
from clearance_sim.analysis.measures import measure
from clearance_sim.analysis.pairing import Pair, pair_clocks
from clearance_sim.analysis.queues import Growth
from clearance_sim.analysis.recovery import Aftermaths, Disturbance, follow_event
from clearance_sim.analysis.reliance import relies_on
from clearance_sim.analysis.summary import Relies
from clearance_sim.experiments.alternatives import PortAlternatives
from clearance_sim.experiments.engines import engine_called
from clearance_sim.plan.chances import KnownUniforms
from clearance_sim.plan.drawing import draw


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


def replicate(alternatives: PortAlternatives, replication: int, engine: str) -> list[Reduced]:
    """Run one replication under every variant, in order; equal drafts are run once.

    The baseline's entities are kept only as long as the variants are paired with them.
    """
    run = engine_called(engine)
    reduced: list[Reduced] = []
    baseline = None
    known = KnownUniforms() if any(alternatives.same_as) else None
    for position, draft in enumerate(alternatives.drafts):
        first = alternatives.same_as[position]
        if first != position:
            reduced.append(reduced[first])
            continue
        plan = draw(draft, replication, known)
        trace = run(plan)
        measured = measure(plan, trace, alternatives.targets)
        baseline = baseline or measured.clocks
        ledger = measured.ledger
        keys = tuple(ledger.keys)
        if reduced and keys == reduced[0].keys:
            # One copy of them: what is handed over between processes is half as long to write and to read.
            keys = reduced[0].keys
        reduced.append(
            Reduced(
                keys=keys,
                values=np.array(ledger.values, dtype=np.float64),
                counts=np.array(ledger.counts, dtype=np.int64),
                unfinished=np.array(ledger.unfinished, dtype=np.float32),
                grown=measured.growth,
                relies=relies_on(plan),
                pairs=pair_clocks(baseline, measured.clocks),
                aftermaths={event: follow_event(plan, trace, event) for event in alternatives.watched(position)},
            )
        )
    return reduced
