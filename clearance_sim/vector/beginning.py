"""Begin a handling in the event loop; compiled, have fetched what its end will look at while there is time.

The record of who waits for the end lies where the loop has not been yet, and what is decided there stands still until
it comes from the memory: a sixth of the compiled loop's time over a year of a busy port. A handling lasts some forty
events, which is time enough. As it is, the loop has nothing to gain from this, and Python no words for it.
"""

from __future__ import annotations

from functools import cache
from heapq import heappush
from importlib import import_module
from typing import Any

from clearance_sim.compiling import fetches
from clearance_sim.vector.part import BITS, LASTS, START, TARGET


def begin(cells: Any, events: Any, row: int, tick: int) -> None:
    """Begin the handling of a row, which lasts until its event.

    Examples
    --------
    >>> cells, events = [0, 4, *[0] * 14, -1, 7, 100, 0, 0, 0], [9_000]
    >>> begin(cells, events, 16, 20)
    >>> events == [(20 + 100) << 4 | 16, 9_000]
    True
    """
    cells[row + START] = tick
    heappush(events, (tick + cells[row + LASTS]) << cells[BITS] | row)


@cache
def teach_numba_to_fetch() -> None:
    """Let a loop that is compiled for addresses fetch, as a handling begins, whom its end lets go, or the list of those."""
    numba, fetch = import_module("numba"), fetches()
    as_it_is = numba.njit(forceinline=True)(begin)

    def begin_and_fetch(cells: Any, events: Any, row: int, tick: int) -> None:
        fetch(cells, abs(cells[row + TARGET]))
        as_it_is(cells, events, row, tick)

    numba.extending.overload(begin, strict=False)(lambda cells, events, row, tick: begin_and_fetch)
