"""Show what rail fast clearance moves: the papers of trains under customs transfer, and of nobody else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import small_border
from reform_cases import MARCH, in_2023, shipped

from clearance_sim.analysis.bounds import exits
from clearance_sim.analysis.procedure import measure_procedure
from clearance_sim.clock import DAY, MINUTE, NEVER
from clearance_sim.engine import run
from clearance_sim.errors import ScenarioError
from clearance_sim.plan.draft import Draft
from clearance_sim.plan.drawing import draw
from clearance_sim.plan.plan import Plan
from clearance_sim.plan.trace import Trace
from clearance_sim.reforms.package import apply_package
from clearance_sim.vector import run as run_vector

SPRING_2023 = 1_681_660_800_000
NAME = "rail_fast_clearance"


def trains(**regimes: str) -> Draft:
    """Give a border with a train of 41 boxes every 8 hours: handover 10 min, transfer papers 30 min, a declaration 2 h."""
    flow = {
        "mode": "rail", "direction": "import", "cargo": "container", "unit": "train", "boxes": 41,
        "arrivals": {"renewal": {"gap": "8 h"}}, "regimes": regimes,
        "marks": {"accepted": ["declare"], "released": "release", "excluded": ["transfer"]},
        "steps": {
            "cross": {"role": "handover", "handling": "10 min", "documents": 1},
            "declare": {"role": "declaration", "per": "declaration", "regimes": ["port"], "handling": "2 h", "documents": 5},
            "papers": {"after": ["cross"], "regimes": ["transfer"], "handling": "30 min", "documents": 2},
            "release": {"role": "release", "per": "declaration", "after": ["declare", "papers"], "handling": "1 min"},
            "depart": {"role": "marshalling", "after": ["release"], "handling": "5 min"},
        },
    }  # fmt: skip
    border = small_border.draft("60 d", flows={"trains": flow}, stations={}, staff={}, in_force={})
    return replace(border, origin=SPRING_2023)


def played(draft: Draft, **level: Any) -> tuple[Plan, Trace]:
    plan = draw(apply_package(draft, [{NAME: level}] if level else []).draft, 0)
    assert run_vector(plan) == run(plan)
    return plan, run(plan)


def stays(run_: tuple[Plan, Trace]) -> np.ndarray:
    """Give the stay of each train in minutes; -1 where it had not left."""
    flow = run_[0].flows[0]
    left = exits(flow, run_[1])
    return np.where(left == NEVER, -1, (left - flow.entry) // MINUTE)


def test_a_train_whose_manifest_is_checked_off_leaves_sooner_by_the_difference_and_nobody_else_does() -> None:
    draft = trains(port="60 %", transfer="40 %")
    before, after = played(draft), played(draft, share="25 %", check_off="12 min")
    old, new = stays(before), stays(after)
    flow = after[0].flows[0]
    fast = after[0].takes[flow.step("papers_rail_fast").rows]
    still = after[0].takes[flow.step("papers").rows]
    was = before[0].takes[before[0].flows[0].step("papers").rows]
    left = old >= 0
    # Handover 10, papers 30, release 1, departure 5; checked off in 12 instead: 28. Declared at the port: 10 + 120 + 6.
    assert set(old[was & left]) == {46} and set(new[fast & left]) == {28} and set(new[still & left]) == {46}
    assert set(old[~was & left]) == set(new[~was & left]) == {136}
    assert np.array_equal(was, fast | still) and not np.any(fast & still)
    # 180 trains, each with 25 % by its own lot: 45, within 1.96 deviations of 5.8.
    assert abs(fast.sum() - 45) < 1.96 * np.sqrt(180 * 0.25 * 0.75)


def test_a_document_and_two_hundred_yuan_a_box_are_saved() -> None:
    # Only transfers, all of which change: 3 documents become 2, and a train of 41 boxes saves 8,200 yuan.
    draft = trains(port="0 %", transfer="100 %")
    found = []
    for plan, trace in (played(draft), played(draft, share="60 %", check_off="12 min", saving="200 CNY")):
        flow = plan.flows[0]
        moved = plan.takes[flow.step("papers_rail_fast").rows] if len(flow.steps) > 5 else None
        everybody = np.ones(len(flow.entry), dtype=np.bool_)
        leaving = exits(flow, trace)
        found.append((measure_procedure(plan, flow, flow.entry, leaving, everybody), moved, leaving != NEVER))
    (old, _, left), (new, moved, _) = found
    assert moved is not None and moved.any()
    assert old.documents == 3 and new.documents == pytest.approx(3 - moved.mean())
    assert old.cost_per_declaration == 0
    assert new.cost_per_declaration == pytest.approx(-8200 * moved[left].mean())


def test_nothing_changes_at_a_port_at_which_everybody_else_stands() -> None:
    draft = in_2023("erenhot", 7)
    before = draw(draft, 0)
    after = draw(apply_package(draft, [{NAME: {"share": "20 %"}}]).draft, 0)
    for old, new in zip(before.flows, after.flows, strict=True):
        assert np.array_equal(old.entry, new.entry)
        for step in old.steps:
            if step.name != "transfer_papers":
                rows = new.step(step.name).rows
                assert np.array_equal(before.takes[step.rows], after.takes[rows]), (old.name, step.name)
                assert np.array_equal(before.work[step.rows], after.work[rows]), (old.name, step.name)
    containers = [flow for flow in after.flows if any(step.name.endswith("_rail_fast") for step in flow.steps)]
    assert [flow.name for flow in containers] == ["rail_containers_in", "rail_containers_out"]


def test_before_its_day_it_does_not_apply_and_a_port_that_is_named_is_refused() -> None:
    early = apply_package(shipped("erenhot", monday=MARCH), [{NAME: {}}])
    assert early.draft.port == shipped("erenhot").port
    assert "2022-09-27" in early.not_applicable[NAME].en and "2022-09-27" in early.not_applicable[NAME].zh
    with pytest.raises(ScenarioError, match="from 2022-11-21 only"):
        apply_package(shipped("manzhouli", monday=MARCH), [{NAME: {"ports": ["manzhouli"]}}])
    day = {
        "manzhouli": 1_669_046_400_000,
        "erenhot": 1_664_208_000_000,
    }  # 22 November, 27 September 2022, at midnight
    for port, first in day.items():
        local = first - 8 * 3_600_000
        packaged = apply_package(replace(in_2023(port), origin=local), [{NAME: {}}])
        assert packaged.not_applicable == {}, port
        packaged = apply_package(replace(in_2023(port), origin=local - 2 * DAY), [{NAME: {}}])
        assert NAME in packaged.not_applicable, port


def test_it_takes_from_transfers_alone() -> None:
    why = apply_package(trains(port="100 %", transfer="0 %"), [{NAME: {}}]).not_applicable[NAME]
    assert why.en == "no train here is under customs transfer"
    with pytest.raises(ScenarioError, match="only 20 % of rail_containers_in goes by customs transfer"):
        apply_package(in_2023("manzhouli"), [{NAME: {"share": "30 %"}}])
