"""Hold what is told of all units together, and along straight lines, to what is told unit by unit on winding ones."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import small_ports
from random_ports import random_plan

from clearance_sim.analysis import walk
from clearance_sim.analysis.bounds import exits
from clearance_sim.analysis.causes import Reasons, tell_causes, total_causes
from clearance_sim.analysis.groups import form_groups
from clearance_sim.analysis.lineage import places
from clearance_sim.analysis.stay import tell_stay, total_stay
from clearance_sim.analysis.straight import straight_line
from clearance_sim.analysis.timeline import timeline
from clearance_sim.analysis.walk import walk_back
from clearance_sim.engine import run
from clearance_sim.plan.plan import Plan


@pytest.mark.parametrize("first", range(0, 200, 50))
def test_totals_are_the_sums_of_what_is_told_unit_by_unit(first: int) -> None:
    lost = 0
    for seed in range(first, first + 50):
        plan = random_plan(seed)
        trace = run(plan)
        reasons = Reasons(plan, trace, [form_groups(plan, flow, trace) for flow in plan.flows])
        for number, flow in enumerate(plan.flows):
            leaving = exits(flow, trace)
            legs = walk_back(flow, trace, leaving)
            stay, total = tell_stay(plan, flow, trace, leaving, legs), total_stay(plan, flow, legs)
            assert np.array_equal(total.handling, stay.handling.sum(axis=1)), (seed, flow.name)
            assert np.array_equal(total.waiting, stay.waiting.sum(axis=1)), (seed, flow.name)
            assert total.papers == stay.papers.sum(), (seed, flow.name)
            causes = {cause: ticks.sum() for cause, ticks in tell_causes(reasons, number, legs).items()}
            assert total_causes(reasons, number, legs) == causes, (seed, flow.name)
            lost += sum(1 for ticks in causes.values() if ticks)
    assert lost > 100


def test_a_straight_line_is_told_as_a_winding_one_is(monkeypatch: pytest.MonkeyPatch) -> None:
    straight = 0
    for seed in range(300):
        plan = random_plan(seed)
        if all(straight_line(flow) is None for flow in plan.flows):
            continue
        trace = run(plan)
        reasons = Reasons(plan, trace, [form_groups(plan, flow, trace) for flow in plan.flows])
        for number, flow in enumerate(plan.flows):
            leaving = exits(flow, trace)
            ours = walk_back(flow, trace, leaving)
            with monkeypatch.context() as patched:
                patched.setattr(walk, "straight_line", lambda _: None)
                winding = walk_back(flow, trace, leaving)
            told, other = (tell_stay(plan, flow, trace, leaving, legs) for legs in (ours, winding))
            for part in ("units", "handling", "waiting", "papers"):
                assert np.array_equal(getattr(told, part), getattr(other, part)), (seed, flow.name, part)
            causes, others = (tell_causes(reasons, number, legs) for legs in (ours, winding))
            assert all(np.array_equal(causes[cause], others[cause]) for cause in others), (seed, flow.name)
            straight += len(told.units) if straight_line(flow) else 0
    assert straight > 300


def beside(**joint: Any) -> Plan:
    """Plan lorries that are examined jointly, or by one office after the other, in a step beside the joint one."""
    bays = {"station": "bays", "handling": {"exponential": "15 min"}, "share": "60 %"}
    parts = {"joint": {"parts": ["examine", "police"], "coordination": "4 min"}, "station": "bays", "share": "70 %"}
    return small_ports.small_plan({
        "stations": {"bays": {"lanes": 2}, "gate": {"lanes": 1}},
        "flows": {"all": small_ports.flow({
            "enter": {"station": "gate", "handling": "3 min"},
            "examine": {**bays, "after": ["enter"], **joint},
            "police": {**bays, "after": ["examine", "joint"], **joint},
            "joint": {**parts, "after": ["enter"]},
            "leave": {"station": "gate", "handling": "2 min", "after": ["police"]},
        }, "9 min")},
    }, "40 h")  # fmt: skip


def test_steps_beside_each_other_that_nobody_takes_both_of_are_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = beside(unless="joint")
    told, trace = plan.flows[0], run(plan)
    assert straight_line(told) is not None
    taken = [int(plan.takes[step.rows].sum()) for step in told.steps]
    assert min(taken) > 20, "all ways through are taken"
    reasons, leaving = Reasons(plan, trace, [form_groups(plan, told, trace)]), exits(told, trace)
    ours = walk_back(told, trace, leaving)
    monkeypatch.setattr(walk, "straight_line", lambda _: None)
    winding = walk_back(told, trace, leaving)
    stay, other = (tell_stay(plan, told, trace, leaving, legs) for legs in (ours, winding))
    for part in ("units", "handling", "waiting", "papers"):
        assert np.array_equal(getattr(stay, part), getattr(other, part)), part
    causes, others = (tell_causes(reasons, 0, legs) for legs in (ours, winding))
    assert all(np.array_equal(causes[cause], others[cause]) for cause in others)


def test_steps_beside_each_other_of_which_somebody_takes_both_are_branches() -> None:
    assert straight_line(beside().flows[0]) is None


def test_a_timeline_adds_up_what_it_splits() -> None:
    chances = np.random.default_rng(1)
    edges = np.unique(chances.integers(0, 1000, 20))
    rules = [(name, chances.random(len(edges) + 1) < 0.4) for name in ("closed", "broken")]
    line = timeline(edges, rules, "queue")
    begin = chances.integers(-50, 1000, 500)
    end = begin + chances.integers(0, 300, 500)
    assert dict(line.total(begin, end)) == {cause: ticks.sum() for cause, ticks in line.split(begin, end)}


@pytest.mark.parametrize("flags", [[], [0], [1], [0, 1, 1, 0], [1, 0, 1], [1, 1], [0, 0]])
def test_places_are_those_at_which_flags_hold(flags: list[int]) -> None:
    held = np.array(flags, dtype=np.bool_)
    assert np.arange(len(held))[places(held)].tolist() == np.flatnonzero(held).tolist()
