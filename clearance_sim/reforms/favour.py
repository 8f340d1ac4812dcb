"""Favour flows on their way through a port: served first everywhere, and lanes of their own where there are lanes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clearance_sim.plan.draft import Draft
from clearance_sim.scenario.flows import Flow
from clearance_sim.scenario.stations import LaneGroup, Station


@dataclass(frozen=True)
class Opening:
    """Hold how many green lanes a station should have, whether others may borrow them, and whether they are new."""

    lanes: int
    shared: bool
    new: bool


def favour(draft: Draft, flows: Mapping[str, Flow], opening: Opening) -> Draft:
    """Give a draft in which `flows` are served first at the Chinese-side stations and have green lanes there."""
    changed = dict(draft.port.stations)
    for name in _on_the_way(draft, flows):
        station, favoured = changed[name], _visitors(draft, flows, name)
        changed[name] = _with_green_lane(_served_first(station, favoured), favoured, opening)
    return draft.with_port(stations=changed)


def _on_the_way(draft: Draft, flows: Mapping[str, Flow]) -> list[str]:
    """Give the stations of the routes that a Chinese authority or the terminal runs, in the port's order."""
    visited = {step.station for flow in flows.values() for step in flow.steps.values()}
    return [
        name
        for name, station in draft.port.stations.items()
        if name in visited and station.side == "home" and station.party not in {"trader", "partner"}
    ]


def _visitors(draft: Draft, flows: Mapping[str, Flow], station: str) -> dict[str, str]:
    """Give for each concerned flow at a station the name by which it is favoured there.

    That is its cargo, unless other flows of this cargo come to the station as well.
    """
    here = {
        name: flow
        for name, flow in draft.port.flows.items()
        if any(step.station == station for step in flow.steps.values())
    }
    others = {flow.cargo for name, flow in here.items() if name not in flows}
    return {name: name if flow.cargo in others else flow.cargo for name, flow in here.items() if name in flows}


def _served_first(station: Station, favoured: Mapping[str, str]) -> Station:
    """Put at the head of the station's priority whoever does not stand in it yet."""
    standing = set(station.priority)
    added = dict.fromkeys(name for flow, name in favoured.items() if not {flow, name} & standing)
    return station.model_copy(update={"priority": [*added, *station.priority]}) if added else station


def _with_green_lane(station: Station, favoured: Mapping[str, str], opening: Opening) -> Station:
    names = {*favoured, *favoured.values()}
    in_force = sum(
        group.count
        for group in station.lanes.values()
        if group.accepts is not None and set(group.accepts) <= names
    )
    missing = opening.lanes - in_force
    if station.kind != "lane" or missing <= 0:
        return station
    lanes = dict(station.lanes)
    if not opening.new:
        missing = _take_from_general(lanes, missing)
    if missing == 0:
        return station
    name = next(key for key in ("green", "green_2", "green_3") if key not in lanes)
    green = {
        name: LaneGroup(count=missing, accepts=None if opening.shared else list(dict.fromkeys(favoured.values())))
    }
    # The first free lane in order is taken: a dedicated lane stands first, so that produce leaves the general
    # lanes alone; a shared one stands last, so that others borrow it only when nothing else is free.
    together = {**lanes, **green} if opening.shared else {**green, **lanes}
    return station.model_copy(update={"lanes": together})


def _take_from_general(lanes: dict[str, LaneGroup], wanted: int) -> int:
    """Take lanes out of the groups that serve everybody, the last group first; give how many could be had."""
    general = [name for name, group in lanes.items() if group.accepts is None]
    had = min(wanted, sum(lanes[name].count for name in general) - 1) if general else 0
    left = had
    for name in reversed(general):
        taken = min(left, lanes[name].count)
        left -= taken
        rest = lanes[name].count - taken
        if rest:
            lanes[name] = lanes[name].model_copy(update={"count": rest})
        else:
            del lanes[name]
    return had
