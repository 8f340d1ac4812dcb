"""Find out who of a queue can be served without a look at the others: those with whom somebody is there in between.

The axis is stretches of time, one for every four rows or more. Where nobody is at a station, what happened before does
not matter to what comes after: all lanes and people are free. So between two such moments lies an island, whose rows
are solved by themselves, on the clock that they have. It is exact as long as the islands that are solved anew do not
reach into the others; those that they reach into are solved anew with them. A stretch in which somebody is there at any
time counts as taken, which only makes islands larger.
"""

from __future__ import annotations

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import Flags, Integers


class Islands:
    """Hold when somebody of a queue is at its station.

    Examples
    --------
    >>> islands, ready = Islands(3, 0, 1000), np.array([0, 10, 500])
    >>> islands.reach(np.ones(3, dtype=np.bool_), ready, ready + 20)
    >>> islands.around(np.array([False, True, False]), ready).tolist()
    [True, True, False]
    """

    def __init__(self, rows: int, earliest: int, horizon: int) -> None:
        span = horizon - earliest + 1
        self._earliest, self._last_tick = earliest, horizon - 1
        self._shift = max((span // (rows // 4 + 64)).bit_length() - 1, 0)
        # Behind the last stretch one in which nobody ever is, and one for those who never come.
        self._nowhere = (span >> self._shift) + 2
        self._from = np.full(rows, self._nowhere)
        self._to = self._from.copy()
        self._changes = self._steps(self._from, self._to)
        self._number: Integers = np.zeros(self._nowhere + 1, dtype=np.int64)

    def around(self, is_changed: Flags, ready: Ticks) -> Flags:
        """Tell who is on an island on which somebody changed was or is to be, with their ready ticks of now."""
        taken = self._is_taken(self._changes)
        begins = taken.copy()
        begins[1:] &= ~taken[:-1]
        self._number = np.where(taken, np.cumsum(begins), 0)
        here = self._stretch(ready[is_changed])
        return self._on_islands(np.concatenate([self._from[is_changed], here])) | is_changed

    def reach(self, is_solved: Flags, ready: Ticks, end: Ticks) -> Flags | None:
        """Note when those solved anew are there, and give None; unless they reach other islands: give who is there, too.

        Parameters
        ----------
        is_solved
            Shape ``(rows,)``.
        ready, end
            Ticks of those solved, `FAR` for never.
        """
        begin = self._stretch(ready)
        until = np.where(begin == self._nowhere, begin, np.minimum(self._stretch(end - 1), self._nowhere - 2))
        rest = self._changes - self._steps(self._from[is_solved], self._to[is_solved])
        mine = self._steps(begin, until)
        both = np.flatnonzero((self._is_taken(rest) & self._is_taken(mine))[: self._nowhere])
        if len(both):
            return is_solved | self._on_islands(both)
        self._changes = rest + mine
        self._from[is_solved], self._to[is_solved] = begin, until
        return None

    def _on_islands(self, stretches: Integers) -> Flags:
        """Tell who is on the islands on which some stretches lie."""
        is_wanted = np.zeros(int(self._number.max()) + 1, dtype=np.bool_)
        is_wanted[self._number[stretches]] = True
        is_wanted[0] = is_wanted[self._number[self._nowhere]] = False
        found: Flags = is_wanted[self._number[self._from]]
        return found

    def _stretch(self, ticks: Ticks) -> Integers:
        """Give the stretch in which ticks lie; late ones lie nowhere."""
        at = np.maximum(ticks - self._earliest, 0) >> self._shift
        at[ticks > self._last_tick] = self._nowhere
        return at

    def _steps(self, begin: Integers, until: Integers) -> Integers:
        """Give by how many more are there in each stretch than in the one before."""
        count = self._nowhere + 2
        return np.bincount(begin, minlength=count) - np.bincount(until + 1, minlength=count)

    @staticmethod
    def _is_taken(changes: Integers) -> Flags:
        taken: Flags = np.cumsum(changes[:-1]) > 0
        return taken
