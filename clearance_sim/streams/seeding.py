"""Mix the words of many stream keys into the keys of their counter generators at once.

NumPy's ``SeedSequence`` does the same for one stream in 8 microseconds, longer than a stream of 2,000 numbers takes.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint32]

_BITS: Final = 2**32
_POOL: Final = 4
_SHIFT: Final = np.uint32(16)
_MIX_LEFT, _MIX_RIGHT = np.uint32(0xCA01F9DD), np.uint32(0x4973F715)


def _powers(first: int, factor: int, n: int) -> Words:
    """Give the first `n` constants that hashing uses one after the other, as a column."""
    constants = [first * pow(factor, k, _BITS) % _BITS for k in range(n)]
    return np.array(constants, dtype=np.uint32)[:, None]


# The first four words are hashed four times and then twelve times to stir the pool; the fifth word comes after them.
_ALL_ENTERING: Final = _powers(0x43B0D7E5, 0x931E8875, 16 + _POOL + 1)
_ENTERING: Final = _ALL_ENTERING[16:]
_LEAVING: Final = _powers(0x8B51F9DD, 0x58F38DED, _POOL + 1)


def _hashed(words: Words, constants: Words) -> Words:
    """Hash one word, or one for each constant, by consecutive constants; shape ``(4, n)``."""
    hashed = words ^ constants[:-1]
    hashed *= constants[1:]
    hashed ^= hashed >> _SHIFT
    return hashed


def philox_keys(shared: tuple[int, int, int, int], last: Words) -> NDArray[np.uint64]:
    """Give the generator keys of the streams whose five words begin with `shared`.

    ``SeedSequence`` takes in one word after the other, so it is asked for the first four. The rest are the steps
    by which it takes in a fifth word and gives out its pool (O'Neill's seed_seq_fe; the source is NumPy's
    ``bit_generator.pyx``).

    Parameters
    ----------
    last
        Shape ``(n,)``, the fifth word of each stream.

    Returns
    -------
        Shape ``(n, 2)``, what ``SeedSequence([*shared, word]).generate_state(2, np.uint64)`` gives for each word.

    Examples
    --------
    >>> one_by_one = np.random.SeedSequence([1, 2, 3, 4, 5]).generate_state(2, np.uint64)
    >>> bool((philox_keys((1, 2, 3, 4), np.array([5], dtype=np.uint32))[0] == one_by_one).all())
    True
    """
    pool = np.random.SeedSequence(np.array(shared, dtype=np.uint32)).pool[:, None] * _MIX_LEFT
    pool = pool - _hashed(last, _ENTERING) * _MIX_RIGHT
    pool ^= pool >> _SHIFT
    # Two words of 32 bits are one of 64, the lower first, whatever the machine's own order.
    return np.ascontiguousarray(_hashed(pool, _LEAVING).T).astype("<u4").view("<u8").astype(np.uint64)


_ALL_BITS, _HALF = np.uint64(_BITS - 1), np.uint64(16)
_LEFT, _RIGHT = _MIX_LEFT.astype(np.uint64), _MIX_RIGHT.astype(np.uint64)
_TAKEN_IN: Final = _ALL_ENTERING.ravel().astype(np.uint64)
_GIVEN_OUT: Final = _LEAVING.ravel().astype(np.uint64)


def philox_key(shared: Any, last: Any, pool: Any) -> Any:
    """Give the two words of the key of one stream as `philox_keys` does, in a loop to be compiled.

    All five words are mixed here, which takes less time than asking NumPy for the first four; `pool` has room for four.
    """
    for i in range(4):
        pool[i] = _hashed_once(np.uint64(shared[i]), _TAKEN_IN, i)
    k = 4
    for source in range(4):
        for i in range(4):
            if i != source:
                pool[i] = _mixed(pool[i], _hashed_once(pool[source], _TAKEN_IN, k))
                k += 1
    for i in range(4):
        pool[i] = _mixed(pool[i], _hashed_once(np.uint64(last), _TAKEN_IN, k))
        k += 1
    for i in range(4):
        pool[i] = _hashed_once(pool[i], _GIVEN_OUT, i)
    return pool[0] | (pool[1] << (_HALF + _HALF)), pool[2] | (pool[3] << (_HALF + _HALF))


def _hashed_once(word: Any, constants: Any, k: int) -> Any:
    hashed = ((word ^ constants[k]) * constants[k + 1]) & _ALL_BITS
    return hashed ^ (hashed >> _HALF)


def _mixed(word: Any, hashed: Any) -> Any:
    mixed = (word * _LEFT - hashed * _RIGHT) & _ALL_BITS
    return mixed ^ (mixed >> _HALF)
