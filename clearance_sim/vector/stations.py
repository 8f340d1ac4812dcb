"""Solve one uncoupled station: everybody who comes there, in the order of rule 2, by the method that fits.

The axis is the station's queue. Whoever waits at a station without priorities and surge starts in the order of
(ready tick, number, step), so that one sort replaces the whole calendar of events; it is exact since nothing that
ends here decides when somebody else becomes ready here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import Integers, Plan, PlannedStation
from clearance_sim.plan.trace import NO_LANE
from clearance_sim.vector import priorities
from clearance_sim.vector.capacity import Capacity, capacity_of, levels_of
from clearance_sim.vector.coming import Comers, come, cut, hand_on
from clearance_sim.vector.compiled_station import left_to_arrays
from clearance_sim.vector.disciplines import has_alike_lanes, has_priorities, station_of
from clearance_sim.vector.end_to_end import OneClock
from clearance_sim.vector.hours import WorkingClock
from clearance_sim.vector.many_servers import serve_at_alike_lanes
from clearance_sim.vector.one_server import starts_at_one_lane
from clearance_sim.vector.priorities import are_several, serve_by_priority
from clearance_sim.vector.relations import Place
from clearance_sim.vector.slots import starts_by_departures
from clearance_sim.vector.ticks import TickColumns
from clearance_sim.vector.turns import Served, in_turn
from clearance_sim.vector.unlike_lanes import serve_at_unlike_lanes
from clearance_sim.vector.unlike_lines import serve_lines_at_unlike_lanes


@dataclass(frozen=True)
class Queue:
    """Hold who comes to a station in one plan, in order of (ready tick, number).

    `order` are positions in the comers' rows; None where all come and stand in order.
    """

    plan: Plan
    places: Sequence[Place]
    ticks: TickColumns
    comers: Comers
    order: Integers | None
    ready: Ticks
    work: Ticks

    def priority(self) -> Integers:
        """Give the priority of everybody in order."""
        return _at(self.plan.priority, self.comers.rows, self.order)

    @property
    def capacity(self) -> Capacity:
        """Give how many of the queue can be served at once."""
        capacity = capacity_of(self.plan, self.places)
        assert capacity is not None  # there is one, where there are no levels
        return capacity

    def may_use(self) -> Integers:
        """Give the lane groups that everybody in order may use, as bits."""
        return _at(self.plan.eligible, self.comers.rows, self.order)

    def position(self) -> Integers | None:
        """Give what tells two of one step apart who leave on one tick."""
        return self.order if len(self.places) == 1 else None

    def write(self, start: Ticks, end: Ticks, lane: int | Integers) -> None:
        """Write starts, ends and lane groups into the rows; nothing at or after the horizon happens (rule 15)."""
        too_late = cut(self.plan.horizon, start)
        cut(self.plan.horizon, end)
        self._write(self.ticks.start, start)
        self._write(self.ticks.end, end)
        if isinstance(lane, int):
            self.comers.write_lane(self.ticks, lane, too_late if self.order is None else self.order[too_late])
        else:
            lane[too_late] = NO_LANE
            self._write(self.ticks.lane, lane)

    def _write(self, column: Integers, values: Integers) -> None:
        rows, order = self.comers.rows, self.order
        if order is None:
            column[rows] = values
        elif isinstance(rows, slice):
            column[rows][order] = values
        else:
            column[rows[order]] = values

    def hand_on(self, left: Integers | None, bits: int) -> None:
        """Tell the next step who comes from here and in which order, if `left` (see `Served`) tells."""
        if left is not None and len(self.places) == 1:
            hand_on(self.plan, self.places, self.ticks, self.comers, left, bits)


def solve_stations(every: Sequence[tuple[Plan, TickColumns]], places: Sequence[Place]) -> None:
    """Put everybody at one station in order, in each plan, and find the starts; in all plans at once if that helps."""
    all_comers = [(plan, ticks, come(plan, places, ticks)) for plan, ticks in left_to_arrays(every, places)]
    queues = [_queue(plan, places, ticks, comers) for plan, ticks, comers in all_comers if len(comers)]
    if len(queues) > 1 and _can_join(queues):
        clock = OneClock([queue.ready for queue in queues], [queue.work for queue in queues], queues[0].plan.horizon)
        if clock.is_long_enough:
            _solve_joined(queues, clock)
            return
    for queue in queues:
        served, first_lane = _solved(queue), station_of(queue.plan, places).first_lane
        end = served.start + queue.work if served.end is None else served.end
        queue.write(served.start, end, first_lane if served.lane is None else served.lane + first_lane)
        queue.hand_on(served.left, served.bits)


def _queue(plan: Plan, places: Sequence[Place], ticks: TickColumns, comers: Comers) -> Queue:
    rows, order, ready = comers.rows, comers.order, comers.in_turn
    if ready is None:
        ready = _at(ticks.ready, rows, order)
        turn = in_turn(ready, comers.number if order is None else comers.number[order])
        if turn is not None:
            ready, order = ready[turn], turn if order is None else order[turn]
    return Queue(plan, places, ticks, comers, order, ready, _at(plan.work, rows, order))


def _at(column: Integers, rows: slice | Integers, order: Integers | None) -> Integers:
    return column[rows] if order is None else column[rows][order]


def _can_join(queues: Sequence[Queue]) -> bool:
    """Tell whether the queues of all plans may stand one after the other: lanes of one number that never rest."""
    places = queues[0].places
    station = station_of(queues[0].plan, places)
    if station.slot_ticks is not None or not all(has_alike_lanes(queue.plan, station) for queue in queues):
        return False
    capacities = [capacity_of(queue.plan, places) for queue in queues]
    return (
        capacities[0] is not None
        and len({each and (each.lanes, each.hours is None) for each in capacities}) == 1
        and all(queue.plan.lanes[station.first_lane].working is None for queue in queues)
        and not any(has_priorities(queue.plan, places) for queue in queues)
    )


def _solve_joined(queues: Sequence[Queue], clock: OneClock) -> None:
    lane = station_of(queues[0].plan, queues[0].places).first_lane
    capacities = [queue.capacity for queue in queues]
    hours = [each.hours for each in capacities if each.hours is not None]
    ready, work = clock.joined([queue.ready for queue in queues]), np.concatenate([queue.work for queue in queues])
    positions = np.concatenate([np.arange(len(queue.ready)) if queue.order is None else queue.order for queue in queues])
    served = _serve(ready, work, positions, Capacity(capacities[0].lanes, clock.hours(hours) if hours else None))
    lefts = [None] * len(queues) if served.left is None else clock.apart(served.left, served.bits)
    for queue, start, left in zip(queues, clock.apart(served.start), lefts, strict=True):
        queue.write(start, start + queue.work, lane)
        queue.hand_on(left, served.bits)


def _solved(queue: Queue) -> Served:
    """Serve a queue by the method that fits its lanes."""
    station = station_of(queue.plan, queue.places)
    lanes, ready, work = queue.plan.lanes[station.first_lane], queue.ready, queue.work
    levels = levels_of(queue.plan, queue.places)
    if levels is not None and len(levels) > 1:
        return _serve_at_levels(queue, levels)
    if has_priorities(queue.plan, queue.places):
        return _serve_some_before(queue, station)
    if not has_alike_lanes(queue.plan, station):
        lane_groups = queue.plan.lanes[station.first_lane : station.last_lane]
        return serve_at_unlike_lanes(ready, work, queue.may_use(), lane_groups, station.slow)
    if lanes.resumes and lanes.working is not None:
        clock = WorkingClock(lanes.working)
        worked = _serve(clock.worked(ready), work, None, Capacity(lanes.count, None)).start
        return Served(clock.start(worked), end=clock.end(worked + work))
    if station.slot_ticks is not None:
        return Served(starts_by_departures(ready, np.unique(station.slot_ticks), lanes.count))
    return _serve(ready, work, queue.position(), queue.capacity)


def _serve_some_before(queue: Queue, station: PlannedStation) -> Served:
    lanes, priority = queue.plan.lanes[station.first_lane : station.last_lane], queue.priority()
    if has_alike_lanes(queue.plan, station) and lanes[0].working is None:
        if len(priority) >= priorities.FEW and are_several(priority):
            return _serve_at_levels(queue, [queue.capacity])
        return serve_by_priority(queue.ready, queue.work, queue.position(), priority, *queue.capacity)
    return serve_lines_at_unlike_lanes(queue.ready, queue.work, queue.may_use(), priority, lanes, station.slow)


def _serve_at_levels(queue: Queue, levels: Sequence[Capacity]) -> Served:
    """Serve a queue at alike lanes of which so many can be taken at once at such hours, now more, now fewer."""
    lanes, ready, work = queue.plan.lanes[station_of(queue.plan, queue.places).first_lane], queue.ready, queue.work
    groups = [replace(lanes, count=level.lanes, available=level.hours) for level in levels]
    may_use = np.full(len(ready), (1 << len(groups)) - 1)
    if has_priorities(queue.plan, queue.places):
        served = serve_lines_at_unlike_lanes(ready, work, may_use, queue.priority(), groups, None, are_levels=True)
    else:
        served = serve_at_unlike_lanes(ready, work, may_use, groups, None, are_levels=True)
    return Served(served.start, end=served.end)


def _serve(ready: Ticks, work: Ticks, position: Integers | None, capacity: Capacity) -> Served:
    if capacity.lanes == 1 and capacity.hours is None:
        return Served(starts_at_one_lane(ready, work))
    return serve_at_alike_lanes(ready, work, position, *capacity)
