"""Run one replication and keep every row of it, for the event log and the story of one vehicle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clearance_sim.experiments.alternatives import Other, prepare
from clearance_sim.experiments.engines import DEFAULT, engine_called
from clearance_sim.plan.drawing import draw
from clearance_sim.scenario.study import Scenario
from clearance_sim.store.event_log import Followed


def follow(
    scenario: Scenario, replication: int = 0, *, others: Sequence[Other] = (), engine: str = DEFAULT
) -> Iterator[Followed]:
    """Run one replication of every port under every variant, one after the other.

    Parameters
    ----------
    replication
        Its number, from 0; the same chances as in a study of the same scenario.
    """
    run = engine_called(engine)
    alternatives = prepare(scenario, others)
    for own in alternatives.ports:
        for variant, draft in zip(alternatives.variants, own.drafts, strict=True):
            plan = draw(draft, replication)
            (trace,) = run([plan])
            yield Followed(variant.key, plan, trace)
