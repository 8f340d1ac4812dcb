"""Streams: the same words always give the same numbers, and no stream knows of another (rule 14)."""

from __future__ import annotations

import hashlib
import itertools
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from clearance_sim.errors import ScenarioError
from clearance_sim.streams.keys import name_word, stream_key
from clearance_sim.streams.uniforms import uniforms

ERROR_RATE = 1e-3
"""Chance that a true law fails any statistical test of this file; shared equally among them."""
STATISTICAL_TESTS = 5
N = 100_000

words = st.integers(0, 2**32 - 1)
names = st.text(max_size=30)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(words, words, names, names, names)
def test_a_key_is_five_words_of_32_bits(seed: int, rep: int, flow: str, purpose: str, extra: str) -> None:
    key = stream_key(seed, rep, flow, purpose, extra)
    assert len(key) == 5 and all(0 <= word < 2**32 for word in key)
    assert key[:2] == (seed, rep)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(names, names)
def test_flow_purpose_and_extra_are_hashed_apart(left: str, right: str) -> None:
    """Joining names would let ("ab", "c") and ("a", "bc") meet; swapping them must not either."""
    assert stream_key(1, 2, left + right, "")[2:] != stream_key(1, 2, left, right)[2:] or not right
    assert stream_key(1, 2, left, right, "") != stream_key(1, 2, left, "", right) or not right


def test_a_name_has_the_digest_that_the_definition_of_blake2s_gives() -> None:
    """BLAKE2s-32 by Python's hashlib, read as a little-endian word; utf-8 for Chinese names."""
    for name in ("", "arrival", "人工查验"):
        digest = hashlib.blake2s(name.encode("utf-8"), digest_size=4).digest()
        assert name_word(name) == sum(byte << (8 * place) for place, byte in enumerate(digest))


@pytest.mark.parametrize("bad", [-1, 2**32])
def test_a_number_beyond_32_bits_is_refused(bad: int) -> None:
    with pytest.raises(ScenarioError, match="4294967295"):
        stream_key(bad, 0, "a", "b")
    with pytest.raises(ScenarioError, match="4294967295"):
        stream_key(0, bad, "a", "b")


def test_the_first_numbers_of_a_stream_never_change() -> None:
    """Golden: a difference here changes every result ever printed; regenerate only for a reason in words."""
    key = stream_key(1, 0, "erenhot.road.export.general", "arrival")
    assert key == (1, 0, 1166056524, 502620224, 1188227382)
    assert [value.hex() for value in uniforms(key, 4).tolist()] == [
        "0x1.1b24f1cc89252p-2",
        "0x1.a52af084c5871p-1",
        "0x1.b7eb538d0578ap-2",
        "0x1.7a6bf08adeee6p-2",
    ]
    assert hashlib.sha256(uniforms(key, 10_000).tobytes()).hexdigest()[:16] == "7671760000e8ebe8"


def test_another_process_draws_the_same_numbers() -> None:
    """Python's own hash of a text differs between processes; ours must not."""
    program = (
        "from clearance_sim.streams.keys import stream_key; from clearance_sim.streams.uniforms import uniforms;"
        "print(uniforms(stream_key(7, 3, '口岸', 'p', 'x'), 3).tolist())"
    )
    runs = {subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
            for _ in range(2)}  # fmt: skip
    assert runs == {f"{uniforms(stream_key(7, 3, '口岸', 'p', 'x'), 3).tolist()}\n"}


@settings(max_examples=100, deadline=None, derandomize=True)
@given(words, words, names, st.integers(0, 500), st.integers(0, 500))
def test_a_longer_stream_begins_with_the_shorter_one(
    seed: int, rep: int, purpose: str, shorter: int, more: int
) -> None:
    key = stream_key(seed, rep, "flow", purpose)
    assert np.array_equal(uniforms(key, shorter + more)[:shorter], uniforms(key, shorter))


def test_numbers_stay_strictly_inside_zero_and_one() -> None:
    """The smallest and the largest raw word give half a step from the ends, both exactly representable."""
    u = uniforms(stream_key(1, 1, "a", "b"), N)
    assert u.min() > 0 and u.max() < 1
    smallest, largest = (((np.uint64(raw) >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0**-52
                         for raw in (0, 2**64 - 1))  # fmt: skip
    assert smallest == 2.0**-53 and largest == 1 - 2.0**-53


def test_drawing_one_stream_leaves_every_other_as_it_was() -> None:
    before = uniforms(stream_key(1, 0, "a", "b"), 100)
    for other in range(50):
        uniforms(stream_key(1, 0, "a", f"b{other}"), other)
    assert np.array_equal(uniforms(stream_key(1, 0, "a", "b"), 100), before)


NEIGHBOURS = [
    stream_key(1, 0, "a", "b"), stream_key(2, 0, "a", "b"), stream_key(1, 1, "a", "b"),
    stream_key(1, 0, "b", "a"), stream_key(1, 0, "a", "b", "0"), stream_key(0, 1, "a", "b"),
]  # fmt: skip


def test_streams_of_neighbouring_keys_are_uncorrelated() -> None:
    """Correlations of independent normal scores, times the root of n, are standard normal (Fisher 1915)."""
    scores = np.array([stats.norm.ppf(uniforms(key, N)) for key in NEIGHBOURS])
    pairs = list(itertools.combinations(range(len(scores)), 2))
    statistics = [abs(np.corrcoef(scores[i], scores[j])[0, 1]) * np.sqrt(N) for i, j in pairs]
    assert max(statistics) < stats.norm.isf(ERROR_RATE / STATISTICAL_TESTS / len(pairs) / 2)


def test_neighbouring_numbers_of_a_stream_are_uncorrelated() -> None:
    scores = stats.norm.ppf(uniforms(NEIGHBOURS[0], N))
    lags = range(1, 11)
    statistics = [abs(np.corrcoef(scores[:-lag], scores[lag:])[0, 1]) * np.sqrt(N - lag) for lag in lags]
    assert max(statistics) < stats.norm.isf(ERROR_RATE / STATISTICAL_TESTS / len(lags) / 2)


def test_a_stream_is_uniform() -> None:
    assert stats.kstest(uniforms(NEIGHBOURS[0], N), "uniform").pvalue > ERROR_RATE / STATISTICAL_TESTS


def test_the_first_numbers_over_replications_are_uniform() -> None:
    """What a user sees is the first few numbers of many replications, not one long stream."""
    firsts = np.array([uniforms(stream_key(1, rep, "a", "b"), 3) for rep in range(5000)])
    assert stats.kstest(firsts.ravel(), "uniform").pvalue > ERROR_RATE / STATISTICAL_TESTS


def test_the_first_numbers_over_seeds_are_uniform() -> None:
    firsts = np.array([uniforms(stream_key(seed, 0, "a", "b"), 3) for seed in range(5000)])
    assert stats.kstest(firsts.ravel(), "uniform").pvalue > ERROR_RATE / STATISTICAL_TESTS
