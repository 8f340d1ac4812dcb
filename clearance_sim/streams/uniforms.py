"""Draw the uniforms of one stream as a whole array; the only room that holds a random generator."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from clearance_sim.compiling import compiled, pays
from clearance_sim.streams import philox, seeding
from clearance_sim.streams.keys import Key
from clearance_sim.streams.seeding import Words, philox_keys

Uniforms = NDArray[np.float64]
"""Shape ``(n,)``, strictly inside (0, 1)."""

_DROPPED_BITS: Final = np.uint64(12)
_ONE: Final = np.uint64(0x3FF0_0000_0000_0000)
"""The bits of the float 1.0: set above 52 drawn bits k they make the float 1 + k * 2**-52."""
_BELOW_ONE: Final = 1 - 2.0**-53
_NOTHING: Final = np.zeros(4, dtype=np.uint64)
_SAVED: Final = 2
"""Nanoseconds a number."""
_BEGINNING: Final = 4_000
"""Numbers that take NumPy as long as beginning with a stream does."""


def uniforms(key: Key, n: int, first: int = 0) -> Uniforms:
    """Give `n` uniforms of a stream from number `first` on; a longer array begins with the shorter one.

    The words of the key are mixed by NumPy's ``SeedSequence`` into the key of a Philox counter generator.
    The numbers are made here from its raw 64 bits, which NumPy promises to keep, and not by
    ``Generator.random``, which it may change. 52 bits and a half step make every number representable and
    keep 0 and 1 out, so that every inverse distribution function is finite.

    One array costs about 9 us and 4 ns a number, compiled 2 us and 1 ns; a generator for each entity would cost
    9 us each. The numbers are made in place: the subtraction is exact, as (1 + k s) - (1 - s/2) = (k + 1/2) s has 53
    bits.

    Parameters
    ----------
    key
        Five words from `stream_key`.
    n
        How many; 0 gives an empty array.
    first
        Those before it are not drawn.

    Examples
    --------
    >>> from clearance_sim.streams.keys import stream_key
    >>> key = stream_key(1, 0, "lab.road.import.general", "arrival")
    >>> bool((uniforms(key, 3, first=5) == uniforms(key, 1000)[5:8]).all())
    True
    """
    if pays("uniforms", n + _BEGINNING, _SAVED):
        return _written(key[:4], np.array(key[4:], dtype=np.uint32), np.array([n]), n, first)
    return _from_bits(_generator(key, first).random_raw(n))


def uniforms_in_pieces(key: Key, n: int, at_once: int, first: int = 0) -> Iterator[Uniforms]:
    """Give what `uniforms` gives in arrays of `at_once`, the last one shorter.

    Who needs each number once has it while it is in the processor's cache, and holds no array of `n`.

    Examples
    --------
    >>> from clearance_sim.streams.keys import stream_key
    >>> key = stream_key(1, 0, "lab.road.import.general", "arrival")
    >>> pieces = list(uniforms_in_pieces(key, 10, at_once=4))
    >>> [len(piece) for piece in pieces], bool((np.concatenate(pieces) == uniforms(key, 10)).all())
    ([4, 4, 2], True)
    """
    if pays("uniforms", n + _BEGINNING, _SAVED):
        last, length = np.array(key[4:], dtype=np.uint32), np.array([n])
        for begin in range(0, n, at_once):
            yield _written(key[:4], last, length, min(at_once, n - begin), first + begin)
        return
    bits = _generator(key, first)
    for begin in range(0, n, at_once):
        yield _from_bits(bits.random_raw(min(at_once, n - begin)))


def uniforms_end_to_end(
    shared: tuple[int, int, int, int], last: Words, lengths: NDArray[np.int64], first: int = 0
) -> Uniforms:
    """Give uniforms of many streams that differ in the fifth word of their keys, one after the other.

    A further stream costs 1.5 us, for one generator is set from key to key; compiled it costs a tenth.

    Parameters
    ----------
    shared
        The first four words of all keys.
    last
        Shape ``(k,)``, the fifth word of each.
    lengths
        Shape ``(k,)``, how many are wanted of each.
    first
        Number of each stream from which on they are wanted.

    Examples
    --------
    >>> two = uniforms_end_to_end((1, 2, 3, 4), np.array([5, 6], dtype=np.uint32), np.array([3, 2]))
    >>> bool((two == np.concatenate([uniforms((1, 2, 3, 4, 5), 3), uniforms((1, 2, 3, 4, 6), 2)])).all())
    True
    """
    n = int(lengths.sum())
    if pays("uniforms", n + _BEGINNING * len(last), _SAVED):
        return _written(shared, last, lengths, n, first)
    raw = np.empty(n, dtype=np.uint64)
    bits = np.random.Philox(0)
    begin = 0
    for key, length in zip(philox_keys(shared, last), lengths.tolist(), strict=True):
        _set_to(bits, key, first)
        raw[begin : begin + length] = bits.random_raw(length)
        begin += length
    return _from_bits(raw)


def some_uniforms(
    shared: tuple[int, int, int, int], last: Words, which: NDArray[np.int64], numbers: NDArray[np.int64]
) -> Uniforms:
    """Draw only those uniforms of many streams that are asked for, compiled: 5 ns each, 2 ns where one follows another.

    NumPy's generator would have to be set to the place of each, so who has no compiler draws the streams whole.

    Parameters
    ----------
    shared, last
        As for `uniforms_end_to_end`.
    which, numbers
        Shape ``(n,)``: of which stream each is, and where in it.
    """
    drawn = np.empty(len(numbers))
    keys, lanes = np.empty((len(last), 2), dtype=np.uint64), np.empty((6, philox.LANES), dtype=np.uint64)
    slots, pool = np.empty(4 * philox.LANES, dtype=np.int64), np.empty(4, dtype=np.uint64)
    write = compiled(philox.write_some, philox, seeding)
    write(drawn, shared, last, which, numbers, keys, lanes, slots, pool)
    return drawn


def _written(
    shared: tuple[int, int, int, int], last: Words, lengths: NDArray[np.int64], n: int, first: int
) -> Uniforms:
    """Draw by the compiled loop: the first `n` numbers there are from number `first` of each stream on."""
    drawn = np.empty(n)
    lanes, pool = np.empty((4, philox.LANES), dtype=np.uint64), np.empty(4, dtype=np.uint64)
    compiled(philox.write_streams, philox, seeding)(drawn, shared, last, lengths, first, lanes, pool)
    return drawn


def _generator(key: Key, first: int) -> np.random.Philox:
    bits = np.random.Philox(np.random.SeedSequence(np.array(key, dtype=np.uint32)))
    bits.advance(first // 4)  # counters, each of which gives four numbers
    return _passing(bits, first % 4)


def _set_to(bits: np.random.Philox, key: NDArray[np.uint64], first: int) -> None:
    """Make a generator one with that key which has not drawn yet: nothing in its buffer; then pass over `first`."""
    bits.state = {
        "bit_generator": "Philox",
        "state": {"counter": np.array([first // 4, 0, 0, 0], dtype=np.uint64), "key": key},
        "buffer": _NOTHING,
        "buffer_pos": len(_NOTHING),
        "has_uint32": 0,
        "uinteger": 0,
    }
    _passing(bits, first % 4)


def _passing(bits: np.random.Philox, n: int) -> np.random.Philox:
    if n:
        bits.random_raw(n)
    return bits


def _from_bits(raw: NDArray[np.uint64]) -> Uniforms:
    """Turn raw bits into uniforms where they lie."""
    raw >>= _DROPPED_BITS
    raw |= _ONE
    drawn = raw.view(np.float64)
    drawn -= _BELOW_ONE
    return drawn
