"""Every shape: the law it names, more luck never means less time, and one number for one duration."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from clearance_sim.clock import DAY, HOUR
from clearance_sim.streams.inverse import LONGEST, durations, to_ticks
from clearance_sim.streams.keys import stream_key
from clearance_sim.streams.uniforms import uniforms

ERROR_RATE = 1e-3
"""Chance that a true law fails any of the statistical tests of this file; shared equally among them."""
N = 20_000


def _lognormal(mean: float, cv: float) -> Any:
    sigma = np.sqrt(np.log1p(cv**2))
    return stats.lognorm(sigma, scale=mean * np.exp(-(sigma**2) / 2))


# Second implementations: SciPy's distributions, parametrised from mean and cv by the textbook
# (Law, Simulation Modeling and Analysis, 5th ed., sec. 6.2.2).
LAWS: dict[str, tuple[str, Mapping[str, float], Any]] = {
    "exponential": ("exponential", {"mean": 900.0}, stats.expon(scale=900)),
    "erlang 1": ("erlang", {"mean": 900.0, "phases": 1}, stats.expon(scale=900)),
    "erlang 4": ("erlang", {"mean": 900.0, "phases": 4}, stats.erlang(4, scale=225)),
    "gamma 0.3": ("gamma", {"mean": 60.0, "cv": 0.3}, stats.gamma(1 / 0.09, scale=60 * 0.09)),
    "gamma 2": ("gamma", {"mean": 60.0, "cv": 2.0}, stats.gamma(0.25, scale=240)),
    "lognormal 0.5": ("lognormal", {"mean": 1e6, "cv": 0.5}, _lognormal(1e6, 0.5)),
    "lognormal 3": ("lognormal", {"mean": 1e6, "cv": 3.0}, _lognormal(1e6, 3.0)),
    "triangular": ("triangular", {"low": 2.0, "mode": 3.0, "high": 9.0}, stats.triang(1 / 7, 2, 7)),
    "triangular left": ("triangular", {"low": 2.0, "mode": 2.0, "high": 9.0}, stats.triang(0, 2, 7)),
    "triangular right": ("triangular", {"low": 2.0, "mode": 9.0, "high": 9.0}, stats.triang(1, 2, 7)),
    "uniform": ("uniform", {"low": 5.0, "high": 8.0}, stats.uniform(5, 3)),
    "weibull 0.7": ("weibull", {"mean": 50.0, "shape": 0.7},
                    stats.weibull_min(0.7, scale=50 / special.gamma(1 + 1 / 0.7))),
    "weibull 2": ("weibull", {"mean": 50.0, "shape": 2.0},
                  stats.weibull_min(2, scale=50 / special.gamma(1.5))),
}  # fmt: skip
MEAN_AND_CV = [name for name, (_, parameters, _) in LAWS.items() if {"mean", "cv"} <= set(parameters)]


@pytest.mark.parametrize("name", LAWS)
def test_a_shape_draws_from_the_law_that_it_names(name: str) -> None:
    """Kolmogorov-Smirnov against SciPy's distribution function, at the shared error rate."""
    shape, parameters, law = LAWS[name]
    drawn = durations(shape, parameters, uniforms(stream_key(11, 0, "law", name), N))
    assert stats.kstest(drawn, law.cdf).pvalue > ERROR_RATE / len(LAWS)


@pytest.mark.parametrize("name", LAWS)
def test_the_law_gives_back_the_uniform(name: str) -> None:
    """F(F^-1(u)) = u to 1e-9: an inverse, not merely a sample of the right law."""
    shape, parameters, law = LAWS[name]
    u = np.concatenate([np.linspace(1e-6, 1 - 1e-6, 999), [2.0**-53]])
    assert np.abs(law.cdf(durations(shape, parameters, u)) - u).max() < 1e-9


@pytest.mark.parametrize("name", LAWS)
def test_mean_of_the_whole_law_is_the_mean_that_was_written(name: str) -> None:
    """Mean by the midpoint rule over the quantiles; its error is below 1 % for these tails at 1e6 points."""
    shape, parameters, law = LAWS[name]
    quantiles = durations(shape, parameters, (np.arange(1_000_000) + 0.5) / 1_000_000)
    assert quantiles.mean() == pytest.approx(law.mean(), rel=0.01)
    assert law.mean() == pytest.approx(parameters.get("mean", law.mean()), rel=1e-9)


@pytest.mark.parametrize("name", MEAN_AND_CV)
def test_cv_of_the_law_is_the_cv_that_was_written(name: str) -> None:
    _, parameters, law = LAWS[name]
    assert law.std() / law.mean() == pytest.approx(parameters["cv"], rel=1e-9)


_mean = st.floats(1, 30 * DAY)
_cv = st.floats(0.05, 5)
_PARAMETERS: dict[str, st.SearchStrategy[dict[str, float]]] = {
    "fixed": st.fixed_dictionaries({"fixed": _mean}),
    "exponential": st.fixed_dictionaries({"exponential": _mean}),
    "erlang": st.fixed_dictionaries({"mean": _mean, "phases": st.integers(1, 200)}),
    "gamma": st.fixed_dictionaries({"mean": _mean, "cv": _cv}),
    "lognormal": st.fixed_dictionaries({"mean": _mean, "cv": _cv}),
    "uniform": _mean.map(lambda low: {"low": low, "high": 2 * low}),
    "triangular": st.tuples(_mean, st.floats(0, 1)).map(
        lambda t: {"low": t[0], "mode": t[0] * (1 + t[1]), "high": 2 * t[0]}
    ),
    "weibull": st.fixed_dictionaries({"mean": _mean, "shape": st.floats(0.3, 20)}),
}


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.data(), st.sampled_from(sorted(_PARAMETERS)))
def test_a_higher_number_never_gives_a_shorter_time(data: st.DataObject, shape: str) -> None:
    """In ticks, as the engines see it; the float noise of a special function is far below a millisecond."""
    parameters = data.draw(_PARAMETERS[shape])
    u = np.sort(data.draw(st.lists(st.floats(2.0**-53, 1 - 2.0**-53), min_size=2, max_size=30)))
    ticks = to_ticks(durations(shape, parameters, np.asarray(u)))
    assert (np.diff(ticks) >= 0).all()
    assert ticks.min() >= 1 and ticks.dtype == np.int64


_SCALES: dict[str, Callable[[float], Mapping[str, float]]] = {
    "exponential": lambda k: {"mean": 500 * k},
    "erlang": lambda k: {"mean": 500 * k, "phases": 3},
    "gamma": lambda k: {"mean": 500 * k, "cv": 0.7},
    "lognormal": lambda k: {"mean": 500 * k, "cv": 0.7},
    "weibull": lambda k: {"mean": 500 * k, "shape": 1.3},
    "triangular": lambda k: {"low": 100 * k, "mode": 500 * k, "high": 900 * k},
    "uniform": lambda k: {"low": 100 * k, "high": 900 * k},
}


@pytest.mark.parametrize("shape", _SCALES)
def test_a_longer_mean_rescales_every_entity_alike(shape: str) -> None:
    """The counterfactual truck: half the mean is half of each truck's own time, not new times."""
    u = uniforms(stream_key(1, 0, "a", shape), 1000)
    whole, half = (durations(shape, _SCALES[shape](k), u) for k in (1.0, 0.5))
    np.testing.assert_allclose(half, whole / 2, rtol=1e-12)


def test_the_longest_times_do_not_overflow() -> None:
    extreme = np.array([2.0**-53, 1 - 2.0**-53])
    for shape, parameters in (
        ("lognormal", {"mean": 4000.0 * DAY, "cv": 20.0}),
        ("weibull", {"mean": 4000.0 * DAY, "shape": 0.2}),
        ("gamma", {"mean": 4000.0 * DAY, "cv": 20.0}),
    ):
        ticks = to_ticks(durations(shape, parameters, extreme))
        assert ticks.min() >= 1 and ticks.max() <= LONGEST


def test_rounding_is_to_the_nearest_millisecond_and_never_to_nothing() -> None:
    assert to_ticks(np.array([0.0, 0.4, 1.4, 1.6, 2.0 * HOUR])).tolist() == [1, 1, 1, 2, 2 * HOUR]
