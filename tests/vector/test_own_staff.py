"""Stations whose staff is their own are solved as arrays, and equal the SimPy engine through every change of shift."""

from __future__ import annotations

import random
from typing import Any

import pytest
from random_ports import in_whole_minutes, random_mapping
from small_ports import flow, small_plan

from clearance_sim import engine, vector
from clearance_sim.clock import MINUTE, NEVER
from clearance_sim.plan.plan import Plan
from clearance_sim.plan.stops import route_of
from clearance_sim.vector import port
from clearance_sim.vector.capacity import capacity_of, levels_of, own_staff
from clearance_sim.vector.disciplines import has_array_method
from clearance_sim.vector.graph import portions

SHIFTS: dict[str, Any] = {
    "calendars": {
        "early": {"weekly": [{"from": "01:00", "to": "03:00"}]}, "late": {"weekly": [{"from": "03:00", "to": "06:00"}]},
        "open": {"weekly": [{"from": "02:00", "to": "05:30"}]},
    },
}  # fmt: skip


def desk(count: int, late: int, needs: int = 1, **more: Any) -> Plan:
    """Draw a desk of three lanes with officers of its own: so many early, so many late."""
    shifts = [{"hours": "early", "count": count}, {"hours": "late", "count": late}]
    steps = {"show": {"station": "desk", "handling": "9 min", "needs": {"officers": needs}}}
    return small_plan({
        **SHIFTS, "staff": {"officers": {"shifts": shifts}}, "stations": {"desk": {"lanes": 3, "hours": "open"}},
        "flows": {"all": flow(steps, "4 min"), **more},
    }, "9 h")  # fmt: skip


def test_a_desk_with_as_many_officers_in_every_shift_is_one_with_hours() -> None:
    plan = desk(4, 5, 2)
    capacity = capacity_of(plan, [(0, 0)])
    assert capacity is not None and capacity.hours is not None
    assert capacity.lanes == 2
    # Its own hours, which a change of shift at three does not cut.
    assert {tuple(day) for day in (capacity.hours // MINUTE % (24 * 60)).tolist()} == {(120, 330)}
    assert vector.run(plan) == engine.run(plan)


def test_another_number_late_is_another_level() -> None:
    plan = desk(1, 2)
    assert own_staff((route_of(plan.flows[0]),)) == {0}
    levels = levels_of(plan, [(0, 0)])
    assert levels is not None and [level.lanes for level in levels] == [1, 2]
    assert capacity_of(plan, [(0, 0)]) is None
    # From two o'clock on there is one officer, from three on there are two.
    one, two = ((level.hours[0] // MINUTE).tolist() for level in levels if level.hours is not None)
    assert (one[1] - one[0], two[1] - two[0]) == (60, 150)
    assert vector.run(plan) == engine.run(plan)


def test_who_is_shown_to_the_last_officer_of_a_shift_keeps_him() -> None:
    """Two are at work as one officer goes home: the next can only start once both are through."""
    late = [{"hours": "early", "count": 2}, {"hours": "late", "count": 1}]
    plan = small_plan({
        **SHIFTS, "staff": {"officers": {"shifts": late}}, "stations": {"desk": {"lanes": 3}},
        "flows": {"all": flow({"show": {"station": "desk", "handling": "50 min", "needs": {"officers": 1}}}, "20 min")},
    }, "6 h")  # fmt: skip
    trace = vector.run(plan)
    assert trace == engine.run(plan)
    begun = sorted((trace.start[trace.start != NEVER] // MINUTE).tolist())
    # At one o'clock two, at ten to two both are through and two more start, of whom the last ends at twenty to three;
    # those who start then are at work as one goes home at three.
    assert begun[:8] == [60, 60, 110, 110, 160, 160, 210, 260]


def test_more_officers_than_lanes_do_not_count() -> None:
    plan = desk(3, 8)
    assert has_array_method(plan, [(0, 0)])
    assert vector.run(plan) == engine.run(plan)


def test_departures_that_need_staff_are_left_to_the_event_loop() -> None:
    steps = {"depart": {"station": "line", "handling": "9 min", "needs": {"drivers": 1}}}
    plan = small_plan({
        **SHIFTS, "staff": {"drivers": {"shifts": [{"hours": "early", "count": 1}]}},
        "stations": {"line": {"slots": {"paths": ["00:30", "01:30", "02:10", "04:00"], "places": 2}}},
        "flows": {"all": flow(steps, "25 min")},
    }, "9 h")  # fmt: skip
    assert not has_array_method(plan, [(0, 0)])
    assert vector.run(plan) == engine.run(plan)


def test_staff_that_another_station_asks_for_is_nobody_s_own() -> None:
    steps = {
        "show": {"station": "desk", "handling": "9 min", "needs": {"officers": 1}},
        "open": {"station": "table", "handling": "3 min", "needs": {"officers": 1, "porters": 1}},
        "carry": {"station": "table", "handling": "1 min", "needs": {"porters": 1}},
    }
    always = {"shifts": [{"hours": None, "count": 2}]}
    plan = small_plan({
        "staff": {"officers": always, "porters": always}, "stations": {"desk": {"lanes": 3}, "table": {"lanes": 2}},
        "flows": {"all": flow(steps, "4 min")},
    }, "9 h")  # fmt: skip
    assert not own_staff((route_of(plan.flows[0]),))
    assert vector.run(plan) == engine.run(plan)


def line_of_desks(seed: int) -> Plan:
    """Draw two flows that pass random stations, each with staff of its own, in half of them another number by shift."""
    rng = random.Random(seed)
    given = random_mapping(seed)["ports"]["lab"]
    stations, staff, steps = {}, {}, {}
    for name, station in given["stations"].items():
        stations[name] = {key: station[key] for key in ("hours", "priority", "closing") if key in station} | {"lanes": 2}
        count, needs = rng.randint(1, 4), rng.randint(1, 2)
        hours = [rng.choice([None, "day", "shift_a"]), rng.choice(["shift_b", "day"])]
        counts = rng.choice([[count, count], [count, rng.randint(1, 4)]])
        staff[name] = {"shifts": [{"hours": each, "count": of * needs} for each, of in zip(hours, counts, strict=True)]}
        steps[f"at_{name}"] = {"station": name, "handling": f"{rng.randint(1, 12)} min", "needs": {name: needs}}
    flows = {cargo: flow(steps, f"{rng.randint(4, 9)} min", cargo=cargo) for cargo in ("general", "coal")}
    made = {"calendars": given["calendars"], "staff": staff, "stations": stations, "flows": flows}
    return in_whole_minutes(small_plan(made, "15 h"))


@pytest.mark.usefixtures("each_way")
def test_lines_of_desks_equal_the_simpy_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    looped: list[tuple[Any, ...]] = []
    part = port.CoupledPart
    monkeypatch.setattr(port, "CoupledPart", lambda *given: looped.append(given) or part(*given))
    solved = 0
    for seed in range(80):
        plan = line_of_desks(seed)
        assert vector.run(plan) == engine.run(plan), seed
        solved += len(portions(plan))
    # Most are solved without the event loop.
    assert 0 < len(looped) < 0.8 * solved
