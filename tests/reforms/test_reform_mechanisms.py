"""Show what each reform does inside: on ports so small that the expected ticks can be told by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import small_border
from numpy.typing import NDArray

from clearance_sim.clock import HOUR, MINUTE, NEVER
from clearance_sim.engine import run
from clearance_sim.plan.draft import Draft
from clearance_sim.plan.drawing import draw
from clearance_sim.plan.plan import Plan
from clearance_sim.plan.trace import Trace
from clearance_sim.reforms.package import apply_package
from clearance_sim.scenario.flows import Step


def played(draft: Draft, *calls: dict[str, dict[str, Any]], replication: int = 0) -> tuple[Plan, Trace]:
    """Run a draft under a package."""
    plan = draw(apply_package(draft, list(calls)).draft, replication)
    return plan, run(plan)


def stays(plan: Plan, trace: Trace, flow: int) -> NDArray[np.int64]:
    """Give ticks from arrival to release, `NEVER` for who is still inside."""
    rows = plan.flows[flow].step("release").rows
    ends = trace.end[rows]
    return np.where(ends == NEVER, NEVER, ends - plan.flows[flow].entry)


def both_there(first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Mark the units that both runs have released."""
    released: NDArray[np.bool_] = (first != NEVER) & (second != NEVER)
    return released


def quiet(**steps: Any) -> Draft:
    """Give a port with one truck now and then, whose route is the small port's with these changes."""
    flows = {"goods_out": small_border.flow("general", "1/d", "export", **steps)}
    return small_border.draft("60 d", flows=flows)


def test_trucks_declared_ahead_are_released_without_waiting_for_papers() -> None:
    border = quiet(declaration={"handling": {"fixed": "5 h"}}, advance_declaration={"share": "0 %"})
    before, after = (
        played(border),
        played(border, {"advance_declaration": {"share": "95 %", "amendment_share": "0 %"}}),
    )
    ahead = after[0].takes[after[0].flows[0].step("advance_declaration").rows]
    old, new = stays(*before, 0), stays(*after, 0)
    inside = both_there(old, new)
    assert ahead.mean() > 0.8
    assert np.all(new[inside & ~ahead] == old[inside & ~ahead])
    assert np.all(old[inside] >= 5 * HOUR)
    assert np.all(new[inside & ahead] < 3 * HOUR)


def test_papers_sent_ahead_are_ready_the_lead_before_arrival() -> None:
    plan, trace = played(quiet(), {"advance_declaration": {"share": "95 %", "lead": "48 h"}})
    flow = plan.flows[0]
    rows = flow.step("advance_declaration").rows
    taken = plan.takes[rows]
    assert np.all(trace.ready[rows][taken] == flow.entry[taken] - 48 * HOUR)
    assert np.all(trace.end[rows][taken] == flow.entry[taken] - 47 * HOUR)


def test_selected_goods_are_examined_only_after_arrival() -> None:
    plan, trace = played(quiet(examination={"share": "100 %"}), {"advance_declaration": {"share": "95 %"}})
    rows = plan.flows[0].step("examination").rows
    assert np.all(trace.start[rows][:-1] > plan.flows[0].entry[:-1])


def test_amendments_are_the_price_of_declaring_ahead() -> None:
    border = quiet(
        examination={"share": "0 %"}, border_police_examination={"share": "0 %"}, amendment={"handling": "3 h"},
        gate={"handling": "1 min"},
    )  # fmt: skip
    none, some = (
        played(border, {"advance_declaration": {"share": "95 %", "amendment_share": share}})
        for share in ("0 %", "10 %")
    )
    amended = some[0].takes[some[0].flows[0].step("amendment").rows]
    ahead = some[0].takes[some[0].flows[0].step("advance_declaration").rows]
    difference = stays(*some, 0) - stays(*none, 0)
    inside = both_there(stays(*some, 0), stays(*none, 0))
    assert amended.any() and np.all(ahead[amended])
    # Gate, scan and barrier take 5 minutes, while the amendment runs beside them for three hours.
    assert np.all(difference[inside & amended] == 3 * HOUR - 5 * MINUTE)
    assert np.all(difference[inside & ~amended] == 0)


def test_a_green_lane_serves_produce_first_and_lengthens_the_rest() -> None:
    """Mean stay over 8 replications of 4 days; sign of every paired difference (chance 2 x 2**-8 if no effect)."""
    border = small_border.draft(stations={**small_border.port()["stations"], "gate": {"lanes": 1}},
                                flows={"produce_out": small_border.flow("fresh_produce", "4/h"),
                                       "goods_out": small_border.flow("general", "9/h")})  # fmt: skip
    shorter: list[float] = []
    longer: list[float] = []
    for replication in range(8):
        before = played(border, replication=replication)
        after = played(border, {"green_lanes": {"lanes": 0}}, replication=replication)
        for flow, differences in ((0, shorter), (1, longer)):
            old, new = stays(*before, flow), stays(*after, flow)
            inside = both_there(old, new)
            differences.append(float((new - old)[inside].mean()))
    assert max(shorter) < 0 < min(longer)


def test_a_converted_lane_is_lost_to_the_others_and_a_new_one_is_not(border: Draft) -> None:
    def counts(**parameters: Any) -> dict[str, int]:
        lanes = apply_package(border, [{"green_lanes": parameters}]).draft.port.stations["gate"].lanes
        return {name: group.count for name, group in lanes.items()}

    assert counts(lanes=2) == {"green": 2, "general": 1}
    assert counts(lanes=2, lane_from="new") == {"green": 2, "general": 3}
    assert counts(lanes=1, shared=True) == {"general": 2, "green": 1}
    assert counts(lanes=0) == {"general": 3}


def test_the_last_general_lane_is_never_converted() -> None:
    border = small_border.draft(stations={**small_border.port()["stations"], "gate": {"lanes": 2}})
    changed = apply_package(border, [{"green_lanes": {"lanes": 2}}]).draft.port.stations["gate"]
    assert {name: group.count for name, group in changed.lanes.items()} == {"green": 1, "general": 1}


def test_only_the_green_lane_serves_produce_alone(border: Draft) -> None:
    changed = apply_package(border, [{"green_lanes": {}}]).draft.port.stations
    assert changed["gate"].lanes["green"].accepts == ["fresh_produce"]
    assert changed["gate"].lanes["general"].accepts is None
    # Scanners and bays are no lanes: produce is taken first there, and that is all.
    assert list(changed["bays"].lanes) == ["general"] and changed["bays"].priority == ["fresh_produce"]


def test_produce_of_one_direction_is_favoured_alone_when_only_that_is_named() -> None:
    flows = {
        "produce_out": small_border.flow("fresh_produce", "3/h"),
        "produce_in": small_border.flow("fresh_produce", "3/h", "import"),
    }
    border = small_border.draft(flows=flows)
    changed = apply_package(border, [{"green_lanes": {"ports": ["small.road.export"]}}]).draft.port.stations[
        "gate"
    ]
    assert changed.priority == ["produce_out"] and changed.lanes["green"].accepts == ["produce_out"]


POLICE_FROM_NINE = {
    "calendars": {"late": {"zone": "UTC", "weekly": [{"from": "09:00", "to": "18:00"}]}},
    "zone": "UTC",
    "staff": {
        "customs": {"shifts": [{"count": 4}]},
        "police": {"party": "border_police", "shifts": [{"hours": "late", "count": 4}]},
    },
}


def everybody_is_selected(**changes: Any) -> Draft:
    """Give a port where both agencies select every truck; trucks are few, so that nobody queues."""
    route: dict[str, dict[str, Any]] = {
        "examination": {"share": "100 %", "handling": {"fixed": "60 min"}},
        "border_police_examination": {"share": "100 %", "handling": {"fixed": "20 min"}},
        "declaration": {"handling": {"fixed": "1 min"}},
    }
    flows = {"goods_out": small_border.flow("general", "1/d", "export", **route)}
    return small_border.draft("40 d", flows=flows, **changes)


def test_a_joint_examination_lasts_as_long_as_the_longer_part_and_the_coordination() -> None:
    border = everybody_is_selected()
    plan, trace = played(border, {"joint_inspection": {"share": "100 %", "coordination": "15 min"}})
    flow = plan.flows[0]
    rows = flow.step("joint_examination").rows
    assert np.all(plan.takes[rows]) and np.all(plan.work[rows] == 75 * MINUTE)
    for part in ("examination", "border_police_examination"):
        assert not plan.takes[flow.step(part).rows].any()
    # 60 + 20 minutes one after the other become 60 + 15 at once, on every truck that meets nobody.
    gain = stays(plan, trace, 0) - stays(*played(border), 0)
    assert np.median(gain[:-2]) == -5 * MINUTE


def test_a_joint_examination_draws_its_parts_as_they_would_have_been_drawn(border: Draft) -> None:
    before, after = played(border)[0], played(border, {"joint_inspection": {"share": "100 %"}})[0]
    for old, new in zip(before.flows, after.flows, strict=True):
        joint = new.step("joint_examination").rows
        parts = [old.step(name).rows for name in ("examination", "border_police_examination")]
        both = before.takes[parts[0]] & before.takes[parts[1]]
        assert np.array_equal(after.takes[joint], both)
        longest = np.maximum(before.work[parts[0]], before.work[parts[1]])
        assert np.array_equal(after.work[joint][both], longest[both] + 15 * MINUTE)


def test_a_joint_examination_starts_when_both_groups_are_there() -> None:
    border = everybody_is_selected(**POLICE_FROM_NINE)
    plan, trace = played(border, {"joint_inspection": {"share": "100 %"}})
    rows = plan.flows[0].step("joint_examination").rows
    ready, start = trace.ready[rows], trace.start[rows]
    begun = start != NEVER
    of_day = (ready[begun] % (24 * HOUR)) / HOUR
    early = of_day < 9
    assert early.any()
    assert np.all(start[begun][early] % (24 * HOUR) >= 9 * HOUR), "nobody of the police before nine"
    assert np.all(trace.start[rows][begun] >= ready[begun])


def test_both_groups_send_as_many_officers_as_are_said(border: Draft) -> None:
    draft = apply_package(border, [{"joint_inspection": {"officers_per_examination": 3}}]).draft
    joint = draft.port.flows["goods_out"].steps["joint_examination"]
    assert joint.needs == {"customs": 3, "police": 3}
    assert [charge.item.zh for charge in joint.charges] == ["lifting"], "one stop is lifted once"
    assert joint.documents == 2


def follower_names(steps: dict[str, Step]) -> list[str]:
    """Name the steps that follow the joint one."""
    return [name for name, step in steps.items() if "joint_examination" in (step.after or [])]


def test_the_joint_step_stands_where_customs_examine_after_the_scan(border: Draft) -> None:
    steps = apply_package(border, [{"joint_inspection": {}}]).draft.port.flows["goods_out"].steps
    assert steps["joint_examination"].after == ["scan"]
    assert follower_names(steps) == ["border_police_check", "release"]


def test_who_is_not_merged_keeps_the_times_of_the_base(border: Draft) -> None:
    many = small_border.draft(staff={
        "customs": {"shifts": [{"count": 200}]}, "police": {"party": "border_police", "shifts": [{"count": 200}]},
    }, stations={name: {**station, "lanes": 200} for name, station in small_border.port()["stations"].items()})  # fmt: skip
    before, after = played(many), played(many, {"joint_inspection": {"share": "100 %"}})
    for flow in range(3):
        merged = after[0].takes[after[0].flows[flow].step("joint_examination").rows]
        old, new = stays(*before, flow), stays(*after, flow)
        assert merged.any() and np.array_equal(old[~merged], new[~merged])


@pytest.mark.parametrize(
    "change",
    [{"needs": {}}, {"per": "declaration"}, {"unless": "scan"}],
    ids=["no officers", "other entities", "left out for another reason"],
)
def test_examinations_that_cannot_be_merged_are_not_applicable(change: dict[str, Any]) -> None:
    border = quiet(border_police_examination=change)
    packaged = apply_package(border, [{"joint_inspection": {}}])
    assert packaged.draft is border and "examined by both" in packaged.not_applicable["joint_inspection"].en
