"""Run a queue of two classes, of which one is served before the other, as time-parallel blocks.

The axis is blocks of starts. A lane that is free takes the first of the class before if one is there, else the first
of the class after; so the state of a block is its lanes and how many of the class after have started, since the
number of all starts is known. Each block first runs as if nobody waited when it began; `side_by_side` says how that is
mended, and why it is exact.
"""

from __future__ import annotations

from heapq import heapreplace
from typing import Any

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import Flags, Integers, Intervals
from clearance_sim.vector.blocks import Blocks
from clearance_sim.vector.turns import ROOM


class BlocksOfTwo(Blocks):
    """Hold the blocks, and the queue apart by class: those served after the others, a mark, those served before."""

    def __init__(
        self, ready: Ticks, work: Ticks, position: Integers | None, is_before: Flags, lanes: int, hours: Intervals | None
    ) -> None:
        self.apart = [np.flatnonzero(~is_before), np.flatnonzero(is_before)]
        super().__init__(ready, work, position, lanes, hours)

    def _lay_out(self, ready: Ticks, more: Ticks) -> None:
        after, before = self.apart
        spare = self.blocks * self.length - self.n + 1
        self.first_before = len(after) + 1
        self.ready = np.concatenate([ready[after], [ROOM], ready[before], np.full(spare, ROOM)])
        self.more = np.concatenate([more[after], [0], more[before], np.zeros(spare, dtype=np.int64)])
        self.who = np.empty((self.length, self.blocks), dtype=np.int64)
        self.first = np.arange(self.blocks) * self.length

    def _guess(self) -> Integers:
        after = np.searchsorted(self.apart[0], self.first)
        return np.concatenate([super()._guess(), after[None, :]])

    def _starts(self) -> Ticks:
        starts = np.full(len(self.ready), ROOM, dtype=np.int64)
        # Who comes after the last, because the lanes never open again, falls on the mark at the end.
        starts[np.minimum(self.in_a_row(self.who), len(starts) - 1)] = self.in_a_row(self.start)
        start = np.empty(self.n, dtype=np.int64)
        start[self.apart[0]] = starts[: self.first_before - 1]
        start[self.apart[1]] = starts[self.first_before : self.n + 1]
        return start

    def _next(self, j: int, which: Any, state: list[Ticks], now_open: Ticks) -> tuple[Ticks, Ticks]:
        after = state[-1]
        before = self.first[which] - after
        before += self.first_before + j
        ready = self.ready.take(before, mode="clip")
        start = np.bitwise_and(state[0], self.when)
        np.maximum(start, np.minimum(ready, self.ready.take(after, mode="clip")), out=start)
        if self.hours is not None:
            self.open_(self.hours, start, now_open)
        is_after = ready > start
        who = np.where(is_after, after, before)
        state[-1] = after + is_after
        self.start[j, which], self.who[j, which] = start, who
        return start, self.more.take(who, mode="clip")

    def in_order(self, part: slice, block: int, state: list[int]) -> list[int]:
        """Run a part of one block step by step; give the state after it."""
        *free, after = state
        steps = len(self.start[part])
        before = int(self.first[block]) + part.start - after + self.first_before
        around = [np.arange(at, at + steps) for at in (after, before)]
        (after_ready, before_ready), (after_more, before_more) = (
            [column.take(at, mode="clip").tolist() for at in around] for column in (self.ready, self.more)
        )
        starts, left, who, late = [], [], [], 0
        for j in range(steps):
            ready = before_ready[j - late]
            start = self._open_one(max(min(ready, after_ready[late]), free[0] & self.when))
            is_after = ready > start
            who.append(after + late if is_after else before + j - late)
            starts.append(start)
            left.append(heapreplace(free, start + (after_more[late] if is_after else before_more[j - late])))
            late += is_after
        self.start[part, block], self.left[part, block], self.who[part, block] = starts, left, who
        return [*sorted(free), after + late]
