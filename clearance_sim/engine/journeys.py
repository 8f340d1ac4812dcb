"""Send entities along their routes: ready, admitted, started, ended, and on to what waits for that end."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import simpy

from clearance_sim.engine.branches import Branch
from clearance_sim.engine.stations import Handling, Turn
from clearance_sim.plan.plan import PlannedStep

if TYPE_CHECKING:
    from clearance_sim.engine.port import PortInTime

Journey = Generator[simpy.Event, Any, None]


def source(port: PortInTime, branch: Branch, starts: list[tuple[int, int]]) -> Journey:
    """Start a branch at each entity's arrival, or its lead time before (rule 12), if nothing else is awaited.

    `starts` holds pairs (tick, entity) in order.
    """
    env = port.env
    for tick, entity in starts:
        if tick > env.now:
            yield env.timeout(tick - env.now)
        if branch.may_begin(entity):
            env.process(journey(port, branch, entity))


def journey(port: PortInTime, branch: Branch, entity: int) -> Journey:
    """Take one entity through the steps of a branch, and on through what waited for nothing but its end.

    A fork begins further journeys; the first way is gone on with here, which spares half of the processes.
    """
    while True:
        for stretch in branch.stretches:
            if stretch[0].gather is not None and port.takes[stretch[0].first_row + entity]:
                yield from _take_together(port, branch, stretch, entity)
            else:
                yield from _take_alone(port, branch, stretch, entity)
        onward = [
            (follower, other)
            for follower, links in branch.follows
            for other in links[entity]
            if follower.may_begin(other)
        ]
        if not onward:
            return
        for follower, other in onward[1:]:
            port.env.process(journey(port, follower, other))
        branch, entity = onward[0]


def _take_alone(port: PortInTime, branch: Branch, stretch: list[PlannedStep], entity: int) -> Journey:
    """Take steps one after the other; one that is not taken has a row without length (rule 16)."""
    env, trace, takes = port.env, port.trace, port.takes
    for step in stretch:
        row = step.first_row + entity
        trace.ready[row] = env.now
        if takes[row]:
            for yard in step.yards:
                yield port.ask_yard(yard, step, branch.flow, row, entity)
            trace.admitted[row] = env.now
            yield _handled(port, step, row)
            for yard in step.yards:
                port.leave_yard(yard, step, branch.flow, entity)
        else:
            trace.admitted[row] = trace.start[row] = env.now
        trace.end[row] = env.now


def _take_together(port: PortInTime, branch: Branch, stretch: list[PlannedStep], entity: int) -> Journey:
    """Gather at the first step of a stretch and go through all of it as one; the leader's rows tell it all."""
    env, trace, first = port.env, port.trace, stretch[0]
    row = first.first_row + entity
    trace.ready[row] = env.now
    for yard in first.yards:
        yield port.ask_yard(yard, first, branch.flow, row, entity)
    trace.admitted[row] = env.now
    group = yield port.gather(branch.flow, first, entity)
    if entity != group.leader:
        yield group.over
        return
    for step in stretch:
        row = step.first_row + entity
        if step is not first:
            trace.ready[row] = trace.admitted[row] = env.now
        yield _handled(port, step, row)
        for yard in step.yards:
            for member in group.members:
                port.leave_yard(yard, step, branch.flow, member)
        trace.end[row] = env.now
    group.over.succeed()


def _handled(port: PortInTime, step: PlannedStep, row: int) -> simpy.Event:
    """Give the event of the end of a handling: at once for a delay, after a turn in line at a station."""
    now, work = port.env.now, port.work[row]
    line = port.line_of(step, row)
    if line is None:
        port.trace.start[row] = now
        return port.env.timeout(work)
    turn: Turn = (port.priority[row], now, port.number[row], row)
    handling = Handling(port.env, line, row, work)
    line.join(turn, handling)
    return handling
