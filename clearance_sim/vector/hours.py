"""Reckon along a lane's working time, where it rests while it is closed (rule 4).

The axis is any array of ticks. Working time is a monotone map of the clock, constant while the lane rests. In
working time a lane never closes, so every other method applies unchanged; the two inverses bring starts and ends
back. Exact, because the map is piecewise linear with slope 0 or 1 on integers.
"""

from __future__ import annotations

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import Intervals
from clearance_sim.vector.relations import FAR


class WorkingClock:
    """Hold the working time of a lane: from the first opening on, only while it is open.

    Examples
    --------
    >>> clock = WorkingClock(np.array([[10, 20], [30, 40]]))
    >>> clock.worked(np.array([5, 12, 25, 31])), clock.start(np.array([0, 10])), clock.end(np.array([10, 20]))
    (array([ 0,  2, 10, 11]), array([10, 30]), array([20, 40]))
    """

    def __init__(self, hours: Intervals) -> None:
        self._begins, self._ends = hours[:, 0], hours[:, 1]
        self._worked_by_end = np.cumsum(self._ends - self._begins)
        self._worked_before = self._worked_by_end - (self._ends - self._begins)

    def worked(self, ticks: Ticks) -> Ticks:
        """Give how long the lane has worked by each tick."""
        if not len(self._begins):
            return np.full(len(ticks), 0, dtype=np.int64)
        at = np.maximum(np.searchsorted(self._begins, ticks, side="right") - 1, 0)
        spent = np.clip(ticks - self._begins[at], 0, self._ends[at] - self._begins[at])
        worked: Ticks = self._worked_before[at] + spent
        return worked

    def start(self, worked: Ticks) -> Ticks:
        """Give the first open tick by which it has worked so long; `FAR` if it never opens again."""
        at = np.searchsorted(self._worked_by_end, worked, side="right")
        return self._tick(worked, at)

    def end(self, worked: Ticks) -> Ticks:
        """Give the first tick by which it has worked so long; `FAR` if it never does."""
        at = np.searchsorted(self._worked_by_end, worked, side="left")
        return self._tick(worked, at)

    def _tick(self, worked: Ticks, at: Ticks) -> Ticks:
        begins, before = np.append(self._begins, FAR), np.append(self._worked_before, 0)
        return np.where(at < len(self._begins), begins[at] + worked - before[at], FAR)
