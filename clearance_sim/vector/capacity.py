"""Tell how many a station with alike lanes can serve at once, and when somebody may start there, its own staff counted.

No axis. Staff whom only one station asks for, at every step alike, is one more limit on how many are served there at
once: begun handling keeps lane and people alike to its end, through a change of shift as well (rule 5). So where so many
people are on duty, or nobody, the station is one with so many lanes and with hours, and every method for such applies.
Where it is now one number, now another, these are levels: lanes of which so many may be taken at once at such hours.
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
    levels = levels_of(plan, places)
    return levels[0] if levels is not None and len(levels) == 1 else None


def levels_of(plan: Plan, places: Sequence[Place]) -> Sequence[Capacity] | None:
    """Give the capacities that the station has by turns, one or more, each with its hours; None where handling rests.

    Who is handled through a change of shift counts among those whom the next one can serve at once, as long as it lasts.
    """
    flow, position = places[0]
    step = plan.flows[flow].steps[position]
    lanes = plan.lanes[plan.stations[step.station].first_lane]
    return _levels(lanes, tuple((plan.staff[group], number) for group, number in step.needs))


@lru_cache(maxsize=256)
def _levels(lanes: PlannedLanes, staff: Sequence[tuple[PlannedStaff, int]]) -> Sequence[Capacity] | None:
    if not staff:
        return (Capacity(lanes.count, lanes.available),)
    if lanes.working is not None:
        return None
    hours = np.array([[-FAR, FAR]]) if lanes.available is None else lanes.available
    edges = np.unique(np.concatenate([hours.ravel(), *(group.change_ticks for group, _ in staff)]))
    served = np.where(inside(hours, edges), lanes.count, 0)
    for group, number in staff:
        served = np.minimum(served, group.on_duty_at(edges) // number)
    spans = np.column_stack([edges, np.append(edges[1:], FAR)])
    numbers = np.unique(served[served > 0]) if (served > 0).any() else [lanes.count]
    return tuple(Capacity(int(number), union([spans[served == number]])) for number in numbers)
