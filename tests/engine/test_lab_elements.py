"""Each element of the model alone, through the YAML door: what its lab scenario says, worked out by hand to the minute."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from small_ports import Story

from clearance_sim.analysis.bounds import exits
from clearance_sim.analysis.clocks import read_clocks
from clearance_sim.clock import MINUTE
from clearance_sim.plan.drafting import drafts
from clearance_sim.plan.drawing import draw
from clearance_sim.plan.trace import NO_LANE, TURNED_AWAY
from clearance_sim.ports.shelf import open_scenario

ROOT = Path(__file__).parents[2]
ELEMENTS = ROOT / "scenarios" / "lab" / "elements"
FILES = sorted(ELEMENTS.glob("*.yaml"))


@cache
def story(name: str) -> Story:
    """Run the first replication of an element's scenario."""
    (draft,) = drafts(open_scenario(ELEMENTS / f"{name}.yaml").scenario).values()
    return Story(draw(draft, 0))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_lab_scenario_is_short_and_asks_a_question(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 30
    assert lines[1].startswith("# ") and lines[1].rstrip().endswith("?")
    assert "zh:" in lines[3] and "en:" in lines[3]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_lab_scenario_is_worked_out_here_and_told_in_the_model(path: Path) -> None:
    assert f'story("{path.stem}")' in Path(__file__).read_text(encoding="utf-8")
    for text in ("model.md", "model.zh.md"):
        assert f"elements/{path.name}" in (ROOT / "docs" / text).read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["model.md", "model.zh.md"])
def test_every_scenario_that_the_model_names_is_there_and_short(text: str) -> None:
    written = (ROOT / "docs" / text).read_text(encoding="utf-8")
    named = [name for line in written.splitlines() if line.startswith("| ") for name in re.findall(r"`([\w/]+\.yaml)`", line)]
    assert len(named) > 40
    for name in named:
        assert len((ELEMENTS.parent / name).read_text(encoding="utf-8").splitlines()) <= 30, name


def test_a_convoy_of_three_goes_through_together() -> None:
    told = story("convoy_by_number")
    assert told.times("form") == [
        (10, 30, 32), (20, 30, 32), (30, 30, 32), (40, 60, 62), (50, 60, 62), (60, 60, 62), (70, None, None),
    ]  # fmt: skip
    assert told.times("escort")[:4] == [(32, 32, 62), (32, 32, 62), (32, 32, 62), (62, 62, None)]
    assert told.times("part")[:3] == [(62, 62, 63)] * 3


def test_a_convoy_goes_twenty_minutes_after_its_first_with_whom_comes_on_that_tick() -> None:
    assert story("convoy_by_time").times("form") == [
        (10, 30, 32), (20, 30, 32), (30, 30, 32), (40, 60, 62), (50, 60, 62), (60, 60, 62),
    ]  # fmt: skip


def test_lots_are_loaded_when_they_are_worth_a_lorry() -> None:
    assert story("lots_by_value").times("load") == [
        (10, 30, 35), (20, 30, 35), (30, 30, 35), (40, 60, None), (50, 60, None), (60, 60, None),
    ]  # fmt: skip


def test_a_path_takes_two_trains_and_unused_places_lapse() -> None:
    assert story("departures").times("depart") == [
        (9, 20, 27), (18, 20, 27), (27, 40, 47), (36, 40, 47), (45, 60, None), (54, 60, None),
    ]  # fmt: skip


def test_a_surge_lane_opens_when_two_wait_and_closes_when_nobody_does() -> None:
    told = story("surge")
    assert told.times("pass")[:6] == [(30, 30, 38), (30, 30, 38), (30, 38, 46), (60, 60, 68), (60, 60, 68), (60, 68, 76)]
    assert told.lanes("pass")[:6] == ["general", "extra", "general"] * 2


def test_work_that_resumes_rests_while_closed() -> None:
    assert story("resume").times("examine") == [(18, 18, 63), (36, 63, 73), (54, 73, 83), (72, 83, 93), (90, 93, 103)]


def test_a_lift_goes_on_after_the_repair() -> None:
    assert story("breakdown").times("lift") == [(17, 17, 28), (34, 42, 53), (51, 53, 64), (68, 68, 91), (85, 91, None)]


def test_nothing_starts_during_a_closure() -> None:
    assert story("closure").times("pass") == [
        (10, 10, 16), (20, 35, 41), (30, 41, 47), (40, 47, 53), (50, 53, 59), (60, 60, None),
    ]  # fmt: skip


def test_a_cap_leaves_one_lane_while_it_lasts() -> None:
    assert story("cap").times("pass") == [
        (20, 20, 28), (20, 28, 36), (40, 40, 48), (40, 45, 53), (60, 60, 68), (60, 60, 68),
    ]  # fmt: skip


def test_a_slow_down_lengthens_what_begins_inside_it() -> None:
    assert story("slow_down").times("pass") == [(10, 10, 16), (20, 20, 29), (30, 30, 39), (40, 40, 46)]


def test_lost_arrivals_are_counted_and_disturb_nobody() -> None:
    told = story("lost_arrivals")
    assert told.times("pass") == [(10, 10, 16), (40, 40, 46)]
    assert told.plan.flows[0].lost == 2


def test_arrivals_come_as_recorded_and_times_from_the_column() -> None:
    told = story("recorded")
    assert told.times("pass") == [(480, 480, 490), (485, 490, 500), (485, 500, 510), (510, 510, 520)]
    lengths = [end - start for _, start, end in told.times("laboratory") if start is not None and end is not None]
    assert len(lengths) == 4
    assert set(lengths) <= {5, 20, 45}


def test_vehicles_that_wait_at_the_start_have_the_gate_behind_them() -> None:
    told = story("initial_state")
    assert told.times("scan") == [(35, 35, 43), (0, 0, 8), (0, 8, 16)]
    assert told.times("gate") == [(30, 30, 35), (0, 0, 0), (0, 0, 0)]


def test_a_new_shift_has_its_own_number_less_those_who_finish() -> None:
    assert story("roster").times("examine") == [(8, 8, 18), (16, 18, 28), (24, 28, 38), (32, 32, 42), (40, 40, None)]


def test_a_second_examination_stands_in_the_line_of_the_same_station() -> None:
    told = story("re_examination")
    assert told.times("examine") == [(30, 30, 40), (60, 65, 75), (90, 90, 100)]
    assert told.times("examine_again") == [(60, 60, 65), (95, 100, 105), (None, None, None)]


def test_growth_adds_streams_and_moves_nobody() -> None:
    told = story("growth")
    assert sorted(told.plan.flows[0].entry.tolist()) == [minute * MINUTE for minute in (10, 20, 30, 40, 50) for _ in range(3)]


def test_who_finds_the_area_full_is_turned_away() -> None:
    told = story("turned_away")
    assert told.trace.lane.tolist() == [0, 0, TURNED_AWAY, 0, TURNED_AWAY, NO_LANE, TURNED_AWAY]
    assert told.times("pass")[:4] == [(10, 10, 35), (20, 35, 60), (30, None, None), (40, 60, None)]


def test_produce_passes_coal_in_the_green_lane() -> None:
    told = story("green_lane")
    assert told.times("pass", 0) == [(20, 20, 29), (20, 29, 38), (40, 40, 49), (40, 49, 58), (60, 60, None), (60, None, None)]
    assert told.times("pass", 1) == [(21, 21, 30), (42, 42, 51)]
    assert told.lanes("pass", 1) == ["green", "green"]


def test_the_partner_opens_by_its_own_clock() -> None:
    told = story("partner_side")
    assert told.times("check") == [(120, 420, 450), (240, 450, 480), (360, 480, 510), (480, 510, 540)]
    assert told.plan.flows[0].step("check").side == "partner"


def test_trucks_are_followed_beyond_the_port() -> None:
    told = story("beyond_the_port")
    assert told.times("run") == [(120, 120, 165)] * 2 + [(240, 240, 285)] * 2 + [(360, 360, 405)] * 2
    assert told.times("gate")[:4] == [(165, 165, 175), (165, 175, 185), (285, 285, 295), (285, 295, 305)]
    assert told.times("onward")[:4] == [(175, 175, 295), (185, 185, 305), (295, 295, 415), (305, 305, None)]
    clocks = read_clocks(told.plan, told.plan.flows[0], told.trace, exits(told.plan.flows[0], told.trace)).by_name
    assert [tick // MINUTE for tick in clocks["crossing_hours"].ticks.tolist()[:4]] == [10, 20, 10, 20]
    assert [tick // MINUTE for tick in clocks["before_port_hours"].ticks.tolist()] == [45] * 6
    assert [tick // MINUTE for tick in clocks["after_port_hours"].ticks.tolist()[:3]] == [120] * 3


def test_who_comes_on_a_holiday_is_served_after_the_last() -> None:
    day = 24 * 60
    told = story("public_holiday").times("pass")
    assert told[0] == (1070, 1070, 1090)
    assert [start for _, start, _ in told[1:9]] == [8 * day + 480 + 20 * place for place in range(8)]


def test_trains_take_the_paths_that_meet_their_number() -> None:
    assert [ready for ready, _, _ in story("timetable").times("receive")] == [120, 1080, 1560, 2520]


def test_a_joint_examination_waits_for_both_and_lasts_as_its_longest_part() -> None:
    told = story("joint_examination")
    assert told.times("joint") == [(30, 35, 57), (60, 60, 82), (90, 90, 112)]
    assert told.times("by_customs") == told.times("by_police") == [(57, 57, 57), (82, 82, 82), (112, 112, 112)]


def test_a_delay_holds_nobody_up() -> None:
    assert story("delay").times("travel") == [(10, 10, 25), (20, 20, 35), (30, 30, None), (40, 40, None)]
