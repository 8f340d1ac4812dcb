"""Put a queue into lines: who have one priority and may use the same lanes start in their order, whoever else waits.

The axis is the queue, line by line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import Integers
from clearance_sim.vector.first_start import LATER
from clearance_sim.vector.priorities import by_class
from clearance_sim.vector.turns import Served


@dataclass(frozen=True)
class Standing:
    """Hold a queue line by line, with a mark behind each line; lines in order of priority.

    Attributes
    ----------
    ready, work
        Shape ``(n + lines,)``, ticks; a mark is ready `LATER`, when nobody else is.
    turn
        Shape ``(n + lines,)``, lower for whom is served first on one tick.
    place
        Shape ``(n + lines,)``, the place in the queue, which for a mark is nobody's.
    may_use, priority
        Shape ``(lines,)``.
    heads
        Shape ``(lines,)``, where each line begins.
    """

    ready: Ticks
    work: Ticks
    turn: Integers
    place: Integers
    may_use: Integers
    priority: Integers
    heads: Integers

    def columns(self) -> Sequence[Integers]:
        """Give what `start_by_line` wants of the lines; whatever it moves or needs as room is a copy."""
        return self.ready, self.work, self.turn, self.may_use, *(self.heads.copy() for _ in range(3))

    def served(self, who: Integers, start: Ticks, end: Ticks, lane: Integers) -> Served:
        """Give in order of the queue what is told of those who start, in the order of their starts."""
        place, told = self.place[who], []
        for column in (start, end, lane):
            told.append(np.empty_like(column))
            told[-1][place] = column
        return Served(told[0], end=told[1], lane=told[2])


def stand_in_lines(ready: Ticks, work: Ticks, may_use: Integers, priority: Integers) -> Standing:
    """Put a queue in order of (ready tick, number) into lines.

    Parameters
    ----------
    ready, work, may_use, priority
        Shape ``(n,)``.

    Examples
    --------
    >>> ticks = np.array([10, 11, 12])
    >>> standing = stand_in_lines(ticks, ticks, np.array([3, 1, 1]), np.array([5, 4, 5]))
    >>> standing.may_use, standing.priority, standing.heads, standing.place
    (array([1, 1, 3]), array([4, 5, 5]), array([0, 2, 4]), array([1, 3, 2, 3, 0, 3]))
    """
    n, bits, before = len(ready), int(may_use.max()).bit_length(), int(priority.min())
    kind = (priority - before) << bits | may_use
    # Counting takes a fifth of the time, where the kinds have room for it.
    kinds = np.flatnonzero(np.bincount(kind)) if kind.max() < n else np.unique(kind)
    queue, heads, tails = by_class(np.searchsorted(kinds, kind))
    turn = (priority[queue] - before) * n + queue
    return Standing(
        np.insert(ready[queue], tails, LATER), np.insert(work[queue], tails, 1), np.insert(turn, tails, 0),
        np.insert(queue, tails, n), kinds & ((1 << bits) - 1), (kinds >> bits) + before, heads + np.arange(len(kinds)),
    )  # fmt: skip
