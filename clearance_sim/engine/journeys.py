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
    """Start a branch that waits for nothing: at each entity's arrival, or its lead time before (rule 12).

    `starts` holds pairs (tick, entity) in order.
    """
    env = port.env
    for tick, entity in starts:
        if tick > env.now:
            yield env.timeout(tick - env.now)
        env.process(journey(port, branch, entity))


def journey(port: PortInTime, branch: Branch, entity: int) -> Journey:
    """Take one entity through the steps of one branch, then release what waits for its end."""
    env, trace, takes = port.env, port.trace, port.takes
    for step in branch.steps:
        row = step.first_row + entity
        trace.ready[row] = env.now
        if takes[row]:
            for yard in step.yards:
                yield port.ask_yard(yard, step, branch.flow, row, entity)
            trace.admitted[row] = env.now
            yield from _be_handled(port, step, row)
            for yard in step.yards:
                port.leave_yard(yard, step, branch.flow, entity)
        else:
            trace.admitted[row] = trace.start[row] = env.now
        trace.end[row] = env.now
    for follower, links in branch.follows:
        for other in links[entity]:
            follower.waits_for[other] -= 1
            if follower.waits_for[other] == 0:
                env.process(journey(port, follower, other))


def _be_handled(port: PortInTime, step: PlannedStep, row: int) -> Journey:
    env, trace = port.env, port.trace
    work = port.work[row]
    line = port.line_of(step, row)
    if line is None:  # a delay: handling without a queue
        trace.start[row] = env.now
        yield env.timeout(work)
        return
    turn: Turn = (port.priority[row], env.now, port.number[row], row)
    handling = Handling(env, line, row, work)
    line.join(turn, handling)
    yield handling
    handling.finish()

