"""Tell how busy lanes and officers are in the time they are open or on duty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from clearance_sim.analysis.days import LocalDays
from clearance_sim.analysis.groups import Groups, led
from clearance_sim.analysis.occupancy import capacity, occupancy, open_ticks, while_open
from clearance_sim.clock import NEVER, Ticks
from clearance_sim.plan.plan import Integers, Intervals, Plan, PlannedStaff, PlannedStep
from clearance_sim.plan.trace import Trace


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
    edges = _edges(plan, days)
    found = []
    visits = [[(formed, step) for flow, formed in zip(plan.flows, groups, strict=True) for step in flow.steps
               if step.station == position] for position in range(len(plan.stations))]  # fmt: skip
    for station, own in zip(plan.stations, visits, strict=True):
        if station.slot_ticks is not None:
            places = plan.lanes[station.first_lane].count
            start, _ = _served(trace, own, station.first_lane)
            found.append(_utilisation(_places(start, station.slot_ticks, places, edges), days))
            continue
        busy = np.zeros(len(edges), dtype=np.int64)
        offered = np.zeros(len(edges), dtype=np.int64)
        for group in range(station.first_lane, station.last_lane):
            lanes = plan.lanes[group]
            used = while_open(occupancy(*_worked(plan, *_served(trace, own, group))), lanes.available, edges)
            busy += used
            offered += used if lanes.surge else lanes.count * open_ticks(lanes.available, edges)
        found.append(_utilisation(_Time(busy, offered), days))
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
    edges = _edges(plan, days)
    found = []
    for position, group in enumerate(plan.staff):
        begin, end = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
        for flow, formed in zip(plan.flows, groups, strict=True):
            for step in flow.steps:
                people = sum(number for staff, number in step.needs if staff == position)
                if people:
                    rows = _taken_alone(plan, formed, step)
                    start, stop = _worked(plan, trace.start[rows], trace.end[rows])
                    begin.append(np.repeat(start, people))
                    end.append(np.repeat(stop, people))
        work = occupancy(np.concatenate(begin), np.concatenate(end))
        busy = while_open(work, _on_duty(plan, group), edges)
        offered = capacity(group.change_ticks, group.on_duty, edges)
        found.append(_utilisation(_Time(busy, offered), days))
    return found


def _edges(plan: Plan, days: LocalDays) -> Ticks:
    """Give the start and the end of the period, then the edges of its local hours."""
    return np.concatenate([np.array([plan.warm_up, plan.horizon], dtype=np.int64), days.edges])


def _served(trace: Trace, visits: Sequence[tuple[dict[int, Groups], PlannedStep]], lanes: int) -> tuple[Ticks, Ticks]:
    """Give starts and ends of those whom a lane group has served at these steps; a group of units is served once."""
    begin, end = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for formed, step in visits:
        here, alone = trace.lane[step.rows] == lanes, led(formed, step)
        served = np.flatnonzero(here if alone is None else here & alone)
        begin.append(trace.start[step.rows][served])
        end.append(trace.end[step.rows][served])
    return np.concatenate(begin), np.concatenate(end)


def _taken_alone(plan: Plan, formed: dict[int, Groups], step: PlannedStep) -> Integers:
    """Give the rows of those who take a step, of a group the leader's only."""
    takes = plan.takes[step.rows]
    alone = led(formed, step)
    return step.first_row + np.flatnonzero(takes if alone is None else takes & alone)


def _worked(plan: Plan, start: Ticks, end: Ticks) -> tuple[Ticks, Ticks]:
    """Give the intervals of work; what is not finished is worked on until the horizon."""
    begun = (start != NEVER) & (start != end)
    if not begun.all():
        start, end = start[begun], end[begun]
    return start, np.where(end == NEVER, plan.horizon, end)


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
