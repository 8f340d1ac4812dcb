"""Say when handling ends that starts on a tick: slower in dated events, resting where its lane rests (rule 4).

No axis: one handling at a time, asked by the loops over events and over queues. Slow-downs and spells of working time
lie in a sequence of integers, which may hold other things as well. `unlike_blocks` says the same of many at once.
"""

from __future__ import annotations

from typing import Any, Final

SLOW: Final = 3
"""Of a slow-down: begin, end, per cent."""
SPAN: Final = 2
"""Of a spell in which the lane works: begin, end."""


def slowed(work: int, tick: int, cells: Any, first: int, last: int) -> int:
    """Give how long handling takes that starts on a tick, with the slow-downs between two places.

    Examples
    --------
    >>> slowed(10, 5, [0, 8, 150], 0, 3), slowed(10, 8, [0, 8, 150], 0, 3)
    (15, 10)
    """
    for slow in range(first, last, SLOW):
        if cells[slow] <= tick < cells[slow + 1]:
            work = max(1, -(-work * cells[slow + 2] // 100))
    return work


def spell_of(tick: int, cells: Any, first: int, last: int) -> int:
    """Give the first spell between two places that ends after a tick, `last` if none does."""
    low, high = first, last
    while low < high:
        middle = low + (high - low) // SPAN // 2 * SPAN
        if cells[middle + 1] <= tick:
            low = middle + SPAN
        else:
            high = middle
    return low


def done(work: int, tick: int, cells: Any, spell: int, last: int, never: int) -> int:
    """Give the smallest tick by which work is done that starts on a tick, from the spell on that ends after it.

    Examples
    --------
    >>> done(10, 5, [0, 8, 20, 30], 0, 4, -1), done(10, 5, [0, 8, 20, 25], 0, 4, -1)
    (27, -1)
    """
    while spell < last:
        opening = max(tick, cells[spell])
        if opening + work <= cells[spell + 1]:
            return int(opening + work)
        work -= cells[spell + 1] - opening
        spell += SPAN
    return never
