"""Measures of lab runs that are shares of those who came, or numbers at sampled ticks."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from laboratory import Measure, Run, Times, counted
from numpy.typing import NDArray

from clearance_sim.clock import DAY, HOUR, NEVER
from clearance_sim.plan.plan import PlannedFlow, PlannedStep
from clearance_sim.plan.trace import TURNED_AWAY

Pick = Callable[[Run, PlannedFlow, PlannedStep], NDArray[np.int64]]


def _of(flow: str, step: str, pick: Pick) -> Measure:
    """Measure something of every unit at a step that arrives between warm-up and cool-down."""

    def measure(run: Run) -> Times:
        planned = next(each for each in run.plan.flows if each.name == flow)
        at = planned.step(step)
        return pick(run, planned, at)

    return measure


def turned_away(flow: str, step: str) -> Measure:
    """Measure 1 for whoever found a yard full, 0 for others."""
    return _of(flow, step, lambda run, planned, at: _lost(run, at)[counted(run, planned, at)].astype(np.int64))


def _lost(run: Run, at: PlannedStep) -> NDArray[np.bool_]:
    lost: NDArray[np.bool_] = run.trace.lane[at.rows] == TURNED_AWAY
    return lost


def wait_of_admitted(flow: str, step: str) -> Measure:
    """Measure ready to start of those who were not turned away."""

    def pick(run: Run, planned: PlannedFlow, at: PlannedStep) -> Times:
        waits: Times = run.trace.start[at.rows] - run.trace.ready[at.rows]
        return waits[counted(run, planned, at) & ~_lost(run, at)]

    return _of(flow, step, pick)


def handling(flow: str, step: str) -> Measure:
    """Measure start to end, with whatever interrupts."""

    def pick(run: Run, planned: PlannedFlow, at: PlannedStep) -> Times:
        lasted: Times = run.trace.end[at.rows] - run.trace.start[at.rows]
        return lasted[counted(run, planned, at)]

    return _of(flow, step, pick)


def has_no_wait(flow: str, step: str) -> Measure:
    """Measure 1 for whoever starts when ready, 0 for others."""

    def pick(run: Run, planned: PlannedFlow, at: PlannedStep) -> Times:
        at_once = run.trace.start[at.rows] == run.trace.ready[at.rows]
        return at_once[counted(run, planned, at)].astype(np.int64)

    return _of(flow, step, pick)


def takes(flow: str, step: str) -> Measure:
    """Measure 1 for each unit that takes a step, 0 for others."""

    def pick(run: Run, planned: PlannedFlow, at: PlannedStep) -> Times:
        inside = (planned.entry >= run.plan.warm_up) & (planned.entry < run.plan.horizon - run.plan.cool_down)
        return run.plan.takes[at.rows][inside].astype(np.int64)

    return _of(flow, step, pick)


def leads(flow: str, step: str) -> Measure:
    """Measure 1 for the first of each group that gathered, 0 for others; groups start on different ticks."""

    def pick(run: Run, planned: PlannedFlow, at: PlannedStep) -> Times:
        start = run.trace.start[at.rows]
        first = np.diff(start, prepend=start[0] - 1) != 0
        return first[counted(run, planned, at)].astype(np.int64)

    return _of(flow, step, pick)


def wait_in_hour(flow: str, step: str, hour: int) -> Measure:
    """Measure ready to start of those who arrive in an hour of the day; tick 0 is a midnight."""

    def pick(run: Run, planned: PlannedFlow, at: PlannedStep) -> Times:
        waits: Times = run.trace.start[at.rows] - run.trace.ready[at.rows]
        return waits[counted(run, planned, at) & (planned.entry % DAY // HOUR == hour)]

    return _of(flow, step, pick)


def _ticks(run: Run, every: int, at: int) -> Times:
    """Give the ticks k x every + at from warm-up to cool-down."""
    first = -(-(run.plan.warm_up - at) // every)
    return np.arange(first * every + at, run.plan.horizon - run.plan.cool_down, every)


def _in_progress(begun: Times, over: Times, ticks: Times) -> Times:
    """Count at each tick those who have begun and are not over; `NEVER` = not yet."""
    begun, over = (np.sort(times[times != NEVER]) for times in (begun, over))
    return np.searchsorted(begun, ticks, side="right") - np.searchsorted(over, ticks, side="right")


def present(flow: str, step: str, every: int, at: int) -> Measure:
    """Measure how many are ready for a step and have not ended it, at ticks k x every + at."""

    def pick(run: Run, planned: PlannedFlow, step: PlannedStep) -> Times:
        return _in_progress(run.trace.ready[step.rows], run.trace.end[step.rows], _ticks(run, every, at))

    return _of(flow, step, pick)


def at_work(station: str, lanes: str, every: int) -> Measure:
    """Measure how many of a lane group are in use, at multiples of `every`."""

    def measure(run: Run) -> Times:
        plan = run.plan
        called = [(plan.stations[group.station].name, group.name) for group in plan.lanes]
        position = called.index((station, lanes))
        mine = run.trace.lane == position
        return _in_progress(run.trace.start[mine], run.trace.end[mine], _ticks(run, every, 0))

    return measure


def in_order(every: int) -> Measure:
    """Measure how many lanes of the port are not broken, at multiples of `every`."""

    def measure(run: Run) -> Times:
        ticks = _ticks(run, every, 0)
        downs = [group.down for group in run.plan.lanes if group.down is not None]
        broken = [_in_progress(down[:, 0].copy(), down[:, 1].copy(), ticks) for down in downs]
        return len(downs) - np.sum(broken, axis=0)

    return measure


def squared_about(measure: Measure, middle: float) -> Measure:
    """Measure the square of the distance of another measure from `middle`."""
    return lambda run: np.square(measure(run) - middle)
