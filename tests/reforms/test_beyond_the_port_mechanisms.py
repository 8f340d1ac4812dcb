"""Show what the two reforms beyond the port move, and that they leave the port itself as it is, where they say so."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
import small_border
from reform_cases import CASES, shipped

from clearance_sim.analysis.bounds import exits, last_ends
from clearance_sim.analysis.clocks import read_clocks
from clearance_sim.clock import HOUR, MINUTE, NEVER, Ticks
from clearance_sim.engine import run
from clearance_sim.errors import ScenarioError
from clearance_sim.plan.draft import Draft
from clearance_sim.plan.drawing import draw
from clearance_sim.plan.plan import BOX, Plan, PlannedFlow
from clearance_sim.plan.trace import Trace
from clearance_sim.reforms.package import apply_package
from clearance_sim.vector import run as run_vector

Played = tuple[Plan, Trace]
Call = dict[str, dict[str, Any]]


def played(draft: Draft, *calls: Call) -> Played:
    plan = draw(apply_package(draft, list(calls)).draft, 0)
    return plan, run(plan)


@cache
def base() -> Played:
    """Run a week of Erenhot as of 2019."""
    return played(shipped("erenhot", 7))


@cache
def reformed(name: str) -> Played:
    return played(shipped("erenhot", 7), {name: CASES[name].level})


def flow_of(run_: Played, name: str) -> PlannedFlow:
    return next(flow for flow in run_[0].flows if flow.name == name)


def column(run_: Played, flow: str, step: str, what: str = "work") -> Ticks:
    rows = flow_of(run_, flow).step(step).rows
    return np.asarray(run_[0].work[rows] if what == "work" else getattr(run_[1], what)[rows])


def hours_after_port(run_: Played, flow: str) -> Ticks:
    planned = flow_of(run_, flow)
    return read_clocks(run_[0], planned, run_[1], exits(planned, run_[1])).by_name["after_port_hours"].finished


@pytest.mark.parametrize("name", ["partner_motorway", "line_electrification"])
def test_both_engines_give_the_same_log_of_a_port_under_the_reform(name: str) -> None:
    plan = draw(apply_package(shipped("erenhot", 4), [{name: CASES[name].level}]).draft, 0)
    assert run_vector(plan) == run(plan)


def test_the_motorway_moves_the_run_of_trucks_out_and_not_one_other_row() -> None:
    before, after = base(), reformed("partner_motorway")
    for old, new in zip(before[0].flows, after[0].flows, strict=True):
        for step in old.steps:
            if step.role != "partner_run":
                rows = new.step(step.name).rows
                assert all(
                    np.array_equal(getattr(before[1], what)[step.rows], getattr(after[1], what)[rows])
                    for what in ("ready", "admitted", "start", "end", "lane")
                ), (old.name, step.name)
        assert np.array_equal(exits(old, before[1]), exits(new, after[1])), old.name


@pytest.mark.parametrize("flow", ["road_export", "road_produce_out"])
def test_time_after_the_port_falls_on_average_and_for_the_slowest(flow: str) -> None:
    old, new = (np.sort(hours_after_port(run_, flow)) / HOUR for run_ in (base(), reformed("partner_motorway")))
    assert len(old) > 50
    assert new.mean() < 0.7 * old.mean()
    assert np.quantile(new, 0.9) < 0.6 * np.quantile(old, 0.9), "the slow ones gain most"


def test_each_truck_keeps_its_luck_on_the_road() -> None:
    # A lognormal run is m / sqrt(1 + c^2) * exp(s z) with s^2 = ln(1 + c^2); z is the truck's own, whatever m and c.
    def luck(run_: Played, mean: float, spread: float) -> np.ndarray:
        work = column(run_, "road_export", "run_to_ulaanbaatar") / HOUR
        return np.log(work * np.sqrt(1 + spread**2) / mean) / np.sqrt(np.log(1 + spread**2))

    old, new = luck(base(), 16.2, 0.25), luck(reformed("partner_motorway"), 9, 0.1)
    assert np.abs(old - new).max() < 1e-5, "equal but for the rounding to a millisecond"


def test_a_run_of_the_same_spread_is_shorter_for_every_truck_in_proportion() -> None:
    # The spread stays, so that 6 h on average instead of 8 h is three quarters of each truck's own run.
    steps = {"cross": {"handling": "10 min"}, "onward": {"handling": {"lognormal": {"mean": "8 h", "cv": 0.02}},
                                                          "role": "partner_run", "party": "trader"}}  # fmt: skip
    flow = {**small_border.flow("general", "1/d", "export"), "steps": steps, "marks": {"left": "cross"}}
    border = small_border.draft("20 d", flows={"goods_out": flow}, in_force={})
    before = played(border)
    after = played(border, {"partner_motorway": {"run": "6 h", "spread": 0.02, "ports": ["small"]}})
    old, new = (run_[1].end - run_[1].start for run_ in (before, after))
    rows = before[0].flows[0].step("onward").rows
    known = before[1].end[rows] != NEVER
    assert np.array_equal(before[1].end[: rows.start], after[1].end[: rows.start])
    assert np.abs(new[rows][known] - 0.75 * old[rows][known]).max() <= 1, "three quarters of the same run"


def test_a_port_that_follows_nobody_on_the_road_says_so() -> None:
    with pytest.raises(ScenarioError, match="no flow is followed on the other side's roads"):
        apply_package(shipped("manzhouli"), [{"partner_motorway": {"ports": ["manzhouli"]}}])
    with pytest.raises(ScenarioError, match="no flow is followed on the line inland"):
        apply_package(shipped("ceke"), [{"line_electrification": {"ports": ["ceke"]}}])


def line_port(paths: list[str], run_: str) -> Draft:
    """Give a port at which a train of two boxes every 100 minutes is marshalled in 20 and leaves by a path."""
    flow = {
        "mode": "rail", "direction": "import", "cargo": "container", "unit": "train", "marks": {"left": "marshal"},
        "arrivals": {"renewal": {"gap": "100 min"}},
        "steps": {
            "marshal": {"handling": "20 min"},
            "run": {"station": "line", "role": "line_run", "handling": run_},
        },
    }  # fmt: skip
    stations = {"line": {"kind": "line", "slots": {"paths": paths}}}
    return small_border.draft("24 h", flows={"trains": flow}, stations=stations, in_force={}, staff={})


def test_more_paths_and_a_faster_run_shorten_the_time_after_the_port_to_the_minute() -> None:
    border = line_port(["05:00", "11:00", "17:00", "23:00"], "8 h")
    before = played(border)
    call = {"line_electrification": {"paths": 12, "run": {"fixed": "5 h"}, "ports": ["small"]}}
    after = played(border, call)
    starts = [column(run_, "trains", "run", "start")[:4] // MINUTE for run_ in (before, after)]
    # Marshalled at 120, 220, 320 and 420. By paths at 300, 660, 1020 and 1380 they leave one after the other.
    assert starts[0].tolist() == [300, 660, 1020, 1380]
    # By paths at 60, 180, 300, 420, 540 ...: that of 420 has the train of 320, and the train of 420 takes the next.
    assert starts[1].tolist() == [180, 300, 420, 540]
    # 180 - 120 + 300, 300 - 220 + 300, 420 - 320 + 300, 540 - 420 + 300; the stay at the port is 20 either way.
    flow = flow_of(after, "trains")
    left = exits(flow, after[1])[:4]
    assert ((last_ends(flow, after[1])[:4] - left) // MINUTE).tolist() == [360, 380, 400, 420]
    assert ((left - flow.entry[:4]) // MINUTE).tolist() == [20] * 4


def test_trains_wait_less_for_a_path_and_nothing_before_it_moves() -> None:
    call = {"line_electrification": {"paths": 48, "run": {"fixed": "5 h"}}}
    before, after = base(), played(shipped("erenhot", 7), call)
    for name in ("rail_containers_in", "rail_bulk_in", "rail_empties_in"):
        old, new = (column(run_, name, "run_to_jining", "start") for run_ in (before, after))
        ready = [column(run_, name, "run_to_jining", "ready") for run_ in (before, after)]
        assert np.array_equal(*ready), name
        both = (old != NEVER) & (new != NEVER)
        # With a path every half hour nobody waits for the next one as long as an hour does today, on average.
        assert (new - ready[1])[both].mean() < 0.6 * (old - ready[0])[both].mean(), name


def test_longer_trains_out_are_fewer_carry_as_many_boxes_and_keep_their_times() -> None:
    case = {"line_electrification": {"paths": 24, "run": {"triangular": {"low": "6 h", "mode": "8 h", "high": "11 h"}},
                                     "boxes": 86}}  # fmt: skip
    with pytest.raises(ScenarioError, match="must lie between 41 and 80"):
        played(shipped("erenhot", 7), case)
    days = 56
    old = draw(shipped("erenhot", days), 0)
    case["line_electrification"]["boxes"] = 55
    new = draw(apply_package(shipped("erenhot", days), [case]).draft, 0)
    was, now = (next(flow for flow in plan.flows if flow.name == "rail_containers_out") for plan in (old, new))
    kept = np.isin(was.levels[0].number, now.levels[0].number)
    assert np.array_equal(was.entry[kept], now.entry), "no train is moved"
    # Each train stays with probability 43/55, by its own lot: 95 % of such counts lie within 1.96 deviations.
    n, share = len(was.entry), 43 / 55
    assert abs(len(now.entry) - n * share) < 1.96 * np.sqrt(n * share * (1 - share))
    assert len(now.levels[BOX]) == 55 * len(now.entry)
    work = [plan.work[flow.step("zu_transship").rows] for plan, flow in ((old, was), (new, now))]
    # To the millisecond, three times rounded: either draw, and the ends of the triangle.
    assert np.abs(work[0][kept] * 55 / 43 - work[1]).max() <= 2, "a longer train is transshipped longer"
    for step in ("police", "cross", "zu_control"):
        assert np.array_equal(old.work[was.step(step).rows][kept], new.work[now.step(step).rows]), step


def test_at_the_level_in_force_the_line_is_as_it_is() -> None:
    draft = shipped("erenhot")
    level = draft.port.in_force["line_electrification"]
    assert apply_package(draft, [{"line_electrification": level}]).draft.port == draft.port
