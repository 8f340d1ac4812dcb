"""Many streams at once are the streams one by one: NumPy's own SeedSequence and Philox are the second implementation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearance_sim import compiling
from clearance_sim.streams.keys import stream_key
from clearance_sim.streams.seeding import philox_keys
from clearance_sim.streams.uniforms import uniforms, uniforms_end_to_end, uniforms_in_pieces

needs_numba = pytest.mark.skipif(not compiling.numba_is_installed(), reason="the extra `fast` is not installed")
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


@pytest.mark.parametrize("at_once", [7, 8])
@pytest.mark.parametrize("n", [0, 1, 7, 8, 9, 100])
def test_pieces_are_the_whole_stream(n: int, at_once: int) -> None:
    key = stream_key(3, 2, "f", "p")
    pieces = list(uniforms_in_pieces(key, n, at_once))
    assert np.array_equal(np.concatenate([np.zeros(0), *pieces]), uniforms(key, n))
    assert all(len(piece) == at_once for piece in pieces[:-1])


@pytest.mark.parametrize("way", ["never", pytest.param("always", marks=needs_numba)])
@pytest.mark.parametrize("first", [0, 1, 2, 3, 4, 5, 255, 1000])
def test_a_stream_may_begin_at_any_of_its_numbers(first: int, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within the four of a counter as well, and with fewer wanted than those four."""
    key = stream_key(3, 2, "f", "p")
    last = np.array([key[4], 7], dtype=np.uint32)
    monkeypatch.setattr(compiling, "COMPILED", "never")
    whole = [uniforms((*key[:4], int(each)), first + 600) for each in last]
    monkeypatch.setattr(compiling, "COMPILED", way)
    for n in (0, 1, 2, 3, 5, 300, 600):
        wanted = whole[0][first : first + n]
        assert np.array_equal(uniforms(key, n, first), wanted)
        pieces = uniforms_in_pieces(key, n, 7, first)
        assert np.array_equal(np.concatenate([np.zeros(0), *pieces]), wanted)
        drawn = uniforms_end_to_end(key[:4], last, np.array([n, 2]), first)
        assert np.array_equal(drawn, np.concatenate([wanted, whole[1][first : first + 2]]))


@needs_numba
def test_the_compiled_loop_draws_the_bits_of_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lengths around a counter's four numbers and around what is worked on at once, words at their edges and within."""
    rng = np.random.default_rng(8)
    for length in [*range(12), 252, 255, 256, 257, 511, 512, 515, 1023, 20_001]:
        drawn = [int(each) for each in rng.integers(0, 2**32, 4)]
        for a, b, c, d in (drawn, rng.choice(EDGES, 4).tolist()):
            last = np.array([*EDGES, *rng.integers(0, 2**32, 3)], dtype=np.uint32)
            lengths = rng.integers(0, length + 1, len(last))
            lengths[rng.integers(len(last))] = length
            ways = []
            for way in ("never", "always"):
                monkeypatch.setattr(compiling, "COMPILED", way)
                pieces = list(uniforms_in_pieces((a, b, c, d, int(last[0])), length, 512))
                ways.append([uniforms_end_to_end((a, b, c, d), last, lengths), np.concatenate([np.zeros(0), *pieces]),
                             uniforms((a, b, c, d, int(last[-1])), length)])  # fmt: skip
            assert all(np.array_equal(numpy, loop) for numpy, loop in zip(*ways, strict=True))
