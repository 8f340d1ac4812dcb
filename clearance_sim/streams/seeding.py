"""Mix the words of many stream keys into the keys of their counter generators at once.

NumPy's ``SeedSequence`` does the same for one stream in 8 microseconds, longer than a stream of 2,000 numbers takes.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint32]

_BITS: Final = 2**32
_POOL: Final = 4
_SHIFT: Final = np.uint32(16)
_MIX_LEFT, _MIX_RIGHT = np.uint32(0xCA01F9DD), np.uint32(0x4973F715)


def _powers(first: int, factor: int, begin: int) -> Words:
    """Give the constants that hashing uses one after the other, from the `begin`-th on, as a column."""
    constants = [first * pow(factor, begin + k, _BITS) % _BITS for k in range(_POOL + 1)]
    return np.array(constants, dtype=np.uint32)[:, None]


# The first four words are hashed four times and then twelve times to stir the pool; the fifth word comes after them.
_ENTERING: Final = _powers(0x43B0D7E5, 0x931E8875, begin=16)
_LEAVING: Final = _powers(0x8B51F9DD, 0x58F38DED, begin=0)


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
