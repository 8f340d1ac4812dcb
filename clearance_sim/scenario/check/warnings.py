"""Warn of what could run but is hardly meant: nothing here is refused."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from clearance_sim.errors import KeyPath, Problem, Text
from clearance_sim.scenario.check.sizes import expected_units, length_in_ticks
from clearance_sim.scenario.events import Event
from clearance_sim.scenario.flows import Flow
from clearance_sim.scenario.port import Port
from clearance_sim.scenario.study import Period, Scenario


def warnings(scenario: Scenario) -> list[Problem]:
    """Give what is to be pointed out in a scenario that has passed the checks."""
    found: list[Problem] = []
    multiple = scenario.growth.multiple if scenario.growth is not None else 1.0
    for name, port in scenario.ports.items():
        path = ("ports", name)
        found += _unvisited(port, path)
        found += _idle_events(port, scenario.period, path)
        for flow_name, flow in port.flows.items():
            here = (*path, "flows", flow_name)
            found += _nobody_recorded(flow, scenario.period, here)
            units = multiple * expected_units(flow, length_in_ticks(scenario.period)) + flow.waiting_at_start
            found += _groups_too_large(flow, units, here)
    return [*found, *_of_variants(scenario, found)]


def _of_variants(scenario: Scenario, told: list[Problem]) -> Iterator[Problem]:
    """Point out what only a variant's changes bring about."""
    known = {(problem.path, problem.text) for problem in told}
    for key, variant in scenario.variants.items():
        for name, port in variant.changes.items():
            for problem in [*_unvisited(port, ()), *_idle_events(port, scenario.period, ())]:
                if (("ports", name, *problem.path), problem.text) not in known:
                    yield Problem(("variants", key, "changes", name, *problem.path), problem.text)


def _unvisited(port: Port, path: KeyPath) -> Iterator[Problem]:
    visited = {step.station for flow in port.flows.values() for step in flow.steps.values()}
    for name in port.stations:
        if name not in visited:
            text = Text(
                zh=f"没有一个步骤到作业点 {name} 办理", en=f"no step of any flow comes to the station {name}"
            )
            yield Problem((*path, "stations", name), text)


def span(event: Event) -> tuple[datetime.datetime, datetime.datetime]:
    """Give the local times [from, to) of an event; a date at its end is included."""
    begin, end = (datetime.datetime.fromisoformat(written) for written in (event.from_, event.to))
    return begin, end if len(event.to) > len("2019-01-01") else end + datetime.timedelta(days=1)


def _bounds(period: Period) -> tuple[datetime.datetime, datetime.datetime]:
    begin = datetime.datetime.combine(period.from_, datetime.time())
    return begin, begin + datetime.timedelta(milliseconds=length_in_ticks(period))


def _idle_events(port: Port, period: Period, path: KeyPath) -> Iterator[Problem]:
    first, last = _bounds(period)
    for name, event in port.events.items():
        begin, end = span(event)
        if end <= first or begin >= last:
            text = Text(zh=f"事件 {name}（{event.from_} 至 {event.to}）不在时段内，不起作用",
                        en=f"the event {name}, {event.from_} to {event.to}, is outside the period: no effect")  # fmt: skip
            yield Problem((*path, "events", name, "from"), text)
        for station, most in event.cap.items():
            lanes = sum(group.count for group in port.stations[station].lanes.values())
            if most >= lanes:
                text = Text(zh=f"{station} 只有 {lanes} 条车道，限为 {most} 条不起作用",
                            en=f"{station} has {lanes} lanes; a cap of {most} changes nothing")  # fmt: skip
                yield Problem((*path, "events", name, "cap", station), text)


def _nobody_recorded(flow: Flow, period: Period, path: KeyPath) -> Iterator[Problem]:
    recorded = flow.arrivals.recorded
    if recorded is None:
        return
    first, last = _bounds(period)
    outside = sum(not first <= time < last for time in recorded.times)
    if outside:
        n, total = f"{outside:,}", f"{len(recorded.times):,}"
        text = Text(zh=f"{recorded.file} 的 {total} 次到达中有 {n} 次不在时段内，不计",
                    en=f"of the {total} arrivals in {recorded.file} {n} lie outside the period and are left out")  # fmt: skip
        yield Problem((*path, "arrivals", "recorded", "file"), text)


def _groups_too_large(flow: Flow, units: float, path: KeyPath) -> Iterator[Problem]:
    for name, step in flow.steps.items():
        rule = step.gather
        if rule is not None and rule.at_most is None and rule.number is not None and rule.number > units:
            text = Text(zh=f"时段内大约只来 {units:,.0f} 辆，凑不够一组 {rule.number} 辆",
                        en=f"only about {units:,.0f} units come in the period: a group of {rule.number} never forms")  # fmt: skip
            yield Problem((*path, "steps", name, "gather", "number"), text)
