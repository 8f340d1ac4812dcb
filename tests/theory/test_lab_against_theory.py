"""The textbook scenarios against their formulas, through the YAML door like any user's model.

Every case is a Student t interval over replications for measured less expected, each with its share of the
error rate stated in `claims`.

How long the runs are: such that the relative standard error over the replications written in the file is 2 to
3.5 %, by the formulas in `textbook.customers_for` and `chains.relative_error`, with a warm-up of ten relaxation
times of M/M/1, ``1 / (mu (1 - sqrt(rho))^2)`` (GSTH 2.11), after which what is left of the empty start is below
0.01 %. The slow proof makes three times the replications; its intervals are less than half as wide.
"""

from __future__ import annotations

from collections.abc import Callable

import chains_of_lanes as lanes
import claims
import further_cases
import laboratory
import numpy as np
import pytest
import textbook
from chains import relative_error
from laboratory import Run, Sample
from numpy.typing import NDArray
from scipy import stats

from clearance_sim.clock import DAY, HOUR

LONG = 3
SCENARIOS = sorted({case.scenario for case in claims.CASES.values()})


def _disagreements(scenario: str, times: int, widest: float) -> dict[str, str]:
    cases = {name: case for name, case in claims.CASES.items() if case.scenario == scenario}
    found = laboratory.samples(scenario, times, [(case.measure, case.expected) for case in cases.values()])
    said = {name: claims.disagreement(name, sample, widest) for name, sample in zip(cases, found, strict=True)}
    assert said
    return {name: text for name, text in said.items() if text}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_means_are_those_of_theory(scenario: str) -> None:
    assert not _disagreements(scenario, 1, claims.WIDEST)


@pytest.mark.slow
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_means_are_those_of_theory_in_long_runs(scenario: str) -> None:
    assert not _disagreements(scenario, LONG, claims.WIDEST / 2)


HOUR_WEIGHTS = np.array([1, 1, 1, 1, 1, 2, 4, 8, 12, 9, 6, 4, 3, 3, 4, 4, 3, 2, 1, 1, 1, 1, 1, 1])
WEEKDAY_WEIGHTS = np.array([2, 1, 1, 1, 1, 0.5, 0.5])


def _expected_inside(hour: int, days: NDArray[np.int64]) -> NDArray[np.float64]:
    """Give the arrivals expected in the 90 minutes before an hour after 01:30 of each day; day 0 is a Tuesday."""
    per_hour = 10 * HOUR_WEIGHTS * 24 / HOUR_WEIGHTS.sum()
    of_day = (WEEKDAY_WEIGHTS * 7 / WEEKDAY_WEIGHTS.sum())[(days + 1) % 7]
    return of_day * (per_hour[hour - 1] + per_hour[hour - 2] / 2)


def _inside(run: Run, hour: int, days: NDArray[np.int64]) -> NDArray[np.int64]:
    ticks = days * DAY + hour * HOUR
    (flow,) = run.plan.flows
    entered, left = np.sort(flow.entry), np.sort(run.trace.end[flow.step("park").rows])
    gone = np.searchsorted(left, ticks, side="right") - np.searchsorted(left, 0)
    return np.searchsorted(entered, ticks, side="right") - gone


def _rush_days(run: Run) -> NDArray[np.int64]:
    return np.arange(run.plan.warm_up // DAY, (run.plan.horizon - run.plan.cool_down) // DAY)


@pytest.mark.parametrize("hour", claims.RUSH_HOURS)
def test_number_inside_follows_the_rush(hour: int) -> None:
    results = laboratory.runs("rush_hours")
    measured = np.array([_inside(run, hour, _rush_days(run)).sum() for run in results], dtype=float)
    expected = np.array([_expected_inside(hour, _rush_days(run)).sum() for run in results])
    assert not claims.disagreement(f"number inside at {hour}", Sample(measured, expected, expected))


def test_number_inside_at_the_rush_is_poisson() -> None:
    """Dispersion: (N - m)^2 / m of a Poisson count has mean 1 and variance 2 + 1/m; days are independent."""
    results = laboratory.runs("rush_hours")
    scores, variances = [], []
    for run in results:
        expected = _expected_inside(9, _rush_days(run))
        scores.append((_inside(run, 9, _rush_days(run)) - expected) ** 2 / expected - 1)
        variances.append(2 + 1 / expected)
    z = np.concatenate(scores).sum() / np.sqrt(np.concatenate(variances).sum())
    assert abs(z) < stats.norm.isf(claims.level("number inside is Poisson") / 2)


def test_half_of_the_trucks_find_the_window_open() -> None:
    waits = np.concatenate(
        [laboratory.wait(("trucks", "papers"))(run) for run in laboratory.runs("station_hours")]
    )
    assert stats.binomtest(int((waits == 0).sum()), len(waits), 0.5).pvalue > claims.level("half find the window open")


def test_the_others_wait_a_time_uniform_over_the_night() -> None:
    """Given their number, Poisson arrivals of the night are independent and uniform over its 12 hours."""
    waits = np.concatenate(
        [laboratory.wait(("trucks", "papers"))(run) for run in laboratory.runs("station_hours")]
    )
    assert stats.kstest(waits[waits > 0] / (12 * HOUR), "uniform").pvalue > claims.level("night waits are uniform")


SINGLE = [
    ("mm1", 42, 0.7, 2.0), ("md2", 24, 0.8, 1.0), ("mg1", 4.5, 0.6, 1 + 1.4**2), ("batch_arrivals", 30, 0.625, 2.0),
    ("dm1", 60, 0.7, 1.0), ("recorded_handling", 3.75, 3.75 / 60 * further_cases.RECORDED[0], 1 + further_cases.RECORDED[1]),
]  # fmt: skip


def _measured_hours(name: str) -> float:
    draft, replications = laboratory.draft(name)
    return (draft.horizon - draft.warm_up - draft.cool_down) / HOUR * replications


@pytest.mark.parametrize(("name", "rate", "rho", "variation"), SINGLE)
def test_lab_runs_are_as_long_as_planned(name: str, rate: float, rho: float, variation: float) -> None:
    """2.5 % relative standard error over all replications, from theory and before anything has run."""
    assert rate * _measured_hours(name) > textbook.customers_for(0.025, rho, variation)


def _waiting(state: tuple[int, int, int, int]) -> int:
    return state[0]


PLANNED: list[tuple[str, Callable[[float], float]]] = [
    ("mmck", lambda minutes: relative_error(0, lanes.limited_room(2, 5, 1.0, 2.0), lambda n: max(n - 2, 0), minutes)),
    # Handling at random instead of less so: on the safe side.
    ("on_off_server", lambda minutes: relative_error(
        (0, 0, False), lanes.failing_server(0.4, 1.0, 20.0, (5.0, 2), 150), lambda s: s[0] - s[2], minutes)),
    ("cranes_that_fail", lambda minutes: relative_error(
        (0, 0, 0, 0), lanes.failing_cranes(1 / 6, 6.0, 30.0, 10.0, 150), _waiting, minutes)),
    ("surge_lanes", lambda minutes: relative_error(
        (0, 0, 0, 0), lanes.surging(0.5, 3.0, (1, 2), 5, 1, 100), _waiting, minutes)),
    ("inspection_shares", lambda minutes: relative_error(
        0, lanes.limited_room(1, 150, 0.2 * further_cases.EXAMINED, 5.4), lambda n: max(n - 1, 0), minutes)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "error_after"), PLANNED, ids=[name for name, _ in PLANNED])
def test_lab_runs_of_chains_are_as_long_as_planned(name: str, error_after: Callable[[float], float]) -> None:
    """3.5 % over all replications, from the chain; the mean wait varies as the mean number waiting does."""
    assert error_after(60 * _measured_hours(name)) < 0.035
