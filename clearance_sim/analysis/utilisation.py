"""Tell how busy lanes and officers are in the time they are open or on duty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from clearance_sim.analysis.days import LocalDays
from clearance_sim.analysis.groups import Groups, led
from clearance_sim.analysis.lineage import happens_not, places, until
from clearance_sim.analysis.ruler import ruler_of
from clearance_sim.clock import NEVER, Ticks
from clearance_sim.plan.plan import Integers, Intervals, Plan, PlannedStaff, PlannedStep
from clearance_sim.plan.trace import Trace

_NOBODY: Final = np.zeros(0, dtype=np.int64)


class Utilisation(NamedTuple):
    """Hold the share of open time that is worked: over the whole period, and in the busiest hour of the day."""

    mean: float
    peak_hour: float


class _Time(NamedTuple):
    """Hold lane-ticks (or person-ticks) worked and offered up to each edge; shape ``(edges,)``."""

    busy: Integers
    offered: Integers


def station_utilisation(
    plan: Plan, trace: Trace, days: LocalDays, groups: Sequence[dict[int, Groups]]
) -> list[Utilisation]:
    """Give the utilisation of every station, in the plan's order.

    Parameters
    ----------
    groups
        By flow, what `groups.form_groups` gives: who goes with a group takes no lane of its own.

    Notes
    -----
    Lanes are offered while open and not broken. Work after closing is not counted: it is overtime, not use of
    open lanes. Surge lanes are offered as long as they are used. Of departures the places are counted: those
    used among those offered. The busiest hour is the local hour of the day with the highest share over all
    days together.
    """
    ruler, edges = ruler_of(plan), _edges(plan, days)
    found = []
    visits = [[(formed, step) for flow, formed in zip(plan.flows, groups, strict=True) for step in flow.steps
               if step.station == position] for position in range(len(plan.stations))]  # fmt: skip
    for station, own in zip(plan.stations, visits, strict=True):
        if station.slot_ticks is not None:
            start, _ = _served(trace, own, station.first_lane)
            count = plan.lanes[station.first_lane].count
            found.append(_utilisation(_places(start, station.slot_ticks, count, edges), days))
            continue
        busy = offered = ruler.nothing()
        for group in range(station.first_lane, station.last_lane):
            lanes = plan.lanes[group]
            start, end = _served(trace, own, group)
            used = ruler.presence(start, until(end, plan.horizon), lanes.available)
            busy += used
            offered += used if lanes.surge else ruler.offered(lanes.available) * lanes.count
        found.append(_utilisation(_Time(busy.integral(edges), offered.integral(edges)), days))
    return found


def _places(start: Ticks, departures: Ticks, places: int, edges: Ticks) -> _Time:
    """Count the places taken and offered before each edge."""
    taken = np.searchsorted(np.sort(start), edges, side="left")
    return _Time(taken.astype(np.int64), places * np.searchsorted(departures, edges, side="left").astype(np.int64))


def staff_utilisation(
    plan: Plan, trace: Trace, days: LocalDays, groups: Sequence[dict[int, Groups]]
) -> list[Utilisation]:
    """Give the utilisation of every staff group, in the plan's order, in the time somebody is on duty.

    Parameters
    ----------
    groups
        By flow, what `groups.form_groups` gives: a group keeps the staff busy once.
    """
    ruler, edges = ruler_of(plan), _edges(plan, days)
    found = []
    for position, group in enumerate(plan.staff):
        begin, stop = [_NOBODY], [_NOBODY]
        for flow, formed in zip(plan.flows, groups, strict=True):
            for step in flow.steps:
                people = sum(number for staff, number in step.needs if staff == position)
                if people:
                    start, end = _taken_alone(plan, trace, formed, step)
                    begin.append(np.repeat(start, people))
                    stop.append(np.repeat(until(end, plan.horizon), people))
        busy = ruler.presence(np.concatenate(begin), np.concatenate(stop), _on_duty(plan, group))
        offered = ruler.course(group.change_ticks, group.on_duty)
        found.append(_utilisation(_Time(busy.integral(edges), offered.integral(edges)), days))
    return found


def _edges(plan: Plan, days: LocalDays) -> Ticks:
    """Give the start and the end of the period, then the edges of its local hours."""
    return np.concatenate([np.array([plan.warm_up, plan.horizon], dtype=np.int64), days.edges])


def _served(trace: Trace, visits: Sequence[tuple[dict[int, Groups], PlannedStep]], lanes: int) -> tuple[Ticks, Ticks]:
    """Give starts and ends of those whom a lane group has served at these steps; a group of units is served once."""
    begin, end = [_NOBODY], [_NOBODY]
    for formed, step in visits:
        here, alone = trace.lane[step.rows] == lanes, led(formed, step)
        served = places(here if alone is None else here & alone)
        begin.append(trace.start[step.rows][served])
        end.append(trace.end[step.rows][served])
    return np.concatenate(begin), np.concatenate(end)


def _taken_alone(plan: Plan, trace: Trace, formed: dict[int, Groups], step: PlannedStep) -> tuple[Ticks, Ticks]:
    """Give starts and ends of those who have begun a step, of a group the leader's only."""
    takes, start = plan.takes[step.rows], trace.start[step.rows]
    alone = led(formed, step)
    takes = takes if alone is None else takes & alone
    begun = places(takes & (start != NEVER) if happens_not(start) else takes)
    return start[begun], trace.end[step.rows][begun]


def _on_duty(plan: Plan, group: PlannedStaff) -> Intervals:
    """Give the intervals in which at least one person of the group is on duty."""
    there = np.concatenate([[0], (group.on_duty > 0).astype(np.int64), [0]])
    ticks = np.append(group.change_ticks, max(plan.horizon, int(group.change_ticks.max(initial=0))) + 1)
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
