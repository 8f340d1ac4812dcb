"""Lend large memory that comes back when nobody sees it any more, for the next replication to use.

The first touch of memory that is new to a process costs more than what the core writes there: the system hands it out
page by page, each filled with zeros, and takes it back as soon as it is free. Thirty replications of a year, each
dropped before the next, spent between a tenth and a quarter of their time on that.
"""

from __future__ import annotations

from typing import Final
from weakref import finalize

import numpy as np

from clearance_sim.plan.plan import Integers

LARGE: Final = 1 << 17
"""Ticks from which memory is lent; the system keeps smaller pieces at hand by itself."""
KEPT: Final = 1 << 24
"""The most ticks that are kept while nobody uses them, 128 MB: a year of a port, its trace and its event loop."""
_kept: list[Integers] = []


def lend(ticks: int) -> Integers:
    """Give an array of so many ticks, which hold anything; it comes back once no array sees its memory any more.

    Examples
    --------
    >>> first = lend(200_000)
    >>> where, part = first.ctypes.data, first[5:9]
    >>> del first
    >>> lend(200_000).ctypes.data == where, len(part)
    (False, 4)
    >>> del part
    >>> lend(200_000).ctypes.data == where
    True
    """
    if ticks < LARGE:
        return np.empty(ticks, dtype=np.int64)
    memory = _take(ticks)
    # Through a memoryview, so that whatever is cut out of the array refers to it and not to the memory below it.
    lent: Integers = np.frombuffer(memory.data, dtype=np.int64)
    finalize(lent, _give_back, memory).atexit = False
    return lent[:ticks]


def _take(ticks: int) -> Integers:
    """Take what came back last and is large enough, but not twice as large, or new memory with some room to spare.

    Only `pop` and `append` touch what is kept, since memory may come back at any moment and in any thread.
    """
    passed: list[Integers] = []
    found: Integers | None = None
    while _kept and found is None:
        memory = _kept.pop()
        if ticks <= len(memory) < 2 * ticks:
            found = memory
        else:
            passed.append(memory)
    _kept.extend(reversed(passed))
    return np.empty(ticks + ticks // 16, dtype=np.int64) if found is None else found


def _give_back(memory: Integers) -> None:
    """Keep memory, and let go what came back longest ago if that is too much."""
    _kept.append(memory)
    while sum(map(len, _kept)) > KEPT:
        del _kept[0]
