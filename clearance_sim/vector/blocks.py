"""Run a first-come queue at alike lanes as time-parallel blocks.

The axis is blocks of the queue, in order of (ready tick, number); `side_by_side` says why that is exact.
``start = max(ready, earliest free)``; the earliest free is replaced by the end; there is no scan for it.

Opening hours are a monotone map of starts: who would start while closed starts at the next opening.

A tick stands above the bits of a position, so that a lane tells whom it serves until it is free, and who takes the
lane sends that one away: in the order in which they come to the next station.
"""

from __future__ import annotations

from heapq import heapreplace
from typing import Any

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import Integers, Intervals
from clearance_sim.vector.relations import FAR
from clearance_sim.vector.side_by_side import SideBySide
from clearance_sim.vector.turns import ROOM, Served, bits_to_pack


class Blocks(SideBySide):
    """Hold the blocks; the state of one is an integer for each lane, in order, which packs when it is free and whom it serves."""

    def __init__(self, ready: Ticks, work: Ticks, position: Integers | None, lanes: int, hours: Intervals | None) -> None:
        super().__init__(len(ready))
        self.lanes = lanes
        last = int(ready[-1]) if hours is None or not len(hours) else max(int(ready[-1]), int(hours[-1, 0]))
        positions = self.n if position is None else int(position.max()) + 1  # of a step that not all take
        self.bits = bits_to_pack(positions, int(ready[0]), last + int(work.sum()))
        self.when = ~((1 << self.bits) - 1)
        self.hours: Intervals | None = None
        if hours is not None:
            self.hours = np.concatenate([np.minimum(hours, ROOM >> self.bits) << self.bits, [[ROOM, 2 * FAR - 1]]])
        more = work << self.bits
        if self.bits:
            more |= np.arange(self.n) if position is None else position
        self.start, self.left = np.empty((2, self.length, self.blocks), dtype=np.int64)
        self._lay_out(ready << self.bits, more)

    def served(self) -> Served:
        """Run all blocks; give what was done."""
        self.settle(self._guess(), 1)
        left: Integers | None = None
        if self.bits:
            left = np.concatenate([self.in_a_row(self.left)[self.lanes :], self.ended_with[: self.lanes, -1]])
            left = left[: self.n]
        start = self._starts()
        if self.hours is None:
            start >>= self.bits
        else:
            start = np.where(start < ROOM, start >> self.bits, FAR)
        return Served(start, left, self.bits)

    def _lay_out(self, ready: Ticks, more: Ticks) -> None:
        """Put ready ticks, and work with positions, side by side."""
        self.ready, self.more = self.side_by_side(ready, ROOM), self.side_by_side(more, 0)

    def _guess(self) -> Integers:
        """Give the state with which blocks begin at first: all lanes have been free for long."""
        return np.full((self.lanes, self.blocks), -FAR, dtype=np.int64)

    def _starts(self) -> Ticks:
        """Give the starts in order of the queue."""
        return self.in_a_row(self.start)[: self.n]

    def step(self, j: int, which: Any, state: list[Ticks], now_open: Ticks) -> None:
        """Let the j-th of each block start."""
        self.left[j, which] = state[0]
        start, more = self._next(j, which, state, now_open)
        end, spare = start + more, np.empty_like(start)
        for k in range(1, self.lanes):
            np.minimum(end, state[k], out=state[k - 1])
            np.maximum(end, state[k], out=spare)
            end, spare = spare, end
        state[self.lanes - 1] = end

    def _next(self, j: int, which: Any, state: list[Ticks], now_open: Ticks) -> tuple[Ticks, Ticks]:
        """Write and give who starts when as the j-th of each block: the ticks, and what ends then is later by."""
        start = np.bitwise_and(state[0], self.when)
        np.maximum(start, self.ready[j, which], out=start)
        if self.hours is not None:
            self.open_(self.hours, start, now_open)
        self.start[j, which] = start
        return start, self.more[j, which]

    def in_order(self, part: slice, block: int, state: list[int]) -> list[int]:
        """Run a part of one block step by step; give the state after it."""
        starts, left, free, when = [], [], state, self.when
        for ready, more in zip(self.ready[part, block].tolist(), self.more[part, block].tolist(), strict=True):
            start = self._open_one(max(ready, free[0] & when))
            starts.append(start)
            left.append(heapreplace(free, start + more))
        self.start[part, block], self.left[part, block] = starts, left
        return sorted(free)

    def _open_one(self, tick: int) -> int:
        if self.hours is None:
            return tick
        opening = int(self.hours[int(np.searchsorted(self.hours[:-1, 1], tick, side="right")), 0])
        return max(tick, opening)
