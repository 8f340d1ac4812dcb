"""Run a first-come queue at lanes that are not alike, or at which handling rests or slows down, as time-parallel blocks.

The axis is blocks of the queue, in order of (ready tick, number); `side_by_side` says why that is exact. Step j lets the
j-th of each block look at every lane group at once, and take the one at which it can start first (see `first_start`).

A lane that nobody took for a while would keep what it began with, so that no run would ever meet another. So a lane that
is free by the time on which the next one comes counts as free for ever: whoever is to come cannot tell the difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import Integers, Intervals, PlannedLanes
from clearance_sim.vector.first_start import LATER, lay_out, ranges, start_in_turn
from clearance_sim.vector.hours import WorkingClock
from clearance_sim.vector.relations import FAR
from clearance_sim.vector.side_by_side import SideBySide


class AtUnlikeLanes(SideBySide):
    """Hold the lanes at which blocks run; the first rows of a state are when each is free, group by group, in order within each.

    Attributes
    ----------
    start, end, lane
        Shape ``(length, blocks)``, what happens; the number of the lane group.
    """

    def __init__(self, n: int, lanes: Sequence[PlannedLanes], slow: Intervals | None, *, are_levels: bool) -> None:
        super().__init__(n)
        self._lanes, self._slow, self._are_levels = lanes, slow, are_levels
        self._ranges = ranges(lanes, are_levels=are_levels)
        self._count = max(last for _, _, last in self._ranges)
        self._hours = [_with_last(each.available) for each in lanes]
        self._clocks = [None if each.working is None else WorkingClock(each.working) for each in lanes]
        self.start, self.end, self.lane = np.empty((3, self.length, self.blocks), dtype=np.int64)

    def _ends(self, start: Ticks, work: Ticks, chosen: Integers) -> Ticks:
        """Give when handling ends that starts on some ticks (rule 4)."""
        for begin, end, percent in [] if self._slow is None else self._slow.tolist():
            is_slow = (begin <= start) & (start < end)
            work = np.where(is_slow, np.maximum(1, -(-work * percent // 100)), work)
        ends = start + work
        for number, clock in enumerate(self._clocks):
            if clock is not None:
                here = np.flatnonzero((chosen == number) & (start < FAR))
                ends[here] = clock.end(clock.worked(start[here]) + work[here])
        np.minimum(ends, FAR, out=ends)
        return ends

    def _take(self, state: list[Ticks], chosen: Integers, until: Ticks) -> None:
        """Keep the lanes that are free first of the chosen groups."""
        for number, (_, first, last) in enumerate(self._ranges[:1] if self._are_levels else self._ranges):
            end = np.where(chosen >= 0 if self._are_levels else chosen == number, until, state[first])
            for lane in range(first + 1, last):
                state[lane - 1] = np.minimum(end, state[lane])
                end = np.maximum(end, state[lane])
            state[last - 1] = end


class UnlikeBlocks(AtUnlikeLanes):
    """Hold the blocks of a first-come queue."""

    def __init__(
        self, ready: Ticks, work: Ticks, may_use: Integers, lanes: Sequence[PlannedLanes], slow: Intervals | None, *,
        are_levels: bool,
    ) -> None:  # fmt: skip
        super().__init__(len(ready), lanes, slow, are_levels=are_levels)
        # Blocks run in order one after the other only, so that openings are looked for once.
        self._laid_out = lay_out(lanes, slow, are_levels=are_levels)
        self._ready, self._work = self.side_by_side(ready, FAR), self.side_by_side(work, 1)
        self._may_use = self.side_by_side(may_use, 1)
        # When the next one comes, for each step and for that after the last.
        self._coming = np.concatenate([self._ready, np.append(self._ready[0, 1:], FAR)[None]])

    def served(self) -> tuple[Ticks, Ticks, Integers]:
        """Run all blocks; give starts, ends and numbers of the lane groups."""
        self.settle(np.full((self._count, self.blocks), -FAR, dtype=np.int64), len(self._lanes))
        start, end, lane = (self.in_a_row(each)[: self.n] for each in (self.start, self.end, self.lane))
        return start, end, lane

    def step(self, j: int, which: Any, state: list[Ticks], now_open: Ticks) -> None:
        """Let the j-th of each block start."""
        ready, may_use = self._ready[j, which], self._may_use[j, which]
        start, chosen = np.full(len(ready), LATER), np.zeros(len(ready), dtype=np.int64)
        for number, hours in enumerate(self._hours):
            soonest = np.maximum(state[self._ranges[number][0]], ready)
            if hours is not None:
                self.open_(hours, soonest, now_open[2 * number : 2 * number + 2])
            soonest[may_use >> number & 1 == 0] = LATER
            is_sooner = soonest < start
            start[is_sooner] = soonest[is_sooner]
            chosen[is_sooner] = number
        np.minimum(start, FAR, out=start)
        end = self._ends(start, self._work[j, which], chosen)
        self.start[j, which], self.end[j, which], self.lane[j, which] = start, end, chosen
        self._take(state, np.where(start < FAR, chosen, -1), end)

    def plain(self, j: int, which: Any, state: list[Ticks]) -> list[Ticks]:
        """Count lanes that are free when the next one comes as free for ever."""
        return [np.where(free <= self._coming[j, which], -FAR, free) for free in state]

    def in_order(self, part: slice, block: int, state: list[int]) -> list[int]:
        """Run a part of one block step by step; give the state after it."""
        ready = self._ready[part, block].tolist()
        columns: list[list[int]] = [[0] * len(ready) for _ in range(3)]
        groups, _, *spans = self._laid_out
        laid_out = [groups, state, *spans]
        start_in_turn(ready, self._work[part, block].tolist(), self._may_use[part, block].tolist(), *columns, *laid_out)
        self.start[part, block], self.end[part, block], self.lane[part, block] = columns
        coming = int(self._coming[min(part.stop, self.length), block])
        return [-FAR if free <= coming else free for free in state]


def _with_last(hours: Intervals | None) -> Intervals | None:
    """Add an opening that never comes."""
    return None if hours is None else np.concatenate([hours, [[FAR, LATER]]])
