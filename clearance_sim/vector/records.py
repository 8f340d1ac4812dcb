"""Write what is known of rows into the records of a coupled part, and read back what its loop found.

The axis is the rows of one step, or for `list_targets` all that wait. Each is done twice: by NumPy, a column at a time,
and where loops are compiled in one pass over the rows: a record is six cells side by side, so that columns are six
walks through the memory. A test holds one against the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.compiling import compiled
from clearance_sim.plan.plan import Flags, Integers
from clearance_sim.plan.trace import NO_LANE
from clearance_sim.vector.part import LANE, LANE_SIZE, LASTS, LINE, NUMBER, ROW, SKIPPED, START, TARGET
from clearance_sim.vector.relations import FAR


@dataclass(frozen=True, eq=False)
class Known:
    """Hold where in the cells the records of the rows stand that the loop knows of one step.

    Attributes
    ----------
    kept
        Positions of those rows in the step.
    """

    begins: int
    kept: Integers

    @property
    def addresses(self) -> Integers:
        """Give where each record begins."""
        return self.begins + np.arange(len(self.kept)) * ROW

    def records(self, cells: Integers) -> Integers:
        """Give the records, shape ``(rows, ROW)``."""
        return cells[self.begins : self.begins + len(self.kept) * ROW].reshape(-1, ROW)

    def column(self, cells: Integers | list[int], field: int) -> Integers:
        """Give one field of all records."""
        return np.asarray(cells[self.begins + field : self.begins + len(self.kept) * ROW : ROW], dtype=np.int64)


def write_records(
    cells: Integers, known: Known, waits: int | Integers, targets: Integers, work: Ticks, number: Integers, takes: Flags,
    line: int, lane: int, *, in_one_pass: bool,
) -> None:  # fmt: skip
    """Write the records of a step: who takes it wants a line, where there is only one lane group this; the others none."""
    if in_one_pass:
        several = np.atleast_1d(np.asarray(waits, dtype=np.int64))
        columns = (several, int(not isinstance(waits, int)), targets, work, number, takes)
        compiled(write_each)(cells, known.begins, known.kept, *columns, line, lane)
        return
    records, kept = known.records(cells), known.kept
    taken = takes[kept]
    records[:, START], records[:, TARGET] = FAR + waits, targets
    records[:, LASTS], records[:, NUMBER] = work[kept], number[kept]
    if taken.all():
        records[:, LINE], records[:, LANE] = line, lane
    else:
        records[:, LINE], records[:, LANE] = np.where(taken, line, SKIPPED), np.where(taken, lane, NO_LANE)


def write_each(
    cells: Any, begins: int, kept: Any, waits: Any, stride: int, targets: Any, work: Any, number: Any, takes: Any, line: int,
    lane: int,
) -> None:  # fmt: skip
    """Write record after record."""
    for k in range(len(kept)):
        row, i = begins + k * ROW, kept[k]
        cells[row + START] = FAR + waits[k * stride]
        cells[row + LINE] = line if takes[i] else SKIPPED
        cells[row + LASTS] = work[i]
        cells[row + NUMBER] = number[i]
        cells[row + TARGET] = targets[k]
        cells[row + LANE] = lane if takes[i] else NO_LANE


@dataclass(frozen=True, eq=False)
class Found:
    """Hold the columns of the rows of one step, of which `ready` is written already."""

    ready: Ticks
    start: Ticks
    end: Ticks
    lane: Integers


def read_records(
    cells: Integers | list[int], known: Known, takes: Flags, found: Found, first_lane: int, horizon: int
) -> None:  # fmt: skip
    """Write when who takes a step started and ended, and at which lane group; who does not is over when ready.

    A lane without a start is that of the line in which somebody still stands; below zero is said why there is none.
    """
    if isinstance(cells, np.ndarray):
        columns = (found.ready, found.start, found.end, found.lane)
        compiled(read_each)(cells, known.begins, known.kept, takes, *columns, first_lane, horizon)
        return
    kept = known.kept
    taken = takes[kept]
    found.start[:], found.end[:], found.lane[:] = found.ready, found.ready, NO_LANE
    start, lasts, lane = (known.column(cells, field)[taken] for field in (START, LASTS, LANE))
    end, who = start + lasts, kept[taken]
    is_in_time = start < horizon
    found.start[who] = np.where(is_in_time, start, FAR)
    found.end[who] = np.where(end < horizon, end, FAR)
    found.lane[who] = np.where(is_in_time & (lane >= 0), (lane - first_lane) // LANE_SIZE, np.minimum(lane, NO_LANE))


def read_each(
    cells: Any, begins: int, kept: Any, takes: Any, ready: Any, start: Any, end: Any, lane: Any, first_lane: int, horizon: int
) -> None:
    """Write row after row; `kept` stand in order."""
    k, known = 0, len(kept)
    for i in range(len(ready)):
        start[i] = end[i] = ready[i]
        lane[i] = NO_LANE
        if k < known and kept[k] == i:
            row = begins + k * ROW
            k += 1
            if takes[i]:
                tick, at = cells[row + START], cells[row + LANE]
                start[i] = tick if tick < horizon else FAR
                tick += cells[row + LASTS]
                end[i] = tick if tick < horizon else FAR
                lane[i] = (at - first_lane) // LANE_SIZE if at >= 0 and start[i] < FAR else min(at, NO_LANE)


def list_targets(
    ends: Integers, waiting: Integers, addresses: Integers, first: int, of: int, begins: int, *, in_one_pass: bool
) -> tuple[Integers, Integers]:  # fmt: skip
    """Say for each of so many records whom its end lets go, and give the lists of those that let several go.

    Parameters
    ----------
    ends, waiting
        Which row waits for whose end.
    addresses
        Where the record of each row begins.
    first, of
        Where the first of all records begins, and how many they are.
    begins
        Where the lists are going to begin; each ends with 0.

    Returns
    -------
        For each record the only one that waits, or below zero where its list begins, or 0; and the lists.

    Examples
    --------
    >>> ends, waiting, addresses = np.array([2, 0, 2]), np.array([0, 1, 1]), np.array([16, 22, 28])
    >>> found, lists = list_targets(ends, waiting, addresses, 16, 3, 40, in_one_pass=False)
    >>> found.tolist(), lists.tolist()
    ([22, 0, -40], [16, 22, 0])
    """
    if in_one_pass:
        found, lists = np.zeros(of, dtype=np.int64), np.empty(len(ends) * 3 // 2, dtype=np.int64)
        return found, lists[: compiled(list_each)(ends, waiting, addresses, first, found, lists, begins)]
    owners, targets = (addresses[ends] - first) // ROW, addresses[waiting]
    counts, found = np.bincount(owners, minlength=of), np.zeros(of, dtype=np.int64)
    found[owners] = targets
    many = counts > 1
    listed = np.flatnonzero(many[owners])
    owners, targets = owners[listed], targets[listed]
    by_owner = np.argsort(owners, kind="stable")
    owners, sizes = owners[by_owner], counts[many]
    lists = np.zeros(len(owners) + len(sizes), dtype=np.int64)
    lists[np.arange(len(owners)) + np.repeat(np.arange(len(sizes)), sizes)] = targets[by_owner]
    found[many] = -(begins + np.cumsum(sizes + 1) - sizes - 1)
    return found, lists


def list_each(ends: Any, waiting: Any, addresses: Any, first: int, found: Any, lists: Any, begins: int) -> int:
    """Sort who waits by counting; `found` is zeros, `lists` long enough; give how many cells of it are used."""
    used, n = 0, len(ends)
    for k in range(n):
        found[(addresses[ends[k]] - first) // ROW] += 1
    for owner in range(len(found)):
        several = found[owner]
        found[owner] = 0
        if several > 1:
            used += several + 1
            lists[used - 1] = 0
            found[owner] = -(begins + used - 1)
    for k in range(n - 1, -1, -1):
        owner, target = (addresses[ends[k]] - first) // ROW, addresses[waiting[k]]
        if found[owner] == 0:
            found[owner] = target
        else:
            found[owner] += 1
            lists[-found[owner] - begins] = target
    return used
