"""Memory that was lent comes back when nobody sees it any more, and never before.

Here all of it is lent, however small, and whatever comes back is spoilt at once: an answer that still stood in it would
no longer be that of the SimPy engine.
"""

from __future__ import annotations

import gc

import pytest
from random_ports import random_scenario

from clearance_sim import engine, lending, vector
from clearance_sim.analysis.measures import measure
from clearance_sim.plan.drafting import drafts
from clearance_sim.plan.drawing import draw
from clearance_sim.plan.plan import Integers

SPOILT = -7


@pytest.fixture
def returned(monkeypatch: pytest.MonkeyPatch) -> list[Integers]:
    """Lend all memory, spoil what comes back, and list it."""
    give_back, came_back = lending._give_back, []

    def spoil(memory: Integers) -> None:
        memory.fill(SPOILT)
        came_back.append(memory)
        give_back(memory)

    monkeypatch.setattr(lending, "LARGE", 0)
    monkeypatch.setattr(lending, "_kept", {})
    monkeypatch.setattr(lending, "_give_back", spoil)
    return came_back


def test_traces_that_somebody_holds_are_never_written_over(returned: list[Integers]) -> None:
    held = []
    for seed in range(40):
        draft = drafts(random_scenario(seed))["lab"]
        plans = [draw(draft, replication) for replication in range(3)]
        for plan, trace in zip(plans, vector.run_many(plans), strict=True):
            if (seed + plan.replication) % 3 == 0:
                held.append((plan, trace))
    del trace
    gc.collect()
    assert len(returned) > 100
    for plan, trace in held:
        assert trace == engine.run(plan), f"{plan.port}, replication {plan.replication}"


def test_one_column_keeps_its_memory(returned: list[Integers]) -> None:
    plan = draw(drafts(random_scenario(1))["lab"], 0)
    expected = vector.run(plan).end.copy()
    gc.collect()
    returned.clear()
    last = vector.run(plan).end[-5:]
    gc.collect()
    vector.run(plan)
    assert last.tolist() == expected[-5:].tolist()


def test_memory_is_lent_again_and_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lending, "LARGE", 0)
    monkeypatch.setattr(lending, "_kept", {})
    monkeypatch.setattr(lending, "KEPT", 1000)
    first, second = lending.lend(400), lending.lend(500)
    places = {values.ctypes.data for values in (first, second)}
    del first, second
    assert {lending.lend(500).ctypes.data, lending.lend(300).ctypes.data} <= places
    several = [lending.lend(400) for _ in range(4)]
    assert len({values.ctypes.data for values in several}) == 4
    del several
    assert sum(map(len, lending._kept.values())) <= 1000


def test_what_came_back_last_is_lent_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lending, "LARGE", 0)
    monkeypatch.setattr(lending, "_kept", {})
    first, other = lending.lend(400), lending.lend(400)
    where, part = first.ctypes.data, first[5:9]
    del first, other
    assert lending.lend(400).ctypes.data != where, "a part of it is still seen"
    del part
    assert lending.lend(400).ctypes.data == where


def test_a_large_piece_is_not_spent_on_a_small_wish(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lending, "LARGE", 0)
    monkeypatch.setattr(lending, "_kept", {})
    large = lending.lend(1000)
    where = large.ctypes.data
    del large
    small = lending.lend(400)
    assert small.ctypes.data != where
    assert lending.lend(900).ctypes.data == where


def test_a_replication_leaves_no_rings() -> None:
    """Rings of objects hold their memory until Python looks for them, and meanwhile the next replication takes new."""
    drafted = [drafts(random_scenario(seed))["lab"] for seed in range(20)]
    for draft in drafted:  # what is remembered for good is found now
        measure(plan := draw(draft, 0), vector.run(plan))
    gc.collect()
    gc.disable()
    try:
        for draft in drafted:
            measure(plan := draw(draft, 1), vector.run(plan))
            assert gc.collect() == 0, draft.seed
    finally:
        gc.enable()
