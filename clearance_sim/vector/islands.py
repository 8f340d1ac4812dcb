"""Find out who of a queue can be served without a look at the others: those with whom somebody is there in between.

The axis is stretches of time. Where nobody is at a station, what happened before does
not matter to what comes after: all lanes and people are free. So between two such moments lies an island, whose rows
are solved by themselves, on the clock that they have. It is exact as long as the islands that are solved anew do not
reach into the others; those that they reach into are solved anew with them. A stretch in which somebody is there at any
time counts as taken, which only makes islands larger.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import Flags, Integers

FINE: Final = 1 << 15
"""So many stretches are enough: those of a year last a quarter of an hour."""


class Islands:
    """Hold when somebody of a queue is at its station.

    Examples
    --------
    >>> islands, ready = Islands(3, 0, 1000), np.array([0, 10, 500])
    >>> islands.reach(np.arange(3), ready, ready + 20)
    array([], dtype=int64)
    >>> islands.around(np.array([False, True, False]), ready)
    array([0, 1])
    """

    def __init__(self, rows: int, earliest: int, horizon: int) -> None:
        span = horizon - earliest + 1
        self._shift = max((span // (max(min(2 * rows, FINE), rows // 4) + 64)).bit_length() - 1, 0)
        # Behind the last stretch one in which nobody ever is, and one for those who never come.
        self._nowhere = (span >> self._shift) + 2
        self._earliest, self._latest = earliest, earliest + (self._nowhere << self._shift)
        self._from = np.full(rows, self._nowhere)
        self._to = self._from.copy()
        self._changes = self._steps(self._from, self._to)

    def around(self, is_changed: Flags, ready: Ticks) -> Integers:
        """Give who is on an island on which somebody changed was or is to be, with their ready ticks of now."""
        number = self._numbered(self._is_taken(self._changes))
        here = np.concatenate([self._from[is_changed], self._stretch(ready[is_changed])])
        return np.flatnonzero(self._are_on(number, here)[number[self._from]] | is_changed)

    def reach(self, solved: Integers, ready: Ticks, end: Ticks) -> Integers:
        """Note when those solved anew are there, but for those who meet others; give those, to be solved with whom they meet.

        Parameters
        ----------
        solved
            Who was, in order.
        ready, end
            Their ticks, `FAR` for never.
        """
        begin = self._stretch(ready)
        until = np.where(begin == self._nowhere, begin, np.minimum(self._stretch(end - 1), self._nowhere - 2))
        rest, mine = self._changes - self._steps(self._from[solved], self._to[solved]), self._steps(begin, until)
        theirs, ours = self._is_taken(rest), self._is_taken(mine)
        both = np.flatnonzero((theirs & ours)[: self._nowhere])
        if not len(both):
            self._changes, self._from[solved], self._to[solved] = rest + mine, begin, until
            return both
        number = self._numbered(theirs | ours)
        is_met = self._are_on(number, both)
        meets = is_met[number[self._from]]
        meets[solved] = is_met[number[begin]]
        alone = ~meets[solved]
        solved, begin, until = solved[alone], begin[alone], until[alone]
        self._changes += self._steps(begin, until) - self._steps(self._from[solved], self._to[solved])
        self._from[solved], self._to[solved] = begin, until
        return np.flatnonzero(meets)

    def _numbered(self, is_taken: Flags) -> Integers:
        """Give in each stretch that is taken the number of its island, and 0 in the others."""
        begins = is_taken.copy()
        begins[1:] &= ~is_taken[:-1]
        return np.where(is_taken, np.cumsum(begins), 0)

    def _are_on(self, number: Integers, stretches: Integers) -> Flags:
        """Tell of each island whether some stretches lie on it; those who never come are on none."""
        found = np.zeros(int(number.max()) + 1, dtype=np.bool_)
        found[number[stretches]] = True
        found[0] = found[number[self._nowhere]] = False
        return found

    def _stretch(self, ticks: Ticks) -> Integers:
        """Give the stretch in which ticks lie; never lies nowhere."""
        at = np.minimum(ticks, self._latest)
        at -= self._earliest
        at >>= self._shift
        return at

    def _steps(self, begin: Integers, until: Integers) -> Integers:
        """Give by how many more are there in each stretch than in the one before."""
        count = self._nowhere + 2
        return np.bincount(begin, minlength=count) - np.bincount(until + 1, minlength=count)

    @staticmethod
    def _is_taken(changes: Integers) -> Flags:
        taken: Flags = np.cumsum(changes[:-1]) > 0
        return taken
