"""Walk back from each exit in a plain loop that is compiled where that pays; `walk` does the same in NumPy otherwise.

A vehicle is followed alone, from its leaving to its joining: what it does not come by is not looked at for it.
"""

from __future__ import annotations

from typing import Any

from clearance_sim.clock import NEVER
from clearance_sim.plan.plan import BOX, UNIT


def walk_units(
    left: Any, joined: Any, leaving: Any, steps: Any, before: Any, boxes: Any, end: Any, stands: Any, counts: Any
) -> None:
    """Write who stands at each step and spends time there, and when each came from the step before.

    Parameters
    ----------
    left, joined, leaving
        Shape ``(n,)``, units that have left, and the ticks at which they joined the queue and left.
    steps
        Shape ``(steps, 3)``, first row, level, and whether the step lies within the stay.
    before
        Shape ``(steps + 1, k)``, the steps that are followed from each, the first of those that tie first, then -1;
        the last row tells with which steps a stay may end.
    boxes
        Shape ``(units + 1,)``, where the boxes of each unit begin.
    end
        Shape ``(rows,)``, the ends of the trace.
    stands, counts
        Shape ``(steps, 4, n)`` and ``(steps,)``, written to: unit, entity, end, tick of coming; and of how many.
    """
    for at in range(len(left)):
        unit = left[at]
        here, level, entity, ended = len(steps), UNIT, unit, leaving[at]
        while True:
            latest, nearest = NEVER, -1
            for step in before[here]:
                # With nothing later than the leaving a stay ends: there is no need to look further.
                if step < 0 or (here == len(steps) and latest == ended):
                    break
                seen = seen_from(level, unit, entity, steps[step, 0], steps[step, 1], boxes, end)
                if seen > latest:
                    latest, nearest = seen, step
            came = max(latest, joined[at])
            # Nothing is told of who comes and has ended on the same tick, as at a step that is not taken.
            if here < len(steps) and ended > came:
                row = counts[here]
                counts[here] += 1
                stands[here, 0, row], stands[here, 1, row] = unit, entity
                stands[here, 2, row], stands[here, 3, row] = ended, came
            if nearest < 0 or not steps[nearest, 2]:
                break
            if steps[nearest, 1] != level:
                entity = unit
                if steps[nearest, 1] == BOX:
                    entity = boxes[unit]
                    while end[steps[nearest, 0] + entity] != latest:
                        entity += 1
            here, level, ended = nearest, steps[nearest, 1], latest


def seen_from(level: Any, unit: Any, entity: Any, first_row: Any, own_level: Any, boxes: Any, end: Any) -> Any:
    """Give the end of a step as an entity of a level sees it: its own, its unit's, or the last of its boxes'."""
    if own_level == level:
        return end[first_row + entity]
    if own_level == BOX:
        return last_end(end[first_row + boxes[unit] : first_row + boxes[unit + 1]])
    return end[first_row + unit]


def last_end(ends: Any) -> Any:
    """Give the last of the ends of a unit's boxes; `NEVER` if one has not ended, or of none."""
    first, last = -1 - NEVER, NEVER
    for ended in ends:
        first, last = min(first, ended), max(last, ended)
    return last if first != NEVER else NEVER
