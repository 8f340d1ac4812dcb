"""The event list over an array is held against `heapq`, which is another implementation of the same."""

from __future__ import annotations

import heapq

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearance_sim.compiling import compiled_for_addresses
from clearance_sim.vector.event_list import NEAR, event_list, pop, push, teach_numba

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
        assert not expected or events[0] == expected[0]


@pytest.mark.parametrize(("first", "last"), [(0, 1_000_000), (1_000_000, 0), (500_000, 500_000)])
def test_more_events_than_stand_in_order_are_taken_in_the_order_of_heapq(first: int, last: int) -> None:
    """Later and later ones go to the heap; earlier and earlier ones make it take those that no longer have room."""
    rng = np.random.default_rng(1)
    added = rng.integers(0, 200_000, 20 * NEAR) + np.linspace(first, last, 20 * NEAR, dtype=np.int64)
    events, expected = event_list(700_000, len(added) + 1), [700_000]
    for more in np.split(added, 20):
        for event in more.tolist():
            push(events, event)
            heapq.heappush(expected, event)
        for _ in range(rng.integers(0, len(expected))):
            assert pop(events) == heapq.heappop(expected)
            assert not expected or events[0] == expected[0]
    assert [pop(events) for _ in range(len(expected))] == sorted(expected)


def in_order(events: np.ndarray, added: np.ndarray, taken: np.ndarray) -> None:
    """Add events until one is 0, then take all; `taken` begins with their number, in whose place comes the first."""
    at = 0
    while added[at] > 0:
        heapq.heappush(events, added[at])
        at += 1
    for k in range(taken[0]):
        taken[k] = heapq.heappop(events)


def test_compiled_loops_use_heapq_on_arrays() -> None:
    pytest.importorskip("numba")
    teach_numba()
    added = np.append(np.random.default_rng(7).integers(1, 1000, 500), 0)
    events, taken = event_list(500, 501), np.full(501, 501)
    compiled_for_addresses(in_order, 3)(events, added, taken)
    assert taken.tolist() == sorted([500, *added[:-1].tolist()])
