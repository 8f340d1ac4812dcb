"""Keep the events to come of a compiled event loop: what `heapq` does for the loop as it is, over an array.

numba knows `heapq` for lists only, and reaching into a list costs it more than the event itself. Nor is a heap the best
for the few events that are to come at once, some forty at a busy port: no processor can guess what its comparisons
will say. So the next ones stand in order, at most `NEAR` of them, and an event is put among them without asking where:
each cell takes the middle one of itself, the next cell and the event, many cells at a time. All later ones are in a
heap behind them; its first stands where the order ends. The loop finds the next event in the first cell, as in a list.

The heap: Williams (1964), "Algorithm 232: heapsort", Communications of the ACM 7.
"""

from __future__ import annotations

import heapq
from functools import cache
from typing import Any, Final

from clearance_sim.lending import lend
from clearance_sim.plan.plan import Integers

NEAR: Final = 128
"""How many events stand in order at most."""
HEAD, COUNT, BEGIN = range(1, 4)
"""Cells that say where the first in order stands, and how many are in the heap; and the first cell for those in order."""
HEAP: Final = BEGIN + NEAR
"""Where those in order end and the heap begins: its first is the next of all that do not stand in order."""
NEVER: Final = 2**63 - 1
"""An event that is always last in the heap, and never taken."""


def event_list(first: int, room: int) -> Integers:
    """Give an array of one event, with room for so many.

    Examples
    --------
    >>> events = event_list(7, 3)
    >>> push(events, 5)
    >>> pop(events), pop(events)
    (np.int64(5), np.int64(7))
    """
    events = lend(HEAP + room + 1)
    events[0], events[HEAD], events[COUNT] = first, HEAP, 2
    events[HEAP], events[HEAP + 1] = first, NEVER
    return events


def push(events: Any, event: int) -> None:
    """Add an event: in order, unless the heap's first comes before."""
    if events[HEAD] == BEGIN:
        make_room(events)
    if event >= events[HEAP]:
        push_far(events, event)
        return
    head = events[HEAD]
    events[HEAD] = head - 1
    events[0] = events[head - 1] = min(events[head], event)
    for at in range(head, HEAP):
        events[at] = max(events[at], min(events[at + 1], event))


def pop(events: Any) -> int:
    """Take the next event away."""
    if events[HEAD] == HEAP:
        bring_near(events)
    first, head = events[0], events[HEAD] + 1
    events[HEAD], events[0] = head, events[head]
    return first  # type: ignore[no-any-return]


def make_room(events: Any) -> None:
    """Put the later half of those in order into the heap."""
    half = NEAR // 2
    for at in range(HEAP - half, HEAP):
        push_far(events, events[at])
    for at in range(HEAP - 1, HEAP - half - 1, -1):
        events[at] = events[at - half]
    events[HEAD] = BEGIN + half


def bring_near(events: Any) -> None:
    """Take the next events, so many as fill half the room, out of the heap."""
    taken = min(events[COUNT] - 1, NEAR // 2)
    events[HEAD] = HEAP - taken
    for at in range(HEAP - taken, HEAP):
        events[at] = pop_far(events)


def push_far(events: Any, event: int) -> None:
    """Add an event to the heap."""
    count = events[COUNT]
    events[COUNT] = count + 1
    rise(events, count, event)


def rise(events: Any, at: int, event: int) -> None:
    """Put an event at a place of the heap or above it: those above that come later move down, one level each."""
    while at > 0:
        above = (at - 1) >> 1
        if events[HEAP + above] <= event:
            break
        events[HEAP + at] = events[HEAP + above]
        at = above
    events[HEAP + at] = event


def pop_far(events: Any) -> int:
    """Take the next event out of the heap: the earlier of two moves up as far as there are two, then the last finds
    its place.

    The last belongs near the bottom, so looking for its place on the way down would cost more.
    """
    first, count = events[HEAP], events[COUNT] - 1
    last, at, below = events[HEAP + count], 0, 1
    events[COUNT] = count
    while below + 1 < count:
        one, other = events[HEAP + below], events[HEAP + below + 1]
        events[HEAP + at] = min(one, other)
        at = below + (other < one)
        below = 2 * at + 1
    if below < count:
        events[HEAP + at] = events[HEAP + below]
        at = below
    rise(events, at, last)
    return first  # type: ignore[no-any-return]


@cache
def teach_numba() -> None:
    """Let loops that are compiled for addresses use `heapq` there."""
    from numba import types
    from numba.extending import overload, register_jitable

    def push_into(events: Any, event: Any) -> Any:
        return push if isinstance(events, types.CPointer) else None

    def pop_from(events: Any) -> Any:
        return pop if isinstance(events, types.CPointer) else None

    for helper in (rise, push_far, pop_far, make_room, bring_near):
        register_jitable(helper)
    overload(heapq.heappush, strict=False)(push_into)
    overload(heapq.heappop, strict=False)(pop_from)
