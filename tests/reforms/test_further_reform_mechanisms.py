"""Show for each further reform that the measure its source says it moves moves, and by which step.

Runs are one week of March 2019 of a shipped port, or the quiet border where a truck meets nobody. Vehicles of
both runs are the same ones, so that differences are told vehicle by vehicle; no test relies on luck.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
import small_border
from numpy.typing import NDArray
from reform_cases import CASES, MARCH, SEPTEMBER, shipped

from clearance_sim.clock import DAY, HOUR, MINUTE, NEVER
from clearance_sim.engine import run
from clearance_sim.plan.draft import Draft
from clearance_sim.plan.drawing import draw
from clearance_sim.plan.plan import Plan
from clearance_sim.plan.trace import Trace
from clearance_sim.reforms.package import apply_package

WEEK = 7
Played = tuple[Plan, Trace]


def played(draft: Draft, *calls: dict[str, dict[str, Any]]) -> Played:
    """Run a draft under a package."""
    plan = draw(apply_package(draft, list(calls)).draft, 0)
    return plan, run(plan)


@cache
def base(port: str) -> Played:
    """Run a week of a shipped port as of 2019."""
    return played(shipped(port, WEEK))


@cache
def reformed(name: str, port: str | None = None) -> Played:
    """Run the same week under a reform at the level of its case."""
    return played(shipped(port or CASES[name].port, WEEK), {name: CASES[name].level})


def quiet(**steps: Any) -> Draft:
    """Give a border with one truck now and then, whose steps have these changes, and nothing in force."""
    flows = {"goods_in": small_border.flow("general", "1/d", "import", **steps)}
    return small_border.draft("60 d", flows=flows, in_force={})


def mean_wait(run: Played, station: str) -> float:
    """Give the mean of start less ready over all who began at a station, in hours."""
    plan, trace = run
    number = [one.name for one in plan.stations].index(station)
    rows = np.concatenate(
        [
            np.arange(step.first_row, step.last_row)
            for flow in plan.flows
            for step in flow.steps
            if step.station == number
        ]
    )
    rows = rows[plan.takes[rows] & (trace.start[rows] != NEVER)]
    return float((trace.start[rows] - trace.ready[rows]).mean()) / HOUR


def stays(run: Played, flow: str, step: str) -> NDArray[np.int64]:
    """Give ticks from entry to the end of a unit's step, `NEVER` where it is not over."""
    plan, trace = run
    planned = next(one for one in plan.flows if one.name == flow)
    ends = trace.end[planned.step(step).rows]
    stayed: NDArray[np.int64] = np.where(ends == NEVER, NEVER, ends - planned.entry)
    return stayed


def shortened(before: Played, after: Played, flow: str, step: str) -> NDArray[np.int64]:
    """Give by how much each unit that finished in both runs got shorter."""
    old, new = stays(before, flow, step), stays(after, flow, step)
    both = (old != NEVER) & (new != NEVER)
    return (old - new)[both]


def taking(run: Played, flow: str, step: str) -> NDArray[np.bool_]:
    """Mark who takes a step."""
    plan = run[0]
    taken: NDArray[np.bool_] = plan.takes[next(one for one in plan.flows if one.name == flow).step(step).rows]
    return taken


def test_single_window_spares_each_declaration_the_keying_and_documents() -> None:
    border = quiet(declaration={"handling": "5 h", "documents": 6}, advance_declaration={"share": "0 %"})
    before, after = played(border), played(border, {"single_window": {"keying_saved": "30 min", "documents": 2}})
    assert np.all(shortened(before, after, "goods_in", "release") == 30 * MINUTE)
    told = [run[0].flows[0].step("declaration").documents for run in (before, after)]
    assert told == [6, 2]


def test_single_window_spares_only_those_who_change_over() -> None:
    border = small_border.draft(in_force={"single_window": {"use": "80 %"}})
    step = apply_package(border, [{"single_window": {"keying_saved": "10 min"}}]).draft.port.flows["goods_in"]
    handling = step.steps["declaration"].handling
    assert handling is not None and handling.lognormal is not None
    assert handling.lognormal.mean == 2 * HOUR - 2 * MINUTE, "one in five is spared ten minutes"


def test_single_window_refuses_to_spare_more_than_a_declaration_takes() -> None:
    border = quiet(declaration={"handling": "20 min"})
    with pytest.raises(Exception, match="as long as the time to be spared"):
        apply_package(border, [{"single_window": {"keying_saved": "30 min"}}])


def test_an_earlier_manifest_releases_sooner_what_is_declared_ahead() -> None:
    border = quiet(
        advance_declaration={"share": "95 %", "ahead": "2 h", "handling": "5 h"}, amendment={"share": "0 %"},
        examination={"share": "0 %"}, border_police_examination={"share": "0 %"}, gate={"handling": "1 min"},
    )  # fmt: skip
    before, after = played(border), played(border, {"data_sharing": {"earlier": "12 h", "mismatch": "0 %"}})
    ahead = taking(before, "goods_in", "advance_declaration")
    difference = stays(before, "goods_in", "release") - stays(after, "goods_in", "release")
    inside = (stays(before, "goods_in", "release") != NEVER) & ahead
    # Papers of 5 h begun 2 h ahead are ready 3 h after arrival; begun 14 h ahead, before the 5 min of checks.
    assert np.all(difference[inside] == 3 * HOUR - 5 * MINUTE)


def test_recognised_results_spare_examinations_and_nobody_new_is_examined() -> None:
    border = quiet(examination={"share": "80 %"})
    before, after = played(border), played(border, {"data_sharing": {"recognised": "30 %"}})
    old, new = (taking(run, "goods_in", "examination") for run in (before, after))
    assert new.sum() < old.sum() and not np.any(new & ~old)


def test_what_is_declared_inland_leaves_the_ports_desks_and_keeps_its_train_checks() -> None:
    before, after = base("manzhouli"), reformed("inland_clearance")
    moved = taking(after, "rail_containers_in", "declare_declared_inland")
    at_port = [taking(run, "rail_containers_in", "declare").sum() for run in (before, after)]
    assert moved.sum() > 0 and at_port[0] > at_port[1]
    for step in ("police", "sanitary", "train_scan"):
        assert taking(after, "rail_containers_in", step).all(), step
    desk = [mean_wait(run, "rail_brokers") for run in (before, after)]
    assert desk[1] <= desk[0]


def test_a_summary_replaces_the_declaration_from_the_day_on_which_the_district_has_it() -> None:
    border = quiet(declaration={"handling": "5 h", "documents": 6}, advance_declaration={"share": "0 %"})
    early = apply_package(replace(border, origin=MARCH), [{"two_step_declaration": {}}])
    assert early.draft.port == border.port and "2020-01-01" in early.not_applicable["two_step_declaration"].en
    later = replace(border, origin=MARCH + 366 * DAY)
    before, after = played(later), played(later, {"two_step_declaration": {"share": "30 %", "summary": "0.5 h"}})
    summary = taking(after, "goods_in", "declaration_two_step")
    saved = stays(before, "goods_in", "release") - stays(after, "goods_in", "release")
    inside = stays(before, "goods_in", "release") != NEVER
    assert np.all(saved[inside & summary] > 2 * HOUR) and np.all(saved[inside & ~summary] == 0)
    assert np.array_equal(summary, ~taking(after, "goods_in", "declaration"))


def test_two_steps_came_to_manzhouli_before_they_came_to_erenhot() -> None:
    for port, applies in (("manzhouli", True), ("erenhot", False), ("ceke", False)):
        packaged = apply_package(shipped(port, monday=SEPTEMBER), [{"two_step_declaration": {}}])
        assert ("two_step_declaration" not in packaged.not_applicable) == applies


def test_goods_released_before_the_test_do_not_wait_for_the_laboratory() -> None:
    waits = {"after": ["laboratory", "declaration", "amendment", "advance_declaration"]}
    laboratory = {"role": "laboratory", "handling": "2 d", "share": "50 %", "after": ["gate"]}
    steps = {**small_border.export_route(release=waits), "laboratory": laboratory}
    flow = {**small_border.flow("general", "1/d", "import"), "steps": steps}
    border = small_border.draft("60 d", flows={"goods_in": flow}, in_force={})
    before = played(border)
    after = played(border, {"inland_clearance": {"wait_for_result": "0 %", "destination_inspection": "0 %"}})
    waited = taking(before, "goods_in", "laboratory")
    saved = stays(before, "goods_in", "release") - stays(after, "goods_in", "release")
    inside = stays(before, "goods_in", "release") != NEVER
    assert np.all(saved[inside & waited] > 24 * HOUR) and np.all(saved[inside & ~waited] == 0)


def test_lower_charges_change_no_time() -> None:
    before, after = base("erenhot"), reformed("fee_regulation")
    assert before[1] == after[1]
    paid = [[step.charge for flow in run[0].flows for step in flow.steps] for run in (before, after)]
    fallen = [(old, new) for old, new in zip(*paid, strict=True) if old != new]
    assert fallen and all(new == pytest.approx(0.7 * old) for old, new in fallen)
    partner = [step.charge for flow in after[0].flows for step in flow.steps if step.side == "partner"]
    assert partner == [step.charge for flow in before[0].flows for step in flow.steps if step.side == "partner"]


def test_three_inspection_tracks_shorten_the_line_before_them_and_handling_stays() -> None:
    before, after = base("erenhot"), reformed("transshipment_capacity")
    assert mean_wait(after, "standard_track") < 0.5 * mean_wait(before, "standard_track")
    assert np.array_equal(before[0].work, after[0].work)


def test_an_enclosed_yard_pulls_the_same_boxes_in_less_time() -> None:
    before, after = base("manzhouli"), reformed("inspection_yard")
    for flow in ("rail_containers_in", "rail_containers_out"):
        old, new = (taking(run, flow, "pull_scan") for run in (before, after))
        assert np.array_equal(old, new)
        work = [
            run[0].work[next(one for one in run[0].flows if one.name == flow).step("pull_scan").rows]
            for run in (before, after)
        ]
        assert np.all(work[1][new] < work[0][new])


def test_a_passage_with_more_tracks_shortens_the_line_at_the_border() -> None:
    """One handover at a time, as a port with a narrow line would have it: Manzhouli's own line does not bind."""
    draft = shipped("manzhouli", WEEK)
    line = draft.port.stations["border_line"]
    lanes = {"general": line.lanes["general"].model_copy(update={"count": 1})}
    narrow = draft.with_station("border_line", line.model_copy(update={"lanes": lanes}))
    before, after = played(narrow), played(narrow, {"cross_border_passage": {"tracks": 2}})
    assert mean_wait(after, "border_line") < mean_wait(before, "border_line")
    assert shortened(before, after, "rail_bulk_in", "cross").mean() > 0


def test_a_road_passage_shortens_the_run_between_the_posts() -> None:
    before = base("manzhouli")
    after = played(shipped("manzhouli", WEEK), {"cross_border_passage": {"mode": "road", "drive": "5 min"}})
    assert shortened(before, after, "road_import", "cross").mean() > 0
    assert np.all(shortened(before, after, "rail_bulk_in", "cross") == 0)


def test_coal_by_rail_takes_trucks_off_the_road_and_brings_the_same_tonnes() -> None:
    before, after = base("ceke"), reformed("rail_shift")
    count = [{flow.name: len(flow.entry) for flow in run[0].flows} for run in (before, after)]
    old, new = (set(next(f for f in run[0].flows if f.name == "coal_in").entry) for run in (before, after))
    assert new < old, "no truck is moved"
    draft = apply_package(shipped("ceke", WEEK), [{"rail_shift": CASES["rail_shift"].level}]).draft.port.flows
    trains, trucks = draft["coal_by_rail"].arrivals.timetable, draft["coal_in"].arrivals.poisson
    assert trains is not None and trucks is not None and trucks.volumes is not None
    by_rail = [period.count * 3300 for period in trains.volumes]
    by_road = [period.count * draft["coal_in"].volume * 97 for period in trucks.volumes]
    assert by_rail == pytest.approx(by_road, abs=1650), "half and half, to half a train"
    assert count[1]["coal_by_rail"] > 0 and count[1]["empties_out"] < count[0]["empties_out"]
    assert mean_wait(after, "police_in") < mean_wait(before, "police_in")
    finished = stays(after, "coal_by_rail", "marshal")
    assert (finished != NEVER).any()


def test_a_designated_yard_admits_trucks_and_moves_nobody_else() -> None:
    before, after = base("ceke"), reformed("designated_port")
    counts = [{flow.name: len(flow.entry) for flow in run[0].flows} for run in (before, after)]
    assert counts[0]["meat_in"] == 0 < counts[1]["meat_in"]
    assert {**counts[0], "meat_in": 0} == {**counts[1], "meat_in": 0}
    assert taking(after, "meat_in", "quarantine").all(), "every lot is inspected"


def test_goods_under_bond_are_sealed_instead_of_declared() -> None:
    before, after = base("erenhot"), reformed("bonded_transfer")
    sealed = taking(after, "road_import", "bonded_seal")
    plan = after[0]
    flow = next(one for one in plan.flows if one.name == "road_import")
    papers = [plan.takes[flow.step(name).rows] for name in ("declare", "advance")]
    assert sealed.any() and not np.any(sealed & (papers[0] | papers[1])), "one declaration a truck"
    assert np.all(papers[0] | papers[1] | sealed)
    assert mean_wait(after, "road_brokers") <= mean_wait(before, "road_brokers")


def test_home_trains_are_further_trains_and_the_others_come_as_before() -> None:
    before, after = base("erenhot"), reformed("home_trains")
    old, new = (next(one for one in run[0].flows if one.name == "rail_containers_out") for run in (before, after))
    assert len(new.entry) > len(old.entry) and set(old.entry) <= set(new.entry)
    assert mean_wait(after, "standard_track") > mean_wait(before, "standard_track"), "they stand in line"


def test_a_partner_open_longer_lets_exports_leave_its_post_sooner() -> None:
    before, after = base("manzhouli"), reformed("partner_hours")
    assert shortened(before, after, "road_export", "zab_post").mean() > 0
    assert mean_wait(after, "zab_road_post") < mean_wait(before, "zab_road_post")


def test_longer_chinese_hours_need_officers_and_shorten_the_stay() -> None:
    before, after = base("erenhot"), reformed("extended_hours")
    assert shortened(before, after, "road_import", "release").mean() > 0
    draft = apply_package(shipped("erenhot"), [{"extended_hours": CASES["extended_hours"].level}]).draft
    assert draft.port.staff["customs_road"].shifts[0].hours == "road_hours_extended_hours"
    assert draft.port.stations["zu_road_post"] == shipped("erenhot").port.stations["zu_road_post"]


def test_booked_arrivals_level_the_peak_and_shorten_the_line() -> None:
    before, after = base("erenhot"), reformed("appointment_booking")
    empties = [next(flow for flow in run[0].flows if flow.name == "road_empties_in") for run in (before, after)]
    peaks = [np.bincount((flow.entry // HOUR % 24), minlength=24).max() for flow in empties]
    assert peaks[1] < peaks[0]
    assert mean_wait(after, "zu_road_post") < mean_wait(before, "zu_road_post")


@pytest.mark.parametrize(
    ("name", "flow"), [("trusted_traders", "coal_in"), ("risk_based_inspection", "road_import")]
)
def test_fewer_are_examined_and_they_are_among_those_of_before(name: str, flow: str) -> None:
    port = CASES[name].port
    level = {key: value for key, value in CASES[name].level.items() if key != "scan"}
    before, after = base(port), played(shipped(port, WEEK), {name: level})
    step = next(key for key, step in shipped(port).port.flows[flow].steps.items() if step.role == "examination")
    old, new = (taking(run, flow, step) for run in (before, after))
    assert new.sum() < old.sum() and not np.any(new & ~old)
    spared = shortened(before, after, flow, step)
    assert spared.mean() > 0
