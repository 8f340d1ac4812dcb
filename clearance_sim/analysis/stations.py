"""Measure stations and yards: waits, handling, queues, and what they grow by."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from clearance_sim.analysis.days import blocks
from clearance_sim.analysis.ledger import Key, Ledger
from clearance_sim.analysis.lineage import flow_name, happens_not, seen_from, taken_from, window
from clearance_sim.analysis.queues import Growth, growths, stood_between
from clearance_sim.analysis.tallies import Passed, Tallies
from clearance_sim.clock import HOUR, NEVER, Ticks
from clearance_sim.plan.plan import Flags, Plan, PlannedFlow, PlannedStep
from clearance_sim.plan.stops import ROUTES
from clearance_sim.plan.trace import Trace


def enter_stations(ledger: Ledger, plan: Plan, tallies: Tallies) -> dict[str, Growth]:
    """Enter waits (ready to start), handling and the mean queue of every station; give how each queue grew."""
    if not plan.stations:
        return {}
    visits = _visits(plan, tallies)
    (stood,) = stood_between(tallies.stations, blocks(plan.warm_up, plan.horizon))
    values: list[float] = []
    counts: list[int] = []
    unfinished: list[float] = []
    for visited, queue, ticks in zip(visits, tallies.stations, stood.sum(axis=1).tolist(), strict=True):
        by_flow = [_together(each) for each in visited.values()]
        for total, started, waited, ended, handled in [*by_flow, _together(by_flow)] if by_flow else []:
            values += _mean_hours(waited, started), _mean_hours(handled, ended)
            counts += started, ended
            unfinished += 1 - started / max(total, 1), 1 - ended / max(total, 1)
        values.append(ticks / (plan.horizon - plan.warm_up))
        counts.append(queue.waits)
        unfinished.append(0.0)
    stations = tuple(station.name for station in plan.stations)
    keys = _keys(tuple(flow_name(plan.port, flow) for flow in plan.flows), stations, tuple(map(tuple, visits)))
    ledger.extend(keys, values, counts, unfinished)
    return dict(zip(stations, growths(stood, plan), strict=True))


def _visits(plan: Plan, tallies: Tallies) -> list[dict[int, list[Passed]]]:
    """Give for every station who passed the steps there, by the position of the flow."""
    visits: list[dict[int, list[Passed]]] = [{} for _ in plan.stations]
    for number, (flow, passed) in enumerate(zip(plan.flows, tallies.passed, strict=True)):
        for step, each in zip(flow.steps, passed, strict=True):
            if step.station >= 0:
                visits[step.station].setdefault(number, []).append(each)
    return visits


def _together(visits: list[Passed]) -> Passed:
    return visits[0] if len(visits) == 1 else Passed(*map(sum, zip(*visits, strict=True)))


def _mean_hours(ticks: int, entities: int) -> float:
    return ticks / entities / HOUR if entities else float("nan")


@lru_cache(maxsize=ROUTES)
def _keys(flows: tuple[str, ...], stations: tuple[str, ...], visits: tuple[tuple[int, ...], ...]) -> tuple[Key, ...]:
    """Give the keys in the order of `enter_stations`; by station the positions of the flows that visit it."""
    keys: list[Key] = []
    for station, visited in zip(stations, visits, strict=True):
        for name in [*(flows[number] for number in visited), ""] if visited else []:
            keys += [Key(name, measure, station, "mean") for measure in ("wait_hours", "handling_hours")]
        keys.append(Key("", "queue_length", station, "mean"))
    return tuple(keys)


def enter_yards(ledger: Ledger, plan: Plan, trace: Trace) -> None:
    """Enter how long those who ask for a place in a yard wait for it (rule 7), as item ``yard:NAME``.

    Where a step stands in nested yards the wait is told for the innermost; it is part of the wait at the
    station of the step as well.
    """
    for position, yard in enumerate(plan.yards):
        admitted = waited = 0
        for flow in plan.flows:
            steps = [step for step in flow.steps if step.yards[-1:] == (position,)]
            if steps:
                inside, wait = _asked(plan, flow, trace, yard.level, steps)
                admitted += int(np.count_nonzero(inside))
                waited += int(wait[inside].sum()) if wait.any() else 0
        ledger.add(Key("", "wait_hours", f"yard:{yard.name}", "mean"), _mean_hours(waited, admitted), admitted)


def _asked(
    plan: Plan, flow: PlannedFlow, trace: Trace, level: int, steps: list[PlannedStep]
) -> tuple[Flags, Ticks]:
    """Give who got a place in a yard around these steps, among the entities that it counts, and how long each waited for it."""
    inside = np.zeros(len(flow.levels[level]), dtype=np.bool_)
    wait = np.zeros(len(inside), dtype=np.int64)
    for step in steps:
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
