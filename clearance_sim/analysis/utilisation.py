"""Tell how busy lanes and officers are in the time they are open or on duty."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from clearance_sim.analysis.causes import Reasons
from clearance_sim.analysis.days import LocalDays
from clearance_sim.analysis.ruler import Presence, Ruler, ruler_of
from clearance_sim.analysis.tallies import Tallies
from clearance_sim.analysis.tallying import served_by
from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import Integers, Intervals, Plan, PlannedLanes, PlannedStaff, PlannedStep


class Utilisation(NamedTuple):
    """Hold the share of open time that is worked: over the whole period, and in the busiest hour of the day."""

    mean: float
    peak_hour: float


class _Time(NamedTuple):
    """Hold lane-ticks (or person-ticks) worked and offered up to each edge; shape ``(edges,)``."""

    busy: Integers
    offered: Integers


def station_utilisation(reasons: Reasons, tallies: Tallies, days: LocalDays) -> list[Utilisation]:
    """Give the utilisation of every station, in the plan's order.

    Notes
    -----
    Lanes are offered while open and not broken. Work after closing is not counted: it is overtime, not use of
    open lanes. Surge lanes are offered as long as they are used. Of departures the places are counted: those
    used among those offered. The busiest hour is the local hour of the day with the highest share over all
    days together.
    """
    plan = reasons.plan
    ruler, edges = ruler_of(plan), _edges(plan, days)
    marks = ruler.at(edges)
    found = []
    for position, station in enumerate(plan.stations):
        if station.slot_ticks is not None:
            start, _ = served_by(reasons, _visits(plan, position), station.first_lane)
            count = plan.lanes[station.first_lane].count
            found.append(_utilisation(_places(start, station.slot_ticks, count, edges), days))
            continue
        busy = offered = ruler.nothing()
        for group in range(station.first_lane, station.last_lane):
            lanes = plan.lanes[group]
            opened, offers = _offered(ruler, lanes)
            if opened is None:
                used = ruler.presence(*served_by(reasons, _visits(plan, position), group), lanes.available)
            else:
                used = _sum(ruler, [time for (own, _), time in tallies.served.items() if own == group]).while_(opened)
            busy += used
            offered += used if lanes.surge else offers
        found.append(_utilisation(_Time(busy.before(marks), offered.before(marks)), days))
    return found


def _visits(plan: Plan, station: int) -> list[tuple[int, PlannedStep]]:
    return [(number, step) for number, flow in enumerate(plan.flows) for step in flow.steps if step.station == station]


def _places(start: Ticks, departures: Ticks, places: int, edges: Ticks) -> _Time:
    """Count the places taken and offered before each edge."""
    taken = np.searchsorted(np.sort(start), edges, side="left")
    return _Time(taken.astype(np.int64), places * np.searchsorted(departures, edges, side="left").astype(np.int64))


def staff_utilisation(reasons: Reasons, tallies: Tallies, days: LocalDays) -> list[Utilisation]:
    """Give the utilisation of every staff group, in the plan's order, in the time somebody is on duty.

    Whoever a lane serves keeps busy those whom the step needs, a group of units once.
    """
    plan = reasons.plan
    ruler = ruler_of(plan)
    marks = ruler.at(_edges(plan, days))
    found = []
    for position, group in enumerate(plan.staff):
        asked = {key: sum(number for staff, number in key[1] if staff == position) for key in tallies.served}
        opened, offered = _on_offer(ruler, group, plan.horizon)
        if opened is None:
            busy, on_duty = ruler.nothing(), _on_duty(group, plan.horizon)
            for (lanes, needs), people in asked.items():
                if people:
                    visits = [each for each in _visits(plan, plan.lanes[lanes].station) if each[1].needs == needs]
                    busy += ruler.presence(*served_by(reasons, visits, lanes), on_duty) * people
        else:
            busy = _sum(ruler, [tallies.served[key] * people for key, people in asked.items() if people]).while_(opened)
        found.append(_utilisation(_Time(busy.before(marks), offered.before(marks)), days))
    return found


def _sum(ruler: Ruler, presences: Sequence[Presence]) -> Presence:
    return presences[0] if len(presences) == 1 else sum(presences, ruler.nothing())


@lru_cache(maxsize=256)
def _offered(ruler: Ruler, lanes: PlannedLanes) -> tuple[Presence | None, Presence]:
    """Give when lanes are open and the lane-ticks that they offer: the same in every replication but for breakdowns."""
    return ruler.opened(lanes.available), ruler.offered(lanes.available) * lanes.count


@lru_cache(maxsize=64)
def _on_offer(ruler: Ruler, group: PlannedStaff, horizon: int) -> tuple[Presence | None, Presence]:
    """Give when somebody of a staff group is on duty, and the person-ticks offered."""
    return ruler.opened(_on_duty(group, horizon)), ruler.course(group.change_ticks, group.on_duty)


def _edges(plan: Plan, days: LocalDays) -> Ticks:
    """Give the start and the end of the period, then the edges of its local hours."""
    return np.concatenate([np.array([plan.warm_up, plan.horizon], dtype=np.int64), days.edges])


def _on_duty(group: PlannedStaff, horizon: int) -> Intervals:
    """Give the intervals in which at least one person of the group is on duty."""
    there = np.concatenate([[0], (group.on_duty > 0).astype(np.int64), [0]])
    ticks = np.append(group.change_ticks, max(horizon, int(group.change_ticks.max(initial=0))) + 1)
    begin, end = ticks[np.flatnonzero(np.diff(there) == 1)], ticks[np.flatnonzero(np.diff(there) == -1)]
    return np.column_stack([begin, end])


def _utilisation(time: _Time, days: LocalDays) -> Utilisation:
    offered = int(time.offered[1] - time.offered[0])
    mean = (time.busy[1] - time.busy[0]) / offered if offered else float("nan")
    return Utilisation(float(mean), _peak(np.diff(time.busy[2:]), np.diff(time.offered[2:]), days))


def _peak(busy: Integers, offered: Integers, days: LocalDays) -> float:
    by_hour, open_by_hour = (np.bincount(days.hour, weights=ticks, minlength=24) for ticks in (busy, offered))
    known = open_by_hour > 0
    return float((by_hour[known] / open_by_hour[known]).max()) if known.any() else float("nan")
