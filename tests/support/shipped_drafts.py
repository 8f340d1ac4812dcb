"""Find every draft that ships: each port of each scenario file under every variant, found by looking, not by a list."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final

from clearance_sim.clock import DAY
from clearance_sim.experiments.alternatives import prepare
from clearance_sim.plan.draft import Draft
from clearance_sim.plan.happenings import span
from clearance_sim.ports.shelf import open_scenario

SCENARIOS: Final = Path(__file__).parents[2] / "scenarios"
FILES: Final = [path.relative_to(SCENARIOS).as_posix() for path in sorted(SCENARIOS.rglob("*.yaml"))]
BASELINE: Final = "baseline-2019.yaml"
LAB: Final = [name for name in FILES if name.startswith("lab/")]
OF_PORTS: Final = [name for name in FILES if name not in LAB]


@cache
def shipped_drafts(name: str) -> dict[str, Draft]:
    """Give the drafts of a scenario file by "port, variant"; what is left as the baseline has it is there once."""
    alternatives = prepare(open_scenario(SCENARIOS / name).scenario)
    keys = [variant.key for variant in alternatives.variants]
    return {
        f"{own.port}, {keys[at]}": draft
        for own in alternatives.ports
        for at, draft in enumerate(own.drafts)
        if own.same_as[at] == at and (name == BASELINE or draft not in shipped_drafts(BASELINE).values())
    }


def window(draft: Draft, days: int, before_the_end: int = 1) -> Draft:
    """Cut a draft to so many days: the first, or where something happens, those around the end of what ends first.

    On the day after a closure everybody waits for the same opening.
    """
    ends = [span(event, draft)[1] for event in draft.port.events.values()]
    first = max(0, min(ends) - before_the_end * DAY) if ends else 0
    begin = min(first, max(draft.horizon - days * DAY, 0)) // DAY * DAY
    return replace(draft, origin=draft.origin + begin, horizon=min(draft.horizon - begin, days * DAY))
