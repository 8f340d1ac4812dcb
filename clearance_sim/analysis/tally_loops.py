"""Tally the rows of one step in plain loops that are compiled where that pays.

It counts what `tallying` tells of a step in NumPy otherwise. Time is told by the hours of the ruler: who comes and goes
within one hour is written there; of others the parts of their first and last hour, and from where to where they are
there for whole hours.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from clearance_sim.clock import HOUR, NEVER

COUNTED: Final = 1
"""Marks who is measured: the unit arrives in the measured window."""
AWAY: Final = 2
"""Marks whose unit was turned away; rows that they never began tell nothing."""
FOLLOWS: Final = 4
"""Marks who goes with a group: the lane is the leader's."""
COUNTS: Final = 7
"""How many numbers `tally_rows` gives."""
SUMS: Final = 5
"""How many numbers `tell_leg` gives."""


def tally_rows(
    found: Any, ready: Any, start: Any, end: Any, lane: Any, takes: Any, marked: Any, spent: Any,
    whole: Any, queue: int, vehicles: int, lanes: int, first_mark: int, last_mark: int, horizon: int, unit: Any,
    joining: Any, leaving: Any,
) -> None:  # fmt: skip
    """Count the rows of a step.

    Parameters
    ----------
    found
        Is given, from its beginning: how many take the step, have begun it, the ticks waited by these, how many have
        ended it, the ticks handled; how many wait, and as vehicles at the port.
    marked
        Shape ``(n,)``: `COUNTED`, `AWAY`, `FOLLOWS`.
    spent, whole
        Shape ``(tables, hours + 1)``: are given the time in the queue, in that of the vehicles and by lane group,
        as `spend` writes it.
    queue, vehicles, lanes
        Which of the tables: the queue of the station, that of the vehicles (-1 = this is none), and where lane
        group number 0 of the plan would be.
    unit, joining, leaving
        Of whom each is, and between which ticks units are at the port.
    """
    took = begun = waited = ended = handled = waits = stood = 0
    for i in range(len(marked)):
        mark, asked, began, done = marked[i], ready[i], start[i], end[i]
        lost = mark & AWAY != 0 and began == NEVER
        if mark & COUNTED and not lost:
            took += takes[i]
            # Who skips the step is ready, starts and ends on one tick.
            if done != NEVER:
                ended += takes[i]
                handled += done - began
            if began != NEVER:
                begun += takes[i]
                waited += began - asked
        if lane[i] >= 0 and not mark & FOLLOWS:
            stop = horizon if done == NEVER else done
            spend(spent, whole, lanes + lane[i], began, stop, first_mark, last_mark)
        if asked not in (began, NEVER) and not lost:
            stop = horizon if began == NEVER else began
            spend(spent, whole, queue, asked, stop, first_mark, last_mark)
            waits += 1
            if vehicles >= 0 and joining[unit[i]] != NEVER:
                gone = leaving[unit[i]]
                first, last = max(asked, joining[unit[i]]), stop if gone == NEVER else min(stop, gone)
                if first < last:
                    spend(spent, whole, vehicles, first, last, first_mark, last_mark)
                    stood += 1
    found[0], found[1], found[2], found[3], found[4] = took, begun, waited, ended, handled
    found[5], found[6] = waits, stood


def tell_leg(
    found: Any, causes: Any, ready: Any, admitted: Any, start: Any, end: Any, eligible: Any, left: Any,
    first_mark: int, last_mark: int, code: Any, before: Any, mask: int,
) -> None:  # fmt: skip
    """Add up the ticks of a step of a straight line, and name the causes of its waits.

    Parameters
    ----------
    found
        Is given, behind what `tally_rows` gives: the sums of ready, admitted, start and end; and how many waits are
        not in `causes`, as other lanes than `mask` are open to them or they do not lie between the marks.
    causes
        Shape ``(causes,)``: is given the ticks that all waited together.
    left
        Shape ``(n,)``: whose stay is told.
    code, before
        As `ruler.Ruled` holds them.
    """
    readied = let_in = started = finished = untold = 0
    for i in range(len(left)):
        if left[i]:
            entered, began = admitted[i], start[i]
            readied += ready[i]
            let_in += entered
            started += began
            finished += end[i]
            if began > entered:
                if eligible[i] == mask and first_mark <= entered and began <= last_mark:
                    name_causes(causes, code, before, entered - first_mark, began - first_mark)
                else:
                    untold += 1
    found[COUNTS], found[COUNTS + 1], found[COUNTS + 2] = readied, let_in, started
    found[COUNTS + 3], found[COUNTS + 4] = finished, untold


def spend(spent: Any, whole: Any, table: int, begin: int, end: int, first_mark: int, last_mark: int) -> None:
    """Write that somebody is there in [begin, end): in parts of two hours, whole hours in between."""
    begin = min(max(begin, first_mark), last_mark) - first_mark
    end = min(max(end, first_mark), last_mark) - first_mark
    first = hour_of(begin)
    if end - first * HOUR <= HOUR:
        spent[table, first] += end - begin
        return
    last = hour_of(end)
    spent[table, last] += end - last * HOUR
    spent[table, first] -= begin - first * HOUR
    whole[table, first] += 1
    whole[table, last] -= 1


def hour_of(ticks: Any) -> Any:
    """Give the hour of ticks since the first mark; divided without a sign, which takes half as long."""
    return np.int64(np.uint64(ticks) // np.uint64(HOUR))


def name_causes(causes: Any, code: Any, before: Any, begin: int, end: int) -> None:
    """Add the ticks of [begin, end), counted from the first mark, to the causes that they have."""
    first, last = hour_of(begin), hour_of(end)
    causes[code[last]] += end - last * HOUR
    causes[code[first]] -= begin - first * HOUR
    if first != last:
        for cause in range(len(causes)):
            causes[cause] += before[cause, last] - before[cause, first]


def add_whole_hours(spent: Any, whole: Any) -> None:
    """Write into `spent` all the time by the hour, once everybody has been written."""
    for table in range(len(spent)):
        there = 0
        for hour in range(spent.shape[1]):
            there += whole[table, hour]
            spent[table, hour] += HOUR * there
