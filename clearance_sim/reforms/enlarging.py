"""Add lanes, tracks, cranes or bays to stations, and places to yards."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from clearance_sim.plan.draft import Draft
from clearance_sim.scenario.flows import Flow, Step
from clearance_sim.scenario.stations import Station


def stations_of(draft: Draft, flows: Mapping[str, Flow], fits: Callable[[Step, Station], bool]) -> list[str]:
    """Name, in the port's order, the stations at which a step of `flows` is taken that fits."""
    visited = {
        step.station
        for flow in flows.values()
        for step in flow.steps.values()
        if step.station is not None and fits(step, draft.port.stations[step.station])
    }
    return [name for name in draft.port.stations if name in visited]


def with_more_lanes(draft: Draft, stations: Iterable[str], more: int) -> Draft:
    """Give a draft in which each station has so many more lanes that serve everybody."""
    if more == 0:
        return draft
    for name in stations:
        station = draft.port.stations[name]
        if station.slots is not None:
            slots = station.slots.model_copy(update={"places": station.slots.places + more})
            draft = draft.with_station(name, station.model_copy(update={"slots": slots}))
            continue
        # The general lanes grow, not the green one; where no group is general, the last one does.
        general = [key for key, group in station.lanes.items() if group.accepts is None and not group.surge]
        key = general[0] if general else list(station.lanes)[-1]
        group = station.lanes[key]
        grown = {**station.lanes, key: group.model_copy(update={"count": group.count + more})}
        draft = draft.with_station(name, station.model_copy(update={"lanes": grown}))
    return draft


def with_more_places(draft: Draft, yards: Iterable[str], more: int) -> Draft:
    """Give a draft in which each yard has so many more places."""
    if more == 0:
        return draft
    changed = {
        name: draft.port.yards[name].model_copy(update={"capacity": draft.port.yards[name].capacity + more})
        for name in yards
    }
    return draft.with_port(yards={**draft.port.yards, **changed})
