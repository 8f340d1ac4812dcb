"""Lay records and lists out in one sequence of integers, each after the one before it (see `part`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from clearance_sim.plan.plan import Integers
from clearance_sim.vector.part import HEADER

Records = Integers | Sequence[Sequence[int]] | Sequence[int]


class Cells:
    """Hold what is laid out, until all of it is known and written at once.

    Examples
    --------
    >>> cells = Cells()
    >>> first, second = cells.reserve(2, 8), cells.put([5, 6])
    >>> second - first, cells.written()[second:].tolist()
    (16, [5, 6])
    """

    def __init__(self) -> None:
        self._size = HEADER
        self._parts: list[tuple[int, Integers]] = []

    def reserve(self, records: int, size: int = 1) -> int:
        """Keep room for so many records of a size; give where the first begins."""
        begins = self._size
        self._size += records * size
        return begins

    def put(self, records: Records) -> int:
        """Add records, or a list, and give where they begin."""
        values = np.asarray(records, dtype=np.int64).reshape(-1)
        begins = self.reserve(len(values))
        self.fill(begins, values)
        return begins

    def put_list(self, values: Iterable[int]) -> tuple[int, int]:
        """Add a list and give where it begins and ends."""
        begins = self.put(list(values))
        return begins, self._size

    def fill(self, begins: int, records: Records) -> None:
        """Say what stands in room that was kept."""
        self._parts.append((begins, np.asarray(records, dtype=np.int64).reshape(-1)))

    def put_targets(self, owners: Integers, targets: Integers, of: int) -> Integers:
        """Add who waits for whom among so many owners, and give for each its only target, where its list begins, or 0.

        Where it begins is given below zero. A list ends with 0.

        Examples
        --------
        >>> cells = Cells()
        >>> cells.put_targets(np.array([2, 0, 2]), np.array([24, 32, 40]), 3).tolist(), cells.written()[16:].tolist()
        ([32, 0, -16], [24, 40, 0])
        """
        counts, found = np.bincount(owners, minlength=of), np.zeros(of, dtype=np.int64)
        found[owners] = targets
        many = counts > 1
        listed = np.flatnonzero(many[owners])
        owners, targets = owners[listed], targets[listed]
        by_owner = np.argsort(owners, kind="stable")
        owners, sizes = owners[by_owner], counts[many]
        lists = np.zeros(len(owners) + len(sizes), dtype=np.int64)
        lists[np.arange(len(owners)) + np.repeat(np.arange(len(sizes)), sizes)] = targets[by_owner]
        found[many] = -(self.put(lists) + np.cumsum(sizes + 1) - sizes - 1)
        return found

    def written(self) -> Integers:
        """Give all cells; room that nobody filled holds anything."""
        cells = np.empty(self._size, dtype=np.int64)
        for begins, values in self._parts:
            cells[begins : begins + len(values)] = values
        return cells


def addresses(begins: int, records: int, size: int) -> list[int]:
    """Give where each of several records begins.

    Examples
    --------
    >>> addresses(16, 3, 8)
    [16, 24, 32]
    """
    return list(range(begins, begins + records * size, size))
