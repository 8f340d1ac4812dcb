"""Lend large memory that comes back when nobody sees it any more, for the next replication to use.

The first touch of memory that is new to a process costs more than what is written there: the system hands it out page
by page, each filled with zeros, and takes it back as soon as it is free. Replications of a year, each dropped before the
next, spent between a tenth and a half of their time on that.
"""

from __future__ import annotations

from functools import cache
from typing import Final
from weakref import finalize

import numpy as np
from numpy.typing import NDArray

LARGE: Final = 1 << 17
"""Ticks from which memory is lent."""
KEPT: Final = 1 << 25
"""The most ticks that are kept while nobody uses them, 256 MB: what a year of a large port and its plan take."""
AT_HAND: Final = (1 << 22) - (1 << 10)
"""Ticks in the largest piece that glibc may learn to keep at hand, with room for its header."""
_kept: dict[int, NDArray[np.int64]] = {}


def lend(ticks: int) -> NDArray[np.int64]:
    """Give an array of so many ticks, which hold anything; it comes back once no array sees its memory any more.

    Examples
    --------
    >>> ticks = lend(200_000)
    >>> len(ticks), ticks.dtype
    (200000, dtype('int64'))
    """
    if ticks < LARGE:
        return np.empty(ticks, dtype=np.int64)
    _keep_smaller_at_hand()
    memory = _take(ticks)
    # Through its buffer, so that whatever is cut out of the array refers to it and not to the memory below it.
    lent: NDArray[np.int64] = np.frombuffer(memory.data, dtype=np.int64)
    finalize(lent, _give_back, memory).atexit = False
    return lent[:ticks]


def _take(ticks: int) -> NDArray[np.int64]:
    """Take the smallest that is large enough, but not twice as large, of equal ones the last that came back.

    If there is none it is new memory, with some room to spare.

    Memory may come back at any moment and be taken in any thread, so that what is found may be gone by then.
    """
    fitting = [memory for memory in reversed(list(_kept.values())) if ticks <= len(memory) < 2 * ticks]
    found = _kept.pop(id(min(fitting, key=len)), None) if fitting else None
    return np.empty(ticks + ticks // 16, dtype=np.int64) if found is None else found


def _give_back(memory: NDArray[np.int64]) -> None:
    """Keep memory, and let go what came back longest ago if that is too much."""
    _kept[id(memory)] = memory
    while sum(map(len, list(_kept.values()))) > KEPT:
        _kept.pop(next(iter(list(_kept)), 0), None)


@cache
def _keep_smaller_at_hand() -> None:
    """Have glibc keep what is not lent: it does up to the size of the largest piece that came back (mallopt(3))."""
    np.empty(AT_HAND, dtype=np.int64)
