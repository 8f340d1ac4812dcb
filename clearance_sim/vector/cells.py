"""Lay records and lists out in one sequence of integers, each after the one before it (see `part`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from clearance_sim.lending import lend
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
        listed = list(values)
        begins = self.put(listed) if listed else self._size
        return begins, self._size

    def fill(self, begins: int, records: Records) -> None:
        """Say what stands in room that was kept."""
        self._parts.append((begins, np.asarray(records, dtype=np.int64).reshape(-1)))

    @property
    def size(self) -> int:
        """Give where the next record will begin."""
        return self._size

    def written(self) -> Integers:
        """Give all cells; room that nobody filled holds anything."""
        cells = lend(self._size)
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
