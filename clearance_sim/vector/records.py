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
        several, stride = (np.array([waits]), 0) if isinstance(waits, int) else (waits, 1)
        columns = (several, stride, targets, work, number, takes)
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
    ends: Integers, waiting: Integers, first: int, of: int, begins: int, *, in_one_pass: bool
) -> tuple[Integers, Integers]:  # fmt: skip
    """Say for each of so many records whom its end lets go, and give the lists of those that let several go.

    Parameters
    ----------
    ends, waiting
        Which record waits for whose end, by position; what is done in one pass uses them up.
    first, of
        Where the first of all records begins, and how many they are.
    begins
        Where the lists are going to begin; each ends with 0.

    Returns
    -------
        For each record the only one that waits, or below zero where its list begins, or 0; and the lists.

    Examples
    --------
    >>> ends, waiting = np.array([2, 0, 2]), np.array([0, 1, 1])
    >>> found, lists = list_targets(ends, waiting, 16, 3, 40, in_one_pass=False)
    >>> found.tolist(), lists.tolist()
    ([22, 0, -40], [16, 22, 0])
    """
    found = np.zeros(of, dtype=np.int64)
    if in_one_pass:
        lists = np.empty(len(ends) * 3 // 2, dtype=np.int64)
        return found, lists[: compiled(list_each)(ends, waiting, first, found, lists, begins)]
    counts, targets = np.bincount(ends, minlength=of), first + waiting * ROW
    found[ends] = targets
    many = counts > 1
    listed = np.flatnonzero(many[ends])
    owners, targets = ends[listed], targets[listed]
    by_owner = np.argsort(owners, kind="stable")
    owners, sizes = owners[by_owner], counts[many]
    lists = np.zeros(len(owners) + len(sizes), dtype=np.int64)
    lists[np.arange(len(owners)) + np.repeat(np.arange(len(sizes)), sizes)] = targets[by_owner]
    found[many] = -(begins + np.cumsum(sizes + 1) - sizes - 1)
    return found, lists


def list_each(ends: Any, waiting: Any, first: int, found: Any, lists: Any, begins: int) -> int:
    """Tell each record who waits; `found` is zeros, `lists` long enough; give how many cells of it are used.

    Most let one other go. Who waits for a record that lets several go is put aside, where `ends` and `waiting` are read
    already; the first of each is marked there, and found holds minus their number until the list has its place.
    """
    aside = used = 0
    for k in range(len(ends)):
        owner, target = ends[k], first + waiting[k] * ROW
        told = found[owner]
        if told == 0:
            found[owner] = target
            continue
        if told > 0:
            ends[aside], waiting[aside] = -1 - owner, told
            aside += 1
            told = -1
        ends[aside], waiting[aside] = owner, target
        aside += 1
        found[owner] = told - 1
    for k in range(aside):
        owner = ends[k]
        if owner < 0:
            owner = -1 - owner
            used += 1 - found[owner]
            lists[used - 1] = 0
            found[owner] = -(begins + used - 1)
        found[owner] += 1
        lists[-found[owner] - begins] = waiting[k]
    return used
