"""The textbook scenarios against their formulas, through the YAML door like any user's model.

Every case is a Student t interval over replications for measured less expected. All cases together are wrong
with a chance of at most `ERROR_RATE` if the model is right and sums over a replication are close to normal;
each has an equal share of it (Bonferroni). The seed is that of the files.

How long the runs are: such that the relative standard error of a mean wait is about 2 %, by the formula in
`textbook.customers_for`, with a warm-up of ten relaxation times of M/M/1, ``1 / (mu (1 - sqrt(rho))^2)`` (GSTH
2.11), after which what is left of the empty start is below 0.01 %. An interval wider than `WIDEST` is a failure
too: it could refute nothing.
"""

from __future__ import annotations

import chains
import laboratory
import numpy as np
import pytest
import textbook
from laboratory import Measure, Run, Sample
from numpy.typing import NDArray
from scipy import stats

from clearance_sim.clock import DAY, HOUR, MINUTE

ERROR_RATE = 1e-3
WIDEST = 0.25
MORE = 5
"""How many times as many replications the slow proof makes; its intervals are less than half as wide."""

CLASSES = [(6 / 60, 3.0, 1 / 3), (18 / 60, 1.5, 0.8**2)]
JACKSON = textbook.jackson_waits(
    # Papers, scanner, examination, exit; 1 of 22 who leave the papers window return without a scan, and so on.
    [20 / 60, 0, 0, 0],
    [[1 / 22, 10 / 22, 0, 11 / 22], [0.04, 0, 0.6, 0.36], [0.1, 0, 0, 0.9], [0, 0, 0, 0]],
    [2, 1, 2, 1],
    [4, 4, 12, 2],
)
NESTED = chains.nested_yard_waits(10 / 60, 4, 6.0, 4.0)
E4_ROOT = textbook.gim1_root(textbook.erlang_transform(4, 32 / 60), 5.0)
E4_LEAVES = (1 - E4_ROOT) / 5
"""Rate of the exponential sojourn of a declaration at the window of E_4/M/1."""
E4_LATER = (32 / 60) / (32 / 60 + E4_LEAVES)
"""Chance that the next truck comes while the declaration is still at the window."""

# name: scenario, what is measured, its mean in minutes by theory
CASES: dict[str, tuple[str, Measure, float]] = {
    "M/M/1": ("mm1", laboratory.wait(("trucks", "gate")), textbook.mmc_wait(1, 42 / 60, 1)),
    "M/M/3": ("mm3", laboratory.wait(("trucks", "gate")), textbook.mmc_wait(3, 27 / 60, 6)),
    "M/D/2": ("md2", laboratory.wait(("trucks", "scan")), textbook.mdc_wait(2, 24 / 60, 4)),
    "M/G/1": ("mg1", laboratory.wait(("trucks", "examine")), textbook.mg1_wait(4.5 / 60, 8, 1.4**2)),
    "tandem gate": ("tandem_mmc", laboratory.wait(("trucks", "gate")), textbook.mmc_wait(1, 0.5, 1.4)),
    "tandem papers": ("tandem_mmc", laboratory.wait(("trucks", "papers")), textbook.mmc_wait(4, 0.5, 6.4)),
    "tandem scan": ("tandem_mmc", laboratory.wait(("trucks", "scan")), textbook.mmc_wait(2, 0.5, 3.0)),
    "tandem bay": ("tandem_mmc", laboratory.wait(("trucks", "examine")), textbook.mmc_wait(3, 0.5, 4.5)),
    "tandem exit": ("tandem_mmc", laboratory.wait(("trucks", "exit")), textbook.mmc_wait(2, 0.5, 2.4)),
    "first of two classes": ("two_class_priority", laboratory.wait(("produce", "gate")),
                             textbook.cobham_one_server(CLASSES)[0]),
    "second of two classes": ("two_class_priority", laboratory.wait(("others", "gate")),
                              textbook.cobham_one_server(CLASSES)[1]),
    "first of three classes": ("three_class_priority", laboratory.wait(("produce", "gate")),
                               textbook.cobham_many_servers(3, (0.1, 0.15, 0.15), 6)[0]),
    "second of three classes": ("three_class_priority", laboratory.wait(("meat", "gate")),
                                textbook.cobham_many_servers(3, (0.1, 0.15, 0.15), 6)[1]),
    "third of three classes": ("three_class_priority", laboratory.wait(("others", "gate")),
                               textbook.cobham_many_servers(3, (0.1, 0.15, 0.15), 6)[2]),
    "network papers": ("jackson", laboratory.wait(("trucks", "papers"), ("trucks", "papers_again")), JACKSON[0]),
    "network scanner": ("jackson", laboratory.wait(("trucks", "scan")), JACKSON[1]),
    "network bay": ("jackson", laboratory.wait(("trucks", "examine")), JACKSON[2]),
    "network exit": ("jackson", laboratory.wait(("trucks", "exit")), JACKSON[3]),
    "convoys": ("batch_arrivals", laboratory.wait(("trucks", "gate")),
                textbook.batch_wait(10 / 60, (1, 2, 3, 4, 5), 1.25)),
    "hours": ("station_hours", laboratory.wait(("trucks", "papers")), 180.0),
    "yard of one": ("yard_line", laboratory.wait_outside("trucks", "unload"),
                    textbook.mg1_wait(10 / 60, 4, (9 + 0.5) / 16)),
    "outer yard": ("nested_yards", laboratory.wait_outside("trucks", "weigh"), NESTED[0]),
    "inner yard": ("nested_yards", laboratory.wait_outside("trucks", "examine"), NESTED[1]),
    "papers ahead, window": ("ahead", laboratory.wait(("trucks", "papers")), textbook.mmc_wait(1, 20 / 60, 2)),
    "papers ahead, truck": ("ahead", laboratory.until_ready("trucks", "release", "gate"),
                            np.exp(-(1 / 2 - 1 / 3) * 6) / (1 / 2 - 1 / 3)),
    "three declarations, window": ("declarations_per_truck", laboratory.wait(("trucks", "papers")),
                                   textbook.batch_wait(9 / 60, (3,), 4 / 3)),
    # The last of three waits one handling longer than the average one, and is handled itself.
    "three declarations, truck": ("declarations_per_truck", laboratory.until_ready("trucks", "release", "entry"),
                                  textbook.batch_wait(9 / 60, (3,), 4 / 3) + 2 * 4 / 3),
    "four trucks, window": ("trucks_per_declaration", laboratory.wait(("trucks", "papers")), E4_ROOT / E4_LEAVES),
    # The gate takes each truck a minute, in which its papers go on.
    "four trucks, truck": ("trucks_per_declaration", laboratory.until_ready("trucks", "release", "gate"),
                           float(np.mean(E4_LATER ** np.arange(4)) * np.exp(-E4_LEAVES) / E4_LEAVES)),
    "train for a track": ("train_boxes", laboratory.wait_outside("trains", "lift"),
                          textbook.mg1_wait(8 / 1440, 120, 1 / 8)),
    "train for its last box": ("train_boxes", laboratory.until_ready("trains", "depart", "join"),
                               30 * textbook.harmonic(8)),
    "shared staff, import": ("shared_staff", laboratory.wait(("inbound", "check")), textbook.mmc_wait(3, 0.3, 8)),
    "shared staff, export": ("shared_staff", laboratory.wait(("outbound", "check")), textbook.mmc_wait(3, 0.3, 8)),
}  # fmt: skip
RUSH_HOURS = (3, 9, 13)
OTHER_TESTS = 3
LEVEL = ERROR_RATE / (len(CASES) + len(RUSH_HOURS) + OTHER_TESTS)


SCENARIOS = sorted({scenario for scenario, _, _ in CASES.values()})


def _disagreement(sample: Sample, widest: float) -> str:
    """Say how a sample contradicts its theory; empty when it does not."""
    difference, half = sample.difference(LEVEL)
    if half > widest:
        return f"interval of +-{half:.1%} could refute nothing"
    return f"{difference:+.2%} off, interval +-{half:.2%}" if abs(difference) > half else ""


def _disagreements(scenario: str, times: int, widest: float) -> dict[str, str]:
    cases = {
        name: (measure, minutes * MINUTE) for name, (where, measure, minutes) in CASES.items() if where == scenario
    }
    found = zip(cases, laboratory.samples(scenario, times, list(cases.values())), strict=True)
    said = {name: _disagreement(sample, widest) for name, sample in found}
    assert said
    return {name: text for name, text in said.items() if text}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_mean_times_are_those_of_theory(scenario: str) -> None:
    assert not _disagreements(scenario, 1, WIDEST)


@pytest.mark.slow
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_mean_times_are_those_of_theory_in_long_runs(scenario: str) -> None:
    assert not _disagreements(scenario, MORE, WIDEST / 2)


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


@pytest.mark.parametrize("hour", RUSH_HOURS)
def test_number_inside_follows_the_rush(hour: int) -> None:
    results = laboratory.runs("rush_hours")
    measured = np.array([_inside(run, hour, _rush_days(run)).sum() for run in results], dtype=float)
    expected = np.array([_expected_inside(hour, _rush_days(run)).sum() for run in results])
    assert not _disagreement(Sample(measured, expected, expected), WIDEST)


def test_number_inside_at_the_rush_is_poisson() -> None:
    """Dispersion: (N - m)^2 / m of a Poisson count has mean 1 and variance 2 + 1/m; days are independent."""
    results = laboratory.runs("rush_hours")
    scores, variances = [], []
    for run in results:
        expected = _expected_inside(9, _rush_days(run))
        scores.append((_inside(run, 9, _rush_days(run)) - expected) ** 2 / expected - 1)
        variances.append(2 + 1 / expected)
    z = np.concatenate(scores).sum() / np.sqrt(np.concatenate(variances).sum())
    assert abs(z) < stats.norm.isf(LEVEL / 2)


def test_half_of_the_trucks_find_the_window_open() -> None:
    waits = np.concatenate(
        [laboratory.wait(("trucks", "papers"))(run) for run in laboratory.runs("station_hours")]
    )
    assert stats.binomtest(int((waits == 0).sum()), len(waits), 0.5).pvalue > LEVEL


def test_the_others_wait_a_time_uniform_over_the_night() -> None:
    """Given their number, Poisson arrivals of the night are independent and uniform over its 12 hours."""
    waits = np.concatenate(
        [laboratory.wait(("trucks", "papers"))(run) for run in laboratory.runs("station_hours")]
    )
    assert stats.kstest(waits[waits > 0] / (12 * HOUR), "uniform").pvalue > LEVEL


@pytest.mark.parametrize(
    ("name", "rate", "rho", "variation"),
    [("mm1", 42, 0.7, 2), ("md2", 24, 0.8, 1), ("mg1", 4.5, 0.6, 1 + 1.4**2), ("batch_arrivals", 30, 0.625, 2)],
)
def test_lab_runs_are_as_long_as_planned(name: str, rate: float, rho: float, variation: float) -> None:
    """2.5 % relative standard error over all replications, from theory and before anything has run."""
    draft, replications = laboratory.draft(name)
    customers = rate * (draft.horizon - draft.warm_up - draft.cool_down) / HOUR * replications
    assert customers > textbook.customers_for(0.025, rho, variation)
