"""Lay out what stands in the port: lane groups with their hours, staff on duty, yards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from clearance_sim.plan.calendars import open_intervals
from clearance_sim.plan.draft import Draft
from clearance_sim.plan.plan import (
    LEVEL_NAMES,
    Integers,
    Intervals,
    PlannedLanes,
    PlannedStaff,
    PlannedStation,
    PlannedYard,
)
from clearance_sim.scenario.stations import StaffGroup, Station

Hours = Callable[[str | None], Intervals | None]
"""Gives the open intervals of a calendar by name; None for no name, which is always open."""


@dataclass(frozen=True, eq=False)
class Layout:
    """Hold the standing parts of a plan, in file order."""

    stations: tuple[PlannedStation, ...]
    lanes: tuple[PlannedLanes, ...]
    staff: tuple[PlannedStaff, ...]
    yards: tuple[PlannedYard, ...]


def lay_out(draft: Draft, first: int) -> Layout:
    """Lay out a draft's port with hours from tick `first` (at or before the earliest start) to the horizon."""
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

    stations: list[PlannedStation] = []
    lanes: list[PlannedLanes] = []
    for name, station in port.stations.items():
        added = _lanes_of(len(stations), station, hours)
        stations.append(
            PlannedStation(name, station.party, station.side, len(lanes), len(lanes) + len(added))
        )
        lanes.extend(added)
    return Layout(
        stations=tuple(stations),
        lanes=tuple(lanes),
        staff=tuple(_staff(name, group, hours, first) for name, group in port.staff.items()),
        yards=tuple(
            PlannedYard(name, yard.party, yard.side, yard.capacity, LEVEL_NAMES.index(yard.holds))
            for name, yard in port.yards.items()
        ),
    )


def _lanes_of(position: int, station: Station, hours: Hours) -> list[PlannedLanes]:
    return [
        PlannedLanes(name=name, station=position, count=group.count, open=hours(group.hours or station.hours))
        for name, group in station.lanes.items()
    ]


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


def eligible_lanes(station: Station, labels: Sequence[frozenset[str]]) -> Integers:
    """Give for each set of labels the lane groups that accept it, as bits in lane order."""
    groups = list(station.lanes.values())
    masks = [
        sum(1 << bit for bit, group in enumerate(groups) if group.accepts is None or own & set(group.accepts))
        for own in labels
    ]
    return np.array(masks, dtype=np.int64)


def priorities(station: Station, labels: Sequence[frozenset[str]]) -> Integers:
    """Give for each set of labels its place in the station's order of priority; the unnamed come last."""
    last = len(station.priority)
    ranks = [min((i for i, name in enumerate(station.priority) if name in own), default=last) for own in labels]
    return np.array(ranks, dtype=np.int64)
