"""Entities: consecutive arrivals share a declaration whoever is absent; everything in a plan is read-only."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from random_ports import random_scenario

from clearance_sim.clock import NEVER
from clearance_sim.plan.arrivals import Arrived
from clearance_sim.plan.chances import Chances
from clearance_sim.plan.drafting import drafts
from clearance_sim.plan.drawing import draw
from clearance_sim.plan.entities import make_entities
from clearance_sim.plan.identity import Identity
from clearance_sim.plan.plan import DECLARATION, UNIT
from clearance_sim.scenario.flows import Flow

_stream = st.lists(st.booleans(), max_size=20)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(_stream, min_size=1, max_size=3), st.integers(2, 4))
def test_consecutive_arrivals_share_a_declaration_whoever_is_absent(present: list[list[bool]], shared: int) -> None:
    """Counted by hand: arrival k of a stream is on paper k // shared of the stream, if anybody on it is present."""
    arrivals = [(stream, event, here) for stream, some in enumerate(present) for event, here in enumerate(some)]
    column = np.array(arrivals, dtype=np.int64).reshape(-1, 3).T
    zeros = np.zeros(len(arrivals), dtype=np.int64)
    arrived = Arrived(Identity(column[0], column[1], zeros, zeros), np.where(column[2] > 0, 5, NEVER), 0)
    written = {"mode": "road", "direction": "export", "cargo": "general", "arrivals": {"poisson": {"rate": "1/h"}},
               "declarations": {"units": shared}, "steps": {"pass": {"handling": "1 min"}}}  # fmt: skip
    entities = make_entities(Flow.model_validate(written), 0, arrived, Chances(1, 0, "flow"))
    there = [(stream, event) for stream, event, here in arrivals if here]
    papers = sorted({(stream, event // shared) for stream, event in there})
    who = entities.who[DECLARATION]
    assert list(zip(who.stream.tolist(), (who.event // shared).tolist(), strict=True)) == papers
    assert all(event % shared == 0 for event in who.event.tolist())
    assert entities.declaration_of_unit.tolist() == [papers.index((s, event // shared)) for s, event in there]
    first_units = [next(i for i, (s, event) in enumerate(there) if (s, event // shared) == each) for each in papers]
    assert entities.levels[DECLARATION].unit.tolist() == first_units
    assert entities.levels[UNIT].unit.tolist() == list(range(len(there)))


def arrays_of(value: Any) -> list[np.ndarray]:
    if isinstance(value, np.ndarray):
        return [value]
    if isinstance(value, tuple):
        return [array for item in value for array in arrays_of(item)]
    if is_dataclass(value):
        return [array for field in fields(value) for array in arrays_of(getattr(value, field.name))]
    return []


def test_every_array_of_a_plan_is_read_only() -> None:
    for seed in range(40):
        found = arrays_of(draw(drafts(random_scenario(seed))["lab"], 0))
        assert len(found) > 10
        assert not any(array.flags.writeable for array in found)
