"""Decide who takes which step: shares, regimes, `only_if`, `unless` and joint steps."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from clearance_sim.plan.arrivals import STANDING
from clearance_sim.plan.chances import Chances
from clearance_sim.plan.entities import Entities
from clearance_sim.plan.plan import DECLARATION, LEVEL_NAMES, UNIT, Flags, Integers
from clearance_sim.scenario.flows import Flow, Step, predecessors


def who_takes(
    flow: Flow, entities: Entities, regime: Integers, names: tuple[str, ...], chances: Chances
) -> dict[str, Flags]:
    """Give for every step a flag for each entity of the step's level.

    A step is taken by who is drawn for its share, comes under its regimes, takes the step of `only_if` and
    does not take the step of `unless`. A joint step is taken by who is drawn for all of its parts. A step that
    is taken with a group is taken by all who gather.
    """
    drawn = {
        name: _drawn(name, step, entities, regime, names, chances) for name, step in flow.steps.items()
    }
    taken: dict[str, Flags] = {}
    for name in _in_order(flow.steps):
        taken[name] = _taken(name, flow.steps, drawn, taken, entities)
    for name in behind_at_start(flow):
        level = LEVEL_NAMES.index(flow.steps[name].per)
        taken[name] = taken[name] & (entities.who[level].stream != STANDING)
    return taken


def behind_at_start(flow: Flow) -> set[str]:
    """Name the steps that lead to the step at which units wait at the start of the period."""
    behind: set[str] = set()
    ahead_of = [flow.starting_at] if flow.starting_at else []
    while ahead_of:
        for before in predecessors(flow.steps, ahead_of.pop()):
            if before not in behind:
                behind.add(before)
                ahead_of.append(before)
    return behind


def _drawn(
    name: str, step: Step, entities: Entities, regime: Integers, names: tuple[str, ...], chances: Chances
) -> Flags:
    target = LEVEL_NAMES.index(step.per)
    source = LEVEL_NAMES.index(step.drawn_by or step.per)
    who = entities.who[source]
    flags = entities.carry(chances.below(step.share, f"share:{step.draws_as or name}", who), source, target)
    if step.regimes is not None:
        allowed = np.array([regime_name in step.regimes for regime_name in names], dtype=np.bool_)
        flags = flags & entities.lower(allowed[regime], target)
    return flags


def _taken(
    name: str, steps: Mapping[str, Step], drawn: Mapping[str, Flags], taken: Mapping[str, Flags], entities: Entities
) -> Flags:
    step = steps[name]
    level = LEVEL_NAMES.index(step.per)
    if step.with_group is not None:
        return taken[step.with_group]
    flags = drawn[name]
    if step.joint is not None:
        for part in step.joint.parts:
            flags = flags & _selected(part, steps, drawn, taken, entities)
    if step.only_if is not None:
        flags = flags & _seen_from(step.only_if, level, steps, taken, entities)
    if step.unless is not None:
        flags = flags & ~_seen_from(step.unless, level, steps, taken, entities)
    return flags


def _selected(
    part: str, steps: Mapping[str, Step], drawn: Mapping[str, Flags], taken: Mapping[str, Flags], entities: Entities
) -> Flags:
    """Tell who would take a part of a joint step if there were no joint step."""
    step = steps[part]
    if step.only_if is None:
        return drawn[part]
    level = LEVEL_NAMES.index(step.per)
    return drawn[part] & _seen_from(step.only_if, level, steps, taken, entities)


def _seen_from(
    name: str, level: int, steps: Mapping[str, Step], taken: Mapping[str, Flags], entities: Entities
) -> Flags:
    return entities.carry(taken[name], LEVEL_NAMES.index(steps[name].per), level)


def _in_order(steps: Mapping[str, Step]) -> list[str]:
    """Order the steps so that each comes after those its choice looks at (`check` refuses circles)."""
    order: dict[str, None] = {}

    def visit(name: str) -> None:
        if name in order:
            return
        step = steps[name]
        looks_at = [step.only_if, step.unless, step.with_group]
        looks_at += [steps[part].only_if for part in step.joint.parts] if step.joint is not None else []
        for other in looks_at:
            if other is not None:
                visit(other)
        order[name] = None

    for name in steps:
        visit(name)
    return list(order)


def draw_regimes(flow: Flow, entities: Entities, chances: Chances) -> tuple[Integers, tuple[str, ...]]:
    """Draw the customs regime of every unit; units on one declaration have one regime, drawn for the papers."""
    if flow.regimes is None:
        return np.broadcast_to(np.int64(0), len(entities.entry)), ()
    bounds = np.cumsum(list(flow.regimes.values()))[:-1]
    level = DECLARATION if entities.shared > 1 else UNIT
    drawn = np.searchsorted(bounds, chances.uniforms("regime", entities.who[level]), side="right")
    of_unit = drawn[entities.declaration_of_unit] if entities.shared > 1 else drawn
    return of_unit.astype(np.int64), tuple(flow.regimes)
