"""Lay marks along the period, and count the time spent by many between each two of them without sorting anything.

Hours, days and what opens or closes by the clock all fall on the hours of a port. So presence is added up hour by
hour, by division, and what is asked of it later (of a day, of the time while open) is a sum of hours. Where a period
does not begin on the hour, or a lane breaks down at some minute, it is counted by `occupancy` instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from clearance_sim.analysis.days import blocks, lay_out
from clearance_sim.analysis.occupancy import capacity, occupancy, while_open
from clearance_sim.analysis.timeline import Timeline
from clearance_sim.clock import HOUR, Ticks
from clearance_sim.plan.plan import Integers, Intervals, Plan


@dataclass(frozen=True, eq=False)
class Ruler:
    """Hold marks in time at which presence is told.

    Attributes
    ----------
    marks
        Shape ``(k + 1,)``, ticks, increasing.
    pitch
        Their distance where it is the same everywhere; else 0.
    """

    marks: Ticks
    pitch: int

    def at(self, ticks: Ticks) -> Integers:
        """Give the positions of ticks that are marks.

        Raises
        ------
        ValueError
            If one is not.
        """
        found = (ticks - self.marks[0]) // self.pitch if self.pitch else np.searchsorted(self.marks, ticks)
        if not (self.marks.take(found, mode="clip") == ticks).all():
            raise ValueError("not a mark of the ruler")
        return np.asarray(found)

    def presence(self, starts: Ticks, ends: Ticks, open_: Intervals | None = None) -> Presence:
        """Count the ticks spent in intervals [start, end), while open only where `open_` is given.

        Examples
        --------
        >>> ruler = Ruler(np.array([0, 10, 20]), 10)
        >>> ruler.presence(np.array([-5, 8]), np.array([4, 15])).integral(np.array([0, 10, 20]))
        array([ 0,  6, 11])
        """
        opened = None if open_ is None else self._levels(*_changes(open_))
        if not self.pitch or (open_ is not None and opened is None):
            return Presence(self, np.diff(while_open(occupancy(starts, ends), open_, self.marks)))
        spent = self._by_piece(starts, ends)
        return Presence(self, spent if opened is None else spent * opened)

    def opened(self, open_: Intervals | None) -> Presence | None:
        """Give 1 between marks where it is open, else 0; None where something opens or closes elsewhere."""
        levels = np.ones(len(self.marks) - 1, dtype=np.int64) if open_ is None else self._levels(*_changes(open_))
        return None if levels is None else Presence(self, levels)

    def offered(self, open_: Intervals | None) -> Presence:
        """Count the ticks while open; None is always."""
        return Presence(self, np.diff(self.marks)) if open_ is None else self.course(*_changes(open_))

    def course(self, change_ticks: Ticks, level: Integers) -> Presence:
        """Integrate a step function: from ``change_ticks[i]`` on it is ``level[i]``, before the first 0."""
        levels = self._levels(change_ticks, level)
        if levels is None:
            return Presence(self, np.diff(capacity(change_ticks, level, self.marks)))
        return Presence(self, self.pitch * levels)

    def nothing(self) -> Presence:
        """Give the presence of nobody."""
        return Presence(self, np.zeros(len(self.marks) - 1, dtype=np.int64))

    def _by_piece(self, starts: Ticks, ends: Ticks) -> Integers:
        """Give the ticks spent in [start, end) between each two marks.

        Most intervals are shorter than the way to the next mark, and lie between two of them with all they have.
        Sums of hours are exact in floating point up to two thousand million of them.
        """
        pieces = len(self.marks) - 1
        begin, spent = self._within(starts), self._within(ends)
        piece = begin // self.pitch
        late = begin - piece * self.pitch
        spent -= begin
        over = np.flatnonzero(late + spent > self.pitch)
        first, first_late = piece[over], late[over]
        last_late = begin[over] + spent[over]
        last = last_late // self.pitch
        last_late -= last * self.pitch
        spent[over] = 0
        there = np.bincount(first, minlength=pieces) - np.bincount(last, minlength=pieces)[:pieces]
        both, late = np.concatenate([first, last]), np.concatenate([-first_late, last_late])
        parts = np.bincount(both, weights=late, minlength=pieces)[:pieces]
        within = np.bincount(piece, weights=spent, minlength=pieces)[:pieces]
        return np.asarray((parts + within).astype(np.int64) + self.pitch * np.cumsum(there))

    def _within(self, ticks: Ticks) -> Ticks:
        """Give ticks as counted from the first mark; what lies outside the marks counts as at the nearest."""
        after, last = ticks - self.marks[0], int(self.marks[-1] - self.marks[0])
        if len(after) and (after.min() < 0 or after.max() > last):
            after = after.clip(0, last)
        return np.asarray(after)

    def _levels(self, change_ticks: Ticks, level: Integers) -> Integers | None:
        """Give a step function between each two marks; None where it changes elsewhere."""
        if not self.pitch:
            return None
        pieces = len(self.marks) - 1
        whole, rest = np.divmod(change_ticks - self.marks[0], self.pitch)
        within = (whole >= 0) & (whole < pieces)
        if rest[within].any():
            return None
        changes = np.concatenate([[0], whole.clip(0, pieces), [pieces]])
        return np.repeat(np.concatenate([[0], level]), np.diff(changes))


@dataclass(frozen=True, eq=False)
class Presence:
    """Hold how many ticks were spent by all together between each two marks of a ruler.

    Attributes
    ----------
    spent
        Shape ``(k,)``.
    """

    ruler: Ruler
    spent: Integers

    def integral(self, until: Ticks) -> Integers:
        """Give the ticks spent from the first mark to each of some others; exact."""
        return np.asarray(np.append(0, np.cumsum(self.spent))[self.ruler.at(until)])

    def __add__(self, other: Presence) -> Presence:
        """Count both."""
        return Presence(self.ruler, self.spent + other.spent)

    def __mul__(self, times: int) -> Presence:
        """Count each several times."""
        return Presence(self.ruler, self.spent * times)


def ruler_of(plan: Plan) -> Ruler:
    """Give the ruler of a plan: its measured period, the hours and days in it, and the blocks of growth, are marks."""
    return _ruler(plan.origin, plan.warm_up, plan.horizon, plan.zone)


@lru_cache(maxsize=64)
def _ruler(origin: int, warm_up: int, horizon: int, zone: str) -> Ruler:
    wanted = np.unique(np.concatenate([lay_out(origin, warm_up, horizon, zone).edges, blocks(warm_up, horizon)]))
    if ((wanted - warm_up) % HOUR).any():
        return Ruler(wanted, 0)
    # From the start of the period on: what happens before the warm-up is over needs no care then.
    return Ruler(np.arange(warm_up % HOUR - HOUR, wanted[-1] + 1, HOUR, dtype=np.int64), HOUR)


@dataclass(frozen=True, eq=False)
class Ruled:
    """Hold a timeline whose causes change at marks of a ruler only.

    Attributes
    ----------
    code
        Shape ``(k + 1,)``, from each mark on the cause is ``causes[code]``.
    before
        Shape ``(causes, k + 1)``, ticks of each cause before each mark.
    changes
        Shape ``(m,)``, the marks at which the cause is another than before; the first among them, the last not.
    """

    code: Integers
    before: Integers
    changes: Integers

    def by_cause(self, time: Presence) -> list[int]:
        """Give for each cause the ticks that were spent while it held."""
        if len(self.before) == 1:
            return [int(time.spent.sum())]
        spent, code = np.add.reduceat(time.spent, self.changes), self.code[self.changes]
        return [int(spent[code == cause].sum()) for cause in range(len(self.before))]


@lru_cache(maxsize=256)
def rule(timeline: Timeline, ruler: Ruler) -> Ruled | None:
    """Give a timeline by the marks of a ruler; None where it changes elsewhere."""
    first, last = ruler.marks[0], ruler.marks[-1]
    inside = timeline.edges[(timeline.edges > first) & (timeline.edges < last)]
    if not ruler.pitch or ((inside - first) % ruler.pitch).any():
        return None
    at = np.searchsorted(timeline.edges, ruler.marks, side="right") - 1
    code = timeline.code[at]
    before = timeline.sums[:, at]
    before[code, np.arange(len(at))] += ruler.marks - timeline.edges[at]
    return Ruled(code, before, np.flatnonzero(np.diff(code[:-1], prepend=-1)))


def _changes(open_: Intervals) -> tuple[Ticks, Integers]:
    """Give open intervals as a step function of 1 and 0."""
    return open_.ravel(), np.tile(np.array([1, 0], dtype=np.int64), len(open_))
