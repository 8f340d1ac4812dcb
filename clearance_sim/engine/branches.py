"""Cut a flow's route into branches: chains of steps of one level without fork, join, split or merge."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clearance_sim.plan.plan import DECLARATION, UNIT, Integers, PlannedFlow, PlannedStep


@dataclass
class Branch:
    """Hold one chain of steps; whoever ends the last step releases the branches that follow.

    Attributes
    ----------
    stretches
        The steps in order, cut so that steps which a group takes together stand in one stretch.
    follows
        Branches that wait for this one's end, and for each entity here the entities there that wait for it.
    waits_for
        For each entity how many ends, and its arrival where the branch awaits that, must come before it starts;
        empty for a branch that starts by itself.
    """

    flow: int
    stretches: list[list[PlannedStep]]
    follows: list[tuple[Branch, list[list[int]]]]
    waits_for: list[int]

    @property
    def begins_by_the_clock(self) -> bool:
        """Tell whether the branch begins, or may begin at the earliest, at a tick that the plan knows."""
        return not self.waits_for or self.stretches[0][0].awaits_entry

    def may_begin(self, entity: int) -> bool:
        """Note that one of the things the entity waits for has come; tell whether it was the last."""
        if not self.waits_for:
            return True
        self.waits_for[entity] -= 1
        return self.waits_for[entity] == 0


def branches(flow: PlannedFlow, position: int) -> list[Branch]:
    """Cut the route of the plan's flow number `position` into branches, in order of their first steps."""
    successors: list[list[int]] = [[] for _ in flow.steps]
    for number, step in enumerate(flow.steps):
        for before in step.after:
            successors[before].append(number)
    heads = [number for number in range(len(flow.steps)) if not _continues(flow, successors, number)]
    chains = {head: _chain(flow, successors, head) for head in heads}
    made = {head: Branch(position, _stretches([flow.steps[n] for n in chain]), [], []) for head, chain in chains.items()}
    ends = {chain[-1]: made[head] for head, chain in chains.items()}
    for head, branch in made.items():
        for before in flow.steps[head].after:
            links = _links(flow, flow.steps[before].level, flow.steps[head].level)
            ends[before].follows.append((branch, links))
            _count(branch, links, len(flow.levels[flow.steps[head].level]))
        if flow.steps[head].awaits_entry:
            branch.waits_for = [number + 1 for number in branch.waits_for]
    return list(made.values())


def _continues(flow: PlannedFlow, successors: list[list[int]], number: int) -> bool:
    """Tell whether a step merely continues the chain of the step before it."""
    after = flow.steps[number].after
    if len(after) != 1 or flow.steps[number].awaits_entry:
        return False
    return len(successors[after[0]]) == 1 and flow.steps[after[0]].level == flow.steps[number].level


def _chain(flow: PlannedFlow, successors: list[list[int]], head: int) -> list[int]:
    chain = [head]
    while len(successors[chain[-1]]) == 1 and _continues(flow, successors, successors[chain[-1]][0]):
        chain.append(successors[chain[-1]][0])
    return chain


def _stretches(steps: list[PlannedStep]) -> list[list[PlannedStep]]:
    """Cut a chain into stretches: each gathering with what its group takes together, and all between."""
    stretches: list[list[PlannedStep]] = []
    for step in steps:
        if stretches and step.gather is None and step.group == stretches[-1][0].group:
            stretches[-1].append(step)
        else:
            stretches.append([step])
    return stretches


def _links(flow: PlannedFlow, source: int, target: int) -> list[list[int]]:
    """Give for each entity of the level `source` the entities of `target` that wait for its end."""
    if source == target:
        return [[entity] for entity in range(len(flow.levels[source]))]
    if source == UNIT and target == DECLARATION and flow.units_per_declaration > 1:
        # The papers of several units begin with the first of them (rule 11).
        return _grouped(flow.levels[DECLARATION].unit, len(flow.entry))
    if source == DECLARATION and flow.units_per_declaration > 1:
        units = _grouped(flow.declaration_of_unit, len(flow.levels[DECLARATION]))
        return units if target == UNIT else _compose(units, _links(flow, UNIT, target))
    if target == UNIT:
        return [[unit] for unit in flow.levels[source].unit.tolist()]
    if source == UNIT:
        return _grouped(flow.levels[target].unit, len(flow.entry))
    return _compose(_links(flow, source, UNIT), _links(flow, UNIT, target))


def _grouped(owner: Integers, owners: int) -> list[list[int]]:
    order = np.argsort(owner, kind="stable")
    cuts = np.searchsorted(owner[order], np.arange(1, owners))
    return [part.tolist() for part in np.split(order, cuts)] if owners else []


def _compose(first: list[list[int]], second: list[list[int]]) -> list[list[int]]:
    return [[end for middle in middles for end in second[middle]] for middles in first]


def _count(branch: Branch, links: list[list[int]], entities: int) -> None:
    if not branch.waits_for:
        branch.waits_for = [0] * entities
    for waiting in links:
        for entity in waiting:
            branch.waits_for[entity] += 1
