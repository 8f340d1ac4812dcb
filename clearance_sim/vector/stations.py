"""Solve one uncoupled station: everybody who comes there, in the order of rule 2, by the method that fits.

The axis is the station's queue. Whoever waits at a station without priorities and surge starts in the order of
(ready tick, number, step), so that one sort replaces the whole calendar of events; it is exact since nothing that
ends here decides when somebody else becomes ready here.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import Integers, Plan, PlannedLanes, PlannedStation
from clearance_sim.plan.trace import NO_LANE
from clearance_sim.vector.hours import WorkingClock
from clearance_sim.vector.many_servers import starts_at_alike_lanes
from clearance_sim.vector.one_server import starts_at_one_lane
from clearance_sim.vector.relations import FAR
from clearance_sim.vector.slots import starts_by_departures
from clearance_sim.vector.ticks import TickColumns, ready_from_outside

Place = tuple[int, int]


def has_array_method(plan: Plan, places: Sequence[Place]) -> bool:
    """Tell whether the station has one lane group, one priority, and handling that a clock can tell."""
    flow, position = places[0]
    station = plan.stations[plan.flows[flow].steps[position].station]
    if station.last_lane - station.first_lane != 1 or station.slow is not None:
        return False
    lanes = plan.lanes[station.first_lane]
    if lanes.working is not None and not lanes.resumes:
        return False
    ranks = [plan.priority[plan.flows[flow].steps[step].rows] for flow, step in places]
    extremes = [extreme for rank in ranks if len(rank) for extreme in (int(rank.min()), int(rank.max()))]
    return len(set(extremes)) <= 1


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
    ticks.end[rows] = _before(plan.horizon, begin + plan.work[rows])
    ticks.lane[rows] = NO_LANE


def solve_station(plan: Plan, places: Sequence[Place], ticks: TickColumns) -> None:
    """Put everybody in order, find the starts, write starts and ends."""
    rows = come(plan, places, ticks)
    ready, work = ticks.ready[rows], plan.work[rows]
    if not len(ready):
        return
    order = in_turn(ready, plan.number[rows])
    if order is not None:
        ready, work = ready[order], work[order]
    flow, position = places[0]
    station = plan.stations[plan.flows[flow].steps[position].station]
    start, end = _solved(station, plan.lanes[station.first_lane], ready, work)
    begun = _before(plan.horizon, start)
    over = _before(plan.horizon, end)
    lane = station.first_lane if begun is start else np.where(begun < FAR, station.first_lane, NO_LANE)
    for column, values in ((ticks.start, begun), (ticks.end, over), (ticks.lane, lane)):
        if order is None or isinstance(values, int):
            column[rows] = values
        elif isinstance(rows, slice):
            column[rows][order] = values
        else:
            column[rows[order]] = values


def _solved(station: PlannedStation, lanes: PlannedLanes, ready: Ticks, work: Ticks) -> tuple[Ticks, Ticks]:
    """Give starts and ends of a queue by the method that fits its lanes."""
    if station.slot_ticks is not None:
        start = starts_by_departures(ready, np.unique(station.slot_ticks), lanes.count)
    elif lanes.resumes and lanes.working is not None:
        clock = WorkingClock(lanes.working)
        worked = _starts(clock.worked(ready), work, lanes.count)
        return clock.start(worked), clock.end(worked + work)
    elif lanes.available is not None:
        start = starts_at_alike_lanes(ready, work, lanes.count, lanes.available)
    else:
        start = _starts(ready, work, lanes.count)
    return start, start + work


def _before(horizon: int, ticks: Ticks) -> Ticks:
    """Give the ticks, `FAR` in place of those at or after the horizon; the same array if there are none."""
    return ticks if int(ticks.max(initial=0)) < horizon else np.where(ticks < horizon, ticks, FAR)


def _starts(ready: Ticks, work: Ticks, lanes: int) -> Ticks:
    return starts_at_one_lane(ready, work) if lanes == 1 else starts_at_alike_lanes(ready, work, lanes, None)


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
