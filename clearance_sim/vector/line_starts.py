"""Let lines of one queue start at lanes that are not alike, some before others, by one plain loop (rule 2).

No axis: those with one priority who may use the same lanes stand in one *line* and start in the order of (ready tick,
number). Of the first ones of all lines the next to start is the one who can first; of several on one tick the one with the
lower priority, then the one who was ready first, takes the first lane in lane order. It is exact because who starts
earlier, or before others on one tick, has taken a lane before, and nobody else decides when a lane is free. Each line has
its own places in the hours of all lane groups, which it passes once. The loop runs as it is over lists, or compiled
over arrays.
"""

from __future__ import annotations

from typing import Any

from clearance_sim.vector.first_start import GROUP, LATER, TAKEN, first_of_groups, serve
from clearance_sim.vector.relations import FAR


def start_by_line(
    who: Any, start: Any, end: Any, lane: Any, ready: Any, work: Any, turn: Any, may_use: Any, heads: Any, soonest: Any,
    chosen: Any, groups: Any, free: Any, opens: Any, closes: Any, spells: Any, slows: Any,
) -> None:  # fmt: skip
    """Write who starts next, when each starts and ends, `FAR` for never, and the number of the lane group.

    Parameters
    ----------
    who
        Shape ``(starts,)``, where those who start stand in the lines; that many start.
    start, end, lane
        Shape ``(starts,)``.
    ready, work, turn
        Shape ``(n + lines,)``, line by line, with a mark after each that is ready `LATER`; `turn` is lower for whom
        is served first on one tick.
    may_use
        Shape ``(lines,)``, the lane groups that may be used, as bits.
    heads
        Shape ``(lines,)``, where the first of each line stands; is moved.
    soonest, chosen
        Shape ``(lines,)``, room for when and where the first of each line can start.
    groups
        As `lay_out` gives them, once for each line.
    free, opens, closes, spells, slows
        As `lay_out` gives them.

    Examples
    --------
    >>> from clearance_sim.plan.plan import PlannedLanes
    >>> from clearance_sim.vector.first_start import lay_out
    >>> lanes = [PlannedLanes("green", 0, 1, None), PlannedLanes("general", 0, 1, None)]
    >>> groups, *others = lay_out(lanes, None, are_levels=False)
    >>> who, start, end, lane = ([0] * 3 for _ in range(4))
    >>> lines = [1, LATER, 0, 0, LATER], [5] * 5, [0, 0, 1, 2, 0], [3, 2], [0, 2]
    >>> start_by_line(who, start, end, lane, *lines, [0, 0], [0, 0], groups * 2, *others)
    >>> who, start, end, lane
    ([2, 0, 3], [0, 1, 5], [5, 6, 10], [1, 0, 1])
    """
    for line in range(len(heads)):
        look(line, ready, may_use, heads, soonest, chosen, groups, free, opens, closes)
    for j in range(len(who)):
        first = 0
        for line in range(1, len(heads)):
            if soonest[line] < soonest[first] or (
                soonest[line] == soonest[first] and turn[heads[line]] < turn[heads[first]]
            ):
                first = line
        who[j], start[j], end[j] = heads[first], soonest[first], FAR
        lane[j] = (chosen[first] - first * (len(groups) // len(heads))) // GROUP
        heads[first] += 1
        taken = -1
        if start[j] < FAR:
            end[j] = serve(start[j], work[who[j]], chosen[first], groups, free, spells, slows)
            taken = groups[chosen[first] + TAKEN]
        for line in range(len(heads)):
            # Where another lane can be had first, that has not changed.
            if line == first or groups[chosen[line] + TAKEN] == taken:
                look(line, ready, may_use, heads, soonest, chosen, groups, free, opens, closes)


def look(
    line: int, ready: Any, may_use: Any, heads: Any, soonest: Any, chosen: Any, groups: Any, free: Any, opens: Any, closes: Any
) -> None:
    """Write when and where the first of a line can start, `FAR` for never, `LATER` if nobody is left."""
    comes, size = ready[heads[line]], len(groups) // len(heads)
    soonest[line], chosen[line] = LATER, line * size
    if comes < LATER:
        tick, group = first_of_groups(comes, may_use[line], line * size, line * size + size, groups, free, opens, closes)
        soonest[line], chosen[line] = min(tick, FAR), group
