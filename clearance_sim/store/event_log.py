"""Lay a plan and its trace out as one table for analysts: a row for each entity and step, in plain words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clearance_sim.clock import NEVER, Ticks
from clearance_sim.plan.plan import LEVEL_NAMES, UNIT, Plan, PlannedFlow, PlannedStep
from clearance_sim.plan.trace import Trace


def event_log(plan: Plan, trace: Trace) -> dict[str, NDArray[Any]]:
    """Give the event log of one port and replication.

    Returns
    -------
        Columns of equal length: ``port``, ``replication``, ``flow``, ``unit`` (arrival number in its flow, from 0),
        ``level`` (unit, box or declaration), ``number`` (of the entity, unique in the port), ``step``, ``role``,
        ``party``, ``station`` and ``lane`` (empty where there is none), ``taken``, then ``arrived``,
        ``ready``, ``admitted``, ``started`` and ``ended`` as UTC milliseconds (``datetime64[ms]``, NaT = not
        before the horizon). A step that is not taken has a row with ``taken`` false.

    Notes
    -----
    The rows of a declaration over several units carry the first unit's number.
    """
    columns: dict[str, list[NDArray[Any]]] = {}
    for flow in plan.flows:
        for step in flow.steps:
            for name, column in _rows_of_step(plan, trace, flow, step).items():
                columns.setdefault(name, []).append(column)
    return {name: np.concatenate(parts) for name, parts in columns.items()}


def _rows_of_step(plan: Plan, trace: Trace, flow: PlannedFlow, step: PlannedStep) -> dict[str, NDArray[Any]]:
    rows, level = step.rows, flow.levels[step.level]
    n = step.last_row - step.first_row
    entered = flow.entry if step.level == UNIT else flow.entry[level.unit]

    def same(value: object) -> NDArray[Any]:
        column = np.empty(n, dtype=object)
        column[:] = value
        return column

    lanes = np.array([*(lane.name for lane in plan.lanes), ""], dtype=object)  # lane -1 is the last: no name
    moment = _moments(plan)
    return {
        "port": same(plan.port),
        "replication": np.full(n, plan.replication, dtype=np.int64),
        "flow": same(".".join((plan.port, flow.mode, flow.direction, flow.cargo))),
        "unit": np.asarray(level.arrival),
        "level": same(LEVEL_NAMES[step.level]),
        "number": np.asarray(level.number),
        "step": same(step.name),
        "role": same(step.role or ""),
        "party": same(step.party),
        "station": same(plan.stations[step.station].name if step.station >= 0 else ""),
        "lane": lanes[trace.lane[rows]],
        "taken": np.asarray(plan.takes[rows]),
        "arrived": moment(entered),
        "ready": moment(trace.ready[rows]),
        "admitted": moment(trace.admitted[rows]),
        "started": moment(trace.start[rows]),
        "ended": moment(trace.end[rows]),
    }


def _moments(plan: Plan) -> Callable[[Ticks], NDArray[Any]]:
    def moments(ticks: Ticks) -> NDArray[Any]:
        since_1970 = np.where(ticks == NEVER, np.datetime64("NaT").astype(np.int64), ticks + plan.origin)
        return since_1970.astype("datetime64[ms]")

    return moments
