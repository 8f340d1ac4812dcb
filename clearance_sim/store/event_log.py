"""Write the event log: one row per entity and step, with times of day that any tool can read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from clearance_sim.clock import NEVER, Ticks
from clearance_sim.plan.plan import LEVEL_NAMES, UNIT, Plan, PlannedFlow, PlannedStep
from clearance_sim.plan.trace import Trace
from clearance_sim.store.parquet import write_parquet

TIMES: Final = ("ready", "admitted", "start", "end")
CHILD_MASK: Final = (1 << 12) - 1
"""The low bits of a packed number that hold the child (rule 10)."""


class Followed(NamedTuple):
    """Hold one run that is kept row by row."""

    variant: str
    plan: Plan
    trace: Trace


def write_event_log(path: Path, runs: Iterable[Followed]) -> None:
    """Write the rows of runs: ready, admitted, start and end as UTC timestamps, NULL for never.

    Columns: port, replication, variant, flow, number (the entity's, the same under every variant), unit
    (arrival number), level, child, step, station and lane (NULL for a delay), the four times, taken.
    """
    write_parquet(path, _tables(runs))


def _tables(runs: Iterable[Followed]) -> Iterator[dict[str, NDArray[Any]]]:
    for run in runs:
        for flow in run.plan.flows:
            for step in flow.steps:
                if step.last_row > step.first_row:
                    yield _rows(run, flow, step)


def _rows(run: Followed, flow: PlannedFlow, step: PlannedStep) -> dict[str, NDArray[Any]]:
    plan, level = run.plan, flow.levels[step.level]
    n = len(level)
    lanes = np.array([*(lanes.name for lanes in plan.lanes), None], dtype=object)
    child = level.number & CHILD_MASK if step.level != UNIT else 0
    columns: dict[str, Any] = {
        "port": plan.port, "replication": plan.replication, "variant": run.variant, "flow": flow.name,
        "number": level.number, "unit": level.arrival, "level": LEVEL_NAMES[step.level], "child": child,
        "step": step.name, "station": plan.stations[step.station].name if step.station >= 0 else None,
        "lane": lanes[run.trace.lane[step.rows]],
    }  # fmt: skip
    columns |= {name: _timestamps(plan, getattr(run.trace, name)[step.rows]) for name in TIMES}
    columns["taken"] = plan.takes[step.rows]
    return {name: _column(value, n) for name, value in columns.items()}


def _timestamps(plan: Plan, ticks: Ticks) -> NDArray[Any]:
    happened = ticks != NEVER
    times = (np.where(happened, ticks, 0) + plan.origin).astype("datetime64[ms]")
    times[~happened] = np.datetime64("NaT")
    return times


def _column(value: Any, n: int) -> NDArray[Any]:
    if isinstance(value, np.ndarray):
        return value
    return np.full(n, value, dtype=np.int64 if isinstance(value, int) else object)
