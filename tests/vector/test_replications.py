"""Replications side by side give what each gives alone."""

from __future__ import annotations

import pytest
from random_ports import in_whole_minutes, random_scenario

from clearance_sim import engine, vector
from clearance_sim.plan.drafting import drafts
from clearance_sim.plan.drawing import draw
from clearance_sim.vector import many_servers, replications

PORTS = 60
AT_ONCE = 20


@pytest.mark.parametrize("first", range(0, PORTS, AT_ONCE))
def test_replications_side_by_side_equal_the_simpy_engine(first: int) -> None:
    for seed in range(first, first + AT_ONCE):
        draft = drafts(random_scenario(seed))["lab"]
        plans = [in_whole_minutes(draw(draft, replication)) for replication in range(3)]
        for plan, trace in zip(plans, vector.run_many(plans), strict=True):
            assert trace == engine.run(plan), f"port {seed}, replication {plan.replication}"


def test_blocks_over_replications_equal_the_simpy_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many_servers, "FEW", 0)
    for seed in range(30):
        draft = drafts(random_scenario(seed))["lab"]
        plans = [in_whole_minutes(draw(draft, replication)) for replication in range(3)]
        for plan, trace in zip(plans, vector.run_many(plans), strict=True):
            assert trace == engine.run(plan), f"port {seed}, replication {plan.replication}"


def test_small_batches_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = drafts(random_scenario(3))["lab"]
    plans = [draw(draft, replication) for replication in range(5)]
    together = list(vector.run_many(plans))
    monkeypatch.setattr(replications, "rows_at_once", lambda: plans[0].n_rows * 2)
    assert list(vector.run_many(plans)) == together


@pytest.mark.usefixtures("compiled")
def test_compiled_replications_in_batches_equal_the_simpy_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(30):
        draft = drafts(random_scenario(seed))["lab"]
        plans = [in_whole_minutes(draw(draft, replication)) for replication in range(5)]
        monkeypatch.setattr(replications, "COMPILED", plans[0].n_rows * 2)
        for plan, trace in zip(plans, vector.run_many(plans), strict=True):
            assert trace == engine.run(plan), f"port {seed}, replication {plan.replication}"


def test_plans_of_different_ports_may_follow_one_another() -> None:
    plans = [draw(drafts(random_scenario(seed))["lab"], 0) for seed in range(8)]
    assert list(vector.run_many(plans)) == [engine.run(plan) for plan in plans]
