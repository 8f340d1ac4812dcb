"""Rehearse a scenario: everything that can be refused before the first replication is drawn, all at once."""

from __future__ import annotations

from collections.abc import Iterator

from clearance_sim.clock import DAY
from clearance_sim.errors import Problem, ScenarioError
from clearance_sim.plan.calendars import open_intervals
from clearance_sim.plan.draft import Draft
from clearance_sim.plan.drafting import drafts
from clearance_sim.plan.volumes import demand_covered
from clearance_sim.reforms.package import BASELINE, apply_package, check_reforms, variant_calls
from clearance_sim.scenario.study import Scenario

_EARLIEST = -8 * DAY
"""Steps ahead of arrival begin at most so long before the period; calendars must know those days."""


def rehearse(scenario: Scenario) -> None:
    """Refuse a scenario whose reforms, volumes or holidays would stop it later.

    Raises
    ------
    ScenarioError
        With every problem: unknown reforms and wrong parameters, reforms told to act where there is nothing
        to act on, days without a volume, years without holiday data.
    """
    problems = check_reforms(scenario)
    if not problems:
        problems = [problem for draft in drafts(scenario).values() for problem in _problems(scenario, draft)]
    if problems:
        raise ScenarioError(*dict.fromkeys(problems))


def _problems(scenario: Scenario, draft: Draft) -> Iterator[Problem]:
    yield from _of_port(draft)
    for variant in (BASELINE, *scenario.variants):
        try:
            apply_package(draft, variant_calls(scenario, variant))
        except ScenarioError as error:
            yield from error.problems


def _of_port(draft: Draft) -> Iterator[Problem]:
    path = ("ports", draft.name)
    for name, calendar in draft.port.calendars.items():
        try:
            for first in (0, _EARLIEST):  # the period itself first: its year is what the user wrote
                open_intervals(calendar, draft.port.zone, draft.origin, first, draft.horizon)
        except ScenarioError as error:
            for problem in error.problems:
                yield Problem((*path, "calendars", name, "holidays"), problem.text)
    for name, flow in draft.port.flows.items():
        timetable, poisson = flow.arrivals.timetable, flow.arrivals.poisson
        volumes = timetable.volumes if timetable else poisson.volumes if poisson else None
        if not volumes:
            continue
        way = "timetable" if timetable else "poisson"
        try:
            demand_covered(volumes, draft, (*path, "flows", name, "arrivals", way, "volumes"))
        except ScenarioError as error:
            yield from error.problems
