"""Apply a package of reforms to a draft, always in the reply's row order, whatever the order written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from clearance_sim.errors import KeyPath, Problem, ScenarioError, Text
from clearance_sim.plan.draft import Draft
from clearance_sim.reforms.calls import BASELINE, Call, in_order, read_calls, variant_calls
from clearance_sim.reforms.faults import problems_of
from clearance_sim.reforms.registry import find
from clearance_sim.scenario.check.doubts import Doubts
from clearance_sim.scenario.check.lanes import check_lanes
from clearance_sim.scenario.check.references import check_references
from clearance_sim.scenario.check.routes import check_route
from clearance_sim.scenario.check.staffing import check_staffing
from clearance_sim.scenario.located import key_path
from clearance_sim.scenario.names import closest
from clearance_sim.scenario.study import ReformCall, Scenario

__all__ = ["BASELINE", "Call", "Packaged", "apply_package", "check_reforms", "variant_calls"]


@dataclass(frozen=True)
class Packaged:
    """Hold a draft under a package, and why some of its reforms have nothing to act on there."""

    draft: Draft
    not_applicable: dict[str, Text]


def apply_package(draft: Draft, calls: Sequence[Call | ReformCall], path: KeyPath = ()) -> Packaged:
    """Apply reforms to a draft.

    Parameters
    ----------
    calls
        What `variant_calls` gives, or mappings ``{name: parameters}`` as they stand in a scenario.
    path
        Where such mappings stand in the scenario, for the places of errors.

    Raises
    ------
    ScenarioError
        If a reform is unknown, a parameter is wrong, or a reform is told to act where it has nothing to act on.
    """
    read: list[Call] = []
    for position, call in enumerate(calls):
        read += [call] if isinstance(call, Call) else read_calls([call], path, first=position)
    reasons: dict[str, Text] = {}
    applied: set[str] = set()
    for call in in_order(read):
        parameters = read_parameters(call)
        try:
            outcome = find(call.name).apply(draft, parameters)
        except ScenarioError as error:
            raise _at(call.place, error) from None
        if outcome.draft.port != draft.port:
            _refuse_misfits(outcome.draft, call)
        draft = outcome.draft
        if outcome.not_applicable is None:
            applied.add(call.name)
        else:
            reasons.setdefault(call.name, outcome.not_applicable)
    return Packaged(draft, {name: reason for name, reason in reasons.items() if name not in applied})


def read_parameters(call: Call) -> Any:
    """Give the parameters of a call as the reform's own model.

    Raises
    ------
    ScenarioError
        With the place of every parameter that is wrong.
    """
    model = find(call.name).Parameters
    try:
        return model.model_validate(dict(call.written))
    except ValidationError as error:
        raise _at(call.place, ScenarioError(*problems_of(error, model))) from None


def check_reforms(scenario: Scenario) -> list[Problem]:
    """Give everything that is wrong with the reforms of a scenario and its variants, before anything is drawn."""
    found: dict[tuple[KeyPath, Text], Problem] = {}
    for variant in (BASELINE, *scenario.variants):
        try:
            calls = variant_calls(scenario, variant)
        except ScenarioError as error:
            found |= {(problem.path, problem.text): problem for problem in error.problems}
            continue
        for call in calls:
            for problem in _wrong(call, scenario):
                found[problem.path, problem.text] = problem
    return list(found.values())


def _refuse_misfits(draft: Draft, call: Call) -> None:
    """See that the port still fits together: more officers than are ever on duty, lanes that nobody may use..."""
    doubts = Doubts()
    for check in (check_references, check_lanes, check_staffing):
        check(draft.port, (), doubts)
    for name, flow in draft.port.flows.items():
        check_route(flow, ("flows", name), doubts)
    if doubts.found:
        raise ScenarioError(
            *(
                Problem(
                    call.place,
                    Text(
                        zh=f"按此措施，{draft.name} 的 {key_path(problem.path)}：{problem.text.zh}",
                        en=f"under this reform {key_path(problem.path)} of {draft.name}: {problem.text.en}",
                    ),
                )
                for problem in doubts.found
            )
        )


def _wrong(call: Call, scenario: Scenario) -> list[Problem]:
    try:
        parameters = read_parameters(call)
    except ScenarioError as error:
        return list(error.problems)
    problems = []
    for position, place in enumerate(getattr(parameters, "ports", None) or []):
        port = place.split(".")[0]
        if port not in scenario.ports:
            there = closest(port, scenario.ports, "port") or ", ".join(scenario.ports)
            text = Text(
                zh=f"场景里没有口岸 {port}；现有 {there}", en=f"the scenario has no port {port!r}; it has {there}"
            )
            problems.append(Problem((*call.place, "ports", position), text))
    return problems


def _at(place: KeyPath, error: ScenarioError) -> ScenarioError:
    """Put the problems of `error` under `place`."""
    return ScenarioError(*(Problem((*place, *problem.path), problem.text) for problem in error.problems))
