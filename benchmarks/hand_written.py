"""Hold SimPy models as a modeller would write them for one item only, in the style of SimPy's documentation.

They take the plan's own draws, so that their departures can be compared with the engine's to the tick, and
they record ready, start and end of every step, as the engine does.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Generator
from typing import Any

import simpy

from clearance_sim.plan.plan import Plan

Record = list[list[list[int]]]
"""For each step: ready, start and end ticks of every vehicle."""


def tandem(plan: Plan) -> Record:
    """Run a line of stations that every vehicle visits in order."""
    flow = plan.flows[0]
    entries = flow.entry.tolist()
    work = [plan.work[step.rows].tolist() for step in flow.steps]
    record: Record = [[[0] * len(entries) for _ in range(3)] for _ in flow.steps]
    env = simpy.Environment()
    desks = [simpy.Resource(env, plan.lanes[plan.stations[step.station].first_lane].count) for step in flow.steps]

    def vehicle(i: int) -> Generator[simpy.Event, Any, None]:
        for desk, times, (ready, start, end) in zip(desks, work, record, strict=True):
            ready[i] = env.now
            with desk.request() as turn:
                yield turn
                start[i] = env.now
                yield env.timeout(times[i])
            end[i] = env.now

    def arrivals() -> Generator[simpy.Event, Any, None]:
        for i, tick in enumerate(entries):
            yield env.timeout(tick - env.now)
            env.process(vehicle(i))

    env.process(arrivals())
    env.run(until=plan.horizon)
    return record


def tandem_with_priorities(plan: Plan) -> Record:
    """Run a line of stations, some with a priority queue and some that only a share visits."""
    flow = plan.flows[0]
    entries = flow.entry.tolist()
    work = [plan.work[step.rows].tolist() for step in flow.steps]
    takes = [plan.takes[step.rows].tolist() for step in flow.steps]
    rank = [plan.priority[step.rows].tolist() for step in flow.steps]
    record: Record = [[[0] * len(entries) for _ in range(3)] for _ in flow.steps]
    env = simpy.Environment()
    lanes = [plan.lanes[plan.stations[step.station].first_lane].count for step in flow.steps]
    desks = [
        (simpy.PriorityResource if max(ranks) > 0 else simpy.Resource)(env, count)
        for count, ranks in zip(lanes, rank, strict=True)
    ]

    def vehicle(i: int) -> Generator[simpy.Event, Any, None]:
        for k, desk in enumerate(desks):
            ready, start, end = record[k]
            ready[i] = env.now
            if not takes[k][i]:
                start[i] = end[i] = env.now
                continue
            with desk.request(priority=rank[k][i]) if k in (2, 3) else desk.request() as turn:
                yield turn
                start[i] = env.now
                yield env.timeout(work[k][i])
            end[i] = env.now

    def arrivals() -> Generator[simpy.Event, Any, None]:
        for i, tick in enumerate(entries):
            yield env.timeout(tick - env.now)
            env.process(vehicle(i))

    env.process(arrivals())
    env.run(until=plan.horizon)
    return record


def road_port(plan: Plan) -> Record:
    """Run a road port: every station has hours, a share is examined, who holds a lane waits for the opening."""
    flow = plan.flows[0]
    entries = flow.entry.tolist()
    work = [plan.work[step.rows].tolist() for step in flow.steps]
    takes = [plan.takes[step.rows].tolist() for step in flow.steps]
    record: Record = [[[0] * len(entries) for _ in range(3)] for _ in flow.steps]
    env = simpy.Environment()
    lanes = [plan.lanes[plan.stations[step.station].first_lane] for step in flow.steps]
    desks = [simpy.Resource(env, lane.count) for lane in lanes]
    hours = [[] if lane.open is None else lane.open.tolist() for lane in lanes]
    openings = [[begin for begin, _ in intervals] for intervals in hours]

    def closed_for(k: int, now: int) -> int:
        at = bisect_right(openings[k], now) - 1
        if at >= 0 and now < hours[k][at][1]:
            return 0
        return openings[k][at + 1] - now if at + 1 < len(openings[k]) else plan.horizon - now + 1

    def vehicle(i: int) -> Generator[simpy.Event, Any, None]:
        for k, desk in enumerate(desks):
            ready, start, end = record[k]
            ready[i] = env.now
            if not takes[k][i]:
                start[i] = end[i] = env.now
                continue
            with desk.request() as turn:
                yield turn
                wait = closed_for(k, env.now) if hours[k] else 0
                if wait:
                    yield env.timeout(wait)
                start[i] = env.now
                yield env.timeout(work[k][i])
            end[i] = env.now

    def arrivals() -> Generator[simpy.Event, Any, None]:
        for i, tick in enumerate(entries):
            yield env.timeout(tick - env.now)
            env.process(vehicle(i))

    env.process(arrivals())
    env.run(until=plan.horizon)
    return record
