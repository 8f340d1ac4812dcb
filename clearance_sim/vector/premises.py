"""Lay what stands in a port out as records, for its coupled parts: lanes, stations, staff and all their changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from clearance_sim.plan.plan import Integers, Plan, PlannedLanes, PlannedStaff, PlannedStation
from clearance_sim.plan.stops import Route
from clearance_sim.vector.cells import Cells, addresses
from clearance_sim.vector.part import CHANGE, HEADER, LANE_SIZE, OF_POOL, STAFF_SIZE, STATION_SIZE, VALUE
from clearance_sim.vector.starting import LANE_GROUP, PLACES, SHIFT


class Premises:
    """Hold the records of lanes, stations and staff, which stand first in the cells of every part.

    Lanes with hours are closed, departures have no places and nobody is on duty: each opens by its first change.

    Attributes
    ----------
    records
        What stands behind the header.
    lanes, stations, staff
        Where each record begins; `first_lane` that of the first lane group, if there is one.
    """

    def __init__(
        self, stations: Sequence[PlannedStation], lanes: Sequence[PlannedLanes], staff: Sequence[PlannedStaff]
    ) -> None:  # fmt: skip
        cells = Cells()
        self.first_lane = cells.size
        self.lanes = addresses(cells.reserve(len(lanes), LANE_SIZE), len(lanes), LANE_SIZE)
        self.stations = addresses(cells.reserve(len(stations), STATION_SIZE), len(stations), STATION_SIZE)
        self.staff = addresses(cells.put([[0, 0] for _ in staff]), len(staff), STAFF_SIZE)
        for begins, group in zip(self.lanes, lanes, strict=True):
            cells.fill(begins, self._lane(cells, stations[group.station], group))
        ends = [*self.lanes, self.lanes[-1] + LANE_SIZE] if self.lanes else [0]
        for begins, station in zip(self.stations, stations, strict=True):
            slow = cells.put_list([] if station.slow is None else station.slow.reshape(-1).tolist())
            lanes_here = (ends[station.first_lane], ends[station.last_lane])
            cells.fill(begins, [station.surge_at, station.calm_at, *lanes_here, *slow])
        self.records = cells.written()[HEADER:]
        self._changes, self._of = self._all_changes(stations, lanes, staff)

    def _lane(self, cells: Cells, station: PlannedStation, lanes: PlannedLanes) -> list[int]:
        """Give the record of a lane group before anything happens."""
        is_slot = station.slot_ticks is not None
        on = 0 if lanes.surge else lanes.count
        is_open = lanes.available is None and not is_slot
        is_slow = lanes.working is not None or station.slow is not None
        spans = (0, 0) if lanes.working is None else cells.put_list(lanes.working.reshape(-1).tolist())
        states = [on * is_open, lanes.count, on, is_open, lanes.surge, is_slot, is_slow]
        return [*(int(state) for state in states), self.stations[lanes.station], *spans]

    def _all_changes(
        self, stations: Sequence[PlannedStation], lanes: Sequence[PlannedLanes], staff: Sequence[PlannedStaff]
    ) -> tuple[Integers, Integers]:  # fmt: skip
        """Give every opening, closing, departure and change of shift, and of which station or, behind those, staff it is.

        They are in order of time, closings first on a tick. A change that wakes its pool is marked where the pool is told.
        """
        found = [np.zeros((0, 2 + CHANGE), dtype=np.int64)]
        for begins, group in zip(self.lanes, lanes, strict=True):
            of, departures = group.station, stations[group.station].slot_ticks
            if departures is not None:
                ticks = np.unique(departures)
                found.append(_rows(ticks + 1, PLACES, begins, 0, False, of))
                found.append(_rows(ticks, PLACES, begins, group.count, True, of))
            elif group.available is not None:
                found.append(_rows(group.available[:, 1], LANE_GROUP, begins, 0, False, of))
                found.append(_rows(group.available[:, 0], LANE_GROUP, begins, 1, True, of))
        for number, people in enumerate(staff):
            found.append(_rows(people.change_ticks, SHIFT, self.staff[number], 0, True, len(stations) + number))
            found[-1][:, 1 + VALUE] = people.on_duty
        changes = np.concatenate(found)
        changes = changes[np.lexsort((changes[:, 1 + VALUE], changes[:, 0]))]
        return changes[:, : 1 + CHANGE], changes[:, 1 + CHANGE]

    def changes(
        self, cells: Cells, pool_of_station: Mapping[int, int], pool_of_staff: Mapping[int, int]
    ) -> tuple[Integers, Integers]:  # fmt: skip
        """Add what changes at the stations and the staff named; give the ticks and places, in order of time."""
        pools = np.zeros(len(self.stations) + len(self.staff), dtype=np.int64)
        for station, pool in pool_of_station.items():
            pools[station] = pool
        for group, pool in pool_of_staff.items():
            pools[len(self.stations) + group] = pool
        pool_of = pools[self._of]
        here = np.flatnonzero(pool_of)
        changes = self._changes[here]
        changes[:, 1 + OF_POOL] *= pool_of[here]
        return changes[:, 0], cells.put(changes[:, 1:]) + np.arange(len(changes)) * CHANGE


def premises_of(plan: Plan) -> Premises:
    """Give the premises of a plan, which are remembered: unless lanes break down, all replications share them."""
    return _remembered(plan.stations, plan.lanes, plan.staff)


@lru_cache(maxsize=8)
def _remembered(
    stations: tuple[PlannedStation, ...], lanes: tuple[PlannedLanes, ...], staff: tuple[PlannedStaff, ...]
) -> Premises:
    return Premises(stations, lanes, staff)


@lru_cache(maxsize=64)
def pool_of_station(routes: Sequence[Route], stations: int) -> Sequence[int]:
    """Give a number to each set of stations that share staff, directly or through others."""
    pools = list(range(stations))
    first_user: dict[int, int] = {}
    for stop in (stop for route in routes for stop in route.stops):
        for group, _ in stop.needs if stop.station >= 0 else ():
            mine, other = pools[stop.station], pools[first_user.setdefault(group, stop.station)]
            if mine != other:
                pools = [other if pool == mine else pool for pool in pools]
    return tuple(pools)


def _rows(ticks: Integers, kind: int, what: int, value: int, wakes: bool, of: int) -> Integers:
    rows = np.empty((len(ticks), 2 + CHANGE), dtype=np.int64)
    rows[:, 0], rows[:, 1:] = ticks, (kind, what, value, wakes, of)
    return rows
