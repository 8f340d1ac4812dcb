"""Work out on paper how busy lanes and officers are."""

from __future__ import annotations

import pytest
from hand_made import HandFlow, HandStep, made, officers, opening

from clearance_sim.analysis.days import days_of
from clearance_sim.analysis.groups import Groups
from clearance_sim.analysis.utilisation import staff_utilisation, station_utilisation

NOBODY_GATHERS: list[dict[int, Groups]] = [{}]


def test_a_station_is_as_busy_as_its_lanes_in_their_open_time() -> None:
    flow = HandFlow(entry=[0, 0], steps=[HandStep("check", [(0, 0, 60), (0, 30, 90)], station=0)])
    plan, trace = made([flow], [("gate", 2)])
    used = station_utilisation(plan, trace, days_of(plan), NOBODY_GATHERS)[0]
    # Two lane-hours of work in 2 x 24; the first hour holds 1.5 of them in 2 lane-hours.
    assert used.mean == 2 / 48
    assert used.peak_hour == 0.75


def test_work_after_closing_is_overtime_not_use_of_open_time() -> None:
    flow = HandFlow(entry=[0], steps=[HandStep("check", [(540, 540, 660)], station=0)])
    plan, trace = made([flow], [("gate", 1)])
    plan = opening(plan, 0, (8, 10))
    used = station_utilisation(plan, trace, days_of(plan), NOBODY_GATHERS)[0]
    # Open 08:00 to 10:00, worked 09:00 to 11:00: one of two open hours.
    assert used.mean == 0.5
    assert used.peak_hour == 1.0


def test_a_station_that_never_opens_has_no_utilisation() -> None:
    flow = HandFlow(entry=[0], steps=[HandStep("check", [(0, None, None)], station=0)])
    plan, trace = made([flow], [("gate", 1)])
    used = station_utilisation(opening(plan, 0), trace, days_of(plan), NOBODY_GATHERS)[0]
    assert str(used.mean) == str(used.peak_hour) == "nan"


def test_work_in_progress_at_the_horizon_counts_until_then() -> None:
    flow = HandFlow(entry=[0], steps=[HandStep("check", [(0, 720, None)], station=0)])
    plan, trace = made([flow], [("gate", 1)])
    assert station_utilisation(plan, trace, days_of(plan), NOBODY_GATHERS)[0].mean == 0.5


@pytest.mark.parametrize("people", [1, 2])
def test_officers_are_busy_in_persons_while_somebody_is_on_duty(people: int) -> None:
    flow = HandFlow(
        entry=[0], steps=[HandStep("check", [(540, 540, 660)], station=0, needs=((0, people),))]
    )
    plan, trace = made([flow], [("hall", 1)], staff=(officers("customs", (0, 0), (8, 4), (10, 0)),))
    used = staff_utilisation(plan, trace, days_of(plan), NOBODY_GATHERS)[0]
    # Four on duty for two hours; the hour after ten o'clock is overtime.
    assert used.mean == people / 8
    assert used.peak_hour == people / 4
