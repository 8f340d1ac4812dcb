"""Who is drawn together: each entity finds the number of its own stream at its own event, however they are laid out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearance_sim import compiling
from clearance_sim.plan import identity
from clearance_sim.plan.chances import Chances, KnownUniforms
from clearance_sim.plan.identity import Identity

small = st.integers(0, 3)
_entity = st.tuples(st.sampled_from([0, 0, 1, 15]), st.integers(0, 20), small, small)


def of(entities: list[tuple[int, int, int, int]]) -> Identity:
    columns = np.array(entities, dtype=np.int64).reshape(-1, 4).T
    return Identity(*(np.ascontiguousarray(column) for column in columns))


def one_by_one(chances: Chances, entities: list[tuple[int, int, int, int]]) -> list[float]:
    """Draw each entity's number as the rule has it: the stream of its flow, member and child, at its event."""
    return [chances.sequence("p", event + 1, stream, f"{member}.{child}")[event]
            for stream, event, member, child in entities]  # fmt: skip


@pytest.mark.parametrize("enough", [identity._ENOUGH, 0])
@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(_entity, unique=True, max_size=40), st.booleans())
def test_each_has_the_number_of_its_own_stream_and_event(
    enough: int, entities: list[tuple[int, int, int, int]], in_order: bool
) -> None:
    entities = sorted(entities) if in_order else entities
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(identity, "_ENOUGH", enough)
        for known in (None, KnownUniforms()):
            chances = Chances(1, 2, "flow", known)
            expected = one_by_one(chances, entities)
            assert chances.uniforms("p", of(entities)).tolist() == expected
            in_pieces = np.full(len(entities), np.nan)
            for some, piece in chances.in_pieces("p", of(entities)):
                in_pieces[some] = piece
            assert in_pieces.tolist() == expected


@pytest.mark.skipif(not compiling.numba_is_installed(), reason="the extra `fast` is not installed")
@pytest.mark.parametrize("share", [0.003, 0.05, 0.15])
@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.integers(0, 2**32), st.sampled_from([(1, 1), (1, 7), (3, 1), (2, 3)]), st.booleans())
def test_few_by_themselves_have_the_numbers_that_all_have(
    share: float, luck: int, shape: tuple[int, int], is_gappy: bool
) -> None:
    """Members and children, some of them never there, and gaps between the arrivals."""
    rng = np.random.default_rng(luck)
    event, member, child = (column.ravel() for column in np.indices((600, *shape)))
    there = (rng.random(len(event)) < (0.8 if is_gappy else 2)) & ((member != 1) | (shape[0] != 3))
    event, member, child = event[there], member[there], child[there]
    who = Identity(np.zeros_like(event), event, member, child)
    asked = rng.random(len(who)) < share
    chances = Chances(1, 2, "flow")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiling, "COMPILED", "always")
        few = chances.few(who, asked, int(asked.sum()))
        assert few is not None and few.tolist() == np.flatnonzero(asked).tolist()
        drawn, belongs = chances.of_few("p", who, few), chances.below(0.4, "p", who, asked)
        patch.setattr(compiling, "COMPILED", "never")
        assert chances.few(who, asked, int(asked.sum())) is None
        assert np.array_equal(drawn, chances.uniforms("p", who)[few])
        assert np.array_equal(belongs, chances.below(0.4, "p", who, asked))
        assert np.array_equal(belongs, chances.below(0.4, "p", who) & asked)


@pytest.mark.skipif(not compiling.numba_is_installed(), reason="the extra `fast` is not installed")
def test_everybody_may_be_few(monkeypatch: pytest.MonkeyPatch) -> None:
    events = 10 * np.arange(300)
    who = Identity(np.zeros_like(events), events, np.zeros_like(events), np.zeros_like(events))
    chances, ways = Chances(1, 2, "flow"), []
    for way in ("never", "always"):
        monkeypatch.setattr(compiling, "COMPILED", way)
        assert (chances.few(who, None, len(who)) is None) == (way == "never")
        ways.append(chances.below(0.4, "p", who).tolist())
    assert ways[0] == ways[1]


def test_a_long_stream_of_everybody_comes_in_pieces() -> None:
    n = 40_000
    zeros, events = np.broadcast_to(np.int64(0), n), np.arange(n)
    for who in (Identity(zeros, events, zeros, zeros), Identity(zeros, 2 * events, zeros, zeros)):
        chances = Chances(1, 2, "flow")
        pieces = list(chances.in_pieces("p", who))
        assert len(pieces) > 1
        assert np.array_equal(np.concatenate([piece for _, piece in pieces]), chances.uniforms("p", who))
        assert [some.start for some, _ in pieces] == [0, *[some.stop for some, _ in pieces[:-1]]]
        assert pieces[-1][0].stop == n


def test_members_and_children_are_laid_out_side_by_side_as_long_as_they_are_short(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """300 trains of 4 boxes: four arrays end to end; each by itself where all would be far longer than the boxes."""
    event, child = np.divmod(np.arange(1200), 4)
    zeros = np.zeros(1200, dtype=np.int64)
    (together,) = Identity(zeros, event, zeros, child).groups()
    assert together.lengths.tolist() == [300] * 4
    monkeypatch.setattr(identity, "_ENOUGH", 600)
    assert len(Identity(zeros, 16 * event, zeros, child).groups()) == 4
