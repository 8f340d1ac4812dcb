"""Work the cause of every minute out by hand, one small port for each cause (rule 18)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from small_ports import arriving_at, flow, small_plan

from clearance_sim.analysis.bounds import exits
from clearance_sim.analysis.causes import Reasons, tell_causes
from clearance_sim.analysis.groups import form_groups
from clearance_sim.analysis.ledger import Key
from clearance_sim.analysis.measures import measure
from clearance_sim.analysis.walk import walk_back
from clearance_sim.clock import MINUTE, NEVER
from clearance_sim.engine import run
from clearance_sim.plan.plan import Plan
from clearance_sim.plan.trace import Trace

DAY = {"day": {"weekly": [{"from": "01:00", "to": "02:00"}]}}
PASS = {"pass": {"station": "gate", "handling": "10 min"}}


def minutes_by_cause(plan: Plan, trace: Trace | None = None, number: int = 0) -> list[dict[str, int]]:
    """Give for every unit that left the minutes of each cause that it met."""
    trace = trace or run(plan)
    leaving = exits(plan.flows[number], trace)
    reasons = Reasons(plan, trace, [form_groups(plan, each, trace) for each in plan.flows])
    causes = tell_causes(reasons, number, walk_back(plan.flows[number], trace, leaving))
    return [
        {cause: int(ticks[unit]) // MINUTE for cause, ticks in causes.items() if ticks[unit]}
        for unit in np.flatnonzero(leaving != NEVER).tolist()
    ]


def drawn(port: Mapping[str, Any], *arrivals: list[int], **scenario: Any) -> Plan:
    """Draw a plan of 12 hours in which units of each flow come at the given minutes, and nobody else in it."""
    plan = small_plan(port, "719 min", **scenario)
    return arriving_at(plan, *([*given, *[9999] * (71 - len(given))] for given in arrivals))


def told(port: Mapping[str, Any], *arrivals: list[int]) -> list[dict[str, int]]:
    """Give the causes of the units of the first flow, which come at the given minutes."""
    return minutes_by_cause(drawn(port, *arrivals))


def gate(lanes: Any = 1, **fields: Any) -> dict[str, Any]:
    return {"gate": {"lanes": lanes, **fields}}


def test_who_waits_while_the_lane_is_taken_waits_in_the_queue() -> None:
    assert told({"stations": gate(), "flows": {"all": flow(PASS)}}, [5, 6]) == [
        {"handling": 10}, {"handling": 10, "queue": 9},
    ]  # fmt: skip


def test_before_opening_is_closed_and_after_it_is_queue() -> None:
    port = {"calendars": DAY, "stations": gate(hours="day"), "flows": {"all": flow(PASS)}}
    assert told(port, [40, 41, 62]) == [
        {"handling": 10, "closed": 20}, {"handling": 10, "closed": 19, "queue": 10}, {"handling": 10, "queue": 18},
    ]  # fmt: skip


def embargo(**effect: Any) -> dict[str, Any]:
    return {"embargo": {"title": "embargo", "from": "2019-01-01 01:10", "to": "2019-01-01 01:30", **effect}}


def test_a_dated_event_is_the_cause_only_while_the_gate_would_else_be_open() -> None:
    port = {
        "calendars": DAY,
        "stations": gate(hours="day"),
        "flows": {"all": flow(PASS)},
        "events": embargo(close=["gate"]),
    }
    # Open 60-70 and 90-120. The first 60-70, the second 90-100, the third 100-110.
    assert told(port, [50, 51, 62]) == [
        {"handling": 10, "closed": 10},
        {"handling": 10, "closed": 9, "queue": 10, "event": 20},
        {"handling": 10, "queue": 18, "event": 20},
    ]


def test_a_cap_that_leaves_a_lane_open_makes_a_queue_not_an_event() -> None:
    port = {"stations": gate(2), "flows": {"all": flow(PASS)}, "events": embargo(cap={"gate": 1})}
    assert told(port, [75, 76]) == [{"handling": 10}, {"handling": 10, "queue": 9}]


CRANE = {"general": {"count": 1, "breakdowns": {"in_order": "30 min", "repair": "12 min"}}}


def test_waiting_and_resting_while_the_only_lane_is_broken_is_broken() -> None:
    # Broken in [30, 42) and [72, 84): 25-30 and 42-47; 35 waits broken till 42, then in the queue till 47.
    port = {"stations": gate(CRANE), "flows": {"all": flow(PASS)}}
    assert told(port, [25, 35]) == [{"handling": 10, "broken": 12}, {"handling": 10, "broken": 7, "queue": 5}]


def test_closed_goes_before_broken_and_broken_before_no_staff() -> None:
    calendars = {
        "day": {"weekly": [{"from": "00:34", "to": "02:00"}]},
        "late": {"weekly": [{"from": "00:50", "to": "02:00"}]},
    }
    step = {"pass": {**PASS["pass"], "needs": {"police": 1}}}
    port = {
        "calendars": calendars, "stations": gate(CRANE, hours="day"), "flows": {"all": flow(step)},
        "staff": {"police": {"shifts": [{"hours": "late", "count": 1}]}},
    }  # fmt: skip
    # Closed till 34, broken till 42, nobody on duty till 50.
    assert told(port, [30]) == [{"handling": 10, "closed": 4, "broken": 8, "no_staff:police": 8}]


@pytest.mark.parametrize(
    ("on_duty", "expected"), [(1, {"handling": 10, "no_staff:customs": 30}), (2, {"handling": 10})]
)
def test_fewer_on_duty_than_the_step_needs_is_no_staff(on_duty: int, expected: dict[str, int]) -> None:
    calendars = {"late": {"weekly": [{"from": "00:40", "to": "02:00"}]}}
    shifts = [{"count": on_duty}, {"hours": "late", "count": 1}]
    step = {"pass": {**PASS["pass"], "needs": {"customs": 2}}}
    port = {
        "calendars": calendars,
        "stations": gate(),
        "flows": {"all": flow(step)},
        "staff": {"customs": {"shifts": shifts}},
    }
    assert told(port, [10]) == [expected]


def test_staff_on_duty_but_busy_elsewhere_is_a_queue() -> None:
    step = {"pass": {**PASS["pass"], "needs": {"customs": 1}}}
    port = {"stations": gate(2), "flows": {"all": flow(step)}, "staff": {"customs": {"shifts": [{"count": 1}]}}}
    assert told(port, [5, 6]) == [{"handling": 10}, {"handling": 10, "queue": 9}]


def test_handling_that_rests_over_closing_time_is_closed_meanwhile_and_by_an_event_event() -> None:
    calendars = {"day": {"weekly": [{"from": "00:00", "to": "00:25"}, {"from": "01:00", "to": "02:00"}]}}
    port = {
        "calendars": calendars, "stations": gate(hours="day", closing="resume"), "flows": {"all": flow(PASS)},
        "events": embargo(close=["gate"]),
    }  # fmt: skip
    # 20-25, rest till 60, 60-65; then 65-70, closed by the event till 90, 90-95.
    assert told(port, [20, 62]) == [{"handling": 10, "closed": 35}, {"handling": 10, "queue": 3, "event": 20}]


def test_what_is_not_ready_when_vehicle_and_papers_join_is_papers() -> None:
    steps = {
        "arrive": {"handling": "5 min"},
        "declare": {"per": "declaration", "handling": "40 min", "after": []},
        "release": {"station": "gate", "handling": "10 min", "after": ["arrive", "declare"]},
    }
    assert told({"stations": gate(), "flows": {"all": flow(steps)}}, [10]) == [{"handling": 15, "papers": 35}]


def test_a_full_yard_is_named_and_of_nested_yards_the_one_that_was_full() -> None:
    steps = {
        "gate": {"station": "gate", "handling": "10 min", "yards": ["compound"]},
        "lift": {"station": "crane", "handling": "30 min", "yards": ["compound", "ramp"]},
    }
    port = {
        "stations": {"gate": {"lanes": 5}, "crane": {"lanes": 5}},
        "yards": {"compound": {"capacity": 2}, "ramp": {"capacity": 1}}, "flows": {"all": flow(steps)},
    }  # fmt: skip
    # 1: 0-10, lift 10-40. 2: 1-11, waits for the ramp till 40, lift till 70. 3 enters the compound at 40, is
    # through the gate at 50 and waits for the ramp till 70.
    assert told(port, [0, 1, 2]) == [
        {"handling": 40}, {"handling": 40, "yard:ramp": 29}, {"handling": 40, "yard:compound": 38, "yard:ramp": 20},
    ]  # fmt: skip


def test_two_yards_asked_for_at_once_are_told_apart() -> None:
    steps = {
        "lift": {"station": "crane", "handling": "30 min", "yards": ["compound", "ramp"]},
        "leave": {"handling": "5 min", "yards": ["compound"]},
    }
    port = {
        "stations": {"crane": {"lanes": 5}}, "yards": {"compound": {"capacity": 2}, "ramp": {"capacity": 1}},
        "flows": {"all": flow(steps)},
    }  # fmt: skip
    # 1: on the ramp 0-30, out at 35. 2: in the compound at once, on the ramp 30-60. 3: in the compound at 35,
    # on the ramp at 60.
    assert told(port, [0, 1, 2])[2] == {"handling": 35, "yard:compound": 33, "yard:ramp": 25}


def test_waiting_on_the_partner_side_is_the_partner_s_and_keeps_its_reason() -> None:
    port = {
        "calendars": DAY,
        "stations": gate(hours="day", side="partner", party="partner"),
        "flows": {"all": flow(PASS)},
    }
    assert told(port, [40, 41]) == [
        {"handling": 10, "partner:closed": 20}, {"handling": 10, "partner:closed": 19, "partner:queue": 10},
    ]  # fmt: skip


CONVOY = {
    "form": {"station": "gate", "handling": "10 min", "gather": {"number": 2}},
    "haul": {"handling": "30 min", "with_group": "form"},
}


def test_gathering_lasts_from_each_one_s_own_ready_tick_until_the_group_closes() -> None:
    single = flow(PASS, cargo="coal")
    port = {"stations": gate(), "flows": {"convoys": flow(CONVOY), "single": single}}
    # The lone vehicle has the lane 15-25; the group closes at 20 and waits for it till 25.
    assert told(port, [5, 20], [15]) == [
        {"handling": 40, "gathering": 15, "queue": 5},
        {"handling": 40, "queue": 5},
    ]


def test_who_follows_waits_for_the_lanes_that_the_leader_may_use() -> None:
    lanes = {"green": {"accepts": ["swift"], "hours": "day"}, "other": {"accepts": ["slow"]}}
    convoys = flow(CONVOY, regimes={"swift": "50 %", "slow": "50 %"})
    port = {"calendars": DAY, "stations": gate(lanes), "flows": {"all": convoys}}
    plans = (drawn(port, [5, 20], seed=seed) for seed in range(40))
    plan = next(plan for plan in plans if plan.eligible[:2].tolist() == [1, 2])
    # The leader may use the green lane only, which opens at 60.
    assert minutes_by_cause(plan) == [
        {"handling": 40, "gathering": 15, "closed": 40}, {"handling": 40, "closed": 40},
    ]  # fmt: skip


def test_waiting_for_a_departure_is_path_whether_none_is_due_or_its_places_are_taken() -> None:
    port = {
        "stations": {"gate": {"slots": {"paths": ["00:20", "00:40"], "places": 1}}},
        "flows": {"all": flow(PASS)},
    }
    assert told(port, [5, 6]) == [{"handling": 10, "path": 15}, {"handling": 10, "path": 34}]


def test_departures_that_an_event_cancels_are_its_doing_while_it_lasts() -> None:
    slots = {"slots": {"paths": ["01:15", "01:40"], "places": 1}}
    port = {"stations": {"gate": slots}, "flows": {"all": flow(PASS)}, "events": embargo(close=["gate"])}
    assert told(port, [60]) == [{"handling": 10, "path": 20, "event": 20}]


def test_surge_lanes_that_are_off_do_not_keep_a_station_open() -> None:
    lanes = {"general": {"count": 1, "hours": "day"}, "extra": {"count": 1, "surge": True}}
    port = {
        "calendars": DAY,
        "stations": gate(lanes, surge={"open_at": 5, "close_at": 0}),
        "flows": {"all": flow(PASS)},
    }
    assert told(port, [40]) == [{"handling": 10, "closed": 20}]


def test_a_full_waiting_area_turns_away_whom_no_measure_calls_unfinished() -> None:
    steps = {"serve": {"station": "gate", "handling": "25 min", "yards": ["area"]}, "leave": {"handling": "1 min"}}
    yards = {"area": {"capacity": 2, "when_full": "turn_away"}}
    plan = small_plan({"stations": gate(), "yards": yards, "flows": {"all": flow(steps)}}, "79 min")
    found = measure(plan, run(plan)).ledger
    name = "lab.road.import.general"

    def value(*key: str) -> float:
        return found.values[found.keys.index(Key(*key))]

    # Seven came (10, 20, ..., 70): 10 and 20 left, 30, 50 and 70 were turned away, 40 and 60 are inside.
    assert value(name, "entities", "", "mean") == 7
    assert value(name, "turned_away", "", "mean") == 3
    assert value(name, "unfinished_share", "", "share") == 2 / 7
    crossing = found.keys.index(Key(name, "crossing_hours", "", "mean"))
    assert (found.counts[crossing], found.unfinished[crossing]) == (4, 0.5)
    # In the queue: 20 from 20 to 35, 40 from 40 to 60, 60 from 60 to the end at 79.
    assert round(value("", "queue_length", "gate", "mean") * 79, 9) == 15 + 20 + 19


def test_arrivals_that_an_event_takes_away_are_told() -> None:
    events = {"flood": {"title": "flood", "from": "2019-01-01 00:15", "to": "2019-01-01 00:35", "lose": ["all"]}}
    plan = small_plan({"flows": {"all": flow({"pass": {"handling": "6 min"}})}, "events": events}, "49 min")
    found = measure(plan, run(plan)).ledger
    assert found.values[found.keys.index(Key("lab.road.import.general", "lost", "", "mean"))] == 2
