"""Relate the entities of a flow across levels: whose ends an entity waits for, and when the last of them was.

The axis is the entities of one step. Exact because the latest of several integer ticks does not depend on the
order of looking: a split is a gather, a join ``maximum.reduceat`` over the children of each unit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import BOX, DECLARATION, UNIT, Integers, PlannedFlow

Place = tuple[int, int]
"""Position of a flow, position of a step in it."""
FAR: int = 2**62
"""Stands for never inside the arrays, so that the maximum of ticks remains right; later than any horizon."""

Answer = TypeVar("Answer")


def latest(flow: PlannedFlow, ends: Ticks, source: int, target: int) -> Ticks:
    """Give for each entity of level `target` the latest of the ends, at level `source`, that it waits for.

    Who waits for nobody, because a unit has no children there, waits for ever.
    """
    if source == target:
        return ends
    if source == UNIT:
        of_unit = ends
    elif source == DECLARATION and flow.units_per_declaration > 1:
        of_unit = ends[flow.declaration_of_unit]
    else:
        of_unit = _latest_child(flow, source, ends)
    return of_unit if target == UNIT else of_unit[flow.levels[target].unit]


def _latest_child(flow: PlannedFlow, source: int, ends: Ticks) -> Ticks:
    begins, childless = _children(flow)[source]
    if not len(ends):
        return np.full(len(flow.entry), FAR, dtype=np.int64)
    last: Ticks = np.maximum.reduceat(ends, begins)
    last[childless] = FAR
    return last


def _once_a_flow(ask: Callable[[PlannedFlow], Answer]) -> Callable[[PlannedFlow], Answer]:
    """Answer anew only for a flow that was not asked about before: a run asks some hundred times."""
    known: WeakKeyDictionary[PlannedFlow, Answer] = WeakKeyDictionary()

    @wraps(ask)
    def answer(flow: PlannedFlow) -> Answer:
        if flow not in known:
            known[flow] = ask(flow)
        return known[flow]

    return answer


@_once_a_flow
def _children(flow: PlannedFlow) -> Mapping[int, tuple[Integers, Integers]]:
    """Give by level where the children of each unit begin, and the units that have none there.

    Of those that have none, where some child stands: `reduceat` wants one.
    """
    found = {}
    for level in (BOX, DECLARATION):
        unit = flow.levels[level].unit
        count = np.bincount(unit, minlength=len(flow.entry))
        found[level] = np.minimum(np.cumsum(count) - count, max(len(unit) - 1, 0)), np.flatnonzero(count == 0)
    return found


@_once_a_flow
def rides(flow: PlannedFlow) -> Sequence[int]:
    """Give for each step the position of the gathering whose groups take it as one; -1 = each for itself.

    A group goes on as one as long as the steps follow one another without a fork, a join or another level.
    """
    successors = [0] * len(flow.steps)
    for step in flow.steps:
        for before in step.after:
            successors[before] += 1
    together = [-1] * len(flow.steps)
    for position in in_order(flow):
        step = flow.steps[position]
        if step.gather is not None:
            together[position] = position
        elif step.group >= 0 and len(step.after) == 1:
            before = step.after[0]
            follows = successors[before] == 1 and flow.steps[before].level == step.level
            if follows and together[before] == step.group:
                together[position] = step.group
    return together


@_once_a_flow
def in_order(flow: PlannedFlow) -> Sequence[int]:
    """Give the positions of the steps so that each comes after those it waits for."""
    order: list[int] = []
    placed: set[int] = set()
    while len(order) < len(flow.steps):
        for position, step in enumerate(flow.steps):
            if position not in placed and placed.issuperset(step.after):
                placed.add(position)
                order.append(position)
    return order
