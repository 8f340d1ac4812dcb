"""Keep the events to come of a compiled event loop: `heapq` over an array, whose last cell says how many there are.

numba knows `heapq` for lists only, and reaching into a list costs it more than the event itself. As it is, the loop
uses `heapq` on a list. Williams (1964), "Algorithm 232: heapsort", Communications of the ACM 7.
"""

from __future__ import annotations

import heapq
from functools import cache
from typing import Any

from clearance_sim.plan.plan import Integers
from clearance_sim.vector.lending import lend


def event_list(first: int, room: int) -> Integers:
    """Give an array of one event, with room for so many.

    Examples
    --------
    >>> events = event_list(7, 3)
    >>> push(events, 5)
    >>> pop(events), pop(events)
    (np.int64(5), np.int64(7))
    """
    events = lend(room + 1)
    events[0], events[-1] = first, 1
    return events


def push(events: Any, event: int) -> None:
    """Add an event."""
    count = events[-1]
    events[-1] = count + 1
    rise(events, count, event)


def rise(events: Any, at: int, event: int) -> None:
    """Put an event at a place or above it: those above that come later move down, one level each."""
    while at > 0:
        above = (at - 1) >> 1
        if events[above] <= event:
            break
        events[at] = events[above]
        at = above
    events[at] = event


def pop(events: Any) -> int:
    """Take the next event away: the earlier of two moves up as far as there are two, then the last finds its place.

    The last belongs near the bottom, so looking for its place on the way down would cost more.
    """
    first, count = events[0], events[-1] - 1
    last, at, below = events[count], 0, 1
    events[-1] = count
    while below + 1 < count:
        one, other = events[below], events[below + 1]
        events[at] = min(one, other)
        at = below + (other < one)
        below = 2 * at + 1
    if below < count:
        events[at] = events[below]
        at = below
    rise(events, at, last)
    return first  # type: ignore[no-any-return]


@cache
def teach_numba() -> None:
    """Let compiled loops use `heapq` on arrays."""
    from numba import types
    from numba.extending import overload, register_jitable

    def push_into(events: Any, event: Any) -> Any:
        return push if isinstance(events, types.Array) else None

    def pop_from(events: Any) -> Any:
        return pop if isinstance(events, types.Array) else None

    register_jitable(forceinline=True)(rise)
    overload(heapq.heappush, strict=False)(push_into)
    overload(heapq.heappop, strict=False)(pop_from)
