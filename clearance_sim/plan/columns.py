"""Hold the columns of a plan while its steps write their rows, each in its place."""

from __future__ import annotations

import numpy as np

from clearance_sim.lending import lend
from clearance_sim.plan.plan import Integers


class EvenColumn:
    """Hold a column that many ports have the same in every row: no lane is closed to anybody, nobody goes first.

    One number is kept for each step whose rows have the same; rows are laid out only where two differ.

    Examples
    --------
    >>> column = EvenColumn()
    >>> column.write(slice(0, 3), 7)
    >>> column.whole(3), column.whole(3).strides
    (array([7, 7, 7]), (0,))
    >>> column.write(slice(3, 5), np.array([8, 9]))
    >>> column.whole(5)
    array([7, 7, 7, 8, 9])
    >>> column.least()
    7
    """

    def __init__(self) -> None:
        self._written: list[tuple[slice, int | Integers]] = []

    def write(self, rows: slice, values: int | Integers) -> None:
        """Set the rows of one step, to one number or to one for each row."""
        self._written.append((rows, values))

    def whole(self, n: int) -> Integers:
        """Give the column of `n` rows, all of them written; read-only if it is one number for all of them."""
        numbers = {values if isinstance(values, int) else None for _, values in self._written}
        if len(numbers) == 1 and (number := numbers.pop()) is not None:
            return np.broadcast_to(np.int64(number), n)
        column = lend(n)
        for rows, values in self._written:
            column[rows] = values
        return column

    def least(self) -> int:
        """Give the least number that was written; 0 if none was."""
        each = (values for _, values in self._written)
        return min((n if isinstance(n, int) else int(n.min()) for n in each if isinstance(n, int) or len(n)), default=0)


class Columns:
    """Hold the columns of `n` rows; what is different in nearly every row is written where it stays."""

    def __init__(self, n: int) -> None:
        self.n = n
        self.takes = np.empty(n, dtype=np.bool_)
        self.work = lend(n)
        self.eligible, self.priority, self.lead_ready = EvenColumn(), EvenColumn(), EvenColumn()
