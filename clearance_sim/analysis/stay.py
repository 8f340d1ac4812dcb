"""Tell each vehicle's stay backwards from its exit: who handled it, who made it wait (rule 18).

The walk goes step by step and is vectorised over the vehicles that stand at the step. Every tick between
entry and exit is counted once, so handling and waits add up to the stay exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from clearance_sim.analysis.lineage import (
    backwards,
    last_child,
    last_of_children,
    tie_order,
    vehicle_predecessors,
)
from clearance_sim.clock import NEVER, Ticks
from clearance_sim.plan.plan import BOX, DECLARATION, UNIT, Integers, Plan, PlannedFlow
from clearance_sim.plan.trace import Trace

PARTIES: Final = ("trader", "customs", "border_police", "terminal", "partner")


@dataclass(frozen=True, eq=False)
class Stay:
    """Hold the parts of the stays of the units that left; all ticks, the parts of a unit sum to its stay.

    Attributes
    ----------
    units
        Shape ``(n,)``, positions of the units that left before the horizon.
    handling, waiting
        Shape ``(parties, n)``, in the order of `PARTIES`; waiting holds queues and full yards.
    papers
        Shape ``(n,)``, waiting until the papers were ready.
    """

    units: Integers
    handling: Ticks
    waiting: Ticks
    papers: Ticks

    @property
    def total(self) -> Ticks:
        """Give the stay of each unit as the sum of its parts."""
        return np.asarray(self.handling.sum(axis=0) + self.waiting.sum(axis=0) + self.papers)


class _Walk(NamedTuple):
    """Hold where every unit's walk stands: its step, its entity there, the tick told so far."""

    step: Integers
    entity: Integers
    told: Ticks


def tell_stay(plan: Plan, flow: PlannedFlow, trace: Trace, leaving: Ticks) -> Stay:
    """Split the stay of every unit that left.

    Parameters
    ----------
    leaving
        Shape ``(units,)``, exit ticks as `clocks.exits` gives them.

    Notes
    -----
    From the last-ended step back along the last-ended predecessor on the vehicle's line (its own steps and
    its boxes'); what lies between that end and the step's ready tick is waiting for papers. A tie goes to
    the vehicle's own steps, then to the lowest step and the lowest box. What happened before the arrival,
    ahead of it, is outside the stay.
    """
    n = len(flow.entry)
    handling = np.zeros((len(PARTIES), n), dtype=np.int64)
    waiting = np.zeros((len(PARTIES), n), dtype=np.int64)
    papers = np.zeros(n, dtype=np.int64)
    left = np.flatnonzero(leaving != NEVER)
    walk = _Walk(np.full(n, -1, dtype=np.int64), np.zeros(n, dtype=np.int64), leaving.copy())
    line = tie_order(flow, (i for i, step in enumerate(flow.steps) if step.level != DECLARATION))
    _follow(flow, trace, walk, left, UNIT, left, line)
    for position in backwards(flow):
        here = np.flatnonzero(walk.step == position)
        if not len(here):
            continue
        step = flow.steps[position]
        entity = walk.entity[here]
        rows = step.first_row + entity
        entry = flow.entry[here]
        end, start, admitted, ready = (
            np.maximum(column[rows], entry) for column in (trace.end, trace.start, trace.admitted, trace.ready)
        )
        party = PARTIES.index(step.party)
        handling[party, here] += end - start
        waiting[party, here] += start - admitted
        if step.yards:
            waiting[PARTIES.index(plan.yards[step.yards[-1]].party), here] += admitted - ready
        walk.told[here] = ready
        walk.step[here] = -1
        before = vehicle_predecessors(flow, position)
        if before:
            _follow(flow, trace, walk, here, step.level, entity, before)
        else:
            walk.told[here] = entry
        papers[here] += ready - np.maximum(walk.told[here], entry)
    return Stay(left, handling[:, left], waiting[:, left], papers[left])


def _follow(
    flow: PlannedFlow,
    trace: Trace,
    walk: _Walk,
    units: Integers,
    level: int,
    entity: Integers,
    before: tuple[int, ...],
) -> None:
    """Move the walk of `units`, now at `entity` of `level`, to the last-ended of the steps `before`."""
    best = np.full(len(units), NEVER, dtype=np.int64)
    for position in before:
        step = flow.steps[position]
        ends = trace.end[step.rows]
        if step.level == level:
            who = entity
            seen = ends[who]
        elif step.level == BOX:
            of_unit = flow.levels[BOX].unit
            last = last_of_children(ends, of_unit, len(flow.entry))
            who = last_child(ends, of_unit, last)[units]
            seen = last[units]
        else:
            who = units
            seen = ends[units]
        later = seen > best
        best = np.where(later, seen, best)
        moved = units[later]
        walk.step[moved] = position
        walk.entity[moved] = who[later]
    walk.told[units] = best
