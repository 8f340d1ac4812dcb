"""Run the textbook scenarios through the YAML door and cut what is measured out of their traces.

A sample holds, for each replication, the sum of a measured time over everybody who arrived between warm-up
and cool-down, what theory expects that sum to be given how many they were, and their number. Under the theory
the difference of the two sums has mean zero exactly, whereas a mean per replication is a ratio and biased:
busy spells have more customers as well as longer waits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from clearance_sim import engine
from clearance_sim.plan.draft import Draft
from clearance_sim.plan.drafting import drafts
from clearance_sim.plan.drawing import draw
from clearance_sim.plan.plan import Plan, PlannedFlow, PlannedStep
from clearance_sim.plan.trace import Trace
from clearance_sim.ports.shelf import open_scenario

LAB = Path(__file__).parents[2] / "scenarios" / "lab"
Times = NDArray[np.int64]


class Run(NamedTuple):
    """Hold one replication of one lab scenario."""

    plan: Plan
    trace: Trace


@cache
def draft(name: str) -> tuple[Draft, int]:
    """Give the only port of a lab scenario as a draft, and its number of replications."""
    scenario = open_scenario(LAB / f"{name}.yaml").scenario
    (only,) = drafts(scenario).values()
    return only, scenario.replications


@lru_cache(maxsize=80)
def one_run(name: str, replication: int) -> Run:
    """Run one replication; those of one scenario, or one of each, are remembered (2 MB each)."""
    plan = draw(draft(name)[0], replication)
    return Run(plan, engine.run(plan))


def runs(name: str) -> list[Run]:
    """Run all replications of a lab scenario."""
    return [one_run(name, replication) for replication in range(draft(name)[1])]


def counted(run: Run, flow: PlannedFlow, step: PlannedStep) -> NDArray[np.bool_]:
    """Tell which rows of a step are taken by entities of units that arrive between warm-up and cool-down."""
    entry = flow.entry[flow.levels[step.level].unit]
    inside = (entry >= run.plan.warm_up) & (entry < run.plan.horizon - run.plan.cool_down)
    return inside & run.plan.takes[step.rows]


Measure = Callable[[Run], Times]
"""Gives the measured ticks of everybody who counts in a run."""


def wait(*places: tuple[str, str]) -> Measure:
    """Measure ready to start at steps, each named by flow and step."""
    return lambda run: np.concatenate([_column(run, *place, "start", "ready") for place in places])


def wait_outside(flow: str, step: str) -> Measure:
    """Measure ready to admitted."""
    return lambda run: _column(run, flow, step, "admitted", "ready")


def wait_inside(flow: str, step: str) -> Measure:
    """Measure admitted to start."""
    return lambda run: _column(run, flow, step, "start", "admitted")


def until_ready(flow: str, step: str, since: str) -> Measure:
    """Measure from the end of the step `since` (or ``entry``) to ready at another step of the same level."""

    def measure(run: Run) -> Times:
        planned = next(each for each in run.plan.flows if each.name == flow)
        at = planned.step(step)
        begin = planned.entry if since == "entry" else run.trace.end[planned.step(since).rows]
        return (run.trace.ready[at.rows] - begin)[counted(run, planned, at)]

    return measure


def _column(run: Run, flow: str, step: str, last: str, first: str) -> Times:
    planned = next(each for each in run.plan.flows if each.name == flow)
    at = planned.step(step)
    columns: Times = getattr(run.trace, last)[at.rows] - getattr(run.trace, first)[at.rows]
    return columns[counted(run, planned, at)]


@dataclass(frozen=True)
class Sample:
    """Hold a measured and an expected sum and a count for each replication, arrays of shape ``(replications,)``."""

    measured: NDArray[np.float64]
    expected: NDArray[np.float64]
    count: NDArray[np.float64]

    def difference(self, level: float) -> tuple[float, float]:
        """Give measured less expected, relative to expected, and the half width of its interval.

        Student t over replications at confidence ``1 - level``.
        """
        apart = (self.measured - self.expected) / self.expected.mean()
        n = len(apart)
        half = float(stats.t.isf(level / 2, n - 1) * apart.std(ddof=1) / np.sqrt(n))
        return float(apart.mean()), half


def samples(name: str, times: int, measures: Sequence[tuple[Measure, float]]) -> list[Sample]:
    """Give a sample for each measure and its mean by theory, from `times` the replications written."""
    sums: list[list[tuple[float, int]]] = [[] for _ in measures]
    for replication in range(times * draft(name)[1]):
        run = one_run(name, replication)
        for kept, (measure, _) in zip(sums, measures, strict=True):
            measured = measure(run)
            # What ended after the horizon is hugely negative: cool-down must be long enough for all to end.
            assert len(measured) and measured.min() >= 0
            kept.append((float(measured.sum()), len(measured)))
    columns = [np.array(kept, dtype=float).T for kept in sums]
    return [
        Sample(measured, expected * count, count)
        for (measured, count), (_, expected) in zip(columns, measures, strict=True)
    ]
