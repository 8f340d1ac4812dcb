"""Arrivals: Poisson at any rate by change of time, renewals, and what a change of rate leaves alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from clearance_sim import compiling
from clearance_sim.clock import DAY, HOUR
from clearance_sim.streams.arrivals import poisson_ticks, renewal_ticks
from clearance_sim.streams.keys import stream_key
from clearance_sim.streams.uniforms import Uniforms, uniforms

ERROR_RATE = 1e-3
"""Chance that a true law fails any of the statistical tests of this file; shared equally among the four."""
LEVEL = ERROR_RATE / 4
KNOTS = np.array([0, 6, 8, 20, 24]) * HOUR
CUMULATIVE = np.array([0.0, 6.0, 46.0, 46.0, 58.0])
"""A quiet night, a rush, a closed day, an evening: 58 expected."""


def _day(replication: int, cumulative: Uniforms = CUMULATIVE) -> np.ndarray:
    return poisson_ticks(lambda n: uniforms(stream_key(3, replication, "f", "arrival"), n), KNOTS, cumulative)


def test_counts_of_a_day_are_poisson() -> None:
    """Mean and variance of 2,000 counts: z of the mean, chi-square dispersion test (Cox and Lewis 1966, 6.3)."""
    counts = np.array([len(_day(replication)) for replication in range(2000)])
    z = (counts.mean() - 58) / np.sqrt(58 / len(counts))
    dispersion = counts.var(ddof=1) * (len(counts) - 1) / counts.mean()
    assert abs(z) < stats.norm.isf(LEVEL / 2)
    assert LEVEL / 2 < stats.chi2.sf(dispersion, len(counts) - 1) < 1 - LEVEL / 2


def test_arrivals_follow_the_profile() -> None:
    """Given their number, arrivals are independent with distribution function cumulative / total."""
    pooled = np.concatenate([_day(replication) for replication in range(400)])
    operational = np.interp(pooled + 0.5, KNOTS, CUMULATIVE) / CUMULATIVE[-1]
    assert stats.kstest(operational, "uniform").pvalue > LEVEL


def test_gaps_at_a_constant_rate_are_exponential() -> None:
    whole = np.array([0, 1000 * DAY])
    ticks = poisson_ticks(
        lambda n: uniforms(stream_key(4, 0, "f", "arrival"), n), whole, np.array([0.0, 20_000.0])
    )
    gaps = np.diff(ticks)
    assert stats.kstest(gaps, stats.expon(scale=1000 * DAY / 20_000).cdf).pvalue > LEVEL


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 1000), st.lists(st.sampled_from([0.0, 0.0, 0.3, 5.0, 60.0]), min_size=4, max_size=4))
def test_arrivals_are_in_order_inside_the_period_and_never_in_a_closed_stretch(
    replication: int, expected: list[float]
) -> None:
    cumulative = np.concatenate([[0.0], np.cumsum(expected)])
    ticks = _day(replication, cumulative)
    assert (np.diff(ticks) >= 0).all()
    assert ((ticks >= 0) & (ticks < KNOTS[-1])).all()
    for stretch, count in enumerate(expected):
        inside = (ticks >= KNOTS[stretch]) & (ticks < KNOTS[stretch + 1])
        assert count > 0 or not inside.any()


def test_a_higher_rate_brings_the_same_vehicles_earlier_and_more_behind_them() -> None:
    for replication in range(20):
        few, many = _day(replication), _day(replication, 1.5 * CUMULATIVE)
        assert len(many) >= len(few)
        assert (many[: len(few)] <= few).all()


def test_a_longer_period_begins_with_the_shorter_one() -> None:
    def stream(n: int) -> Uniforms:
        return uniforms(stream_key(5, 0, "f", "arrival"), n)

    short = poisson_ticks(stream, np.array([0, DAY]), np.array([0.0, 50.0]))
    long = poisson_ticks(stream, np.array([0, DAY, 9 * DAY]), np.array([0.0, 50.0, 450.0]))
    assert np.array_equal(long[: len(short)], short)
    assert long[len(short)] >= DAY


def test_nobody_comes_at_rate_zero() -> None:
    assert len(poisson_ticks(lambda n: np.full(n, 0.5), np.array([0, DAY]), np.array([0.0, 0.0]))) == 0


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.integers(1, 500), min_size=1, max_size=40), st.integers(0, 20_000))
def test_renewals_are_the_running_sums_of_the_gaps_below_the_horizon(gaps: list[int], horizon: int) -> None:
    endless = np.resize(np.array(gaps, dtype=np.int64), 30_000)
    sums = np.cumsum(endless)
    assert renewal_ticks(lambda n: endless[:n], horizon).tolist() == sums[sums < horizon].tolist()


@pytest.mark.parametrize("horizon", [0, 1, 400])
def test_a_first_gap_beyond_the_horizon_brings_nobody(horizon: int) -> None:
    assert len(renewal_ticks(lambda n: np.full(n, 400, dtype=np.int64), horizon)) == 0


@pytest.mark.skipif(not compiling.numba_is_installed(), reason="the extra `fast` is not installed")
def test_the_compiled_loop_places_arrivals_as_numpy_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rates that are zero for a while, also first and last, and from a few arrivals to several pieces."""
    rng = np.random.default_rng(5)
    for most in (0.1, 3.0, 40.0, 400.0):
        for _ in range(10):
            expected = rng.uniform(0, most, 200) * (rng.random(200) < 0.6)
            cumulative = np.concatenate([[0.0], np.cumsum(expected)])
            knots = np.cumsum(rng.integers(1, 3_600_000, 201))
            u = rng.random(100_000)
            ways = []
            for way in ("never", "always"):
                monkeypatch.setattr(compiling, "COMPILED", way)
                ways.append(poisson_ticks(lambda n, u=u: u[:n], knots, cumulative))
            assert np.array_equal(*ways)
            assert len(ways[0]) > 0.4 * cumulative[-1] - 10
