"""The event list over an array is held against `heapq`, which is another implementation of the same."""

from __future__ import annotations

import heapq

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearance_sim.vector.event_list import event_list, pop, push, teach_numba

ADDED_OR_TAKEN = st.lists(st.one_of(st.none(), st.integers(-50, 50)), max_size=200)
"""None takes the next event away, a number is an event to add."""


@given(ADDED_OR_TAKEN)
def test_events_are_taken_in_the_order_of_heapq(steps: list[int | None]) -> None:
    events, expected = event_list(0, len(steps) + 1), [0]
    for step in steps:
        if step is not None:
            push(events, step)
            heapq.heappush(expected, step)
        elif expected:
            assert pop(events) == heapq.heappop(expected)
        assert events[-1] == len(expected)
        assert not expected or events[0] == expected[0]


def test_compiled_loops_use_heapq_on_arrays() -> None:
    numba = pytest.importorskip("numba")
    teach_numba()

    @numba.njit
    def in_order(events: np.ndarray, added: np.ndarray, taken: np.ndarray) -> None:
        for event in added:
            heapq.heappush(events, event)
        for at in range(len(taken)):
            taken[at] = heapq.heappop(events)

    added = np.random.default_rng(7).integers(0, 1000, 500)
    events, taken = event_list(500, 501), np.zeros(501, dtype=np.int64)
    in_order(events, added, taken)
    assert taken.tolist() == sorted([500, *added.tolist()])
