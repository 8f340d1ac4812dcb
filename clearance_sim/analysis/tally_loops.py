"""Tally the rows of one step in plain loops that are compiled where that pays.

It counts what `tallying` tells of a step in NumPy otherwise. Time is told by the hours of the ruler, as what each hour
has more than the hour before: so who is there for days is written down where they come and where they go.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np

from clearance_sim.clock import HOUR, NEVER

COUNTED: Final = 1
"""Marks who is measured: the unit arrives in the measured window."""
AWAY: Final = 2
"""Marks whose unit was turned away; rows that they never began tell nothing."""
FOLLOWS: Final = 4
"""Marks who goes with a group: the lane is the leader's."""
TOLD: Final = 8
"""Marks whose stay is told: the unit is measured and has left."""
COUNTS: Final = 7
"""How many numbers `tally_rows` gives of those who take a step."""
SUMS: Final = 5
"""How many numbers it gives of the stays that are told."""


class Looked(NamedTuple):
    """Say of a step which rows are looked at and how.

    Attributes
    ----------
    first, last
        Its rows.
    marks
        Where the marks of the first who may take it stand.
    queue, vehicles, lanes
        Which of the tables: the queue of the station, that of the vehicles (-1 = this is none), and where lane
        group number 0 of the plan would be.
    told, chained, yarded
        Stays are told here; ready is the end of the step before; there are yards around it.
    rule
        Which row of `code` and `before` names the causes of waits; -1 = none.
    mask, each
        The lanes that may be used by whom the rule tells of, and whether each is looked at for others.
    plain
        The marks of nearly all.
    """

    first: int
    last: int
    marks: int
    queue: int
    vehicles: int
    lanes: int
    told: bool
    chained: bool
    yarded: bool
    rule: int
    mask: int
    each: bool
    plain: int


def tally_steps(
    steps: Any, found: Any, causes: Any, ready: Any, admitted: Any, start: Any, end: Any, lane: Any, takes: Any,
    eligible: Any, marked: Any, spent: Any, code: Any, before: Any, first_mark: int, last_mark: int, horizon: int,
    unit: Any, joining: Any, leaving: Any,
) -> None:  # fmt: skip
    """Count the rows of every step of a flow.

    Parameters
    ----------
    steps
        Shape ``(steps, len(Looked))``: for each step a `Looked`.
    found
        Shape ``(steps, COUNTS + SUMS)``: is given how many take the step, have begun it, the ticks waited by these, how
        many have ended it, the ticks handled; how many wait, and as vehicles at the port; then of the stays that are
        told the sum of ready (0 where it is the end of the step before), the ticks waited outside yards, waited inside,
        and handled; and how many waits are not in `causes`, as other lanes than the mask are open to them or they do
        not lie between the marks.
    causes
        Shape ``(steps, causes)``: is given the ticks of the waits that are told.
    marked
        `COUNTED`, `AWAY`, `FOLLOWS` and `TOLD` of who takes a step, from where `Looked` says on.
    spent
        Shape ``(tables, hours + 2)``: is given the time in the queues and by lane group, as `spend` writes it.
    code, before
        Shape ``(rules, hours + 1)`` and ``(rules, causes, hours + 1)``, as `ruler.Ruled` holds them.
    unit, joining, leaving
        Of whom is each who may queue as a vehicle, and between which ticks units are at the port.
    """
    for step in range(len(steps)):
        tally_rows(
            step, steps, found, causes, ready, admitted, start, end, lane, takes, eligible, marked, spent, code, before,
            first_mark, last_mark, horizon, unit, joining, leaving,
        )  # fmt: skip
        tell_ready(step, steps, found, ready, marked)


def tally_rows(
    step: int, steps: Any, found: Any, causes: Any, ready: Any, admitted: Any, start: Any, end: Any, lane: Any, takes: Any,
    eligible: Any, marked: Any, spent: Any, code: Any, before: Any, first_mark: int, last_mark: int, horizon: int,
    unit: Any, joining: Any, leaving: Any,
) -> None:  # fmt: skip
    """Count the rows of one step; who skips it is ready, starts and ends on one tick, and is nowhere.

    Nearly everybody is measured, has left, and did all of it between the marks; `tally_other` looks at who did not. Who
    is served, mostly within the hour in which somebody was just before, is written down once the hour is over.
    """
    first, last, queue, vehicles, lanes = steps[step, 0], steps[step, 1], steps[step, 3], steps[step, 4], steps[step, 5]
    told, yarded, plain, marks = steps[step, 6], steps[step, 8], steps[step, 12], steps[step, 2] - steps[step, 0]
    rule, mask, each, standing = steps[step, 9], steps[step, 10], steps[step, 11], vehicles if told else -1
    took = waited = handled = waits = let_in = there = 0
    since, own = first_mark, -1
    for i in range(first, last):
        if not takes[i]:
            continue
        asked, began, done = ready[i], start[i], end[i]
        if marked[marks + i] != plain or not first_mark <= asked <= began <= done <= last_mark:
            tally_other(
                i, step, steps, found, causes, ready, admitted, start, end, lane, eligible, marked, spent, code, before,
                first_mark, last_mark, horizon, unit, joining, leaving,
            )  # fmt: skip
            continue
        took += 1
        waited += began - asked
        handled += done - began
        if lane[i] >= 0:
            if lane[i] == own and began >= since and done - since <= HOUR:
                there += done - began
            else:
                spend(spent, lanes + lane[i], began - first_mark, done - first_mark)
                if own < 0 or (lane[i] == own and (began < since or began - since >= HOUR)):
                    leave(spent, lanes + own, since - first_mark, there)
                    own, there = lane[i], 0
                    since = began - (began - first_mark) % HOUR
        if began > asked:
            waits += 1
            entered = admitted[i] if yarded else asked
            known = rule if rule >= 0 and (not each or eligible[i] == mask) else -1
            named = known if entered == asked else -1
            wait(spent, queue, standing, causes, step, code, before, named, asked - first_mark, began - first_mark)
            if told:
                let_in += entered - asked
                if named < 0 and began > entered:
                    tell_wait(found, causes, step, code, before, known, entered - first_mark, began - first_mark)
            elif vehicles >= 0:
                at = unit[i - first]
                found[step, 6] += stand(spent, vehicles, asked, began, joining[at], leaving[at], first_mark, last_mark)
    leave(spent, lanes + own, since - first_mark, there)
    add_up(found, step, took, waited, handled, waits)
    if told:
        found[step, 6] += waits if vehicles >= 0 else 0
        found[step, 8] += let_in
        found[step, 9] += waited - let_in
        found[step, 10] += handled


def add_up(found: Any, step: int, took: int, waited: int, handled: int, waits: int) -> None:
    """Add those who have begun and ended all that they take."""
    found[step, 0] += took
    found[step, 1] += took
    found[step, 2] += waited
    found[step, 3] += took
    found[step, 4] += handled
    found[step, 5] += waits


def tally_other(
    i: int, step: int, steps: Any, found: Any, causes: Any, ready: Any, admitted: Any, start: Any, end: Any, lane: Any,
    eligible: Any, marked: Any, spent: Any, code: Any, before: Any, first_mark: int, last_mark: int, horizon: int,
    unit: Any, joining: Any, leaving: Any,
) -> None:  # fmt: skip
    """Count a row of whomever it may be."""
    first, queue, vehicles, lanes, told = steps[step, 0], steps[step, 3], steps[step, 4], steps[step, 5], steps[step, 6]
    mark, asked, began, done = marked[steps[step, 2] + i - first], ready[i], start[i], end[i]
    lost = mark & AWAY != 0 and began == NEVER
    if mark & COUNTED and not lost:
        found[step, 0] += 1
        if done != NEVER:
            found[step, 3] += 1
            found[step, 4] += done - began
        if began != NEVER:
            found[step, 1] += 1
            found[step, 2] += began - asked
    if lane[i] >= 0 and not mark & FOLLOWS:
        spend_within(spent, lanes + lane[i], began, horizon if done == NEVER else done, first_mark, last_mark)
    if asked not in (began, NEVER) and not lost:
        stop = horizon if began == NEVER else began
        spend_within(spent, queue, asked, stop, first_mark, last_mark)
        found[step, 5] += 1
        if vehicles >= 0:
            own = unit[i - first]
            found[step, 6] += stand(spent, vehicles, asked, stop, joining[own], leaving[own], first_mark, last_mark)
    if told and mark & TOLD:
        entered = admitted[i]
        found[step, 8] += entered - asked
        found[step, 9] += began - entered
        found[step, 10] += done - began
        if began > entered:
            alike = not steps[step, 11] or eligible[i] == steps[step, 10]
            rule = steps[step, 9] if alike and first_mark <= entered and began <= last_mark else -1
            tell_wait(found, causes, step, code, before, rule, entered - first_mark, began - first_mark)


def wait(
    spent: Any, queue: int, vehicles: int, causes: Any, step: int, code: Any, before: Any, rule: int, begin: int, end: int
) -> None:  # fmt: skip
    """Write a wait into the queue, into that of the vehicles and to its causes, unless these two are -1."""
    hour = hour_of(begin)
    if end - hour * HOUR <= HOUR:
        stay_within(spent, queue, hour, end - begin)
        if vehicles >= 0:
            stay_within(spent, vehicles, hour, end - begin)
        if rule >= 0:
            causes[step, code[rule, hour]] += end - begin
    else:
        spend(spent, queue, begin, end)
        if vehicles >= 0:
            spend(spent, vehicles, begin, end)
        if rule >= 0:
            name_causes(causes, step, code, before, rule, begin, end)


def tell_wait(
    found: Any, causes: Any, step: int, code: Any, before: Any, rule: int, begin: int, end: int
) -> None:  # fmt: skip
    """Name the causes of a wait, or count it as not told."""
    if rule >= 0:
        name_causes(causes, step, code, before, rule, begin, end)
    else:
        found[step, 11] += 1


def tell_ready(step: int, steps: Any, found: Any, ready: Any, marked: Any) -> None:
    """Add up when those whose stay is told are ready, where that is not known from the step before."""
    readied = 0
    if steps[step, 6] and not steps[step, 7]:
        marks = steps[step, 2] - steps[step, 0]
        for i in range(steps[step, 0], steps[step, 1]):
            if marked[marks + i] & TOLD:
                readied += ready[i]
    found[step, 7] = readied


def stand(
    spent: Any, table: int, begin: int, end: int, joining: int, leaving: int, first_mark: int, last_mark: int
) -> int:
    """Write a wait as far as it lies within the stay; tell whether some of it does."""
    if joining == NEVER:
        return 0
    begin, end = max(begin, joining), end if leaving == NEVER else min(end, leaving)
    if begin >= end:
        return 0
    spend_within(spent, table, begin, end, first_mark, last_mark)
    return 1


def spend_within(spent: Any, table: int, begin: int, end: int, first_mark: int, last_mark: int) -> None:
    """Write that somebody is there in [begin, end), as far as it lies between the marks."""
    begin, end = min(max(begin, first_mark), last_mark), min(max(end, first_mark), last_mark)
    spend(spent, table, begin - first_mark, end - first_mark)


def spend(spent: Any, table: int, begin: int, end: int) -> None:
    """Write that somebody is there in [begin, end), so that the running sum over the hours is the time by the hour.

    Who comes within an hour is there for the rest of it, and for a whole hour in each of the following.
    """
    first = hour_of(begin)
    if end - first * HOUR <= HOUR:
        stay_within(spent, table, first, end - begin)
        return
    last = hour_of(end)
    late, later = begin - first * HOUR, end - last * HOUR
    spent[table, first] += HOUR - late
    spent[table, first + 1] += late
    spent[table, last] -= HOUR - later
    spent[table, last + 1] -= later


def leave(spent: Any, table: int, begin: int, ticks: int) -> None:
    """Write ticks that all lie in the hour that begins at `begin`."""
    if ticks:
        stay_within(spent, table, hour_of(begin), ticks)


def stay_within(spent: Any, table: int, hour: Any, ticks: int) -> None:
    """Write ticks that all lie in one hour."""
    spent[table, hour] += ticks
    spent[table, hour + 1] -= ticks


def hour_of(ticks: Any) -> Any:
    """Give the hour of ticks since the first mark; divided without a sign, which takes half as long."""
    return np.int64(np.uint64(ticks) // np.uint64(HOUR))


def name_causes(causes: Any, step: int, code: Any, before: Any, rule: int, begin: int, end: int) -> None:
    """Add the ticks of [begin, end), counted from the first mark, to the causes that they have."""
    first, last = hour_of(begin), hour_of(end)
    causes[step, code[rule, last]] += end - last * HOUR
    causes[step, code[rule, first]] -= begin - first * HOUR
    for cause in range(causes.shape[1]):
        causes[step, cause] += before[rule, cause, last] - before[rule, cause, first]
