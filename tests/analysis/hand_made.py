"""Build small plans and traces by hand, in minutes, so that every expected number can be worked out on paper."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from clearance_sim.clock import HOUR, MINUTE, NEVER
from clearance_sim.plan.plan import (
    BOX,
    DECLARATION,
    UNIT,
    Plan,
    PlannedFlow,
    PlannedLanes,
    PlannedLevel,
    PlannedStaff,
    PlannedStation,
    PlannedStep,
    PlannedYard,
)
from clearance_sim.plan.trace import Trace

SHANGHAI_MIDNIGHT = 1546272000000
"""1 January 2019, 00:00 in Shanghai, as milliseconds since 1970 UTC."""
Row = tuple[int | None, ...]
"""(ready, start, end) or (ready, admitted, start, end) in minutes; None = never; one number = skipped then."""


@dataclass
class HandStep:
    """Hold a step and what happened to each entity at it."""

    name: str
    rows: list[Row]
    level: int = UNIT
    after: tuple[int, ...] = ()
    station: int = -1
    party: str = "customs"
    ahead: bool = False
    needs: tuple[tuple[int, int], ...] = ()
    yards: tuple[int, ...] = ()
    documents: int = 0
    contact: bool = False
    charge: float = 0.0


@dataclass
class HandFlow:
    """Hold a flow; `boxes` and `declarations` say for each child its unit, None for declarations = one each."""

    entry: list[int]
    steps: list[HandStep]
    boxes: list[int] = field(default_factory=list)
    declarations: list[int] | None = None
    declaration_of_unit: list[int] | None = None
    units_per_declaration: int = 1
    more: dict[str, Any] = field(default_factory=dict)


def made(
    flows: list[HandFlow],
    stations: list[tuple[str, int]] | None = None,
    horizon_hours: int = 24,
    **more: Any,
) -> tuple[Plan, Trace]:
    """Make the plan and the trace of `flows`; stations are (name, lanes), always open."""
    row = 0
    planned, columns, takes = [], [], []
    for rank, flow in enumerate(flows):
        steps = []
        for step in flow.steps:
            steps.append(_step(step, row))
            row += len(step.rows)
            columns += [_columns(one) for one in step.rows]
            takes += [len(one) > 1 for one in step.rows]
        planned.append(_flow(flow, rank, tuple(steps)))
    stations = stations or []
    ready, admitted, start, end = (np.array(column, dtype=np.int64) for column in zip(*columns, strict=True))
    of_station = np.concatenate([np.full(s.last_row - s.first_row, s.station) for f in planned for s in f.steps])
    lane = np.where((of_station >= 0) & np.array(takes) & (start != NEVER), of_station, -1).astype(np.int64)
    zeros = np.zeros(row, dtype=np.int64)
    plan = Plan(
        port="lab", replication=0, seed=1, origin=SHANGHAI_MIDNIGHT, horizon=horizon_hours * HOUR, warm_up=0,
        cool_down=0, zone="Asia/Shanghai",
        stations=tuple(PlannedStation(name, "customs", "home", i, i + 1) for i, (name, _) in enumerate(stations)),
        lanes=tuple(PlannedLanes("general", i, count, None) for i, (_, count) in enumerate(stations)),
        staff=(), yards=(), flows=tuple(planned), takes=np.array(takes, dtype=np.bool_), work=zeros,
        eligible=zeros + 1, priority=zeros.copy(), lead_ready=zeros.copy(),
    )  # fmt: skip
    return replace(plan, **more), Trace(ready, admitted, start, end, lane)


def yard(name: str, party: str = "terminal", level: int = UNIT) -> PlannedYard:
    """Make a yard."""
    return PlannedYard(name, party, "home", 1, level)


def officers(name: str, *changes: tuple[int, int]) -> PlannedStaff:
    """Make a staff group from (hour, on duty) pairs."""
    ticks, people = zip(*changes, strict=True)
    return PlannedStaff(name, "customs", np.array(ticks, dtype=np.int64) * HOUR, np.array(people, dtype=np.int64))


def opening(plan: Plan, lane: int, *hours: tuple[int, int]) -> Plan:
    """Give the plan with a lane group that is open during `hours` only."""
    lanes = list(plan.lanes)
    when = np.array(hours, dtype=np.int64).reshape(-1, 2) * HOUR
    lanes[lane] = replace(lanes[lane], open=when, available=when)
    return replace(plan, lanes=tuple(lanes))


def minutes(*values: int) -> list[int]:
    """Give minutes as ticks."""
    return [value * MINUTE for value in values]


def _columns(row: Row) -> tuple[int, int, int, int]:
    if len(row) == 1:
        row = (row[0],) * 4
    elif len(row) == 3:
        row = (row[0], row[0], row[1], row[2])
    return tuple(NEVER if value is None else value * MINUTE for value in row)  # type: ignore[return-value]


def _step(step: HandStep, row: int) -> PlannedStep:
    return PlannedStep(
        name=step.name, role=None, party=step.party, side="home", level=step.level, station=step.station,
        after=step.after, ahead=step.ahead, needs=step.needs, yards=step.yards, first_row=row,
        last_row=row + len(step.rows), documents=step.documents, contact=step.contact, charge=step.charge,
    )  # fmt: skip


def _flow(flow: HandFlow, rank: int, steps: tuple[PlannedStep, ...]) -> PlannedFlow:
    n = len(flow.entry)
    papers = list(range(n)) if flow.declarations is None else flow.declarations
    levels = (_level(rank, UNIT, list(range(n))), _level(rank, BOX, flow.boxes), _level(rank, DECLARATION, papers))
    given: dict[str, Any] = {
        "name": f"flow_{rank}", "rank": rank, "mode": "road", "direction": "import", "cargo": f"cargo_{rank}",
        "unit_kind": "truck", "regime": np.zeros(n, dtype=np.int64), "regime_names": (), "teu_per_box": 2.0,
        "tonnes": 0.0, "value_of_time": 0.0, "arrived": -1, "accepted": (), "released": -1, "border": -1,
        "excluded": (), "worth": np.zeros(n, dtype=np.int64), "lost": 0,
    }  # fmt: skip
    of_unit = flow.declaration_of_unit or [papers.index(unit) for unit in range(n)]
    return PlannedFlow(
        **(given | flow.more),
        levels=levels,
        entry=np.array(flow.entry, dtype=np.int64) * MINUTE,
        declaration_of_unit=np.array(of_unit, dtype=np.int64),
        units_per_declaration=flow.units_per_declaration,
        steps=steps,
    )


def _level(rank: int, level: int, unit: list[int]) -> PlannedLevel:
    units = np.array(unit, dtype=np.int64)
    child = np.array([unit[:i].count(one) for i, one in enumerate(unit)], dtype=np.int64)
    return PlannedLevel((rank << 54) | (units << 25) | (level << 12) | child, units, units << 11)
