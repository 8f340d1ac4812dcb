"""Let each of a queue take the lane at which it can start first, by one plain loop (rule 2).

No axis: in the order of (ready tick, number) each looks at the lanes that it may use, whatever their hours, and takes
the first in lane order where several could start it on the same tick. It is exact because who came before has chosen
before, and whom an earlier one passed over does not matter to those behind. The loop runs as it is over lists, or
compiled over arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, chain
from typing import Any, Final

from clearance_sim.plan.plan import Intervals, PlannedLanes
from clearance_sim.vector.handling import SPAN, done, slowed
from clearance_sim.vector.relations import FAR

# A lane group: which of `free` tells when a lane is free; where its next opening and its next working time may be found;
# and which lanes are there to be taken, of which the first is. That is the same one, unless groups are levels of a
# capacity: the same lanes, of which now all, now fewer may be taken at once.
FIRST_LANE, OPENING, SPELL, TAKEN, LAST_LANE = range(5)
GROUP: Final = 5
LATER: Final = FAR + FAR // 2
"""Later than never, and not so late that a difference of ticks has no room in 64 bits."""
_ALWAYS: Final = [[-FAR, LATER]]
_NEVER_AGAIN: Final = [[FAR, LATER]]


def ranges(lanes: Sequence[PlannedLanes], *, are_levels: bool) -> Sequence[tuple[int, int, int]]:
    """Give for each group which lane tells when one is free, and the first and the last, excluded, of those to be taken.

    Examples
    --------
    >>> lanes = [PlannedLanes("by day", 0, 3, None), PlannedLanes("at night", 0, 1, None)]
    >>> ranges(lanes, are_levels=False), ranges(lanes, are_levels=True)
    ([(0, 0, 3), (3, 3, 4)], [(0, 0, 3), (2, 0, 3)])
    """
    counts = [each.count for each in lanes]
    if are_levels:
        return [(max(counts) - count, 0, max(counts)) for count in counts]
    lasts = accumulate(counts)
    return [(last - count, last - count, last) for last, count in zip(lasts, counts, strict=True)]


def lay_out(lanes: Sequence[PlannedLanes], slow: Intervals | None, *, are_levels: bool) -> list[list[int]]:
    """Give what `start_in_turn` wants behind `lane`: groups, free, hours, spells and slow-downs."""
    groups: list[int] = []
    hours: list[list[int]] = []
    spells: list[list[int]] = []
    found = ranges(lanes, are_levels=are_levels)
    for each, (first, taken, last) in zip(lanes, found, strict=True):
        groups += [first, len(hours), SPAN * len(spells), taken, last]
        hours += _spans(each.available)
        spells += _spans(each.working)
    slows = [] if slow is None else slow.ravel().tolist()
    opens, closes = map(list, zip(*hours, strict=True))
    free = [-FAR] * max(last for _, _, last in found)
    return [groups, free, opens, closes, [*chain(*spells)], slows]


def _spans(intervals: Intervals | None) -> list[list[int]]:
    """Give when a lane is open or works, with a last time after all others."""
    return _ALWAYS if intervals is None else [*intervals.tolist(), *_NEVER_AGAIN]


def start_in_turn(
    ready: Any, work: Any, may_use: Any, start: Any, end: Any, lane: Any,
    groups: Any, free: Any, opens: Any, closes: Any, spells: Any, slows: Any,
) -> None:  # fmt: skip
    """Write when everybody starts and ends, `FAR` for never, and the number of the lane group.

    Parameters
    ----------
    ready, work
        Shape ``(n,)``, ticks; `ready` non-decreasing.
    may_use
        Shape ``(n,)``, the lane groups that may be used, as bits.
    groups, free, opens, closes, spells, slows
        As `lay_out` gives them.

    Examples
    --------
    >>> lanes = [PlannedLanes("green", 0, 1, None), PlannedLanes("general", 0, 1, None)]
    >>> start, end, lane = [0] * 3, [0] * 3, [0] * 3
    >>> start_in_turn([0, 1, 2], [5, 5, 5], [2, 2, 3], start, end, lane, *lay_out(lanes, None, are_levels=False))
    >>> start, end, lane
    ([0, 5, 2], [5, 10, 7], [1, 1, 0])
    """
    for i in range(len(ready)):
        tick, record = first_of_groups(ready[i], may_use[i], 0, len(groups), groups, free, opens, closes)
        start[i], lane[i], end[i] = min(tick, FAR), record // GROUP, FAR
        if tick < FAR:
            end[i] = serve(tick, work[i], record, groups, free, spells, slows)


def first_of_groups(
    ready: int, may_use: int, first: int, last: int, groups: Any, free: Any, opens: Any, closes: Any
) -> tuple[int, int]:
    """Give the first tick on which somebody may start at one of the groups between two records, and which in lane order."""
    tick, chosen = LATER, first
    for group in range(first, last, GROUP):
        if may_use & 1:
            soonest = first_start(ready, group, groups, free, opens, closes)
            if soonest < tick:
                tick, chosen = soonest, group
        may_use >>= 1
    return tick, chosen


def serve(tick: int, work: int, group: int, groups: Any, free: Any, spells: Any, slows: Any) -> int:
    """Take a lane of a group from a tick on; give when handling ends. Later ones are served on no tick before."""
    at = groups[group + SPELL]
    while spells[at + 1] <= tick:
        at += SPAN
    groups[group + SPELL] = at
    work = slowed(work, tick, slows, 0, len(slows))
    until = min(done(work, tick, spells, at, len(spells), FAR), FAR)
    take(free, groups[group + TAKEN], groups[group + LAST_LANE], until)
    return until


def first_start(ready: int, group: int, groups: Any, free: Any, opens: Any, closes: Any) -> int:
    """Give the first tick on which a lane of the group is free and open; later ones ask for none before."""
    tick, at = max(ready, free[groups[group + FIRST_LANE]]), groups[group + OPENING]
    while closes[at] <= tick:
        at += 1
    groups[group + OPENING] = at
    return int(max(tick, opens[at]))


def take(free: Any, first: int, last: int, until: int) -> None:
    """Keep the lane that is free first, of those of a group, which stand in order."""
    at = first + 1
    while at < last and free[at] < until:
        free[at - 1] = free[at]
        at += 1
    free[at - 1] = until
