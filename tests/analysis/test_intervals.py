"""Hold intervals to published values of Student's t and to their stated error rate."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from clearance_sim.analysis.clocks import statistics_of
from clearance_sim.analysis.intervals import estimate, t_quantile
from clearance_sim.analysis.ledger import QUANTILES, quantile, quantiles
from clearance_sim.clock import HOUR

FALSE_ALARM = 1e-4
"""Chance that a right interval fails a coverage test; the seeds are fixed besides."""


@pytest.mark.parametrize(("freedom", "published"), [(1, 12.706), (4, 2.776), (9, 2.262), (29, 2.045), (99, 1.984)])
def test_student_s_t_equals_the_printed_tables(freedom: int, published: float) -> None:
    assert round(float(t_quantile(0.975, np.array([freedom]))[0]), 3) == published


@pytest.mark.parametrize("replications", [2, 5, 30])
def test_intervals_of_normal_columns_cover_their_mean_95_times_in_100(replications: int) -> None:
    columns = 20_000
    drawn = np.random.default_rng(7).normal(3.0, 2.0, (replications, columns))
    found = estimate(drawn)
    covered = int(((found.low <= 3.0) & (found.high >= 3.0)).sum())
    low, high = binom.ppf([FALSE_ALARM / 2, 1 - FALSE_ALARM / 2], columns, 0.95)
    assert low <= covered <= high


def test_intervals_of_means_of_skewed_times_cover_nearly_as_often() -> None:
    # Each replication a mean of 400 exponential times: skewness 0.1; ten replications. A loss of more than
    # half a point of coverage would show.
    columns = 20_000
    drawn = np.random.default_rng(11).gamma(400, 1 / 400, (10, columns))
    found = estimate(drawn)
    covered = int(((found.low <= 1.0) & (found.high >= 1.0)).sum())
    assert covered >= binom.ppf(FALSE_ALARM, columns, 0.945)


def test_one_replication_bounds_nothing() -> None:
    found = estimate(np.array([[2.5]]))
    assert found.mean[0] == 2.5
    assert np.isnan(found.low[0])
    assert np.isnan(found.high[0])


def test_a_replication_with_nothing_to_measure_is_left_out() -> None:
    found = estimate(np.array([[1.0, np.nan], [np.nan, np.nan], [3.0, np.nan]]))
    assert found.replications.tolist() == [2, 0]
    assert found.mean[0] == 2.0
    # t(1) = 12.706, s = sqrt 2, n = 2: the half width is 12.706.
    assert round(float(found.high[0]), 3) == 14.706
    assert np.isnan(found.mean[1])


def test_equal_replications_have_an_interval_without_width() -> None:
    found = estimate(np.full((7, 1), 0.1))
    assert found.low[0] == found.mean[0] == found.high[0] == 0.1


def test_a_quantile_is_the_least_time_that_the_share_does_not_exceed() -> None:
    ordered = np.arange(1, 11)
    assert [quantile(ordered, share) for share in (0.5, 0.9, 0.95)] == [5, 9, 10]
    assert quantile(np.array([4]), 0.5) == 4


def test_quantiles_agree_with_numpy_s_inverted_cdf() -> None:
    drawn = np.sort(np.random.default_rng(3).integers(0, 50, 997))
    for share in (0.5, 0.9, 0.95):
        assert quantile(drawn, share) == np.quantile(drawn, share, method="inverted_cdf")


def test_statistics_of_nobody_are_unknown() -> None:
    assert all(np.isnan(value) for value in statistics_of(np.zeros(0, dtype=np.int64)).values())
    assert statistics_of(np.array([HOUR]))["mean"] == 1.0


def test_quantiles_of_values_in_any_order_are_those_of_the_sorted() -> None:
    rng = np.random.default_rng(3)
    for n in (1, 2, 3, 9, 10, 11, 20, 1000):
        for values in (rng.integers(0, 5, n), rng.integers(-(10**12), 10**12, n)):
            shares = tuple(QUANTILES.values())
            assert quantiles(values, shares) == [quantile(np.sort(values), share) for share in shares]
