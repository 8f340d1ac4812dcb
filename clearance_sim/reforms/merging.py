"""Merge the customs and the border police examination of a route into one step that takes the place of the two.

The joint step stands where the customs examination stands, after the scan (先机后人). Whoever is not merged
takes both as before and waits for nothing new.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from clearance_sim.scenario.distributions import Distribution
from clearance_sim.scenario.flows import Charge, Flow, Joint, Step, predecessors
from clearance_sim.scenario.values import Title

STEP: Final = "joint_examination"
"""Name of the step that is added to a route."""
ROLE: Final = "joint_examination"


@dataclass(frozen=True)
class Level:
    """Hold how many are merged, the time to come together, and the officers of each agency."""

    share: float
    coordination: Distribution
    officers: int


def examinations(flow: Flow) -> tuple[str, str] | None:
    """Name the examinations by customs and by border police, or give None if they cannot be merged.

    They can be if the route has both, of the same entities, each with officers who can be sent, and neither is
    already left out for another reason than a joint examination.
    """
    by_role = {step.role: name for name, step in reversed(flow.steps.items())}
    customs, police = by_role.get("examination"), by_role.get("border_police_examination")
    if customs is None or police is None:
        return None
    first, second = flow.steps[customs], flow.steps[police]
    fit = first.per == second.per and first.needs and second.needs
    left_out = [step.unless for step in (first, second) if step.unless is not None]
    return (customs, police) if fit and all(flow.steps[name].role == ROLE for name in left_out) else None


def merged_steps(flow: Flow, level: Level) -> dict[str, Step]:
    """Give the steps of a flow that change, and the joint one.

    Where a joint step is in force already it is brought to the new level; nothing changes where nobody is merged.
    """
    parts = examinations(flow)
    assert parts is not None  # only flows that fit are merged
    old = next((name for name, step in flow.steps.items() if step.role == ROLE), None)
    if old is None and level.share == 0:
        return {}
    customs, police = (flow.steps[part] for part in parts)
    changes = {
        "share": level.share,
        "joint": Joint(parts=list(parts), coordination=level.coordination),
        "needs": dict.fromkeys([*customs.needs, *police.needs], level.officers),
    }
    if old is not None:
        return {old: flow.steps[old].model_copy(update=changes)}
    joint = customs.model_copy(
        update={
            **changes,
            "title": Title(zh="联合查验", en="Joint examination"),
            "role": ROLE,
            "handling": None,
            "after": list(predecessors(flow.steps, parts[0])),
            # Who is selected is asked of the parts, by their own shares and conditions.
            "only_if": None,
            "unless": None,
            "drawn_by": None,
            "documents": max(customs.documents, police.documents),
            "charges": _paid_once([*customs.charges, *police.charges]),
        }
    )
    changed = {name: flow.steps[name].model_copy(update={"unless": STEP}) for name in parts}
    return {**_wait_for_joint(flow, parts, changed), STEP: joint}


def _wait_for_joint(flow: Flow, parts: tuple[str, str], changed: dict[str, Step]) -> dict[str, Step]:
    """Make every step that follows one of the parts follow the joint step too, save what comes before its place."""
    before = _up_to(flow, parts[0])
    for name in flow.steps:
        after = predecessors(flow.steps, name)
        if name not in before and set(parts) & set(after):
            step = changed.get(name, flow.steps[name])
            changed[name] = step.model_copy(update={"after": [*after, STEP]})
    return changed


def _up_to(flow: Flow, step: str) -> set[str]:
    """Give a step and all that must be finished before it, directly or not."""
    found, waiting = set(), [step]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += predecessors(flow.steps, name)
    return found


def _paid_once(charges: Sequence[Charge]) -> list[Charge]:
    """Keep one charge of each item: one stop is lifted and moved once."""
    return list({charge.item.zh: charge for charge in charges}.values())
