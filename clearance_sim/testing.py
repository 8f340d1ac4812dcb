"""Prove that a reform keeps the rules of reforms, here or in somebody else's package.

One call of `check_reform` shows on a port of the caller's choice that the reform gives a new draft, is neutral
at the level in force, leaves every draw alone that it has no business with, does not depend on the order of
writing, and refuses parameters out of range at their place. A test in another package needs no more than that.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from clearance_sim.errors import KeyPath, ScenarioError
from clearance_sim.plan.draft import Draft
from clearance_sim.plan.drawing import draw
from clearance_sim.plan.plan import Plan
from clearance_sim.reforms.package import apply_package
from clearance_sim.reforms.parameters import explained
from clearance_sim.reforms.registry import find
from clearance_sim.scenario.flows import Flow, Step

Level = Mapping[str, Any]
_WHO: Final = ("arrivals", "volume", "boxes", "declarations", "waiting_at_start", "starting_at")
"""Fields of a flow that say which entities there are."""
_CHOICE: Final = (
    "share",
    "drawn_by",
    "regimes",
    "draws_as",
    "only_if",
    "unless",
    "joint",
    "handling",
    "per",
    "with_group",
)
"""Fields of a step on which it depends who takes it, and for how long."""


def check_reform(
    name: str,
    draft: Draft,
    level: Level,
    *,
    in_force: Level | None = None,
    others: Sequence[Mapping[str, Level]] = (),
) -> Draft:
    """See that a reform keeps the rules on a port; give the draft under it.

    Parameters
    ----------
    draft
        A port at which the reform has something to act on.
    level
        Parameters at which it changes something there.
    in_force
        Parameters at which it changes nothing; absent = what the port's data say is in force.
    others
        Further calls ``{name: parameters}`` of a package in which its order of writing is tried.

    Raises
    ------
    AssertionError
        Naming the rule that is broken.
    """
    before = draft.port.model_dump_json()
    packaged = apply_package(draft, [{name: dict(level)}])
    assert name not in packaged.not_applicable, f"{name} has nothing to act on: {packaged.not_applicable}"
    assert packaged.draft.port != draft.port, f"{name} changes nothing at {level}"
    assert draft.port.model_dump_json() == before, f"{name} changes the draft it is given"
    assert apply_package(draft, [{name: dict(level)}]).draft == packaged.draft, (
        f"{name} gives another draft each time"
    )
    plan = draw(draft, 0)
    neutral = draft.port.in_force.get(name) if in_force is None else in_force
    if neutral is not None:
        again = apply_package(draft, [{name: dict(neutral)}]).draft
        assert draw(again, 0).digest == plan.digest, f"{name} is not neutral at the level in force, {neutral}"
    _same_draws(draft, packaged.draft, plan, draw(packaged.draft, 0))
    calls = [{name: dict(level)}, *({key: dict(value) for key, value in call.items()} for call in others)]
    drafts = [apply_package(draft, list(order)).draft for order in itertools.permutations(calls)]
    assert all(one == drafts[0] for one in drafts), f"a package with {name} depends on the order of writing"
    _refuses_out_of_range(name, draft)
    return packaged.draft


def _same_draws(old: Draft, new: Draft, before: Plan, after: Plan) -> None:
    """See that whoever and whatever the reform does not concern keeps its chances, to the tick."""
    planned = {flow.name: flow for flow in after.flows}
    for was in before.flows:
        first, second = old.port.flows[was.name], new.port.flows[was.name]
        if any(getattr(first, field) != getattr(second, field) for field in _WHO):
            continue
        now = planned[was.name]
        assert np.array_equal(was.entry, now.entry), f"arrivals of {was.name} are moved"
        touched = _touched(first, second)
        for step in was.steps:
            if step.name not in touched:
                rows = now.step(step.name).rows
                where = f"{was.name}.{step.name}"
                assert np.array_equal(before.takes[step.rows], after.takes[rows]), (
                    f"who takes {where} is drawn anew"
                )
                assert np.array_equal(before.work[step.rows], after.work[rows]), (
                    f"handling at {where} is drawn anew"
                )


def _touched(old: Flow, new: Flow) -> set[str]:
    """Name the steps whose choice or handling the reform changes, itself or by the steps they look at."""
    touched = {
        name
        for name, step in old.steps.items()
        if name not in new.steps or any(getattr(step, key) != getattr(new.steps[name], key) for key in _CHOICE)
    }
    if old.regimes != new.regimes:
        touched |= {name for name, step in new.steps.items() if step.regimes is not None}
    while more := {name for name, step in new.steps.items() if _looks_at(step) & touched} - touched:
        touched |= more
    return touched


def _looks_at(step: Step) -> set[str]:
    parts = step.joint.parts if step.joint is not None else []
    return {name for name in (step.only_if, step.unless, step.with_group, *parts) if name is not None}


def _refuses_out_of_range(name: str, draft: Draft) -> None:
    """See that every parameter with a range is refused just beyond its upper end, at its place."""
    path: KeyPath = ("variants", "a", "reforms")
    for key, parameter in explained(find(name).Parameters).items():
        beyond = _beyond(parameter.high)
        if beyond is None:
            continue
        try:
            apply_package(draft, [{name: {key: beyond}}], path)
        except ScenarioError as error:
            places = [problem.path for problem in error.problems]
            assert (*path, 0, name, key) in places, f"{name}.{key} = {beyond} is refused at {places}"
        else:
            raise AssertionError(f"{name}.{key} = {beyond} is beyond {parameter.high} and not refused")


def _beyond(high: str) -> object:
    """Give a quantity one above `high`, in its unit.

    Examples
    --------
    >>> _beyond("95 %"), _beyond("4"), _beyond("")
    ('96 %', 5, None)
    """
    found = re.fullmatch(r"([\d.]+)\s*(.*)", high)
    if found is None:
        return None
    more = float(found[1]) + 1
    return f"{more:g} {found[2]}" if found[2] else int(more)
