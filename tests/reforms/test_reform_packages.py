"""Show that a package is a set, and that what is wrong in it is refused with its place."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
import small_border

from clearance_sim.errors import KeyPath, ScenarioError
from clearance_sim.plan.draft import Draft
from clearance_sim.plan.drawing import draw
from clearance_sim.reforms.package import apply_package, check_reforms, variant_calls
from clearance_sim.scenario.study import Scenario

THREE: list[dict[str, dict[str, Any]]] = [
    {"joint_inspection": {"share": "80 %"}},
    {"green_lanes": {"lanes": 1}},
    {"advance_declaration": {"share": "70 %"}},
]


def study(variants: dict[str, Any], reforms: list[dict[str, dict[str, Any]]] | None = None) -> Scenario:
    """Give a study of the small port with these variants; a title is added to each."""
    return Scenario.model_validate(
        {
            "title": "t", "period": {"length": "1 d"}, "ports": {"small": small_border.port()},
            "reforms": reforms or [],
            "variants": {name: {"title": name, **variant} for name, variant in variants.items()},
        }
    )  # fmt: skip


def refused(
    border: Draft, calls: list[dict[str, dict[str, Any]]], path: KeyPath = ()
) -> list[tuple[KeyPath, str]]:
    """Give path and English text of every problem of a package."""
    with pytest.raises(ScenarioError) as caught:
        apply_package(border, calls, path)
    assert all(problem.text.zh != problem.text.en for problem in caught.value.problems)
    return [(problem.path, problem.text.en) for problem in caught.value.problems]


def test_the_order_of_writing_means_nothing(border: Draft) -> None:
    digests = {draw(apply_package(border, list(order)).draft, 0).digest for order in itertools.permutations(THREE)}
    assert len(digests) == 1


def test_reforms_of_one_entry_and_of_several_are_the_same(border: Draft) -> None:
    together: dict[str, dict[str, Any]] = {name: level for call in THREE for name, level in call.items()}
    assert apply_package(border, [together]).draft == apply_package(border, THREE).draft


def test_a_union_holds_the_reforms_of_its_members_once() -> None:
    scenario = study(
        {
            "a": {"reforms": [THREE[0]]},
            "b": {"reforms": [THREE[1], THREE[0]]},
            "c": {"reforms": [THREE[2]]},
            "ab": {"union": ["a", "b"]},
            "all": {"union": ["ab", "c", "a"]},
        }
    )
    calls = variant_calls(scenario, "all")
    assert [call.name for call in calls] == ["advance_declaration", "green_lanes", "joint_inspection"]
    assert calls[0].place == ("variants", "c", "reforms", 0, "advance_declaration")
    assert variant_calls(scenario, "baseline") == []


def test_a_variant_goes_on_from_the_reforms_of_the_baseline() -> None:
    scenario = study(
        {"more": {"reforms": [{"提前申报": {"share": "90 %"}}]}}, [{"advance_declaration": {"share": "50 %"}}]
    )
    assert [call.written["share"] for call in variant_calls(scenario, "baseline")] == ["50 %"]
    assert [call.written["share"] for call in variant_calls(scenario, "more")] == ["50 %", "90 %"]


def test_variants_united_in_a_circle_are_refused() -> None:
    scenario = study({"a": {"union": ["b"]}, "b": {"union": ["a"]}})
    (problem, other) = check_reforms(scenario)
    assert problem.path == ("variants", "b", "union", 0)
    assert problem.text.en == "variants are united in a circle: a → b → a"
    assert other.path == ("variants", "a", "union", 0)


def test_an_unknown_member_of_a_union_is_named_with_what_was_meant() -> None:
    (problem,) = check_reforms(study({"first": {"reforms": [THREE[0]]}, "both": {"union": ["firts"]}}))
    assert problem.path == ("variants", "both", "union", 0)
    assert problem.text.en == "there is no variant 'firts'; did you mean first?"


def test_one_reform_at_two_levels_is_no_set() -> None:
    scenario = study(
        {
            "a": {"reforms": [{"advance_declaration": {"share": "50 %"}}]},
            "b": {"reforms": [{"advance_declaration": {"share": "60 %"}}]},
            "both": {"union": ["a", "b"]},
        }
    )
    (problem,) = check_reforms(scenario)
    assert problem.path == ("variants", "b", "reforms", 0, "advance_declaration")
    assert "different parameters" in problem.text.en


def test_one_reform_at_two_levels_for_two_places_is_fine(border: Draft) -> None:
    calls: list[dict[str, dict[str, Any]]] = [
        {"advance_declaration": {"share": "50 %", "ports": ["small.road.import"]}},
        {"advance_declaration": {"share": "90 %", "ports": ["small.road.export"]}},
    ]
    steps = {
        name: flow.steps["advance_declaration"].share
        for name, flow in apply_package(border, calls).draft.port.flows.items()
    }
    assert steps == {"produce_out": 0.9, "goods_out": 0.9, "goods_in": 0.5}


@pytest.mark.parametrize(
    ("call", "place", "words"),
    [
        ({"advanced_declaration": {}}, ("advanced_declaration",), "did you mean advance_declaration?"),
        ({"advance_declaration": {"share": "96 %"}}, ("advance_declaration", "share"), "between 0 % and 95 %"),
        ({"advance_declaration": {"share": 0.6}}, ("advance_declaration", "share"), "expected a percentage"),
        ({"advance_declaration": {"lead": "80 h"}}, ("advance_declaration", "lead"), "between 2 h and 72 h"),
        ({"advance_declaration": {"lead": {"exponential": "9 h"}}}, ("advance_declaration", "lead"), "needs bounds"),
        ({"advance_declaration": {"lead": {"triangular": {"low": "1 h", "mode": "9 h", "high": "20 h"}}}},
         ("advance_declaration", "lead"), "between 2 h and 72 h"),
        ({"advance_declaration": {"amendment_share": "11 %"}}, ("advance_declaration", "amendment_share"), "10 %"),
        ({"advance_declaration": {"direction": "in"}}, ("advance_declaration", "direction"), "not one of: both, import"),
        ({"green_lanes": {"lanes": 3}}, ("green_lanes", "lanes"), "between 0 and 2"),
        ({"green_lanes": {"lane": 1}}, ("green_lanes", "lane"), "did you mean lanes?"),
        ({"green_lanes": {"lane_from": "elsewhere"}}, ("green_lanes", "lane_from"), "not one of: existing, new"),
        ({"joint_inspection": {"coordination": "31 min"}}, ("joint_inspection", "coordination"), "5 min and 30 min"),
        ({"joint_inspection": {"officers_per_examination": 1}}, ("joint_inspection", "officers_per_examination"), "2"),
    ],
)  # fmt: skip
def test_wrong_parameters_are_refused_where_they_stand(
    border: Draft, call: dict[str, dict[str, Any]], place: KeyPath, words: str
) -> None:
    ((path, text),) = refused(border, [call], ("variants", "a", "reforms"))
    assert path == ("variants", "a", "reforms", 0, *place)
    assert words in text


def test_all_wrong_parameters_are_told_at_once() -> None:
    scenario = study(
        {
            "a": {"reforms": [{"green_lanes": {"lanes": 9, "cargo": []}}]},
            "b": {"reforms": [{"joint_inspection": {"share": "200 %"}}]},
        }
    )
    assert [problem.path[1:] for problem in check_reforms(scenario)] == [
        ("a", "reforms", 0, "green_lanes", "lanes"),
        ("a", "reforms", 0, "green_lanes", "cargo"),
        ("b", "reforms", 0, "joint_inspection", "share"),
    ]


def test_a_reform_without_an_object_is_not_applicable_and_changes_nothing() -> None:
    goods_only = small_border.draft(flows={"goods_in": small_border.flow("general", "2/h", "import")})
    packaged = apply_package(goods_only, [{"green_lanes": {}}])
    assert packaged.draft is goods_only
    assert packaged.not_applicable["green_lanes"].en == "no fresh produce goes by road here"
    assert packaged.not_applicable["green_lanes"].zh == "没有以公路运输的果蔬"


def test_a_port_that_is_named_and_has_no_object_is_an_error(border: Draft) -> None:
    ((path, text),) = refused(border, [{"green_lanes": {"ports": ["small.road.import"]}}], ("reforms",))
    assert path == ("reforms", 0, "green_lanes", "ports", 0)
    assert text == "small.road.import: no fresh produce goes by road here"


def test_a_reform_limited_to_other_ports_is_not_applicable_here(border: Draft) -> None:
    packaged = apply_package(border, [{"advance_declaration": {"ports": ["满洲里公路"]}}])
    assert packaged.not_applicable["advance_declaration"].en == "limited to manzhouli.road"
    assert packaged.draft is border


def test_a_named_port_that_the_scenario_lacks_is_refused() -> None:
    (problem,) = check_reforms(study({"a": {"reforms": [{"green_lanes": {"ports": ["smal.road"]}}]}}))
    assert problem.path == ("variants", "a", "reforms", 0, "green_lanes", "ports", 0)
    assert problem.text.en == "the scenario has no port 'smal'; it has small"


def test_more_officers_than_are_ever_on_duty_are_refused() -> None:
    few = {"customs": {"shifts": [{"count": 3}]}, "police": {"party": "border_police", "shifts": [{"count": 2}]}}
    border = small_border.draft(staff=few, flows={"goods_out": small_border.flow("general", "1/h")})
    ((path, text),) = refused(border, [{"joint_inspection": {"officers_per_examination": 3}}], ("reforms",))
    assert path == ("reforms", 0, "joint_inspection")
    assert text == (
        "under this reform flows.goods_out.steps.joint_examination.needs.police of small: "
        "needs 3, but police has at most 2 on duty at a time"
    )


def test_exports_alone_can_be_declared_ahead(border: Draft) -> None:
    packaged = apply_package(border, [{"advance_declaration": {"share": "80 %", "direction": "export"}}])
    shares = {name: flow.steps["advance_declaration"].share for name, flow in packaged.draft.port.flows.items()}
    assert shares == {"produce_out": 0.8, "goods_out": 0.8, "goods_in": 0.3}
