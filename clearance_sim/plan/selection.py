"""Decide who takes which step: shares, regimes, `only_if`, `unless` and joint steps."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from clearance_sim.plan.arrivals import STANDING
from clearance_sim.plan.chances import Chances
from clearance_sim.plan.draft import Draft, Itself
from clearance_sim.plan.entities import Entities
from clearance_sim.plan.plan import DECLARATION, LEVEL_NAMES, UNIT, Flags, Integers
from clearance_sim.scenario.flows import Flow, Step, predecessors


def who_takes(
    draft: Draft, flow_name: str, entities: Entities, regime: Integers, names: tuple[str, ...], chances: Chances
) -> dict[str, Flags]:
    """Give for every step of a flow a flag for each entity of the step's level.

    A step is taken by who is drawn for its share, comes under its regimes, takes the step of `only_if` and
    does not take the step of `unless`. A joint step is taken by who is drawn for all of its parts. A step that
    is taken with a group is taken by all who gather.
    """
    flow = draft.port.flows[flow_name]
    order, behind = _orders(Itself(draft))[flow_name]
    choice = _Choice(flow, entities, regime, names, chances)
    everybody = [np.ones(len(who), dtype=np.bool_) for who in entities.who]
    for name, level in order:
        choice.taken[name] = choice.of(name) if level is None else everybody[level]
    taken = choice.taken
    for name in behind:
        level = LEVEL_NAMES.index(flow.steps[name].per)
        taken[name] = taken[name] & (entities.who[level].stream != STANDING)
    return taken


@lru_cache(maxsize=64)
def _orders(itself: Itself) -> Mapping[str, tuple[list[tuple[str, int | None]], set[str]]]:
    """Give by flow the order in which steps are chosen and those before which units wait; both once a draft.

    A step that everybody takes has its level beside it.
    """
    return {
        name: ([(step, _of_everybody(flow.steps[step])) for step in _in_order(flow.steps)], behind_at_start(flow))
        for name, flow in itself.draft.port.flows.items()
    }


def _of_everybody(step: Step) -> int | None:
    """Give the level of a step that everybody takes; None if there is anything to choose."""
    chosen = (step.regimes, step.only_if, step.unless, step.with_group, step.joint)
    is_chosen = step.share < 1 or any(each is not None for each in chosen)
    return None if is_chosen else LEVEL_NAMES.index(step.per)


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


class _Choice:
    """Hold what is known of who takes which step while steps are chosen one after the other."""

    def __init__(
        self, flow: Flow, entities: Entities, regime: Integers, names: tuple[str, ...], chances: Chances
    ) -> None:
        self._steps, self._entities, self._chances = flow.steps, entities, chances
        self._regime, self._names = regime, names
        self._selected: dict[str, Flags] = {}
        self.taken: dict[str, Flags] = {}

    def of(self, name: str) -> Flags:
        """Tell who takes a step, when all that its choice looks at are chosen."""
        step = self._steps[name]
        if step.with_group is not None:
            return self.taken[step.with_group]
        flags = self._select(name)
        for part in step.joint.parts if step.joint is not None else ():
            flags = flags & self._select(part)
        if step.unless is not None:
            flags = flags & ~self._seen_from(step.unless, LEVEL_NAMES.index(step.per))
        return flags

    def _select(self, name: str) -> Flags:
        """Tell who would take a step if there were neither a joint step nor `unless`."""
        if name not in self._selected:
            self._selected[name] = self._drawn(name, self._steps[name])
        return self._selected[name]

    def _drawn(self, name: str, step: Step) -> Flags:
        """Draw the share among those whom the route and their regimes let come; nobody else need be asked."""
        target = LEVEL_NAMES.index(step.per)
        source = LEVEL_NAMES.index(step.drawn_by or step.per)
        asked = None if step.only_if is None else self._seen_from(step.only_if, target)
        if step.regimes is not None:
            allowed = np.array([regime_name in step.regimes for regime_name in self._names], dtype=np.bool_)
            under = self._entities.lower(allowed[self._regime], target)
            asked = under if asked is None else asked & under
        purpose = f"share:{step.draws_as or name}"
        if source == target:
            return self._chances.below(step.share, purpose, self._entities.who[target], asked)
        drawn = self._chances.below(step.share, purpose, self._entities.who[source])
        flags = self._entities.carry(drawn, source, target)
        return flags if asked is None else flags & asked

    def _seen_from(self, name: str, level: int) -> Flags:
        return self._entities.carry(self.taken[name], LEVEL_NAMES.index(self._steps[name].per), level)


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
