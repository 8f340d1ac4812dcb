"""A compiled pass that draws and uses its numbers at once gives what drawing first and using then gives."""

from __future__ import annotations

import numpy as np
import pytest

from clearance_sim import compiling
from clearance_sim.streams.drawn import draw_below, draw_triangular
from clearance_sim.streams.inverse import write_ticks
from clearance_sim.streams.keys import stream_key
from clearance_sim.streams.uniforms import uniforms

KEY = stream_key(3, 2, "f", "p")
LENGTHS = [0, 1, 3, 255, 1023, 1024, 1025, 2050]
ENDS = [(1.0, 2.0, 6.0), (5.0, 5.0, 9e6), (0.0, 7e5, 7e5)]

needs_numba = pytest.mark.skipif(not compiling.numba_is_installed(), reason="the extra `fast` is not installed")


@needs_numba
@pytest.mark.parametrize("first", [0, 1, 6, 1023])
def test_one_pass_is_both(first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in LENGTHS:
        monkeypatch.setattr(compiling, "COMPILED", "never")
        u = uniforms(KEY, n, first)
        takes = u < 0.7
        wanted = [np.full(n, -1, dtype=np.int64) for _ in ENDS]
        for rows, (low, mode, high) in zip(wanted, ENDS, strict=True):
            write_ticks("triangular", {"low": low, "mode": mode, "high": high}, u, takes, rows)
        monkeypatch.setattr(compiling, "COMPILED", "always")
        belongs = np.zeros(n, dtype=np.bool_)
        assert draw_below(KEY, first, 0.7, belongs)
        assert np.array_equal(belongs, takes)
        for each, ends in zip(wanted, ENDS, strict=True):
            rows = np.full(n, -1, dtype=np.int64)
            assert draw_triangular(KEY, first, ends, takes, rows)
            assert np.array_equal(rows, each)


def test_nothing_is_done_where_nothing_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "COMPILED", "never")
    rows = np.full(3, -1, dtype=np.int64)
    assert not draw_triangular(KEY, 0, ENDS[0], np.ones(3, dtype=np.bool_), rows)
    assert not draw_below(KEY, 0, 0.5, np.zeros(3, dtype=np.bool_))
    assert rows.tolist() == [-1] * 3
