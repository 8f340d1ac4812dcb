"""Lots are written where they stay: the same ticks as drawn as a whole, and 0 for who does not take the step."""

from __future__ import annotations

import numpy as np
import pytest

from clearance_sim import compiling
from clearance_sim.compiling import numba_is_installed
from clearance_sim.plan.chances import Chances, KnownUniforms
from clearance_sim.plan.durations import draw_ticks, law_of
from clearance_sim.plan.identity import Identity
from clearance_sim.plan.lots import Lots
from clearance_sim.scenario.distributions import Distribution

N = 40_000
"""More than two pieces."""
_ZEROS, _EVENTS = np.zeros(N, dtype=np.int64), np.arange(N, dtype=np.int64)
UNITS = Identity(_ZEROS, _EVENTS, _ZEROS, _ZEROS)
BOXES = Identity(_ZEROS, _EVENTS // 5, _ZEROS, _EVENTS % 5)
SHAPES = (
    "7 min",
    {"exponential": "7 min"},
    {"lognormal": {"mean": "7 min", "cv": 0.5}},
    {"triangular": {"low": "1 min", "mode": "2 min", "high": "6 min"}},
    {"triangular": {"low": "0 s", "mode": "0 s", "high": "6 min"}},
    {"triangular": {"low": "1 s", "mode": "9 min", "high": "9 min"}},
    {"empirical": {"file": "a.csv", "column": "time", "values": [180_000, 60_000, 1_200_000]}},
)


@pytest.mark.parametrize(
    "way", ["never", pytest.param("always", marks=pytest.mark.skipif(not numba_is_installed(), reason="no numba"))]
)
@pytest.mark.parametrize("who", [UNITS, BOXES], ids=["units", "boxes"])
@pytest.mark.parametrize("is_known", [False, True])
@pytest.mark.parametrize("share", [0.0, 0.03, 0.6, 1.0])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_rows_have_the_ticks_that_are_drawn_as_a_whole(
    shape: object, share: float, is_known: bool, who: Identity, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiling, "COMPILED", way)
    chances = Chances(1, 2, "flow", KnownUniforms() if is_known else None)
    distribution = Distribution.model_validate(shape)
    takes = chances.below(share, "share", who)
    assert np.array_equal(takes, chances.uniforms("share", who) < share)
    rows = np.full(N, -7, dtype=np.int64)
    Lots(chances, who, takes).draw(law_of(distribution), "handling", rows)
    whole = draw_ticks(distribution, N, lambda: chances.uniforms("handling", who))
    assert np.array_equal(rows, np.where(takes, whole, 0))


def test_a_flow_without_entities_draws_nothing() -> None:
    nobody = Identity(*[np.zeros(0, dtype=np.int64)] * 4)
    rows = np.zeros(0, dtype=np.int64)
    Lots(Chances(1, 2, "flow"), nobody, np.zeros(0, dtype=np.bool_)).draw(
        law_of(Distribution.model_validate({"exponential": "7 min"})), "handling", rows
    )
    assert Chances(1, 2, "flow").below(0.5, "share", nobody).tolist() == []
