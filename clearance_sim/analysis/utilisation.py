"""Tell how busy lanes and officers are in the time they are open or on duty."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from clearance_sim.analysis.days import LocalDays
from clearance_sim.analysis.occupancy import capacity, occupancy, open_ticks, while_open
from clearance_sim.clock import NEVER, Ticks
from clearance_sim.plan.plan import Integers, Intervals, Plan, PlannedStaff
from clearance_sim.plan.trace import Trace


class Utilisation(NamedTuple):
    """Hold the share of open time that is worked: over the whole period, and in the busiest hour of the day."""

    mean: float
    peak_hour: float


class _Time(NamedTuple):
    """Hold lane-ticks (or person-ticks) worked and offered up to each edge; shape ``(edges,)``."""

    busy: Integers
    offered: Integers


def station_utilisation(plan: Plan, trace: Trace, days: LocalDays) -> list[Utilisation]:
    """Give the utilisation of every station, in the plan's order.

    Work after closing is not counted: it is overtime, not use of open lanes. The busiest hour is the local
    hour of the day with the highest share over all days together.
    """
    edges = _edges(plan, days)
    found = []
    rows_at = _rows_by_station(plan)
    for position, station in enumerate(plan.stations):
        busy = np.zeros(len(edges), dtype=np.int64)
        offered = np.zeros(len(edges), dtype=np.int64)
        rows = rows_at[position]
        lane, start, end = (np.concatenate([column[r] for r in rows]) if rows else np.zeros(0, dtype=np.int64)
                            for column in (trace.lane, trace.start, trace.end))  # fmt: skip
        for group in range(station.first_lane, station.last_lane):
            lanes = plan.lanes[group]
            here = lane == group
            work = occupancy(*_worked(plan, start[here], end[here]))
            busy += while_open(work, lanes.open, edges)
            offered += lanes.count * open_ticks(lanes.open, edges)
        found.append(_utilisation(_Time(busy, offered), days))
    return found


def staff_utilisation(plan: Plan, trace: Trace, days: LocalDays) -> list[Utilisation]:
    """Give the utilisation of every staff group, in the plan's order, in the time somebody is on duty."""
    edges = _edges(plan, days)
    found = []
    for position, group in enumerate(plan.staff):
        begin, end = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
        for flow in plan.flows:
            for step in flow.steps:
                people = sum(number for staff, number in step.needs if staff == position)
                if people:
                    taken = plan.takes[step.rows]
                    start, stop = _worked(plan, trace.start[step.rows][taken], trace.end[step.rows][taken])
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


def _rows_by_station(plan: Plan) -> list[list[slice]]:
    rows: list[list[slice]] = [[] for _ in plan.stations]
    for flow in plan.flows:
        for step in flow.steps:
            if step.station >= 0:
                rows[step.station].append(step.rows)
    return rows


def _worked(plan: Plan, start: Ticks, end: Ticks) -> tuple[Ticks, Ticks]:
    """Give the intervals of work; what is not finished is worked on until the horizon."""
    begun = (start != NEVER) & (start != end)
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
    by_hour, open_by_hour = np.zeros(24), np.zeros(24)
    np.add.at(by_hour, days.hour, busy)
    np.add.at(open_by_hour, days.hour, offered)
    known = open_by_hour > 0
    return float((by_hour[known] / open_by_hour[known]).max()) if known.any() else float("nan")
