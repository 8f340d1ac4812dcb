"""Show what a reform leaves alone: the level in force, the old draft, and every draw of what it does not touch."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
import small_border
from hypothesis import given, settings
from hypothesis import strategies as st

from clearance_sim.plan.draft import Draft
from clearance_sim.plan.drawing import draw
from clearance_sim.plan.plan import Plan
from clearance_sim.reforms.package import apply_package

Calls = list[dict[str, dict[str, Any]]]

STRONG: dict[str, dict[str, Any]] = {
    "advance_declaration": {"share": "95 %", "lead": "48 h", "amendment_share": "10 %"},
    "green_lanes": {"lanes": 2, "lane_from": "new"},
    "joint_inspection": {"share": "100 %", "officers_per_examination": 3},
}
TOUCHED = {
    "advance_declaration": {"advance_declaration", "declaration", "amendment"},
    "green_lanes": set(),
    "joint_inspection": {"examination", "border_police_examination", "joint_examination"},
}
"""Steps whose rows a reform may change; of all others it must leave who takes them and how long they last."""


def same_draws(before: Plan, after: Plan, touched: set[str]) -> None:
    """See that rows of untouched steps are taken by the same entities for the same ticks."""
    for old, new in zip(before.flows, after.flows, strict=True):
        assert np.array_equal(old.entry, new.entry)
        for step in old.steps:
            if step.name not in touched:
                rows = new.step(step.name).rows
                assert np.array_equal(before.takes[step.rows], after.takes[rows]), step.name
                assert np.array_equal(before.work[step.rows], after.work[rows]), step.name
                assert np.array_equal(before.number[step.rows], after.number[rows]), step.name


@pytest.mark.parametrize("name", STRONG)
def test_a_reform_gives_a_new_draft_and_leaves_the_old_one(name: str, border: Draft) -> None:
    before = border.port.model_dump_json()
    changed = apply_package(border, [{name: STRONG[name]}])
    assert changed.draft is not border and changed.draft.port != border.port
    assert border.port.model_dump_json() == before
    assert changed.not_applicable == {}


def test_the_level_in_force_gives_the_same_plan_to_the_byte(border: Draft) -> None:
    in_force: Calls = [{name: level} for name, level in border.port.in_force.items()]
    assert in_force
    assert draw(apply_package(border, in_force).draft, 0).digest == draw(border, 0).digest


def test_a_produce_channel_in_force_makes_one_green_lane_neutral() -> None:
    stations = {
        "gate": {"lanes": {"channel": {"count": 1, "accepts": ["fresh_produce"]}, "general": {"count": 2}},
                 "priority": ["fresh_produce"]},
        "scanner": {"kind": "scanner", "lanes": 2, "priority": ["fresh_produce"]},
        "bays": {"kind": "bay", "lanes": 4, "priority": ["produce_out"]},
        "barrier": {"party": "border_police", "priority": ["fresh_produce"],
                    "lanes": {"general": {"count": 3}, "green": {"accepts": ["fresh_produce"]}}},
    }  # fmt: skip
    border = small_border.draft(stations=stations)
    changed = apply_package(border, [{"green_lanes": {"lanes": 1}}]).draft
    assert draw(changed, 0).digest == draw(border, 0).digest
    assert draw(apply_package(border, [{"green_lanes": {"lanes": 2}}]).draft, 0).digest != draw(border, 0).digest


def test_joint_inspection_of_nobody_is_neutral(border: Draft) -> None:
    changed = apply_package(border, [{"joint_inspection": {"share": "0 %"}}]).draft
    assert draw(changed, 0).digest == draw(border, 0).digest


def test_a_joint_step_in_force_is_brought_to_the_new_level_and_neutral_at_its_own(border: Draft) -> None:
    half = apply_package(border, [{"joint_inspection": {"share": "50 %"}}]).draft
    again = apply_package(half, [{"joint_inspection": {"share": "50 %"}}]).draft
    full = apply_package(half, [{"joint_inspection": {"share": "100 %"}}]).draft
    straight = apply_package(border, [{"joint_inspection": {"share": "100 %"}}]).draft
    assert draw(again, 0).digest == draw(half, 0).digest
    assert draw(full, 0).digest == draw(straight, 0).digest


@settings(max_examples=12, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    names=st.lists(st.sampled_from(sorted(STRONG)), unique=True, min_size=1),
    rates=st.tuples(st.integers(1, 6), st.integers(1, 6)),
    replication=st.integers(0, 5),
)
def test_untouched_steps_keep_their_draws(
    seed: int, names: list[str], rates: tuple[int, int], replication: int
) -> None:
    flows = {
        "produce_out": small_border.flow("fresh_produce", f"{rates[0]}/h"),
        "goods_in": small_border.flow("general", f"{rates[1]}/h", "import"),
    }
    border = small_border.draft("12 h", seed, flows=flows)
    changed = apply_package(border, [{name: STRONG[name]} for name in names]).draft
    touched = set().union(*(TOUCHED[name] for name in names))
    same_draws(draw(border, replication), draw(changed, replication), touched)


def test_who_declares_ahead_still_does_at_a_higher_share(border: Draft) -> None:
    taken = []
    for share in ("0 %", "30 %", "60 %", "95 %"):
        plan = draw(apply_package(border, [{"advance_declaration": {"share": share}}]).draft, 0)
        rows = plan.flows[1].step("advance_declaration").rows, plan.flows[1].step("declaration").rows
        assert np.array_equal(plan.takes[rows[0]], ~plan.takes[rows[1]])
        taken.append(plan.takes[rows[0]])
    assert all(np.all(more[less]) for less, more in itertools.pairwise(taken))
    assert not taken[0].any() and taken[1].any()


def test_green_lanes_change_no_row_but_lanes_and_priority(border: Draft) -> None:
    before, after = draw(border, 0), draw(apply_package(border, [{"green_lanes": {}}]).draft, 0)
    for column in ("takes", "work", "number", "lead_ready"):
        assert np.array_equal(getattr(before, column), getattr(after, column)), column
    assert not np.array_equal(before.priority, after.priority)
    assert not np.array_equal(before.eligible, after.eligible)
