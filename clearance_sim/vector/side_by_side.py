"""Cut a queue into blocks that run all at once, and mend how they began until each has begun as the one before ended.

The axis is blocks of the queue, in its order. A recursion along a queue forgets how it began: so each block runs from
a guess, then gets its predecessor's last state, and those whose beginning changed run again, until their states meet
those of the run before. The fixed point is the sequential run, the same additions and maxima on the same integers, hence
exact. The idea is known as time-parallel simulation with fix-up (Greenberg, Lubachevsky, Mitrani 1991; Heidelberger,
Stone 1990); here the parallel hardware is the width of a vector instruction.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from math import sqrt
from typing import Any, Final

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import Integers, Intervals
from clearance_sim.vector.relations import FAR

PASSES: Final = 3
"""After so many passes the blocks that have not met run in order: a long busy period forgets nothing."""
STRIDE: Final = 16
"""Steps between two looks at whether a block has met its former run."""


class SideBySide(ABC):
    """Hold the blocks side by side: step j of all blocks is row j.

    Attributes
    ----------
    n, blocks, length
        How many are in the queue, how many blocks it is cut into, how many steps each has.
    begun_with, ended_with
        Shape ``(state, blocks)``, the state of each block before its first step and after its last.
    met
        Shape ``(looks, state, blocks)``, the state at every `STRIDE` steps of the last run.
    """

    def __init__(self, n: int) -> None:
        self.n = n
        self.blocks = int(1.4 * sqrt(n))
        self.length = -(-n // self.blocks)

    def settle(self, guess: Integers, hours: int) -> None:
        """Run all blocks until each has begun as its predecessor ended.

        Parameters
        ----------
        guess
            Shape ``(state, blocks)``, with what they begin at first.
        hours
            How many kinds of opening hours the steps look at.
        """
        self.begun_with = guess
        self.ended_with = np.empty_like(guess)
        self.met = np.empty((self.length // STRIDE + 1, *guess.shape), dtype=np.int64)
        self._kinds_of_hours = hours
        todo = np.arange(self.blocks)
        for _ in range(PASSES):
            self._run(todo)
            todo = self._begun_otherwise()
            if not len(todo):
                return
        self._run_rest(todo)

    def side_by_side(self, values: Ticks, padding: int) -> Ticks:
        """Give what belongs to the queue as the blocks have it."""
        padded = np.full(self.blocks * self.length, padding, dtype=values.dtype)
        padded[: self.n] = values
        return np.ascontiguousarray(padded.reshape(self.blocks, self.length).T)

    def in_a_row(self, side_by_side: Ticks) -> Ticks:
        """Give what the blocks have as one row, the padding at the end included."""
        return np.ascontiguousarray(side_by_side.T).reshape(-1)

    @abstractmethod
    def step(self, j: int, which: Any, state: list[Ticks], now_open: Ticks) -> None:
        """Take step j of some blocks, and write what happens; `state` is changed to that after it.

        Parameters
        ----------
        now_open
            Shape ``(2 * hours, blocks)``, for `open_`.
        """

    @abstractmethod
    def in_order(self, part: slice, block: int, state: list[int]) -> list[int]:
        """Run a part of one block step by step; give the state after it."""

    def plain(self, j: int, which: Any, state: list[Ticks]) -> list[Ticks]:
        """Give a state before step j as one that is the same where all that comes after is; as it is, if there is no other."""
        return state

    def open_(self, hours: Intervals, start: Ticks, now_open: Ticks) -> None:
        """Put off starts to the next opening; `now_open` holds opening and closing where each block works.

        Starts never decrease within a block, so each block passes every opening once.
        """
        np.maximum(start, now_open[0], out=start)
        late = np.flatnonzero(start >= now_open[1])
        if len(late):
            at = np.searchsorted(hours[:-1, 1], start[late], side="right")
            start[late] = np.maximum(start[late], hours[at, 0])
            now_open[:, late] = hours[at].T

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
        now_open = np.full((2 * self._kinds_of_hours, len(todo)), -FAR, dtype=np.int64)
        for j in range(self.length):
            if j % STRIDE == 0:
                state = self.plain(j, which, state)
                if not is_first:
                    apart = (np.stack(state) != self.met[j // STRIDE][:, todo]).any(axis=0)
                    if not apart.all():
                        which = todo = todo[apart]
                        state, now_open = [row[apart] for row in state], now_open[:, apart]
                        if not len(todo):
                            return
                self.met[j // STRIDE][:, todo] = state
            self.step(j, which, state, now_open)
        self.ended_with[:, todo] = self.plain(self.length, which, state)

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
            state = self.in_order(slice(j, j + STRIDE), block, state)
        self.ended_with[:, block] = state
