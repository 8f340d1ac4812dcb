"""Measure stations and yards: waits, handling, queues, and what they grow by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from clearance_sim.analysis.ledger import Key, Ledger
from clearance_sim.analysis.lineage import flow_name, happens_not, places, seen_from, taken_from, window
from clearance_sim.analysis.queues import Growth, growth
from clearance_sim.analysis.standing import Queue
from clearance_sim.analysis.turned_away import rows_turned_away, turns_away
from clearance_sim.clock import HOUR, NEVER, Ticks
from clearance_sim.plan.plan import Flags, Plan, PlannedFlow, PlannedStep
from clearance_sim.plan.trace import Trace

Visit = tuple[PlannedFlow, PlannedStep]


class _Passed(NamedTuple):
    """Count those who take some steps in the measured window: how many, who has begun and ended, and their ticks."""

    total: int
    started: int
    waited: int
    ended: int
    handled: int


def enter_stations(ledger: Ledger, plan: Plan, trace: Trace, queues: Sequence[Queue]) -> dict[str, Growth]:
    """Enter waits, handling and the mean queue of every station; give how each queue grew.

    Parameters
    ----------
    queues
        By station, what `standing.tell_queues` gives.
    """
    grown = {}
    edges = np.array([plan.warm_up, plan.horizon], dtype=np.int64)
    for position, (station, queue) in enumerate(zip(plan.stations, queues, strict=True)):
        visits = [(flow, step) for flow in plan.flows for step in flow.steps if step.station == position]
        passed = [(flow, _passed(plan, trace, flow, step)) for flow, step in visits]
        for flow in plan.flows:
            own = [each for owner, each in passed if owner is flow]
            if own:
                _enter_visits(ledger, flow_name(plan.port, flow), station.name, own)
        if visits:
            _enter_visits(ledger, "", station.name, [each for _, each in passed])
        queued = np.diff(queue.stood.integral(edges))[0] / (plan.horizon - plan.warm_up)
        ledger.add(Key("", "queue_length", station.name, "mean"), float(queued), queue.waits)
        grown[station.name] = growth(queue.stood, plan)
    return grown


def _passed(plan: Plan, trace: Trace, flow: PlannedFlow, step: PlannedStep) -> _Passed:
    counted = window(plan, flow, step.level)
    if turns_away(plan):
        counted &= ~rows_turned_away(plan, flow, trace, step)
    here = places(counted)
    takes = plan.takes[step.rows][here]
    ready, start, end = (column[step.rows][here] for column in (trace.ready, trace.start, trace.end))
    took = begun = done = int(np.count_nonzero(takes))
    # Who skips the step is ready, starts and ends on one tick, and most of the others have done all of it.
    if happens_not(end):
        has_begun, has_ended = takes & (start != NEVER), takes & (end != NEVER)
        begun, done = int(np.count_nonzero(has_begun)), int(np.count_nonzero(has_ended))
        waited = (start[has_begun] - ready[has_begun]).sum()
        handled = (end[has_ended] - start[has_ended]).sum()
    else:
        waited, handled = start.sum() - ready.sum(), end.sum() - start.sum()
    return _Passed(took, begun, int(waited), done, int(handled))


def _enter_visits(ledger: Ledger, name: str, item: str, visits: list[_Passed]) -> None:
    """Enter the mean wait (ready to start) and handling of those who take the steps."""
    total, started, waited, ended, handled = (sum(counts) for counts in zip(*visits, strict=True))
    nan = float("nan")
    wait, handling = waited / started / HOUR if started else nan, handled / ended / HOUR if ended else nan
    ledger.add(Key(name, "wait_hours", item, "mean"), wait, started, 1 - started / max(total, 1))
    ledger.add(Key(name, "handling_hours", item, "mean"), handling, ended, 1 - ended / max(total, 1))


def enter_yards(ledger: Ledger, plan: Plan, trace: Trace) -> None:
    """Enter how long those who ask for a place in a yard wait for it (rule 7), as item ``yard:NAME``.

    Where a step stands in nested yards the wait is told for the innermost; it is part of the wait at the
    station of the step as well.
    """
    for position, yard in enumerate(plan.yards):
        admitted = waited = 0
        for flow in plan.flows:
            inside, wait = _asked(plan, flow, trace, position)
            admitted += int(inside.sum())
            waited += int(wait[inside].sum())
        value = waited / admitted / HOUR if admitted else float("nan")
        ledger.add(Key("", "wait_hours", f"yard:{yard.name}", "mean"), value, admitted)


def _asked(plan: Plan, flow: PlannedFlow, trace: Trace, position: int) -> tuple[Flags, Ticks]:
    """Give who got a place in the yard, among the entities that it counts, and how long each waited for it."""
    level = plan.yards[position].level
    inside = np.zeros(len(flow.levels[level]), dtype=np.bool_)
    wait = np.zeros(len(inside), dtype=np.int64)
    for step in flow.steps:
        if step.yards and step.yards[-1] == position:
            ready, admitted = trace.ready[step.rows], trace.admitted[step.rows]
            took = plan.takes[step.rows] & (admitted != NEVER)
            inside |= taken_from(flow, took, step.level, level)
            # The boxes of a train that waits outside all wait with it: once, not once each.
            own = (admitted - ready) * took
            np.maximum(wait, seen_from(flow, own, step.level, level), out=wait)
    return inside & window(plan, flow, level), wait
