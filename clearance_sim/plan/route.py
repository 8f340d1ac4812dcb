"""Turn the named steps of a flow into a graph of positions with their rows in the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from clearance_sim.clock import NEVER
from clearance_sim.plan.draft import Draft, Itself
from clearance_sim.plan.entities import Entities
from clearance_sim.plan.plan import LEVEL_NAMES, PlannedGather, PlannedStep
from clearance_sim.scenario.flows import Flow, Step, predecessors
from clearance_sim.scenario.port import Port


def awaiting_entry(steps: dict[str, Step], *, shared_papers: bool) -> set[str]:
    """Name the vehicles' and boxes' steps before which only papers come, so that they must await the entry.

    Papers sent ahead may be over before the unit arrives, and papers of several units before the last of them.

    Examples
    --------
    >>> from clearance_sim.scenario.flows import Step
    >>> written = {"papers": {"per": "declaration", "ahead": "2 h"}, "gate": {}, "scan": {}}
    >>> steps = {name: Step.model_validate({"handling": "1 min", **body}) for name, body in written.items()}
    >>> awaiting_entry(steps, shared_papers=False)
    {'gate'}
    """
    there: dict[str, bool] = {}
    waiting: set[str] = set()

    def is_there(name: str) -> bool:
        """Tell whether the step cannot begin before its unit has arrived."""
        if name not in there:
            before = predecessors(steps, name)
            papers = steps[name].per == "declaration"
            if steps[name].ahead is not None or (papers and shared_papers):
                there[name] = False
            elif not before or any(list(map(is_there, before))):
                there[name] = True
            else:
                there[name] = not papers
                if there[name]:
                    waiting.add(name)
        return there[name]

    for name in steps:
        is_there(name)
    return waiting


def planned_steps(draft: Draft, flow: str, entities: Entities, first_row: int) -> tuple[PlannedStep, ...]:
    """Give the steps of a flow in file order, their rows counted from `first_row`."""
    planned = []
    for written in _routes(Itself(draft))[flow]:
        last_row = first_row + len(entities.levels[written["level"]])
        planned.append(PlannedStep(**written, first_row=first_row, last_row=last_row))
        first_row = last_row
    return tuple(planned)


@lru_cache(maxsize=64)
def _routes(itself: Itself) -> Mapping[str, tuple[Mapping[str, Any], ...]]:
    """Give by flow what is the same of its steps in every replication; nothing in it is drawn."""
    port = itself.draft.port
    return {name: tuple(_written(port, flow)) for name, flow in port.flows.items()}


def _written(port: Port, flow: Flow) -> Iterator[Mapping[str, Any]]:
    """Give the fields of each step of a flow but for its rows."""
    positions = {name: position for position, name in enumerate(flow.steps)}
    stations, staff, yards = list(port.stations), list(port.staff), list(port.yards)
    waiting = awaiting_entry(flow.steps, shared_papers=flow.declarations.units is not None)
    for name, step in flow.steps.items():
        yield {
            "name": name,
            "role": step.role,
            "party": _party(port, step),
            "side": _side(port, step),
            "level": LEVEL_NAMES.index(step.per),
            "station": -1 if step.station is None else stations.index(step.station),
            "after": tuple(positions[before] for before in predecessors(flow.steps, name)),
            "ahead": step.ahead is not None,
            "needs": tuple((staff.index(group), number) for group, number in step.needs.items()),
            "yards": tuple(yards.index(yard) for yard in step.yards),
            "documents": step.documents,
            "contact": step.station is not None if step.contact is None else step.contact,
            "charge": sum(charge.amount for charge in step.charges),
            "gather": _gather(step),
            "group": _group(positions, name, step),
            "awaits_entry": name in waiting,
            # Who goes with a group takes what it takes.
            "unless": -1 if step.unless is None or step.with_group is not None else positions[step.unless],
        }


def _gather(step: Step) -> PlannedGather | None:
    rule = step.gather
    if rule is None:
        return None
    return PlannedGather(
        number=rule.number or 0,
        worth=round((rule.value or 0) * 100),
        at_most=NEVER if rule.at_most is None else rule.at_most,
    )


def _group(positions: dict[str, int], name: str, step: Step) -> int:
    if step.gather is not None:
        return positions[name]
    return -1 if step.with_group is None else positions[step.with_group]


def _party(port: Port, step: Step) -> str:
    if step.party is not None:
        return step.party
    return "trader" if step.station is None else port.stations[step.station].party


def _side(port: Port, step: Step) -> str:
    if step.station is not None:
        return port.stations[step.station].side
    return "partner" if step.party == "partner" else "home"
