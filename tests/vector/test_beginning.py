"""Fetching what the end of a handling will look at changes neither cells nor events."""

from __future__ import annotations

from heapq import heappop
from typing import Any

import numpy as np
import pytest

from clearance_sim.compiling import compiled_for_addresses
from clearance_sim.vector.beginning import begin, teach_numba_to_fetch
from clearance_sim.vector.event_list import event_list, teach_numba
from clearance_sim.vector.part import BITS, HEADER, LASTS, ROW, TARGET

ROWS = 300
BEHIND = HEADER + ROWS * ROW


def begin_and_end_all(cells: Any, events: Any, ended: Any) -> None:
    """Begin a row on each tick, then take the events of all."""
    for tick in range(ROWS):
        begin(cells, events, HEADER + tick * ROW, tick)
    for at in range(ROWS):
        ended[at] = heappop(events)


def test_whoever_waits_for_the_end_is_only_fetched() -> None:
    """Nobody, one row, or a list of several."""
    pytest.importorskip("numba")
    teach_numba()
    teach_numba_to_fetch()
    rng = np.random.default_rng(3)
    cells = np.zeros(BEHIND, dtype=np.int64)
    cells[BITS] = BEHIND.bit_length()
    cells[HEADER + LASTS :: ROW] = rng.integers(1, 100, ROWS)
    cells[HEADER + TARGET :: ROW] = rng.integers(-BEHIND + 1, BEHIND, ROWS) * rng.integers(0, 2, ROWS)
    horizon = 1000 << int(cells[BITS])
    plain, in_order = cells.tolist(), [0] * ROWS
    begin_and_end_all(plain, [horizon], in_order)
    ended = np.zeros(ROWS, dtype=np.int64)
    compiled_for_addresses(begin_and_end_all, 3)(cells, event_list(horizon, ROWS + 1), ended)
    assert cells.tolist() == plain
    assert ended.tolist() == in_order
