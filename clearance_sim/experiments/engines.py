"""Choose who runs a plan: the NumPy core, the SimPy engine, or both, compared record by record."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Final

import numpy as np

from clearance_sim.clock import HOUR, NEVER
from clearance_sim.errors import ClearanceError, Text, UsageError
from clearance_sim.plan.plan import Plan
from clearance_sim.plan.trace import Trace

Engine = Callable[[Iterable[Plan]], Iterator[Trace]]
"""Runs plans, side by side where it can, and gives their traces in order."""
CORE: Final = "vector"
SPECIFICATION: Final = "simpy"
BOTH: Final = "both"
CHOICES: Final = (CORE, SPECIFICATION, BOTH)
DEFAULT: Final = CORE


def engine_called(name: str) -> Engine:
    """Give the function that runs plans; `both` runs the two engines and refuses to go on where they differ.

    Raises
    ------
    UsageError
        If there is no such engine.
    """
    if name == BOTH:
        return _run_both
    if name == CORE:
        run_many: Engine = importlib.import_module("clearance_sim.vector").run_many
        return run_many
    if name == SPECIFICATION:
        return partial(map, importlib.import_module("clearance_sim.engine").run)
    known = ", ".join(CHOICES)
    raise UsageError(Text(zh=f"没有名为 {name} 的引擎；现有 {known}", en=f"no engine {name!r}; there is {known}"))


def _run_both(plans: Iterable[Plan]) -> Iterator[Trace]:
    listed = list(plans)
    run, run_core = engine_called(SPECIFICATION), engine_called(CORE)
    for plan, specification, core in zip(listed, run(listed), run_core(listed), strict=True):
        if (difference := first_difference(plan, specification, core)) is not None:
            raise ClearanceError(difference)
        yield core


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
