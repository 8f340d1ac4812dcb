"""Check gatherings: that a group can close, and that what it does together is one line of steps (rule 8)."""

from __future__ import annotations

import math
from collections.abc import Mapping

from clearance_sim.errors import KeyPath
from clearance_sim.scenario.check.doubts import Doubts
from clearance_sim.scenario.check.routes import STEP
from clearance_sim.scenario.flows import Flow, Gather, Step, predecessors
from clearance_sim.scenario.port import Port

_DECIDED_BY_THE_GATHERING = ("share", "drawn_by", "regimes", "only_if", "unless", "ahead", "joint", "gather")


def check_groups(port: Port, path: KeyPath, doubts: Doubts) -> None:
    """Add what is wrong with the gatherings of a port."""
    for flow_name, flow in port.flows.items():
        here = (*path, "flows", flow_name, "steps")
        for name, step in flow.steps.items():
            if step.gather is not None:
                _check_gathering(flow, step, step.gather, (*here, name), doubts)
                _check_room(port, flow, step, step.gather, (*here, name, "yards"), doubts)
                _check_line(flow.steps, name, here, doubts)
            if step.with_group is not None:
                _check_member(flow.steps, step, step.with_group, (*here, name), doubts)
            for position, part in enumerate(step.joint.parts if step.joint is not None else ()):
                other = flow.steps.get(part)
                if other is not None and (other.gather or other.with_group):
                    doubts.add((*here, name, "joint", "parts", position), f"{part} 由一组车一起办，不能联合",
                               f"{part} is taken by a group and cannot be joined")  # fmt: skip


def _check_gathering(flow: Flow, step: Step, rule: Gather, path: KeyPath, doubts: Doubts) -> None:
    if step.per != "unit":
        doubts.add((*path, "per"), f"集拼的是车（unit），这一步却按 {step.per} 办理",
                   f"units gather, but this step is taken per {step.per}")  # fmt: skip
    if step.ahead is not None:
        doubts.add((*path, "ahead"), "还没有到达的车不能集拼", "who has not arrived yet cannot gather")
    if rule.value is None:
        return
    if flow.value_per_unit is None:
        doubts.add((*path, "gather", "value"), "按货值集拼，而货流没有写 value_per_unit（每车货值）",
                   "gathers by value, but the flow has no `value_per_unit`")  # fmt: skip
    elif flow.value_per_unit.high <= 0 and rule.at_most is None:
        doubts.add((*path, "gather", "value"), "每车货值为零，永远凑不够", "every unit is worth nothing: no group ever closes")


def _check_room(port: Port, flow: Flow, step: Step, rule: Gather, path: KeyPath, doubts: Doubts) -> None:
    """Refuse a gathering that waits for ever inside a yard that cannot hold its group."""
    if rule.at_most is not None:
        return
    size = _largest(flow, rule)
    for position, name in enumerate(step.yards):
        yard = port.yards.get(name)
        if yard is not None and yard.capacity < size:
            many_zh, many_en = (f" {size:g} 辆", f"{size:g} units") if size < math.inf else ("任意多辆", "any number of units")
            doubts.add((*path, position),
                       f"{name} 只容 {yard.capacity} 辆，而一组可达{many_zh}，又没有时限（at_most）：会永远等下去",
                       f"{name} holds {yard.capacity}, a group may have {many_en}, and there is no `at_most`: "
                       "it would wait for ever")  # fmt: skip


def _largest(flow: Flow, rule: Gather) -> float:
    """Give how many units a group may need to close."""
    if rule.number is not None:
        return rule.number
    worth = flow.value_per_unit
    if rule.value is None or worth is None:
        return 0
    return math.ceil(rule.value / worth.low) if worth.low > 0 else math.inf


def _check_member(steps: Mapping[str, Step], step: Step, gathering: str, path: KeyPath, doubts: Doubts) -> None:
    first = steps.get(gathering)
    if first is None or first.gather is None:
        kind = STEP if first is None else STEP._replace(zh="集拼步骤（写有 gather）", en="step with `gather`")
        known = [name for name, other in steps.items() if other.gather is not None]
        doubts.unknown((*path, "with_group"), kind, gathering, known)
        return
    if step.per != "unit":
        doubts.add((*path, "per"), f"一组车一起办的步骤应按车（unit）办理，不能按 {step.per}",
                   f"what a group takes together is taken per unit, not per {step.per}")  # fmt: skip
    for key in _DECIDED_BY_THE_GATHERING:
        if key in step.model_fields_set and getattr(step, key) not in (None, 1.0):
            doubts.add((*path, key), f"谁一起走由 {gathering} 决定，with_group 的步骤不能再写 {key}",
                       f"`{gathering}` decides who goes together; a step with `with_group` has no `{key}`")  # fmt: skip
    for position, yard in enumerate(step.yards):
        if yard not in first.yards:
            doubts.add((*path, "yards", position), f"场地 {yard} 不能在组内才开始占用；请在 {gathering} 就写上",
                       f"the yard {yard} cannot begin inside the group; enter it at {gathering}")  # fmt: skip


def _check_line(steps: Mapping[str, Step], gathering: str, path: KeyPath, doubts: Doubts) -> None:
    """Refuse a group whose steps do not follow one another, or that others join or leave on the way."""
    members = [name for name, step in steps.items() if step.with_group == gathering]
    followers: dict[str, list[str]] = {name: [] for name in steps}
    for name in steps:
        for before in predecessors(steps, name):
            followers.setdefault(before, []).append(name)
    at, left = gathering, set(members)
    while left:
        following = followers[at]
        onward = following[0] if len(following) == 1 else ""
        if onward not in left or len(predecessors(steps, onward)) != 1:
            stuck = next((name for name in following if name in left), next(name for name in members if name in left))
            after, before = ", ".join(following) or "-", ", ".join(predecessors(steps, stuck)) or "-"
            doubts.add((*path, stuck, "after" if steps[stuck].after is not None else "with_group"),
                       f"一组车应一步接一步，途中不能分岔、汇合或跳过：{at} 之后是 {after}；{stuck} 之前是 {before}",
                       "a group goes from step to step in one line, without fork, join or gap: "
                       f"after {at} comes {after}; before {stuck} comes {before}")  # fmt: skip
            return
        at = onward
        left.remove(at)
