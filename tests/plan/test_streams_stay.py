"""What a change of the scenario does not touch keeps every draw, whatever is added, removed or changed."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
from random_ports import random_mapping

from clearance_sim.plan.drafting import drafts
from clearance_sim.plan.drawing import draw
from clearance_sim.plan.plan import Plan, PlannedFlow
from clearance_sim.scenario.study import Scenario

SEEDS = range(40)


def drawn(mapping: dict[str, Any], replication: int = 0) -> Plan:
    return draw(drafts(Scenario.model_validate(mapping))["lab"], replication)


def port_of(mapping: dict[str, Any]) -> dict[str, Any]:
    return mapping["ports"]["lab"]


def draws_of(plan: Plan, flow: PlannedFlow, step: str) -> dict[int, tuple[bool, int, int]]:
    """Give (takes, work, lead) of a step by the entities' arrival, level and child, without the flow's rank.

    The lead is counted from the entry of the declaration's first truck, which is another one if that is absent.
    """
    planned = flow.step(step)
    rows = planned.rows
    keys = (plan.number[rows] & ((1 << 54) - 1)).tolist()
    lead = np.zeros(len(keys), dtype=np.int64)
    if planned.ahead:
        entry = flow.entry[flow.levels[planned.level].unit]
        lead = np.where(plan.takes[rows], entry - plan.lead_ready[rows], 0)
    values = zip(plan.takes[rows].tolist(), plan.work[rows].tolist(), lead.tolist(), strict=True)
    return dict(zip(keys, values, strict=True))


def assert_untouched(before: Plan, after: Plan, except_for: set[tuple[str, str]] = frozenset()) -> None:
    """Compare all draws of entities and steps that both plans have."""
    compared = 0
    others = {flow.name: flow for flow in after.flows}
    for flow in before.flows:
        other = others.get(flow.name)
        if other is None:
            continue
        kept = {step.name for step in flow.steps} & {step.name for step in other.steps}
        for step in kept - {name for owner, name in except_for if owner == flow.name}:
            old, new = draws_of(before, flow, step), draws_of(after, other, step)
            for key in old.keys() & new.keys():
                assert old[key] == new[key], (flow.name, step, key)
                compared += 1
    assert compared > 0 or sum(len(flow.entry) for flow in after.flows) < 3


@pytest.mark.parametrize("seed", SEEDS)
def test_adding_a_step_touches_no_other_draw(seed):
    before = random_mapping(seed)
    after = copy.deepcopy(before)
    for flow in port_of(after)["flows"].values():
        flow["steps"] = {"weigh": {"handling": {"exponential": "3 min"}, "after": []}, **flow["steps"]}
    assert_untouched(drawn(before), drawn(after))


@pytest.mark.parametrize("seed", SEEDS)
def test_removing_a_flow_touches_no_other_draw(seed):
    before = random_mapping(seed)
    flows = port_of(before)["flows"]
    flows["extra"] = {**copy.deepcopy(next(iter(flows.values()))), "cargo": "meat"}
    after = copy.deepcopy(before)
    del port_of(after)["flows"]["extra"]
    assert_untouched(drawn(before), drawn(after))


@pytest.mark.parametrize("seed", SEEDS)
def test_another_handling_time_touches_this_step_only(seed):
    before = random_mapping(seed)
    after = copy.deepcopy(before)
    for flow in port_of(after)["flows"].values():
        flow["steps"]["gate"]["handling"] = {"weibull": {"mean": "17 min", "shape": 1.4}}
    changed = {(name, "gate") for name in port_of(after)["flows"]}
    assert_untouched(drawn(before), drawn(after), changed)


@pytest.mark.parametrize("seed", SEEDS)
def test_less_volume_leaves_those_who_come_as_they_were(seed):
    before = random_mapping(seed)
    for flow in port_of(before)["flows"].values():
        flow["volume"] = 1.0
    after = copy.deepcopy(before)
    for flow in port_of(after)["flows"].values():
        flow["volume"] = 0.5
    full, half = drawn(before), drawn(after)
    assert_untouched(full, half)
    for old, new in zip(full.flows, half.flows, strict=True):
        entries = dict(zip(old.levels[0].number.tolist(), old.entry.tolist(), strict=True))
        assert len(new.entry) <= len(old.entry)
        numbers = new.levels[0].number.tolist()
        assert all(entries[number] == tick for number, tick in zip(numbers, new.entry.tolist(), strict=True))


@pytest.mark.parametrize("seed", SEEDS)
def test_more_volume_adds_vehicles_and_moves_none(seed):
    before = random_mapping(seed)
    for flow in port_of(before)["flows"].values():
        flow["volume"] = 1.0
    after = copy.deepcopy(before)
    for flow in port_of(after)["flows"].values():
        flow["volume"] = 2.3
    base, grown = drawn(before), drawn(after)
    for old, new in zip(base.flows, grown.flows, strict=True):
        assert set(old.levels[0].number.tolist()) <= set(new.levels[0].number.tolist())
    assert_untouched(base, grown)


@pytest.mark.parametrize("seed", SEEDS)
def test_who_takes_a_step_still_takes_it_when_its_share_grows(seed):
    smaller = random_mapping(seed)
    for flow in port_of(smaller)["flows"].values():
        flow["steps"]["extra"] = {"handling": "1 min", "after": [], "share": "20 %"}
    larger = copy.deepcopy(smaller)
    for flow in port_of(larger)["flows"].values():
        flow["steps"]["extra"]["share"] = "45 %"
    few, many = drawn(smaller), drawn(larger)
    for old, new in zip(few.flows, many.flows, strict=True):
        taken, taken_later = few.takes[old.step("extra").rows], many.takes[new.step("extra").rows]
        assert bool(np.all(taken <= taken_later))


def test_a_longer_period_begins_with_the_shorter_one():
    for seed in SEEDS:
        short = random_mapping(seed)
        longer = copy.deepcopy(short)
        longer["period"]["length"] = "1000 min"
        brief, long = drawn(short), drawn(longer)
        assert_untouched(brief, long)


def test_replications_and_seeds_differ():
    mapping = random_mapping(3)
    digests = {drawn(mapping, replication).digest for replication in range(5)}
    digests |= {drawn({**mapping, "seed": seed}).digest for seed in range(100, 105)}
    assert len(digests) == 10


def test_a_plan_is_frozen_and_its_digest_is_of_its_content():
    plan, again = drawn(random_mapping(5)), drawn(random_mapping(5))
    assert plan.digest == again.digest
    with pytest.raises(ValueError, match="read-only"):
        plan.work[0] = 1
    with pytest.raises(AttributeError):
        plan.horizon = 3
