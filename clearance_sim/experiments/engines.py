"""Choose who runs a plan: the NumPy core, the SimPy engine, or both, compared record by record."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Final

import numpy as np

from clearance_sim.clock import HOUR, NEVER
from clearance_sim.errors import ClearanceError, Text, UsageError
from clearance_sim.plan.plan import Plan
from clearance_sim.plan.trace import Trace

ENGINES: Final = {"vector": "clearance_sim.vector", "simpy": "clearance_sim.engine"}
"""Engines by name and the room that holds each; imported when one is asked for. The first is the default."""
BOTH: Final = "both"
DEFAULT: Final = "vector"
CHOICES: Final = (*ENGINES, BOTH)


def engine_called(name: str) -> Callable[[Plan], Trace]:
    """Give the function that runs a plan; `both` runs the two and refuses to go on where they differ.

    Raises
    ------
    UsageError
        If there is no such engine.
    """
    if name == BOTH:
        return _run_both
    if name not in ENGINES:
        known = ", ".join(CHOICES)
        raise UsageError(
            Text(zh=f"没有名为 {name} 的引擎；现有 {known}", en=f"no engine {name!r}; there is {known}")
        )
    run: Callable[[Plan], Trace] = importlib.import_module(ENGINES[name]).run
    return run


def _run_both(plan: Plan) -> Trace:
    specification, core = engine_called("simpy")(plan), engine_called("vector")(plan)
    if (difference := first_difference(plan, specification, core)) is not None:
        raise ClearanceError(difference)
    return core


def first_difference(plan: Plan, specification: Trace, core: Trace) -> Text | None:
    """Tell the first record in which two traces of a plan differ, or None if they are equal.

    The first is the one with the earliest tick that the two do not share.
    """
    found: list[tuple[int, int, str]] = []
    for column in ("ready", "admitted", "start", "end", "lane"):
        ours, other = getattr(specification, column), getattr(core, column)
        rows = np.flatnonzero(ours != other)
        if len(rows):
            when = np.where(ours[rows] == NEVER, other[rows], ours[rows]) if column != "lane" else core.ready[rows]
            at = int(np.argmin(when))
            found.append((int(when[at]), int(rows[at]), column))
    if not found:
        return None
    _, row, column = min(found)
    flow, step = next(
        (flow, step) for flow in plan.flows for step in flow.steps if step.first_row <= row < step.last_row
    )
    record = f"{plan.port} {flow.name} {step.name} [{row - step.first_row}] {column}"
    values = [_told(int(getattr(trace, column)[row]), column) for trace in (specification, core)]
    return Text(
        zh=f"两个引擎不一致，第一处：{record}：simpy {values[0]}，vector {values[1]}（重复 {plan.replication}）",
        en=f"the engines differ, first at {record}: simpy {values[0]}, vector {values[1]} "
        f"(replication {plan.replication})",
    )


def _told(value: int, column: str) -> str:
    if column == "lane":
        return str(value)
    return "never" if value == NEVER else f"{value / HOUR:.6f} h"
