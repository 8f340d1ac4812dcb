"""Relate the entities of a flow across levels: whose ends an entity waits for, and when the last of them was.

The axis is the entities of one step. Exact because the latest of several integer ticks does not depend on the
order of looking: a split is a gather, a join ``maximum.reduceat`` over the children of each unit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import BOX, DECLARATION, UNIT, Integers, PlannedFlow
from clearance_sim.plan.stops import ROUTES, Route, once_a_flow, route_of

Place = tuple[int, int]
"""Position of a flow, position of a step in it."""
FAR: int = 2**62
"""Stands for never inside the arrays, so that the maximum of ticks remains right; later than any horizon."""


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
    begins, childless = children(flow)[source]
    if not len(ends):
        return np.full(len(flow.entry), FAR, dtype=np.int64)
    last: Ticks = np.maximum.reduceat(ends, begins)
    last[childless] = FAR
    return last


@once_a_flow
def children(flow: PlannedFlow) -> Mapping[int, tuple[Integers, Integers]]:
    """Give by level where the children of each unit begin, and the units that have none there.

    Of those that have none, where some child stands: `reduceat` wants one.
    """
    found = {}
    for level in (BOX, DECLARATION):
        unit = flow.levels[level].unit
        count = np.bincount(unit, minlength=len(flow.entry))
        found[level] = np.minimum(np.cumsum(count) - count, max(len(unit) - 1, 0)), np.flatnonzero(count == 0)
    return found


def rides(flow: PlannedFlow) -> Sequence[int]:
    """Give for each step the position of the gathering whose groups take it as one; -1 = each for itself."""
    return rides_along(route_of(flow))


@lru_cache(maxsize=ROUTES)
def rides_along(route: Route) -> Sequence[int]:
    """Give the same along a route.

    A group goes on as one as long as the steps follow one another without a fork, a join or another level.
    """
    stops = route.stops
    successors = [0] * len(stops)
    for stop in stops:
        for before in stop.after:
            successors[before] += 1
    together = [-1] * len(stops)
    for position in in_order(route):
        stop = stops[position]
        if stop.gathers:
            together[position] = position
        elif stop.group >= 0 and len(stop.after) == 1:
            before = stop.after[0]
            follows = successors[before] == 1 and stops[before].level == stop.level
            if follows and together[before] == stop.group:
                together[position] = stop.group
    return tuple(together)


@lru_cache(maxsize=ROUTES)
def in_order(route: Route) -> Sequence[int]:
    """Give the positions of the steps so that each comes after those it waits for."""
    order: list[int] = []
    placed: set[int] = set()
    while len(order) < len(route.stops):
        for position, stop in enumerate(route.stops):
            if position not in placed and placed.issuperset(stop.after):
                placed.add(position)
                order.append(position)
    return tuple(order)
