"""Solve one uncoupled station: everybody who comes there, in the order of rule 2, by the method that fits.

The axis is the station's queue. Whoever waits at a station without priorities and surge starts in the order of
(ready tick, number, step), so that one sort replaces the whole calendar of events; it is exact since nothing that
ends here decides when somebody else becomes ready here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import Integers, Intervals, Plan, PlannedStation
from clearance_sim.plan.trace import NO_LANE
from clearance_sim.vector.compiling import compiled, pays
from clearance_sim.vector.end_to_end import OneClock
from clearance_sim.vector.hours import WorkingClock
from clearance_sim.vector.many_servers import starts_at_alike_lanes
from clearance_sim.vector.one_pass import opening_columns, serve_in_one_pass
from clearance_sim.vector.one_server import starts_at_one_lane
from clearance_sim.vector.priorities import starts_by_priority
from clearance_sim.vector.relations import FAR
from clearance_sim.vector.slots import starts_by_departures
from clearance_sim.vector.ticks import TickColumns, ready_from_outside

Place = tuple[int, int]
SAVED_IN_ONE_PASS: Final = 30
"""Nanoseconds a row by which one compiled pass is faster than sorting and blocks."""


def has_array_method(plan: Plan, places: Sequence[Place]) -> bool:
    """Tell whether the station has one lane group, and handling that lasts as long as its clock can tell.

    With priorities the lanes must not rest and there must be no timetable.
    """
    station = _station(plan, places)
    if station.last_lane - station.first_lane != 1 or station.slow is not None:
        return False
    lanes = plan.lanes[station.first_lane]
    if lanes.working is not None and (not lanes.resumes or _has_priorities(plan, places)):
        return False
    return station.slot_ticks is None or not _has_priorities(plan, places)


def _station(plan: Plan, places: Sequence[Place]) -> PlannedStation:
    flow, position = places[0]
    return plan.stations[plan.flows[flow].steps[position].station]


def _has_priorities(plan: Plan, places: Sequence[Place]) -> bool:
    ranks = [plan.priority[plan.flows[flow].steps[step].rows] for flow, step in places]
    return len({extreme for rank in ranks if len(rank) for extreme in (int(rank.min()), int(rank.max()))}) > 1


def come(plan: Plan, places: Sequence[Place], ticks: TickColumns) -> slice | Integers:
    """Write when everybody is ready, and the skipped rows whole; give the rows that are taken, as they come.

    They are a slice where one step is taken by all, so that what follows works in place.
    """
    rows = []
    for flow, position in places:
        step = plan.flows[flow].steps[position]
        ready = ready_from_outside(plan, flow, position, ticks, ())
        assert ready is not None  # nothing of a station or delay is inside
        takes = plan.takes[step.rows]
        all_come = len(ready) > 0 and int(ready.max()) < plan.horizon
        if not all_come:
            ready = np.where(ready < plan.horizon, ready, FAR)
        ticks.ready[step.rows] = ready
        if plan.yards:
            ticks.admitted[step.rows] = ready
        if len(places) == 1 and all_come and bool(takes.all()):
            return step.rows
        ticks.start[step.rows] = ticks.end[step.rows] = np.where(takes, FAR, ready)
        ticks.lane[step.rows] = NO_LANE
        rows.append(step.first_row + np.flatnonzero(takes & (ready < FAR)))
    return np.concatenate(rows)


def solve_delay(plan: Plan, places: Sequence[Place], ticks: TickColumns) -> None:
    """Add the handling to the ready tick."""
    rows = come(plan, places, ticks)
    begin = ticks.ready[rows]
    ticks.start[rows] = begin
    end = begin + plan.work[rows]
    _cut(plan.horizon, end)
    ticks.end[rows] = end
    ticks.lane[rows] = NO_LANE


@dataclass(frozen=True)
class Queue:
    """Hold who comes to a station in one plan, in order of (ready tick, number).

    `order` are positions in `rows`; None where they stand in order.
    """

    plan: Plan
    ticks: TickColumns
    rows: slice | Integers
    order: Integers | None
    ready: Ticks
    work: Ticks

    def priority(self) -> Integers:
        """Give the priority of everybody in order."""
        priority = self.plan.priority[self.rows]
        return priority if self.order is None else priority[self.order]

    def write(self, start: Ticks, end: Ticks, lane: int) -> None:
        """Write starts, ends and lane group into the rows; nothing at or after the horizon happens (rule 15)."""
        too_late = _cut(self.plan.horizon, start)
        _cut(self.plan.horizon, end)
        ticks, rows, order = self.ticks, self.rows, self.order
        for column, values in ((ticks.start, start), (ticks.end, end)):
            if order is None:
                if values.base is not column:
                    column[rows] = values
            elif isinstance(rows, slice):
                column[rows][order] = values
            else:
                column[rows[order]] = values
        ticks.lane[rows] = lane
        if len(too_late):
            positions = too_late if order is None else order[too_late]
            ticks.lane[positions + rows.start if isinstance(rows, slice) else rows[positions]] = NO_LANE


def solve_stations(every: Sequence[tuple[Plan, TickColumns]], places: Sequence[Place]) -> None:
    """Put everybody at one station in order, in each plan, and find the starts; in all plans at once if that helps."""
    comers = [(plan, ticks, come(plan, places, ticks)) for plan, ticks in every]
    queues = [
        _queue(plan, ticks, rows)
        for plan, ticks, rows in comers
        if len(ticks.ready[rows]) and not _solved_in_one_pass(plan, ticks, rows, places)
    ]
    if len(queues) > 1 and _can_join(queues, places):
        clock = OneClock([queue.ready for queue in queues], [queue.work for queue in queues], queues[0].plan.horizon)
        if clock.is_long_enough:
            _solve_joined(queues, places, clock)
            return
    for queue in queues:
        start, end = _solved(queue, places)
        queue.write(start, end, _station(queue.plan, places).first_lane)


def _solved_in_one_pass(plan: Plan, ticks: TickColumns, rows: slice | Integers, places: Sequence[Place]) -> bool:
    """Solve a first-come station without putting its queue in order, if loops are compiled; tell whether it was."""
    station, ready = _station(plan, places), ticks.ready[rows]
    lanes, number = plan.lanes[station.first_lane], plan.number[rows]
    if not pays(len(ready), SAVED_IN_ONE_PASS) or station.slot_ticks is not None or lanes.working is not None:
        return False
    if _has_priorities(plan, places) or not bool((number[1:] >= number[:-1]).all()):
        return False
    start, end, order = np.empty((3, len(ready)), dtype=np.int64)
    if isinstance(rows, slice):
        start, end = ticks.start[rows], ticks.end[rows]
    free = np.full(lanes.count, -FAR, dtype=np.int64)
    columns = (start, end, order, ready, plan.work[rows], *opening_columns(lanes.available), free)
    if not compiled(serve_in_one_pass)(*columns):
        return False
    Queue(plan, ticks, rows, None, ready, ready).write(start, end, station.first_lane)
    return True


def _queue(plan: Plan, ticks: TickColumns, rows: slice | Integers) -> Queue:
    ready, work = ticks.ready[rows], plan.work[rows]
    order = in_turn(ready, plan.number[rows])
    if order is not None:
        ready, work = ready[order], work[order]
    return Queue(plan, ticks, rows, order, ready, work)


def _can_join(queues: Sequence[Queue], places: Sequence[Place]) -> bool:
    """Tell whether the queues of all plans may stand one after the other: lanes of one number that never rest."""
    station = _station(queues[0].plan, places)
    lanes = [queue.plan.lanes[station.first_lane] for queue in queues]
    return (
        station.slot_ticks is None
        and len({(each.count, each.available is None) for each in lanes}) == 1
        and all(each.working is None for each in lanes)
        and not any(_has_priorities(queue.plan, places) for queue in queues)
    )


def _solve_joined(queues: Sequence[Queue], places: Sequence[Place], clock: OneClock) -> None:
    lane = _station(queues[0].plan, places).first_lane
    lanes = [queue.plan.lanes[lane] for queue in queues]
    hours = [each.available for each in lanes if each.available is not None]
    ready, work = clock.joined([queue.ready for queue in queues]), np.concatenate([queue.work for queue in queues])
    starts = _starts(ready, work, lanes[0].count, clock.hours(hours) if hours else None)
    for queue, start in zip(queues, clock.apart(starts), strict=True):
        queue.write(start, start + queue.work, lane)


def _solved(queue: Queue, places: Sequence[Place]) -> tuple[Ticks, Ticks]:
    """Give starts and ends of a queue by the method that fits its lanes."""
    station = _station(queue.plan, places)
    lanes, ready, work = queue.plan.lanes[station.first_lane], queue.ready, queue.work
    if station.slot_ticks is not None:
        start = starts_by_departures(ready, np.unique(station.slot_ticks), lanes.count)
    elif _has_priorities(queue.plan, places):
        start = starts_by_priority(ready, work, queue.priority(), lanes.count, lanes.available)
    elif lanes.resumes and lanes.working is not None:
        clock = WorkingClock(lanes.working)
        worked = _starts(clock.worked(ready), work, lanes.count, None)
        return clock.start(worked), clock.end(worked + work)
    else:
        start = _starts(ready, work, lanes.count, lanes.available)
    return start, start + work


def _starts(ready: Ticks, work: Ticks, lanes: int, hours: Intervals | None) -> Ticks:
    if lanes == 1 and hours is None:
        return starts_at_one_lane(ready, work)
    return starts_at_alike_lanes(ready, work, lanes, hours)


def _cut(horizon: int, ticks: Ticks) -> Integers:
    """Put `FAR` in place of ticks at or after the horizon; give their positions."""
    if int(ticks.max(initial=0)) < horizon:
        return np.zeros(0, dtype=np.int64)
    too_late = np.flatnonzero(ticks >= horizon)
    ticks[too_late] = FAR
    return too_late


def in_turn(ready: Ticks, number: Integers) -> Integers | None:
    """Give the order of (ready tick, number, position), ties on purpose included; None if they stand in it.

    Examples
    --------
    >>> in_turn(np.array([5, 3, 5]), np.array([2, 9, 1]))
    array([1, 2, 0])
    """
    if bool((number[1:] >= number[:-1]).all()):
        return _sorted_by(ready)
    by_number = np.argsort(number, kind="stable")
    order = _sorted_by(ready[by_number])
    return by_number if order is None else by_number[order]


def _sorted_by(ticks: Ticks) -> Integers | None:
    """Give the stable order of ticks: each is packed with its position into one integer, and those are sorted.

    Sorting integers themselves takes half the time of sorting positions by them.
    """
    if bool((ticks[1:] >= ticks[:-1]).all()):
        return None
    low, bits = int(ticks.min()), len(ticks).bit_length()
    if (int(ticks.max()) - low).bit_length() + bits > 62:
        return np.argsort(ticks, kind="stable")
    packed = ticks - low
    packed <<= bits
    packed |= np.arange(len(ticks))
    packed.sort()
    packed &= (1 << bits) - 1
    return packed
