"""Tell how many a station with alike lanes can serve at once, and when somebody may start there, its own staff counted.

No axis. Staff whom only one station asks for, at every step alike, is one more limit on how many are served there at
once: begun handling keeps lane and people alike to its end, through a change of shift as well (rule 5). So where so many
people are on duty, or nobody, the station is one with so many lanes and with hours, and every method for such applies.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from clearance_sim.plan.intervals import inside, union
from clearance_sim.plan.plan import Intervals, Plan, PlannedLanes, PlannedStaff
from clearance_sim.plan.stops import Route
from clearance_sim.vector.relations import FAR, Place


class Capacity(NamedTuple):
    """Hold how many can be served at once, and when somebody may start; None = always."""

    lanes: int
    hours: Intervals | None


@lru_cache(maxsize=64)
def own_staff(routes: Sequence[Route]) -> frozenset[int]:
    """Give the staff groups that belong to one station: all its steps ask for the same, and no other station for them."""
    asks: dict[int, set[tuple[tuple[int, int], ...]]] = {}
    for stop in (stop for route in routes for stop in route.stops):
        if stop.station >= 0:
            asks.setdefault(stop.station, set()).add(stop.needs)
    users = [group for needs in asks.values() for group in {group for each in needs for group, _ in each}]
    alike = (needs for needs in asks.values() if len(needs) == 1)
    return frozenset(group for needs in alike for each in needs for group, _ in each if users.count(group) == 1)


def capacity_of(plan: Plan, places: Sequence[Place]) -> Capacity | None:
    """Give the capacity of the station with one lane group that steps visit; None where it is now one, now another."""
    flow, position = places[0]
    step = plan.flows[flow].steps[position]
    lanes = plan.lanes[plan.stations[step.station].first_lane]
    return _capacity(lanes, tuple((plan.staff[group], number) for group, number in step.needs))


@lru_cache(maxsize=256)
def _capacity(lanes: PlannedLanes, staff: Sequence[tuple[PlannedStaff, int]]) -> Capacity | None:
    if not staff:
        return Capacity(lanes.count, lanes.available)
    if lanes.working is not None:
        return None
    hours = np.array([[-FAR, FAR]]) if lanes.available is None else lanes.available
    edges = np.unique(np.concatenate([hours.ravel(), *(group.change_ticks for group, _ in staff)]))
    served = np.where(inside(hours, edges), lanes.count, 0)
    for group, number in staff:
        served = np.minimum(served, group.on_duty_at(edges) // number)
    numbers = np.unique(served[served > 0])
    if len(numbers) > 1:
        return None
    spans = np.column_stack([edges, np.append(edges[1:], FAR)])[served > 0]
    return Capacity(int(numbers[0]) if len(numbers) else lanes.count, union([spans]))
