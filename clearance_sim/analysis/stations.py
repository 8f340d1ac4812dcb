"""Measure stations and yards: waits, handling, queues, and what they grow by."""

from __future__ import annotations

import numpy as np

from clearance_sim.analysis.ledger import Key, Ledger
from clearance_sim.analysis.lineage import flow_name, happens_not, seen_from, taken_from, window
from clearance_sim.analysis.queues import Growth, growth
from clearance_sim.analysis.tallies import Passed, Tallies
from clearance_sim.clock import HOUR, NEVER, Ticks
from clearance_sim.plan.plan import Flags, Plan, PlannedFlow
from clearance_sim.plan.trace import Trace


def enter_stations(ledger: Ledger, plan: Plan, tallies: Tallies) -> dict[str, Growth]:
    """Enter waits, handling and the mean queue of every station; give how each queue grew."""
    grown = {}
    edges = np.array([plan.warm_up, plan.horizon], dtype=np.int64)
    visits = _visits(plan, tallies)
    for station, queue, visited in zip(plan.stations, tallies.stations, visits, strict=True):
        for number, own in visited.items():
            _enter_visits(ledger, flow_name(plan.port, plan.flows[number]), station.name, own)
        if visited:
            _enter_visits(ledger, "", station.name, [each for own in visited.values() for each in own])
        before, after = queue.stood.integral(edges).tolist()
        queued = (after - before) / (plan.horizon - plan.warm_up)
        ledger.add(Key("", "queue_length", station.name, "mean"), queued, queue.waits)
        grown[station.name] = growth(queue.stood, plan)
    return grown


def _visits(plan: Plan, tallies: Tallies) -> list[dict[int, list[Passed]]]:
    """Give for every station who passed the steps there, by the position of the flow."""
    visits: list[dict[int, list[Passed]]] = [{} for _ in plan.stations]
    for number, (flow, passed) in enumerate(zip(plan.flows, tallies.passed, strict=True)):
        for step, each in zip(flow.steps, passed, strict=True):
            if step.station >= 0:
                visits[step.station].setdefault(number, []).append(each)
    return visits


def _enter_visits(ledger: Ledger, name: str, item: str, visits: list[Passed]) -> None:
    """Enter the mean wait (ready to start) and handling of those who take the steps."""
    total, started, waited, ended, handled = visits[0] if len(visits) == 1 else map(sum, zip(*visits, strict=True))
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
            admitted += int(np.count_nonzero(inside))
            waited += int(wait[inside].sum()) if wait.any() else 0
        value = waited / admitted / HOUR if admitted else float("nan")
        ledger.add(Key("", "wait_hours", f"yard:{yard.name}", "mean"), value, admitted)


def _asked(plan: Plan, flow: PlannedFlow, trace: Trace, position: int) -> tuple[Flags, Ticks]:
    """Give who got a place in the yard, among the entities that it counts, and how long each waited for it."""
    level = plan.yards[position].level
    inside = np.zeros(len(flow.levels[level]), dtype=np.bool_)
    wait = np.zeros(len(inside), dtype=np.int64)
    for step in flow.steps:
        if step.yards and step.yards[-1] == position:
            ready, admitted, took = trace.ready[step.rows], trace.admitted[step.rows], plan.takes[step.rows]
            own = admitted - ready
            if happens_not(admitted):
                took = took & (admitted != NEVER)
                own *= took
            inside |= taken_from(flow, took, step.level, level)
            if own.any():
                # The boxes of a train that waits outside all wait with it: once, not once each.
                np.maximum(wait, seen_from(flow, own, step.level, level), out=wait)
    return inside & window(plan, flow, level), wait
