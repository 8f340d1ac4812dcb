"""Run a first-come queue as time-parallel blocks, all at once.

The axis is blocks of the queue, in order of (ready tick, number). ``start = max(ready, earliest free)``; the
earliest free is replaced by the end; there is no scan for it, but the recursion forgets how it began. So the
queue is cut into blocks that all run at once, each from empty lanes; then each gets its predecessor's last state
and those whose beginning changed run again, until their states meet those of the run before. The fixed point is
the sequential run, the same additions and maxima on the same integers, hence exact. The idea is known as
time-parallel simulation with fix-up (Greenberg, Lubachevsky, Mitrani 1991; Heidelberger, Stone 1990); here the
parallel hardware is the width of a vector instruction.

Opening hours are a monotone map of starts: who would start while closed starts at the next opening.

A tick stands above the bits of a position, so that a lane tells whom it serves until it is free, and who takes the
lane sends that one away: in the order in which they come to the next station.
"""

from __future__ import annotations

from heapq import heapreplace
from math import sqrt
from typing import Any, Final

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import Integers, Intervals
from clearance_sim.vector.relations import FAR
from clearance_sim.vector.turns import ROOM, Served, bits_to_pack

PASSES: Final = 3
"""After so many passes the blocks that have not met run in order: a long busy period forgets nothing."""
STRIDE: Final = 16
"""Steps between two looks at whether a block has met its former run."""


class Blocks:
    """Hold the blocks side by side: step j of all blocks is row j.

    The state of a block is one integer for each lane, in order, which packs when it is free and whom it serves.
    """

    def __init__(self, ready: Ticks, work: Ticks, position: Integers | None, lanes: int, hours: Intervals | None) -> None:
        self.n, self.lanes = len(ready), lanes
        last = int(ready[-1]) if hours is None or not len(hours) else max(int(ready[-1]), int(hours[-1, 0]))
        positions = self.n if position is None else int(position.max()) + 1  # of a step that not all take
        self.bits = bits_to_pack(positions, int(ready[0]), last + int(work.sum()))
        self.when = ~((1 << self.bits) - 1)
        self.blocks = int(1.4 * sqrt(self.n))
        self.length = -(-self.n // self.blocks)
        self.hours: Intervals | None = None
        if hours is not None:
            self.hours = np.concatenate([np.minimum(hours, ROOM >> self.bits) << self.bits, [[ROOM, 2 * FAR - 1]]])
        more = work << self.bits
        if self.bits:
            more |= np.arange(self.n) if position is None else position
        self.start, self.left = np.empty((2, self.length, self.blocks), dtype=np.int64)
        self._lay_out(ready << self.bits, more)
        self.begun_with = self._guess()
        self.ended_with = np.empty_like(self.begun_with)
        self.met = np.empty((self.length // STRIDE + 1, *self.begun_with.shape), dtype=np.int64)

    def served(self) -> Served:
        """Run all blocks until each has begun as its predecessor ended."""
        todo = np.arange(self.blocks)
        for _ in range(PASSES):
            self._run(todo)
            todo = self._begun_otherwise()
            if not len(todo):
                break
        else:
            self._run_rest(todo)
        left: Integers | None = None
        if self.bits:
            left = np.concatenate([self._in_a_row(self.left)[self.lanes :], self.ended_with[: self.lanes, -1]])
            left = left[: self.n]
        start = self._starts()
        if self.hours is None:
            start >>= self.bits
        else:
            start = np.where(start < ROOM, start >> self.bits, FAR)
        return Served(start, left, self.bits)

    def _lay_out(self, ready: Ticks, more: Ticks) -> None:
        """Put ready ticks, and work with positions, side by side."""
        self.ready, self.more = self._side_by_side(ready, ROOM), self._side_by_side(more, 0)

    def _guess(self) -> Integers:
        """Give the state with which blocks begin at first: all lanes have been free for long."""
        return np.full((self.lanes, self.blocks), -FAR, dtype=np.int64)

    def _starts(self) -> Ticks:
        """Give the starts in order of the queue."""
        return self._in_a_row(self.start)[: self.n]

    def _side_by_side(self, values: Ticks, padding: int) -> Ticks:
        padded = np.full(self.blocks * self.length, padding, dtype=np.int64)
        padded[: self.n] = values
        return np.ascontiguousarray(padded.reshape(self.blocks, self.length).T)

    def _in_a_row(self, side_by_side: Ticks) -> Ticks:
        return np.ascontiguousarray(side_by_side.T).reshape(-1)

    def _begun_otherwise(self) -> Integers:
        """Hand each block its predecessor's end; give the blocks for which that is new."""
        handed = self.ended_with[:, :-1]
        changed = np.flatnonzero((handed != self.begun_with[:, 1:]).any(axis=0))
        self.begun_with[:, 1:] = handed
        return changed + 1

    def _run(self, todo: Integers) -> None:
        """Run some blocks from what they begin with, each until it meets its former run."""
        is_first = len(todo) == self.blocks
        which: Any = slice(None) if is_first else todo
        state = [np.ascontiguousarray(row) for row in self.begun_with[:, todo]]
        now_open = np.full((2, len(todo)), -FAR, dtype=np.int64)
        end, spare = np.empty((2, len(todo)), dtype=np.int64)
        for j in range(self.length):
            if j % STRIDE == 0:
                if not is_first:
                    apart = (np.stack(state) != self.met[j // STRIDE][:, todo]).any(axis=0)
                    if not apart.all():
                        which = todo = todo[apart]
                        state, now_open = [row[apart] for row in state], now_open[:, apart]
                        spare, end = spare[: len(todo)], end[: len(todo)]
                        if not len(todo):
                            return
                self.met[j // STRIDE][:, todo] = state
            self.left[j, which] = state[0]
            start, more = self._next(j, which, state, now_open)
            np.add(start, more, out=end)
            for k in range(1, self.lanes):
                np.minimum(end, state[k], out=state[k - 1])
                np.maximum(end, state[k], out=spare)
                end, spare = spare, end
            state[self.lanes - 1], end = end, state[self.lanes - 1]
        self.ended_with[:, todo] = state

    def _next(self, j: int, which: Any, state: list[Ticks], now_open: Ticks) -> tuple[Ticks, Ticks]:
        """Write and give who starts when as the j-th of each block: the ticks, and what ends then is later by."""
        start = np.bitwise_and(state[0], self.when)
        np.maximum(start, self.ready[j, which], out=start)
        if self.hours is not None:
            self._open(start, now_open)
        self.start[j, which] = start
        return start, self.more[j, which]

    def _open(self, start: Ticks, now_open: Ticks) -> None:
        """Put off starts to the next opening; `now_open` holds opening and closing where each block works.

        Starts never decrease within a block, so each block passes every opening once.
        """
        assert self.hours is not None  # asked for lanes with hours only
        np.maximum(start, now_open[0], out=start)
        late = np.flatnonzero(start >= now_open[1])
        if len(late):
            at = np.searchsorted(self.hours[:-1, 1], start[late], side="right")
            start[late] = np.maximum(start[late], self.hours[at, 0])
            now_open[:, late] = self.hours[at].T

    def _run_rest(self, todo: Integers) -> None:
        """Run blocks one after the other where states are still handed on."""
        waiting = set(todo.tolist())
        for block in range(int(todo[0]), self.blocks):
            begin = self.ended_with[:, block - 1].tolist()
            if block in waiting or begin != self.begun_with[:, block].tolist():
                self.begun_with[:, block] = begin
                self._run_one(block, begin)

    def _run_one(self, block: int, state: list[int]) -> None:
        for j in range(0, self.length, STRIDE):
            if state == self.met[j // STRIDE, :, block].tolist():
                return
            self.met[j // STRIDE, :, block] = state
            state = self._in_order(slice(j, j + STRIDE), block, state)
        self.ended_with[:, block] = state

    def _in_order(self, part: slice, block: int, state: list[int]) -> list[int]:
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
