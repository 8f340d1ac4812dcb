"""Work out on paper how busy lanes and officers are."""

from __future__ import annotations

from typing import Any

import pytest
from hand_made import HandFlow, HandStep, made, officers, opening
from small_ports import arriving_at, flow, small_plan

from clearance_sim.analysis.bounds import exits
from clearance_sim.analysis.causes import Reasons
from clearance_sim.analysis.days import days_of
from clearance_sim.analysis.measures import measure
from clearance_sim.analysis.tallies import Tallies
from clearance_sim.analysis.tallying import tally
from clearance_sim.analysis.utilisation import utilisations
from clearance_sim.engine import run
from clearance_sim.plan.plan import Plan
from clearance_sim.plan.trace import Trace


def seen(plan: Plan, trace: Trace) -> tuple[Reasons, Tallies]:
    """Look at a replication in which nobody gathers."""
    reasons = Reasons(plan, trace, [{} for _ in plan.flows])
    return reasons, tally(reasons, [exits(flow, trace) for flow in plan.flows])


def test_a_station_is_as_busy_as_its_lanes_in_their_open_time() -> None:
    flow = HandFlow(entry=[0, 0], steps=[HandStep("check", [(0, 0, 60), (0, 30, 90)], station=0)])
    plan, trace = made([flow], [("gate", 2)])
    used = utilisations(*seen(plan, trace), days_of(plan))[0]
    # Two lane-hours of work in 2 x 24; the first hour holds 1.5 of them in 2 lane-hours.
    assert used.mean == 2 / 48
    assert used.peak_hour == 0.75


def test_work_after_closing_is_overtime_not_use_of_open_time() -> None:
    flow = HandFlow(entry=[0], steps=[HandStep("check", [(540, 540, 660)], station=0)])
    plan, trace = made([flow], [("gate", 1)])
    plan = opening(plan, 0, (8, 10))
    used = utilisations(*seen(plan, trace), days_of(plan))[0]
    # Open 08:00 to 10:00, worked 09:00 to 11:00: one of two open hours.
    assert used.mean == 0.5
    assert used.peak_hour == 1.0


def test_a_station_that_never_opens_has_no_utilisation() -> None:
    flow = HandFlow(entry=[0], steps=[HandStep("check", [(0, None, None)], station=0)])
    plan, trace = made([flow], [("gate", 1)])
    used = utilisations(*seen(opening(plan, 0), trace), days_of(plan))[0]
    assert str(used.mean) == str(used.peak_hour) == "nan"


def test_work_in_progress_at_the_horizon_counts_until_then() -> None:
    flow = HandFlow(entry=[0], steps=[HandStep("check", [(0, 720, None)], station=0)])
    plan, trace = made([flow], [("gate", 1)])
    assert utilisations(*seen(plan, trace), days_of(plan))[0].mean == 0.5


@pytest.mark.parametrize("people", [1, 2])
def test_officers_are_busy_in_persons_while_somebody_is_on_duty(people: int) -> None:
    flow = HandFlow(
        entry=[0], steps=[HandStep("check", [(540, 540, 660)], station=0, needs=((0, people),))]
    )
    plan, trace = made([flow], [("hall", 1)], staff=(officers("customs", (0, 0), (8, 4), (10, 0)),))
    used = utilisations(*seen(plan, trace), days_of(plan))[len(plan.stations)]
    # Four on duty for two hours; the hour after ten o'clock is overtime.
    assert used.mean == people / 8
    assert used.peak_hour == people / 4


def utilisation_of(port: dict[str, Any], *arrivals: list[int]) -> dict[tuple[str, str], float]:
    """Measure a port of two hours in which units come at the given minutes."""
    plan = arriving_at(small_plan(port, "120 min"), *([*given, *[9999] * (11 - len(given))] for given in arrivals))
    found = measure(plan, run(plan)).ledger
    return {
        (key.item, key.statistic): value
        for key, value in zip(found.keys, found.values, strict=True)
        if key.measure == "utilisation"
    }


def test_a_group_keeps_one_lane_and_its_officers_busy_once() -> None:
    steps = {"form": {"station": "gate", "handling": "30 min", "gather": {"number": 3}, "needs": {"police": 1}}}
    staff = {"police": {"shifts": [{"count": 2}]}}
    used = utilisation_of({"stations": {"gate": {"lanes": 1}}, "staff": staff, "flows": {"all": flow(steps)}}, [1, 2, 3])
    assert used["gate", "mean"] == 30 / 120
    assert used["police", "mean"] == 30 / 240


def test_departures_are_as_full_as_their_places() -> None:
    slots = {"slots": {"paths": ["00:30", "00:50", "01:30"], "places": 2}}
    steps = {"depart": {"station": "path", "handling": "90 min"}}
    used = utilisation_of({"stations": {"path": slots}, "flows": {"all": flow(steps)}}, [1, 2, 40])
    # Both leave at 00:30, one at 00:50, nobody at 01:30: three of six places, and however long they travel.
    assert used["path", "mean"] == 3 / 6
    assert used["path", "peak_hour"] == 3 / 4


def test_lanes_are_not_offered_while_broken() -> None:
    lanes = {"crane": {"count": 1, "breakdowns": {"in_order": "30 min", "repair": "12 min"}}}
    steps = {"lift": {"station": "gate", "handling": "10 min"}}
    used = utilisation_of({"stations": {"gate": {"lanes": lanes}}, "flows": {"all": flow(steps)}}, [25])
    # Down 30-42, 72-84 and 114-120 of 120 minutes; worked 25-30 and 42-47.
    assert used["gate", "mean"] == 10 / (120 - 12 - 12 - 6)


def test_surge_lanes_are_offered_while_they_are_used() -> None:
    lanes = {"general": {"count": 1}, "extra": {"count": 2, "surge": True}}
    stations = {"gate": {"lanes": lanes, "surge": {"open_at": 2, "close_at": 0}}}
    steps = {"pass": {"station": "gate", "handling": "20 min"}}
    used = utilisation_of({"stations": stations, "flows": {"all": flow(steps)}}, [1, 2, 3])
    # 1-21 at the general lane, 3-23 at an extra one, then 21-41 at the general one.
    assert used["gate", "mean"] == 60 / (120 + 20)
