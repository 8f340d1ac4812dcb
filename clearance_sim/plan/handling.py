"""Tell by which laws the steps of a draft are handled, and what their chances are for; nothing in it is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from clearance_sim.plan.draft import Draft, Itself
from clearance_sim.plan.durations import Law, law_of
from clearance_sim.scenario.flows import Step


@dataclass(frozen=True)
class Handling:
    """Hold how long a step takes: by a law, or as long as the longest of its parts and then by a law.

    Attributes
    ----------
    law, purpose
        Of the handling, or of the coordination where there are `parts`.
    parts
        What a joint step is made of.
    lead, lead_purpose
        How long before arrival a step may begin; None where it waits for the arrival.
    """

    law: Law
    purpose: str
    parts: tuple[Handling, ...] = ()
    lead: Law | None = None
    lead_purpose: str = ""


def handlings(draft: Draft) -> Mapping[str, Mapping[str, Handling]]:
    """Give by flow and step how each is handled; it is the same in every replication, and reckoned once a draft."""
    return _handlings(Itself(draft))


@lru_cache(maxsize=64)
def _handlings(itself: Itself) -> Mapping[str, Mapping[str, Handling]]:
    return {
        name: {step: _handling(step, flow.steps) for step in flow.steps}
        for name, flow in itself.draft.port.flows.items()
    }


def _handling(name: str, steps: Mapping[str, Step]) -> Handling:
    step = steps[name]
    lead = None if step.ahead is None else law_of(step.ahead)
    if step.joint is not None:
        parts = tuple(_handling(part, steps) for part in step.joint.parts)
        return Handling(law_of(step.joint.coordination), f"coordination:{name}", parts, lead, f"lead:{name}")
    assert step.handling is not None  # the schema asks for one of the two
    return Handling(law_of(step.handling), f"handling:{step.draws_as or name}", (), lead, f"lead:{name}")
