"""Show that the scenarios and the study of the three reforms open and mean what their titles say."""

from __future__ import annotations

from pathlib import Path

import pytest

from clearance_sim.plan.drafting import drafts
from clearance_sim.ports.shelf import open_scenario
from clearance_sim.reforms import registry
from clearance_sim.reforms.package import apply_package, check_reforms, variant_calls

SCENARIOS = Path(__file__).parents[2] / "scenarios"
OVERLAYS = {name.replace("_", "-"): name for name in registry.BUILT_IN}
NOT_IN_SPRING = {"two_step_declaration"}
"""Not yet in force in the baseline's weeks; their overlay has weeks of its own."""
BASELINES = {"rail_fast_clearance": "railways-2023.yaml", "self_service": "passenger-halls-2019.yaml"}
"""What the overlay stands on: where 2019 did not have the reform at all, or passengers, who have halls of their own."""
THREE = ["advance-declaration", "green-lanes", "joint-inspection"]


def test_every_reform_has_an_overlay() -> None:
    assert {path.stem for path in (SCENARIOS / "reforms").glob("*.yaml")} == set(OVERLAYS)


@pytest.mark.parametrize("file", OVERLAYS)
def test_an_overlay_adds_one_reform_to_the_baseline(file: str) -> None:
    base = open_scenario(SCENARIOS / BASELINES.get(OVERLAYS[file], "baseline-2019.yaml")).scenario
    scenario = open_scenario(SCENARIOS / "reforms" / f"{file}.yaml").scenario
    assert [list(call) for call in scenario.reforms] == [[OVERLAYS[file]]]
    period = {"period": base.period} if OVERLAYS[file] in NOT_IN_SPRING else {}
    assert scenario.model_copy(update={"reforms": [], "title": base.title, **period}) == base
    assert check_reforms(scenario) == []


@pytest.mark.parametrize("name", registry.BUILT_IN)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_three_lines_switch_a_reform_on_by_its_title(name: str, language: str, tmp_path: Path) -> None:
    base = SCENARIOS / BASELINES.get(name, "baseline-2019.yaml")
    called = registry.find(name).TITLE.in_language(language)
    file = tmp_path / "three_lines.yaml"
    file.write_text(f"extends: {base.as_posix()}\ntitle: trial\nreforms: [{called}]\n", encoding="utf-8")
    scenario = open_scenario(file).scenario
    assert [call.name for call in variant_calls(scenario, "baseline")] == [name]
    assert check_reforms(scenario) == []


def test_the_study_compares_each_reform_alone_and_all_together() -> None:
    scenario = open_scenario(SCENARIOS / "studies" / "three-reforms.yaml").scenario
    assert check_reforms(scenario) == []
    alone = {name: [call.name for call in variant_calls(scenario, name)] for name in scenario.variants}
    assert alone == {
        "advance": ["advance_declaration"],
        "green": ["green_lanes"],
        "joint": ["joint_inspection"],
        "together": ["advance_declaration", "green_lanes", "joint_inspection"],
    }
    assert variant_calls(scenario, "baseline") == []


def test_the_study_has_the_levels_of_the_single_overlays() -> None:
    study = open_scenario(SCENARIOS / "studies" / "three-reforms.yaml").scenario
    overlays = [open_scenario(SCENARIOS / "reforms" / f"{file}.yaml").scenario.reforms for file in THREE]
    singly = [variant.reforms for variant in study.variants.values() if variant.reforms]
    assert singly == overlays


def test_reference_figures_are_national_and_of_2017() -> None:
    study = open_scenario(SCENARIOS / "studies" / "three-reforms.yaml").scenario
    # General Administration of Customs, press of 2018-09-29: imports 97.39 h, exports 12.29 h in 2017.
    told = [(entry.year, entry.scope.en, entry.value / 3_600_000) for entry in study.references]
    assert told == [(2017, "China", 97.39), (2017, "China", 12.29)]


def test_the_fourth_port_stands_alone_over_the_baseline_and_takes_reforms_by_its_name(tmp_path: Path) -> None:
    base = SCENARIOS / "baseline-2019.yaml"
    (tmp_path / "study.yaml").write_text(
        f"extends: {base.as_posix()}\nports: [甘其毛都]\nvariants:\n"
        "  booked: {title: 预约, reforms: [{预约通关: {booked: 80 %, ports: [甘其毛都]}}]}\n"
        "  rail: {title: 公转铁, reforms: [{公转铁: {share: 30 %, ports: [甘其毛都]}}]}\n"
        "  green: {title: 绿色通道, reforms: [绿色通道]}\n",
        encoding="utf-8",
    )
    scenario = open_scenario(tmp_path / "study.yaml").scenario
    assert list(scenario.ports) == ["ganqimaodu"] and check_reforms(scenario) == []
    reasons = {}
    for variant in scenario.variants:
        packaged = apply_package(drafts(scenario)["ganqimaodu"], variant_calls(scenario, variant))
        reasons |= {variant: [why.en for why in packaged.not_applicable.values()]}
    assert reasons == {"booked": [], "rail": [], "green": ["no fresh produce goes by road here"]}


def test_the_railways_of_2023_are_those_of_2019_at_another_time() -> None:
    then = open_scenario(SCENARIOS / "baseline-2019.yaml").scenario.ports
    now = open_scenario(SCENARIOS / "railways-2023.yaml").scenario.ports
    assert list(now) == ["manzhouli", "erenhot"]
    for name, port in now.items():
        rail = {key: flow for key, flow in then[name].flows.items() if flow.mode == "rail"}
        assert list(port.flows) == list(rail) and port.staff == then[name].staff
        for key, flow in port.flows.items():
            old, new = rail[key].arrivals.timetable, flow.arrivals.timetable
            assert old is not None and new is not None
            first_half = next(each.count for each in old.volumes if each.from_.isoformat() == "2019-01-01")
            assert [each.count for each in new.volumes] == [first_half], key
            arrivals = flow.arrivals.model_copy(update={"timetable": old})
            assert flow.model_copy(update={"arrivals": arrivals}) == rail[key]
