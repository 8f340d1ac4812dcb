"""Solve one uncoupled station: everybody who comes there, in the order of rule 2, by the method that fits.

The axis is the station's queue. Whoever waits at a station without priorities and surge starts in the order of
(ready tick, number, step), so that one sort replaces the whole calendar of events; it is exact since nothing that
ends here decides when somebody else becomes ready here.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import Integers, Plan
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


def come(plan: Plan, places: Sequence[Place], ticks: TickColumns) -> Integers:
    """Write when everybody is ready, and the skipped rows whole; give the rows that are taken, as they come."""
    rows = []
    for flow, position in places:
        step = plan.flows[flow].steps[position]
        ready = ready_from_outside(plan, flow, position, ticks, ())
        assert ready is not None  # nothing of a station or delay is inside
        ready = np.where(ready < plan.horizon, ready, FAR)
        takes = plan.takes[step.rows]
        skipped = np.where(takes, FAR, ready)
        ticks.ready[step.rows] = ticks.admitted[step.rows] = ready
        ticks.start[step.rows] = ticks.end[step.rows] = skipped
        rows.append(step.first_row + np.flatnonzero(takes & (ready < FAR)))
    return np.concatenate(rows)


def solve_delay(plan: Plan, places: Sequence[Place], ticks: TickColumns) -> None:
    """Add the handling to the ready tick."""
    rows = come(plan, places, ticks)
    begin = ticks.ready[rows]
    end = begin + plan.work[rows]
    ticks.start[rows] = begin
    ticks.end[rows] = np.where(end < plan.horizon, end, FAR)


def solve_station(plan: Plan, places: Sequence[Place], ticks: TickColumns) -> None:
    """Put everybody in order, find the starts, write starts and ends."""
    rows = come(plan, places, ticks)
    if not len(rows):
        return
    rows = rows[in_turn(ticks.ready[rows], plan.number[rows])]
    ready, work = ticks.ready[rows], plan.work[rows]
    flow, position = places[0]
    station = plan.stations[plan.flows[flow].steps[position].station]
    lanes = plan.lanes[station.first_lane]
    if station.slot_ticks is not None:
        start = starts_by_departures(ready, np.unique(station.slot_ticks), lanes.count)
        end = start + work
    elif lanes.resumes and lanes.working is not None:
        clock = WorkingClock(lanes.working)
        worked = _starts(clock.worked(ready), work, lanes.count)
        start, end = clock.start(worked), clock.end(worked + work)
    elif lanes.available is not None:
        start = starts_at_alike_lanes(ready, work, lanes.count, lanes.available)
        end = start + work
    else:
        start = _starts(ready, work, lanes.count)
        end = start + work
    begun = start < plan.horizon
    ticks.start[rows] = np.where(begun, start, FAR)
    ticks.end[rows] = np.where(end < plan.horizon, end, FAR)
    ticks.lane[rows] = np.where(begun, station.first_lane, -1)


def _starts(ready: Ticks, work: Ticks, lanes: int) -> Ticks:
    return starts_at_one_lane(ready, work) if lanes == 1 else starts_at_alike_lanes(ready, work, lanes, None)


def in_turn(ready: Ticks, number: Integers) -> Integers:
    """Give the order of (ready tick, number, position), ties on purpose included.

    Examples
    --------
    >>> in_turn(np.array([5, 3, 5]), np.array([2, 9, 1]))
    array([1, 2, 0])
    """
    by_number = None if bool((number[1:] >= number[:-1]).all()) else np.argsort(number, kind="stable")
    if by_number is not None:
        ready = ready[by_number]
    order = _sorted_by(ready)
    return order if by_number is None else by_number[order]


def _sorted_by(ticks: Ticks) -> Integers:
    """Give the stable order of ticks: each is packed with its position into one integer, and those are sorted.

    Sorting integers themselves is several times faster than sorting positions by them.
    """
    if bool((ticks[1:] >= ticks[:-1]).all()):
        return np.arange(len(ticks))
    low, bits = int(ticks.min()), len(ticks).bit_length()
    if (int(ticks.max()) - low).bit_length() + bits > 62:
        return np.argsort(ticks, kind="stable")
    packed = ticks - low
    packed <<= bits
    packed |= np.arange(len(ticks))
    packed.sort()
    packed &= (1 << bits) - 1
    return packed
