"""Tell the queue of vehicles over the local day, and whether a station's queue grows over the whole run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from clearance_sim.analysis.bounds import exits, joins
from clearance_sim.analysis.days import DAY_CLASSES, LocalDays
from clearance_sim.analysis.occupancy import Occupancy
from clearance_sim.analysis.turned_away import rows_turned_away
from clearance_sim.clock import DAY, HOUR, NEVER, Ticks
from clearance_sim.plan.plan import BOX, UNIT, Flags, Integers, Plan, PlannedFlow, PlannedStep
from clearance_sim.plan.trace import Trace
from clearance_sim.scenario.flows import PASSENGER_UNITS

QUEUERS: Final = ("truck", "train", "passenger", "lot")
"""What may stand in a port's queue; never added up."""
MIN_BLOCKS: Final = 15
"""Blocks of time over which growth is judged where the period has fewer days."""


class Growth(NamedTuple):
    """Hold what a queue's growth is judged by, of one replication.

    Attributes
    ----------
    per_day
        Least-squares slope of the mean queue of the blocks of time, entities per day.
    first_third, last_third
        Mean queue in the first and the last third of the blocks.
    last_least
        The smallest mean queue of a block in the last third.
    """

    per_day: float
    first_third: float
    last_third: float
    last_least: float


def waits(plan: Plan, flow: PlannedFlow, trace: Trace, step: PlannedStep) -> tuple[Ticks, Ticks]:
    """Give the intervals [ready, start) of a step's rows that wait; still waiting ends at the horizon.

    Who gathers waits as well, from its own ready tick; who is turned away does not.
    """
    ready, start = trace.ready[step.rows], trace.start[step.rows]
    waiting = np.flatnonzero((ready != NEVER) & (ready != start) & ~rows_turned_away(plan, flow, trace, step))
    begin, end = ready[waiting], start[waiting]
    return begin, np.where(end == NEVER, plan.horizon, end)


def queues_as(flow: PlannedFlow) -> str:
    """Name what of a flow stands in a queue, one of `QUEUERS`."""
    return "passenger" if flow.unit_kind in PASSENGER_UNITS else flow.unit_kind


def vehicle_waits(plan: Plan, flow: PlannedFlow, trace: Trace) -> tuple[Ticks, Ticks]:
    """Give the intervals in which vehicles of `flow` wait at steps of their own, after joining the queue.

    What they wait for outside the port is none of its queue. Boxes and papers that wait are no queue of
    vehicles; what a vehicle loses to them is in its stay. In a hall it is the passengers who queue, each of
    them, and not the coach.
    """
    begins, ends = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    queueing = BOX if queues_as(flow) == "passenger" else UNIT
    unit = flow.levels[queueing].unit
    joining = joins(flow, trace)[unit]
    leaving = exits(flow, trace)[unit] if flow.left >= 0 else np.full_like(joining, NEVER)
    gone = np.where(leaving == NEVER, plan.horizon, leaving)
    for step in flow.steps:
        if step.level == queueing:
            ready, start = trace.ready[step.rows], trace.start[step.rows]
            begin = np.maximum(ready, joining)
            end = np.minimum(np.where(start == NEVER, plan.horizon, start), gone)
            is_there = (ready != NEVER) & (joining != NEVER)
            waits: Flags = is_there & (end > begin) & ~rows_turned_away(plan, flow, trace, step)
            waiting = np.flatnonzero(waits)
            begins.append(begin[waiting])
            ends.append(end[waiting])
    return np.concatenate(begins), np.concatenate(ends)


def hourly_profile(queued: Integers, days: LocalDays) -> Iterator[tuple[str, str, float]]:
    """Tell the time-averaged queue per local hour as (``class@hour``, statistic, value).

    Parameters
    ----------
    queued
        Shape ``(hours + 1,)``, entity-ticks in the queue before each of the edges of `days`.

    Notes
    -----
    The queue is averaged over each local hour of each whole day; over the days of a class the mean, the
    10th, 50th and 90th percentile are told.
    """
    whole = np.array(days.whole, dtype=np.bool_)
    inside = whole[days.day] if len(days.day) else np.zeros(0, dtype=np.bool_)
    mean = np.diff(queued) / HOUR
    table = np.full((len(whole), 24), np.nan)
    table[days.day[inside], days.hour[inside]] = mean[inside]
    classes = np.array(days.classes)
    for name in DAY_CLASSES:
        rows = table[(classes == name) & whole] if len(whole) else table
        if not len(rows):
            continue
        columns = {"mean": rows.mean(axis=0)}
        columns |= dict(zip(("p10", "p50", "p90"), np.quantile(rows, (0.1, 0.5, 0.9), axis=0), strict=True))
        for statistic, values in columns.items():
            for hour, value in enumerate(values.tolist()):
                yield f"{name}@{hour}", statistic, value


def growth(queue: Occupancy, plan: Plan) -> Growth:
    """Measure how a queue grows over [warm-up, horizon), in blocks of a day (or fifteen equal ones)."""
    span = plan.horizon - plan.warm_up
    blocks = max(MIN_BLOCKS, span // DAY)
    edges = plan.warm_up + np.arange(blocks + 1, dtype=np.int64) * span // blocks
    mean: NDArray[np.float64] = np.diff(queue.integral(edges)) / np.maximum(np.diff(edges), 1)
    middle = (edges[:-1] + edges[1:]) / (2 * DAY)
    centred = middle - middle.mean()
    slope = float(centred @ mean / max(centred @ centred, 1e-300))
    third = blocks // 3
    return Growth(slope, float(mean[:third].mean()), float(mean[-third:].mean()), float(mean[-third:].min()))
