"""Many streams at once are the streams one by one: NumPy's own SeedSequence and Philox are the second implementation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearance_sim.streams.keys import stream_key
from clearance_sim.streams.seeding import philox_keys
from clearance_sim.streams.uniforms import uniforms, uniforms_end_to_end, uniforms_in_pieces

word = st.integers(0, 2**32 - 1)
EDGES = [0, 1, 2**16 - 1, 2**16, 2**31, 2**32 - 1]


def seeds_one_by_one(shared: tuple[int, int, int, int], last: list[int]) -> list[list[int]]:
    return [np.random.SeedSequence([*shared, each]).generate_state(2, np.uint64).tolist() for each in last]


def test_seeds_of_thousands_of_keys_are_those_of_numpy() -> None:
    words = np.random.default_rng(7).integers(0, 2**32, size=(200, 4 + 25)).tolist()
    for row in words:
        shared = (row[0], row[1], row[2], row[3])
        assert philox_keys(shared, np.array(row[4:], dtype=np.uint32)).tolist() == seeds_one_by_one(shared, row[4:])


@settings(max_examples=200, deadline=None, derandomize=True)
@given(*[st.sampled_from(EDGES) | word] * 4)
def test_seeds_at_the_edges_of_a_word_are_those_of_numpy(a: int, b: int, c: int, d: int) -> None:
    """Small and zero words are those that NumPy could pad or drop."""
    keys = philox_keys((a, b, c, d), np.array(EDGES, dtype=np.uint32))
    assert keys.dtype == np.uint64
    assert keys.tolist() == seeds_one_by_one((a, b, c, d), EDGES)


def test_streams_end_to_end_are_the_streams_one_by_one() -> None:
    """A generator that is set to another key remembers nothing: lengths off four leave numbers in its buffer."""
    lengths = np.array([1, 0, 3, 4, 5, 1000, 2])
    last = np.array([stream_key(3, 2, "f", "p", f"0.{k}")[4] for k in range(len(lengths))], dtype=np.uint32)
    shared = stream_key(3, 2, "f", "p")[:4]
    drawn = uniforms_end_to_end(shared, last, lengths)
    alone = [uniforms((*shared, int(each)), n) for each, n in zip(last, lengths.tolist(), strict=True)]
    assert np.array_equal(drawn, np.concatenate(alone))


@pytest.mark.parametrize("n", [0, 1, 7, 8, 9, 100])
def test_pieces_are_the_whole_stream(n: int) -> None:
    key = stream_key(3, 2, "f", "p")
    pieces = list(uniforms_in_pieces(key, n, at_once=7))
    assert np.array_equal(np.concatenate([np.zeros(0), *pieces]), uniforms(key, n))
    assert all(len(piece) == 7 for piece in pieces[:-1])
