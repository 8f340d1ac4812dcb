"""Solve a first-come station with several alike lanes by time-parallel blocks.

The axis is blocks of the queue, in order of (ready tick, number). ``start = max(ready, earliest free)``; the
earliest free is replaced by the end; there is no scan for it, but the recursion forgets how it began. So the
queue is cut into blocks that all run at once, each from empty lanes; then each gets its predecessor's last state
and those whose beginning changed run again, until their states meet those of the run before. The fixed point is
the sequential run, the same additions and maxima on the same integers, hence exact. The idea is known as
time-parallel simulation with fix-up (Greenberg, Lubachevsky, Mitrani 1991; Heidelberger, Stone 1990); here the
parallel hardware is the width of a vector instruction.

Opening hours are a monotone map of starts: who would start while closed starts at the next opening.
"""

from __future__ import annotations

from bisect import bisect_right
from heapq import heapreplace
from math import sqrt
from typing import Final

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import Integers, Intervals
from clearance_sim.vector.relations import FAR

FEW: Final = 8_000
"""Below so many entities the plain loop is faster."""
PASSES: Final = 3
"""After so many passes the blocks that have not met run in order: a long busy period forgets nothing."""
STRIDE: Final = 16
"""Steps between two looks at whether a block has met its former run."""


def starts_at_alike_lanes(ready: Ticks, work: Ticks, lanes: int, hours: Intervals | None) -> Ticks:
    """Give the tick on which each entity starts, `FAR` if the lanes never open for it again.

    Parameters
    ----------
    ready, work
        Shape ``(n,)``, ticks; `ready` non-decreasing.
    hours
        When handling may start; None = always. What was begun goes on after closing.

    Examples
    --------
    >>> starts_at_alike_lanes(np.array([0, 0, 1]), np.array([5, 3, 1]), 2, np.array([[0, 2], [9, 12]]))
    array([0, 0, 9])
    """
    if len(ready) < FEW:
        empty = [-FAR] * lanes
        return np.array(run_in_order(ready.tolist(), work.tolist(), empty, hours)[0], dtype=np.int64)
    return _Blocks(ready, work, lanes, hours).starts()


def run_in_order(
    ready: list[int], work: list[int], free: list[int], hours: Intervals | None
) -> tuple[list[int], list[int]]:
    """Give the starts one after the other, from lanes that become free at `free`; and when they are free then."""
    free = sorted(free)
    starts = []
    if hours is None:
        for tick, lasts in zip(ready, work, strict=True):
            start = tick if tick > free[0] else free[0]
            starts.append(start)
            heapreplace(free, start + lasts)
        return starts, sorted(free)
    openings, closings = [*hours[:, 0].tolist(), FAR], [*hours[:, 1].tolist(), 2 * FAR - 1]
    at = bisect_right(closings, max(ready[0], free[0])) if ready else 0
    for tick, lasts in zip(ready, work, strict=True):
        start = tick if tick > free[0] else free[0]
        while closings[at] <= start:
            at += 1
        start = max(start, openings[at])
        starts.append(start)
        heapreplace(free, min(start + lasts, FAR))
    return starts, sorted(free)


class _Blocks:
    """Hold the blocks side by side: step j of all blocks is row j."""

    def __init__(self, ready: Ticks, work: Ticks, lanes: int, hours: Intervals | None) -> None:
        self.n, self.lanes = len(ready), lanes
        self.hours: Intervals | None = None
        if hours is not None:
            self.hours = np.concatenate([hours, [[FAR, 2 * FAR - 1]]])
        self.blocks = int(1.4 * sqrt(self.n))
        self.length = -(-self.n // self.blocks)
        self.ready, self.work = self._side_by_side(ready, FAR), self._side_by_side(work, 0)
        self.start = np.empty_like(self.ready)
        self.met = np.empty((self.length // STRIDE + 1, lanes, self.blocks), dtype=np.int64)
        self.begun_with = np.full((lanes, self.blocks), -FAR, dtype=np.int64)
        self.ended_with = np.empty((lanes, self.blocks), dtype=np.int64)

    def starts(self) -> Ticks:
        """Run all blocks until each has begun as its predecessor ended."""
        todo = np.arange(self.blocks)
        for _ in range(PASSES):
            self._run(todo)
            todo = self._begun_otherwise()
            if not len(todo):
                break
        else:
            self._run_rest(todo)
        return np.ascontiguousarray(self.start.T).reshape(-1)[: self.n]

    def _side_by_side(self, values: Ticks, padding: int) -> Ticks:
        padded = np.full(self.blocks * self.length, padding, dtype=np.int64)
        padded[: self.n] = values
        return np.ascontiguousarray(padded.reshape(self.blocks, self.length).T)

    def _begun_otherwise(self) -> Integers:
        """Hand each block its predecessor's end; give the blocks for which that is new."""
        handed = self.ended_with[:, :-1]
        changed = np.flatnonzero((handed != self.begun_with[:, 1:]).any(axis=0))
        self.begun_with[:, 1:] = handed
        return changed + 1

    def _run(self, todo: Integers) -> None:
        """Run some blocks from what they begin with, each until it meets its former run."""
        is_first = len(todo) == self.blocks
        free = self.begun_with[:, todo]
        rows = [np.ascontiguousarray(row) for row in free]
        now_open = np.full((2, len(todo)), -FAR, dtype=np.int64)
        end, spare = np.empty((2, len(todo)), dtype=np.int64)
        for j in range(self.length):
            if j % STRIDE == 0:
                if not is_first:
                    apart = (np.stack(rows) != self.met[j // STRIDE][:, todo]).any(axis=0)
                    if not apart.all():
                        todo, now_open = todo[apart], now_open[:, apart]
                        rows, spare, end = [row[apart] for row in rows], spare[: len(todo)], end[: len(todo)]
                        if not len(todo):
                            return
                self.met[j // STRIDE][:, todo] = rows
            if is_first:
                start = np.maximum(self.ready[j], rows[0], out=self.start[j])
                if self.hours is not None:
                    self._open(start, now_open)
                end = np.add(start, self.work[j], out=end)
            else:
                start = np.maximum(self.ready[j, todo], rows[0])
                if self.hours is not None:
                    self._open(start, now_open)
                self.start[j, todo] = start
                end = start + self.work[j, todo]
            for k in range(1, self.lanes):
                np.minimum(end, rows[k], out=rows[k - 1])
                np.maximum(end, rows[k], out=spare)
                end, spare = spare, end
            rows[-1], end = end, rows[-1]
        self.ended_with[:, todo] = rows

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

    def _run_one(self, block: int, free: list[int]) -> None:
        for j in range(0, self.length, STRIDE):
            if free == self.met[j // STRIDE, :, block].tolist():
                return
            self.met[j // STRIDE, :, block] = free
            part = slice(j, j + STRIDE)
            ready, work = self.ready[part, block].tolist(), self.work[part, block].tolist()
            self.start[part, block], free = run_in_order(ready, work, free, self.hours)
        self.ended_with[:, block] = free
