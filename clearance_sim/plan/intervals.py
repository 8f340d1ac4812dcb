"""Reckon with intervals of ticks: sorted, disjoint, half-open; ``None`` stands for always."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import Flags, Intervals


def union(parts: Iterable[Intervals]) -> Intervals:
    """Give the ticks that lie in any of the parts, as intervals that do not touch.

    Examples
    --------
    >>> union([np.array([[0, 5], [9, 12]]), np.array([[3, 7], [12, 20]])]).tolist()
    [[0, 7], [9, 20]]
    """
    spans = np.concatenate([np.zeros((0, 2), dtype=np.int64), *parts])
    spans = spans[spans[:, 0] < spans[:, 1]]
    spans = spans[np.argsort(spans[:, 0], kind="stable")]
    if not len(spans):
        return spans
    reached = np.maximum.accumulate(spans[:, 1])
    begins = np.concatenate([[True], spans[1:, 0] > reached[:-1]])
    ends = np.append(np.flatnonzero(begins)[1:] - 1, len(spans) - 1)
    return np.column_stack([spans[begins, 0], reached[ends]])


def complement(intervals: Intervals, first: int, last: int) -> Intervals:
    """Give the ticks of [first, last) outside the intervals.

    Examples
    --------
    >>> complement(np.array([[2, 4], [6, 9]]), 0, 10).tolist()
    [[0, 2], [4, 6], [9, 10]]
    """
    edges = np.concatenate([[first], np.clip(intervals.ravel(), first, last), [last]]).reshape(-1, 2)
    gaps: Intervals = edges[edges[:, 0] < edges[:, 1]].astype(np.int64)
    return gaps


def without(intervals: Intervals | None, taken: Intervals | None, first: int, last: int) -> Intervals | None:
    """Give the first intervals less the second, within [first, last) where they are always.

    Examples
    --------
    >>> without(np.array([[0, 10]]), np.array([[3, 4]]), 0, 20).tolist()
    [[0, 3], [4, 10]]
    """
    if taken is None:
        return intervals
    if intervals is None:
        return complement(taken, first, last)
    return complement(union([complement(intervals, first, last), taken]), first, last)


def within(intervals: Intervals | None, part: Intervals, first: int, last: int) -> Intervals:
    """Give the ticks that lie in both.

    Examples
    --------
    >>> within(np.array([[0, 10]]), np.array([[3, 4], [8, 30]]), 0, 40).tolist()
    [[3, 4], [8, 10]]
    """
    if intervals is None:
        return part
    return complement(union([complement(intervals, first, last), complement(part, first, last)]), first, last)


def inside(intervals: Intervals, ticks: Ticks) -> Flags:
    """Say of each tick whether it lies in one of the intervals.

    Examples
    --------
    >>> inside(np.array([[0, 3], [8, 9]]), np.array([-1, 2, 3, 8])).tolist()
    [False, True, False, True]
    """
    if not len(intervals):
        return np.zeros(len(ticks), dtype=np.bool_)
    before = np.searchsorted(intervals[:, 0], ticks, side="right") - 1
    return np.asarray((before >= 0) & (ticks < intervals[np.maximum(before, 0), 1]))
