"""Lay out what stands in the port: lane groups with their hours, staff on duty, yards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.calendars import open_intervals
from clearance_sim.plan.draft import Draft, Itself
from clearance_sim.plan.happenings import slow_downs
from clearance_sim.plan.lanes import Opening, told_apart
from clearance_sim.plan.plan import (
    LEVEL_NAMES,
    Intervals,
    PlannedLanes,
    PlannedStaff,
    PlannedStation,
    PlannedYard,
)
from clearance_sim.scenario.stations import StaffGroup

Hours = Callable[[str | None], Intervals | None]
"""Gives the open intervals of a calendar by name; None for no name, which is always open."""


@dataclass(frozen=True, eq=False)
class Layout:
    """Hold the standing parts of a plan, in file order."""

    stations: tuple[PlannedStation, ...]
    lanes: tuple[PlannedLanes, ...]
    staff: tuple[PlannedStaff, ...]
    yards: tuple[PlannedYard, ...]


def lay_out(draft: Draft, replication: int, first: int) -> Layout:
    """Lay out a draft's port with hours from tick `first` (at or before the earliest start) to the horizon.

    What breaks down does so at other times in every replication; a port where nothing does is laid out once.
    """
    lanes = (group for station in draft.port.stations.values() for group in station.lanes.values())
    if any(group.breakdowns is not None for group in lanes):
        return _laid_out(draft, replication, first)
    return _remembered(Itself(draft), first)


@lru_cache(maxsize=64)
def _remembered(itself: Itself, first: int) -> Layout:
    """Remember what nothing is drawn for: some 100 kB a draft for a year."""
    return _laid_out(itself.draft, 0, first)


def _laid_out(draft: Draft, replication: int, first: int) -> Layout:
    port = draft.port
    known: dict[str, Intervals] = {}

    def hours(name: str | None) -> Intervals | None:
        if name is None:
            return None
        if name not in known:
            known[name] = open_intervals(
                port.calendars[name], port.zone, draft.origin, first, draft.horizon
            )
        return known[name]

    opening = Opening(draft, replication, first)
    stations: list[PlannedStation] = []
    lanes: list[PlannedLanes] = []
    for name in port.stations:
        station, added = _station(draft, name, opening, hours, len(stations), len(lanes))
        stations.append(station)
        lanes.extend(added)
    return Layout(
        stations=tuple(stations),
        lanes=tuple(lanes),
        staff=tuple(_staff(name, group, hours, first) for name, group in port.staff.items()),
        yards=tuple(
            PlannedYard(
                name=name,
                party=yard.party,
                side=yard.side,
                capacity=yard.capacity,
                level=LEVEL_NAMES.index(yard.holds),
                turns_away=yard.when_full == "turn_away",
            )
            for name, yard in port.yards.items()
        ),
    )


def _station(
    draft: Draft, name: str, opening: Opening, hours: Hours, position: int, first_lane: int
) -> tuple[PlannedStation, list[PlannedLanes]]:
    written = draft.port.stations[name]
    departures: Ticks | None = None
    if written.slots is not None:
        group, departures = opening.slots(position, name, written, hours(written.hours))
        lanes = [group]
    else:
        lanes = [
            opening.lanes(position, name, alike, hours(alike.group.hours or written.hours))
            for alike in told_apart(draft, name)
        ]
    station = PlannedStation(
        name=name,
        party=written.party,
        side=written.side,
        first_lane=first_lane,
        last_lane=first_lane + len(lanes),
        surge_at=written.surge.open_at if written.surge else 0,
        calm_at=written.surge.close_at if written.surge else 0,
        slot_ticks=departures,
        slow=slow_downs(draft, name),
    )
    return station, lanes


def _staff(name: str, group: StaffGroup, hours: Hours, first: int) -> PlannedStaff:
    """Add up the shifts: the number on duty from each tick at which it changes."""
    ticks: list[int] = [first]
    changes: list[int] = [0]
    for shift in group.shifts:
        on_duty = hours(shift.hours)
        if on_duty is None:
            changes[0] += shift.count
        else:
            for begin, end in on_duty.tolist():
                ticks += [begin, end]
                changes += [shift.count, -shift.count]
    at, position = np.unique(np.array(ticks, dtype=np.int64), return_inverse=True)
    steps = np.bincount(position, weights=changes, minlength=len(at)).astype(np.int64)
    return PlannedStaff(name=name, party=group.party, change_ticks=at, on_duty=np.cumsum(steps))
