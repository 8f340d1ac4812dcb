"""Tell how a station serves, and whether an array method knows that."""

from __future__ import annotations

from collections.abc import Sequence

from clearance_sim.plan.plan import Plan, PlannedStation
from clearance_sim.vector.capacity import levels_of
from clearance_sim.vector.relations import Place


def has_array_method(plan: Plan, places: Sequence[Place]) -> bool:
    """Tell whether the station is solved as arrays.

    Lanes that need staff must be alike and never rest; departures need none, and take everybody in the order in which
    they come.
    """
    station = station_of(plan, places)
    flow, position = places[0]
    needs, are_alike = plan.flows[flow].steps[position].needs, has_alike_lanes(plan, station)
    if station.slot_ticks is not None:
        return are_alike and not needs and not has_priorities(plan, places)
    return levels_of(plan, places) is not None if are_alike else not needs


def has_alike_lanes(plan: Plan, station: PlannedStation) -> bool:
    """Tell whether the station has one lane group, and handling that lasts as long as its clock can tell."""
    lanes = plan.lanes[station.first_lane]
    lasts = station.slow is None and (lanes.working is None or lanes.resumes)
    return station.last_lane - station.first_lane == 1 and lasts


def station_of(plan: Plan, places: Sequence[Place]) -> PlannedStation:
    """Give the station that all these steps visit."""
    flow, position = places[0]
    return plan.stations[plan.flows[flow].steps[position].station]


def has_priorities(plan: Plan, places: Sequence[Place]) -> bool:
    """Tell whether some of those who come are served before others."""
    if plan.priority.strides == (0,):
        return False  # one number stands for all rows of the plan
    ranks = [plan.priority[plan.flows[flow].steps[step].rows] for flow, step in places]
    return len({extreme for rank in ranks if len(rank) for extreme in (int(rank.min()), int(rank.max()))}) > 1
