"""Run a queue of which some are served before others, at lanes that are not alike, as time-parallel blocks.

The axis is blocks of starts. Step j of each block starts the one who can first, of the first ones of all lines (see
`line_starts`); so the state of a block is its lanes and where the first of each line stands. Each block first runs as
if nobody waited when it began; `side_by_side` says how that is mended, and why it is exact.

Starts never decrease from step to step, and opening hours are a monotone map of ticks: so the later of two ticks, put
off to the opening, is the later of both put off. Those on which people are ready are put off once and for all.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import Integers, Intervals, PlannedLanes
from clearance_sim.vector.first_start import LATER, lay_out
from clearance_sim.vector.line_starts import start_by_line
from clearance_sim.vector.relations import FAR
from clearance_sim.vector.standing import Standing
from clearance_sim.vector.turns import Served
from clearance_sim.vector.unlike_blocks import AtUnlikeLanes


class LineBlocks(AtUnlikeLanes):
    """Hold the blocks; the last rows of a state are where the first of each line stands.

    Attributes
    ----------
    who
        Shape ``(length, blocks)``, where those who start stand in the lines.
    """

    def __init__(self, standing: Standing, lanes: Sequence[PlannedLanes], slow: Intervals | None, *, are_levels: bool) -> None:
        super().__init__(len(standing.ready) - len(standing.heads), lanes, slow, are_levels=are_levels)
        self._standing = standing
        self._heads = self._count
        self._marks = [*(standing.heads[1:] - 1).tolist(), len(standing.ready) - 1]
        self._came = [self._put_off(hours) for hours in self._hours]
        masks = standing.may_use.tolist()
        self._may_use = [[group for group in range(len(lanes)) if mask >> group & 1] for mask in masks]
        self._lines = [[line for line, groups in enumerate(self._may_use) if group in groups] for group in range(len(lanes))]
        self.who = np.empty((self.length, self.blocks), dtype=np.int64)

    def served(self) -> Served:
        """Run all blocks; give what was done, in order of the queue."""
        self.settle(self._guess(), len(self._lanes))
        return self._standing.served(*(self.in_a_row(each)[: self.n] for each in (self.who, self.start, self.end, self.lane)))

    def _guess(self) -> Integers:
        """Give the state with which blocks begin at first: who came before has started, and all lanes have been free for long."""
        starts = np.arange(self.blocks) * self.length
        gone = [
            head + np.searchsorted(self._standing.place[head:mark], starts)
            for head, mark in zip(self._standing.heads.tolist(), self._marks, strict=True)
        ]
        return np.concatenate([np.full((self._heads, self.blocks), -FAR), gone])

    def _put_off(self, hours: Intervals | None) -> Ticks:
        """Give the first open tick on which each one is there."""
        ready = self._standing.ready
        if hours is not None:
            ready = ready.copy()
            self.open_(hours, ready, np.full((2, len(ready)), -FAR))
        return ready

    def step(self, j: int, which: Any, state: list[Ticks], now_open: Ticks) -> None:
        """Let the next one of each block start."""
        free = self._free(state, now_open)
        heads = state[self._heads :]
        first: Any = 0
        who, (start, chosen) = heads[0], self._soonest(0, heads[0], free)
        for line in range(1, len(heads)):
            tick, group = self._soonest(line, heads[line], free)
            is_before = self._is_before(line, tick, heads[line], start, who)
            start, who = np.where(is_before, tick, start), np.where(is_before, heads[line], who)
            chosen, first = np.where(is_before, group, chosen), np.where(is_before, line, first)
        end = self._ends(start, self._standing.work.take(who, mode="clip"), chosen)
        self.who[j, which], self.start[j, which], self.end[j, which], self.lane[j, which] = who, start, end, chosen
        self._take(state, np.where(start < FAR, chosen, -1), end)
        for line, head in enumerate(heads):
            state[self._heads + line] = head + (first == line)

    def _free(self, state: list[Ticks], now_open: Ticks) -> list[Ticks]:
        """Give the first tick on which each lane group is free and open."""
        free = [state[first] for first, _, _ in self._ranges]
        for number, hours in enumerate(self._hours):
            if hours is not None:
                free[number] = free[number].copy()
                self.open_(hours, free[number], now_open[2 * number : 2 * number + 2])
        return free

    def _soonest(self, line: int, head: Integers, free: list[Ticks]) -> tuple[Ticks, Any]:
        """Give when and where the first of a line can start, `FAR` for never, `LATER` if nobody is left."""
        if not self._may_use[line]:
            return np.maximum(self._standing.ready.take(head, mode="clip"), FAR), 0
        chosen: Any = self._may_use[line][0]
        soonest = np.maximum(self._came[chosen].take(head, mode="clip"), free[chosen])
        for group in self._may_use[line][1:]:
            tick = np.maximum(self._came[group].take(head, mode="clip"), free[group])
            chosen = np.where(tick < soonest, group, chosen)
            np.minimum(tick, soonest, out=soonest)
        return soonest, chosen

    def _is_before(self, line: int, tick: Ticks, head: Integers, start: Ticks, who: Integers) -> Any:
        """Tell where the first of a line has its turn before those of the lines before."""
        if self._standing.priority[line] > self._standing.priority[line - 1]:
            return tick < start
        turn = self._standing.turn
        return tick < start + (turn.take(head, mode="clip") < turn.take(who, mode="clip"))

    def plain(self, j: int, which: Any, state: list[Ticks]) -> list[Ticks]:
        """Count lanes that are free when the next one who may use them comes as free for ever.

        After the last start of all, the last block goes on with nobody: lines that have come to their end stay there.
        """
        free, heads = state[: self._heads], state[self._heads :]
        for number, lines in enumerate(self._lines):
            coming: Any = LATER
            for line in lines:
                coming = np.minimum(coming, self._standing.ready.take(heads[line], mode="clip"))
            for lane in range(*self._ranges[number][1:]):
                free[lane] = np.where(free[lane] <= coming, -FAR, free[lane])
        return [*free, *(np.minimum(head, mark) for head, mark in zip(heads, self._marks, strict=True))]

    def in_order(self, part: slice, block: int, state: list[int]) -> list[int]:
        """Run a part of one block step by step; give the state after it."""
        free, heads = state[: self._heads], state[self._heads :]
        steps = max(min(part.stop, self.length, self.n - block * self.length) - part.start, 0)
        told: list[list[int]] = [[0] * steps for _ in range(4)]
        columns, groups, spans = self._laid_out
        start_by_line(*[*told, *columns, heads, heads.copy(), heads.copy(), groups, free, *spans])
        rows, ready = slice(part.start, part.start + steps), columns[0]
        self.who[rows, block], self.start[rows, block], self.end[rows, block], self.lane[rows, block] = told
        for number, lines in enumerate(self._lines):
            coming = min((ready[heads[line]] for line in lines), default=LATER)
            for lane in range(*self._ranges[number][1:]):
                free[lane] = -FAR if free[lane] <= coming else free[lane]
        return [*free, *heads]

    @cached_property
    def _laid_out(self) -> tuple[list[list[int]], list[int], list[list[int]]]:
        """Give what the plain loop wants; blocks run in order one after the other only, so that openings are looked for once."""
        standing = self._standing
        columns = [column.tolist() for column in (standing.ready, standing.work, standing.turn, standing.may_use)]
        groups, _, *spans = lay_out(self._lanes, self._slow, are_levels=self._are_levels)
        return columns, groups * len(self._marks), spans
