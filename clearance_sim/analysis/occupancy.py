"""Count how many are there: exact integrals over time of intervals, such as waits or handlings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import Integers, Intervals


@dataclass(frozen=True, eq=False)
class Occupancy:
    """Hold intervals [start, end) so that time integrals of how many are open cost two searches each.

    Attributes
    ----------
    starts, ends
        Shape ``(n,)``, ticks, each sorted by itself.
    start_sums, end_sums
        Shape ``(n + 1,)``, running sums, from 0.
    """

    starts: Ticks
    ends: Ticks
    start_sums: Integers
    end_sums: Integers

    def integral(self, until: Ticks) -> Integers:
        """Give entity-ticks spent in the intervals before each of the ticks `until`; exact.

        Examples
        --------
        >>> occupancy(np.array([0, 5]), np.array([10, 6])).integral(np.array([4, 6, 20]))
        array([ 4,  7, 11])
        """
        return _elapsed(self.starts, self.start_sums, until) - _elapsed(self.ends, self.end_sums, until)

    def __len__(self) -> int:
        """Count the intervals."""
        return len(self.starts)


def occupancy(starts: Ticks, ends: Ticks) -> Occupancy:
    """Sort intervals [start, end) into an `Occupancy`."""
    sorted_starts, sorted_ends = np.sort(starts), np.sort(ends)
    return Occupancy(sorted_starts, sorted_ends, _running(sorted_starts), _running(sorted_ends))


def capacity(change_ticks: Ticks, level: Integers, until: Ticks) -> Integers:
    """Integrate a step function: from ``change_ticks[i]`` on it is ``level[i]``, before the first 0.

    Examples
    --------
    >>> capacity(np.array([0, 10]), np.array([2, 0]), np.array([5, 50]))
    array([10, 20])
    """
    if not len(change_ticks):
        return np.zeros(len(until), dtype=np.int64)
    done = np.concatenate([[0], np.cumsum(level[:-1] * np.diff(change_ticks))])
    at = np.searchsorted(change_ticks, until, side="right") - 1
    inside = np.maximum(at, 0)
    return np.where(at < 0, 0, done[inside] + level[inside] * (until - change_ticks[inside]))


def while_open(busy: Occupancy, open_: Intervals | None, until: Ticks) -> Integers:
    """Integrate `busy` over the open intervals only; None is always open."""
    if open_ is None:
        return busy.integral(until)
    if not len(open_):
        return np.zeros(len(until), dtype=np.int64)
    at_edges = busy.integral(open_.ravel()).reshape(open_.shape)
    done = np.concatenate([[0], np.cumsum(at_edges[:, 1] - at_edges[:, 0])])
    at = np.searchsorted(open_[:, 0], until, side="right") - 1
    inside = np.maximum(at, 0)
    so_far = busy.integral(np.minimum(until, open_[inside, 1])) - at_edges[inside, 0]
    return np.where(at < 0, 0, done[inside] + so_far)


def open_ticks(open_: Intervals | None, until: Ticks) -> Integers:
    """Integrate the open intervals themselves; None is always open, counted from tick 0."""
    if open_ is None:
        return until.copy()
    edges = open_.ravel()
    return capacity(edges, np.tile(np.array([1, 0], dtype=np.int64), len(open_)), until)


def _running(ticks: Ticks) -> Integers:
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(ticks)])


def _elapsed(edges: Ticks, sums: Integers, until: Ticks) -> Integers:
    passed = np.searchsorted(edges, until, side="right")
    return np.asarray(passed * until - sums[passed])
