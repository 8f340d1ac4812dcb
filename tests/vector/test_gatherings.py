"""Gatherings that couple nothing are solved as arrays, and all that their groups do equals the SimPy engine."""

from __future__ import annotations

import random
from typing import Any

import pytest
from random_ports import in_whole_minutes
from small_ports import flow, small_plan

from clearance_sim import engine, vector
from clearance_sim.plan.plan import Plan
from clearance_sim.vector.graph import portions


def rule(rng: random.Random) -> dict[str, Any]:
    wanted: dict[str, Any] = rng.choice([{"number": rng.randint(2, 5)}, {"value": f"{rng.randint(1, 30)}000 CNY"}])
    return wanted | rng.choice([{}, {"at_most": f"{rng.randint(1, 40)} min"}])


def convoys(seed: int, draws: int = 1) -> Plan:
    """Draw a port in which groups form, pass a station and a delay as one, and part before the last station."""
    rng = random.Random(seed)
    steps = {
        "come": {"station": "gate", "handling": f"{rng.randint(1, 5)} min"},
        "form": {"gather": rule(rng), "handling": rng.choice(["2 min", {"uniform": {"low": "1 min", "high": "9 min"}}])},
        "escort": {"station": "escorts", "with_group": "form", "handling": f"{rng.randint(1, 12)} min"},
        "drive": {"with_group": "form", "handling": f"{rng.randint(1, 9)} min"},
        "leave": {"station": rng.choice(["gate_out", "escorts"]), "handling": f"{rng.randint(1, 4)} min"},
    }
    values, boxes = {"low": "1000 CNY", "high": "9000 CNY"}, rng.choice([None, {"low": 1, "high": 3}])
    flows = {
        "convoys": flow(steps, f"{rng.randint(2, 9)} min", value_per_unit=values, boxes=boxes),
        "single": flow({"come": steps["come"], "go": {"station": "escorts", "handling": "3 min"}}, "6 min", cargo="coal"),
    }
    stations = {"gate": {"lanes": 1}, "gate_out": {"lanes": 2}, "escorts": {"lanes": 2, "priority": rng.choice([[], ["coal"]])}}
    return in_whole_minutes(small_plan({"stations": stations, "flows": flows}, "12 h", seed=draws))


@pytest.mark.usefixtures("each_way")
def test_convoys_equal_the_simpy_engine() -> None:
    loose = 0
    for seed in range(80):
        plan = convoys(seed)
        found = portions(plan)
        loose += any(portion.gathers for portion in found)
        # Where groups part at another station than theirs, nothing is coupled.
        assert any(portion.gathers for portion in found) != any(portion.is_coupled for portion in found), seed
        assert vector.run(plan) == engine.run(plan), seed
    assert loose > 20


@pytest.mark.usefixtures("each_way")
def test_convoys_of_several_replications_do_not_mix() -> None:
    for seed in range(10):
        plans = [convoys(seed, draws) for draws in (1, 2, 3)]
        assert list(vector.run_many(plans)) == [engine.run(plan) for plan in plans], seed
