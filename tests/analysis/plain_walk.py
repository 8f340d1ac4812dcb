"""Walk back through one stay entity by entity, by recursion over the route, sharing no code with the package."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from clearance_sim.clock import NEVER
from clearance_sim.plan.plan import BOX, DECLARATION, UNIT, PlannedFlow, PlannedStep
from clearance_sim.plan.trace import Trace


class PlainLeg(NamedTuple):
    """Hold one step of a walk: its rows' ticks, and when the vehicle came from the step before."""

    step: PlannedStep
    entity: int
    came: int
    ready: int
    admitted: int
    start: int
    end: int


def plain_legs(flow: PlannedFlow, trace: Trace, unit: int) -> list[PlainLeg]:
    """Give the legs of one unit that left, the last step first; nothing is cut to its joining."""
    legs: list[PlainLeg] = []

    def entities(level: int, viewer: int, entity: int) -> list[int]:
        if level == viewer:
            return [entity]
        return [unit] if level == UNIT else np.flatnonzero(flow.levels[BOX].unit == unit).tolist()

    def candidates(steps: tuple[int, ...], viewer: int, entity: int) -> list[tuple[int, int, int, int]]:
        """List (-end, is a box, step, entity): the least is followed."""
        return [
            (-int(trace.end[flow.steps[s].first_row + e]), int(flow.steps[s].level == BOX), s, e)
            for s in steps
            if flow.steps[s].level != DECLARATION
            for e in entities(flow.steps[s].level, viewer, entity)
        ]

    def through_papers(steps: tuple[int, ...]) -> tuple[int, ...]:
        if any(flow.steps[s].level != DECLARATION for s in steps):
            return steps
        return tuple({b for s in steps for b in through_papers(flow.steps[s].after)})

    def walk(position: int, entity: int) -> None:
        step = flow.steps[position]
        row = step.first_row + entity
        ticks = [int(column[row]) for column in (trace.ready, trace.admitted, trace.start, trace.end)]
        assert NEVER not in ticks
        before = candidates(through_papers(step.after), step.level, entity)
        best = min(before) if before else None
        came = int(flow.entry[unit]) if best is None else -best[0]
        legs.append(PlainLeg(step, entity, came, *ticks))
        if best is not None:
            walk(best[2], best[3])

    last = tuple(range(len(flow.steps))) if flow.left < 0 else (flow.left,)
    _, _, step, entity = min(candidates(last, UNIT, unit))
    walk(step, entity)
    return legs


def plain_joining(flow: PlannedFlow, trace: Trace, unit: int) -> int:
    """Give the tick at which one unit joins the queue: its entry, or the last end at the marking step."""
    if flow.joined < 0:
        return int(flow.entry[unit])
    step = flow.steps[flow.joined]
    own = [unit] if step.level == UNIT else np.flatnonzero(flow.levels[step.level].unit == unit)
    return max(int(trace.end[step.first_row + entity]) for entity in own)
