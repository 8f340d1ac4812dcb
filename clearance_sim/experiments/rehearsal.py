"""Rehearse a scenario: everything that can be refused before the first replication is drawn, all at once."""

from __future__ import annotations

from collections.abc import Iterator

from clearance_sim.clock import DAY
from clearance_sim.errors import KeyPath, Problem, ScenarioError
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
        problems = [
            problem
            for variant in (BASELINE, *scenario.variants)
            for draft in drafts(scenario.under(variant)).values()
            for problem in _problems(scenario, variant, draft)
        ]
    if problems:
        raise ScenarioError(*dict.fromkeys(problems))


def _problems(scenario: Scenario, variant: str, draft: Draft) -> Iterator[Problem]:
    if variant == BASELINE:
        yield from _of_port(draft, ("ports", draft.name))
    elif draft.name in scenario.variants[variant].changes:
        yield from _of_port(draft, ("variants", variant, "changes", draft.name))
    try:
        apply_package(draft, variant_calls(scenario, variant))
    except ScenarioError as error:
        yield from error.problems


def _of_port(draft: Draft, path: KeyPath) -> Iterator[Problem]:
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
