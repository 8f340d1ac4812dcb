"""Every row of the element table has its place in the random ports on which the two loops are compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from random_ports import random_scenario

from clearance_sim.scenario.flows import Flow, Step
from clearance_sim.scenario.port import Port
from clearance_sim.scenario.stations import LaneGroup, Station
from clearance_sim.scenario.study import Scenario

LOOKED_AT = 200
SCENARIOS = [random_scenario(seed) for seed in range(LOOKED_AT)]


def port(scenario: Scenario) -> Port:
    return scenario.ports["lab"]


def flows(scenario: Scenario) -> list[Flow]:
    return list(port(scenario).flows.values())


def steps(scenario: Scenario) -> Iterator[Step]:
    return (step for flow in flows(scenario) for step in flow.steps.values())


def stations(scenario: Scenario) -> list[Station]:
    return list(port(scenario).stations.values())


def lanes(scenario: Scenario) -> Iterator[LaneGroup]:
    return (group for station in stations(scenario) for group in station.lanes.values())


def yards(scenario: Scenario) -> set[str]:
    return {yard for step in steps(scenario) for yard in step.yards}


Tells = Callable[[Scenario], bool]
ELEMENTS: dict[str, Tells] = {
    "serve": lambda s: any(step.station for step in steps(s)),
    "eligibility": lambda s: any(group.accepts for group in lanes(s)),
    "hours of a lane of its own": lambda s: any(group.hours for group in lanes(s)),
    "delay": lambda s: any(step.station is None for step in steps(s)),
    "ahead": lambda s: any(step.ahead for step in steps(s)),
    "share": lambda s: any(step.share < 1 for step in steps(s)),
    "share drawn by papers": lambda s: any(step.drawn_by == "declaration" and step.per == "unit" for step in steps(s)),
    "only_if and unless": lambda s: any(step.unless for step in steps(s)),
    "joint": lambda s: any(step.joint for step in steps(s)),
    "luck of another step": lambda s: any(step.draws_as for step in steps(s)),
    "split and join": lambda s: any(step.per == "box" for step in steps(s)),
    "gather by number": lambda s: any(step.gather and step.gather.number for step in steps(s)),
    "gather by value": lambda s: any(step.gather and step.gather.value for step in steps(s)),
    "gather with a time-out": lambda s: any(step.gather and step.gather.at_most for step in steps(s)),
    "with the group": lambda s: any(step.with_group for step in steps(s)),
    "slot": lambda s: any(station.slots for station in stations(s)),
    "yard": lambda s: bool(yards(s)),
    "nested yards": lambda s: any(len(step.yards) == 2 for step in steps(s)),
    "yard of boxes": lambda s: "inner" in yards(s) and port(s).yards["inner"].holds == "box",
    "yard of papers": lambda s: "file_room" in yards(s),
    "turned away": lambda s: "outer" in yards(s) and port(s).yards["outer"].when_full == "turn_away",
    "staff": lambda s: any(step.needs for step in steps(s)),
    "several staff groups at once": lambda s: any(len(step.needs) == 2 for step in steps(s)),
    "several papers per unit": lambda s: any(f.declarations.per_unit and f.declarations.per_unit.high > 1 for f in flows(s)),
    "several units on one paper": lambda s: any(flow.declarations.units for flow in flows(s)),
    "closure": lambda s: any(event.close for event in port(s).events.values()),
    "cap": lambda s: any(event.cap for event in port(s).events.values()),
    "slow-down": lambda s: any(event.slow for event in port(s).events.values()),
    "lost arrivals": lambda s: any(event.lose for event in port(s).events.values()),
    "priority": lambda s: any(station.priority for station in stations(s)),
    "hours, finishing": lambda s: any(station.hours and station.closing == "finish" for station in stations(s)),
    "hours, resuming": lambda s: any(station.hours and station.closing == "resume" for station in stations(s)),
    "breakdown": lambda s: any(group.breakdowns for group in lanes(s)),
    "surge": lambda s: any(station.surge for station in stations(s)),
    "partner side by its own clock": lambda s: any(station.side == "partner" for station in stations(s)),
    "second examination": lambda s: any("examine_again" in flow.steps for flow in flows(s)),
    "arrivals at random": lambda s: any(flow.arrivals.poisson for flow in flows(s)),
    "arrivals by timetable": lambda s: any(flow.arrivals.timetable for flow in flows(s)),
    "arrivals as recorded": lambda s: any(flow.arrivals.recorded for flow in flows(s)),
    "arrivals at gaps": lambda s: any(flow.arrivals.renewal for flow in flows(s)),
    "batches": lambda s: any(flow.arrivals.batch for flow in flows(s)),
    "times as recorded": lambda s: any(step.handling and step.handling.empirical for step in steps(s)),
    "initial state": lambda s: any(flow.waiting_at_start for flow in flows(s)),
    "initial state on the way": lambda s: any(flow.waiting_at_start and flow.starting_at for flow in flows(s)),
    "regimes": lambda s: any(flow.regimes for flow in flows(s)),
    "volume": lambda s: any(flow.volume != 1 for flow in flows(s)),
    "growth": lambda s: s.growth is not None,
}


@pytest.mark.parametrize("element", ELEMENTS)
def test_an_element_is_in_at_least_one_random_port_of_forty(element: str) -> None:
    assert sum(ELEMENTS[element](scenario) for scenario in SCENARIOS) >= LOOKED_AT / 40
