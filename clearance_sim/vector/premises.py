"""Lay what stands in a port out as records, for its coupled parts: lanes, stations, staff and all their changes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from clearance_sim.plan.plan import Integers, Plan, PlannedLanes
from clearance_sim.vector.cells import Cells, addresses
from clearance_sim.vector.part import CHANGE, LANE_SIZE, STAFF_SIZE, STATION_SIZE, VALUE
from clearance_sim.vector.starting import LANE_GROUP, PLACES, SHIFT


class Premises:
    """Hold where the records of lanes, stations and staff begin.

    Lanes with hours are closed, departures have no places and nobody is on duty: each opens by its first change.
    """

    def __init__(self, cells: Cells, plan: Plan) -> None:
        self._plan = plan
        self.lanes = addresses(cells.reserve(len(plan.lanes), LANE_SIZE), len(plan.lanes), LANE_SIZE)
        self.stations = addresses(cells.reserve(len(plan.stations), STATION_SIZE), len(plan.stations), STATION_SIZE)
        self.staff = addresses(cells.put([[0, 0] for _ in plan.staff]), len(plan.staff), STAFF_SIZE)
        for begins, lanes in zip(self.lanes, plan.lanes, strict=True):
            cells.fill(begins, self._lane(cells, lanes))
        ends = [*self.lanes, self.lanes[-1] + LANE_SIZE] if self.lanes else [0]
        for begins, station in zip(self.stations, plan.stations, strict=True):
            slow = cells.put_list([] if station.slow is None else station.slow.reshape(-1).tolist())
            lanes_here = (ends[station.first_lane], ends[station.last_lane])
            cells.fill(begins, [station.surge_at, station.calm_at, *lanes_here, *slow])

    def _lane(self, cells: Cells, lanes: PlannedLanes) -> list[int]:
        """Give the record of a lane group before anything happens."""
        station = self._plan.stations[lanes.station]
        is_slot = station.slot_ticks is not None
        on = 0 if lanes.surge else lanes.count
        is_open = lanes.available is None and not is_slot
        is_slow = lanes.working is not None or station.slow is not None
        spans = (0, 0) if lanes.working is None else cells.put_list(lanes.working.reshape(-1).tolist())
        states = [on * is_open, lanes.count, on, is_open, lanes.surge, is_slot, is_slow]
        return [*(int(state) for state in states), self.stations[lanes.station], *spans]

    def changes(self, cells: Cells, pool_of_station: Mapping[int, int]) -> tuple[Integers, Integers]:
        """Add every opening, closing, departure and change of shift of the pools named; give their ticks and places.

        They are in order of time, closings first on a tick.
        """
        found = [np.zeros((0, 1 + CHANGE), dtype=np.int64)]
        for begins, lanes in zip(self.lanes, self._plan.lanes, strict=True):
            station, pool = self._plan.stations[lanes.station], pool_of_station.get(lanes.station, 0)
            if pool and station.slot_ticks is not None:
                ticks = np.unique(station.slot_ticks)
                found += [_rows(ticks + 1, PLACES, begins, 0, 0), _rows(ticks, PLACES, begins, lanes.count, pool)]
            elif pool and lanes.available is not None:
                found.append(_rows(lanes.available[:, 1], LANE_GROUP, begins, 0, 0))
                found.append(_rows(lanes.available[:, 0], LANE_GROUP, begins, 1, pool))
        pool_of_staff = {
            group: pool_of_station[step.station]
            for flow in self._plan.flows
            for step in flow.steps
            for group, _ in step.needs
            if step.station in pool_of_station
        }
        for number, staff in enumerate(self._plan.staff):
            if number in pool_of_staff:
                rows = _rows(staff.change_ticks, SHIFT, self.staff[number], 0, pool_of_staff[number])
                rows[:, 1 + VALUE] = staff.on_duty
                found.append(rows)
        changes = np.concatenate(found)
        changes = changes[np.lexsort((changes[:, 1 + VALUE], changes[:, 0]))]
        begins = cells.put(changes[:, 1:])
        return changes[:, 0], begins + np.arange(len(changes)) * CHANGE


def pool_of_station(plan: Plan) -> list[int]:
    """Give a number to each set of stations that share staff, directly or through others."""
    pools = list(range(len(plan.stations)))
    first_user: dict[int, int] = {}
    for flow in plan.flows:
        for step in flow.steps:
            for group, _ in step.needs if step.station >= 0 else ():
                mine, other = pools[step.station], pools[first_user.setdefault(group, step.station)]
                if mine != other:
                    pools = [other if pool == mine else pool for pool in pools]
    return pools


def _rows(ticks: Integers, kind: int, what: int, value: int, pool: int) -> Integers:
    rows = np.empty((len(ticks), 1 + CHANGE), dtype=np.int64)
    rows[:, 0], rows[:, 1:] = ticks, (kind, what, value, pool)
    return rows
