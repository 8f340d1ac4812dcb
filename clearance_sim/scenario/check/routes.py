"""Check the route of a flow: names of steps, circles, levels, joint steps, steps ahead of arrival."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from clearance_sim.errors import KeyPath, Text
from clearance_sim.scenario.check.doubts import Doubts
from clearance_sim.scenario.flows import Flow, Step, predecessors

STEP = Text(zh="步骤", en="step")


def check_route(flow: Flow, path: KeyPath, doubts: Doubts) -> None:
    """Add what is wrong with the steps of one flow; `path` is the flow's."""
    here = (*path, "steps")
    for name, step in flow.steps.items():
        _check_names(flow, name, step, (*here, name), doubts)
        _check_levels(flow, step, (*here, name), doubts)
        _check_luck(flow, step, (*here, name), doubts)
        if step.joint is not None:
            _check_joint(flow, name, step, (*here, name, "joint", "parts"), doubts)
        if step.ahead is not None and step.yards:
            doubts.add((*here, name, "yards"), "提前办理的步骤不能占用场地：车辆还没有到",
                       "a step ahead of arrival cannot be inside a yard: the vehicle is not there yet")  # fmt: skip
    if flow.starting_at is not None:
        _check_start(flow, flow.starting_at, (*path, "starting_at"), doubts)
    _check_circle(flow.steps, {name: predecessors(flow.steps, name) for name in flow.steps}, here, "after", doubts)
    looks = {name: [other for other in looks_at(flow.steps, name) if other] for name in flow.steps}
    _check_circle(flow.steps, looks, here, "only_if", doubts)


def looks_at(steps: Mapping[str, Step], name: str) -> list[str | None]:
    """Name the steps whose being taken decides whether `name` is taken."""
    step = steps[name]
    parts = step.joint.parts if step.joint is not None else []
    return [step.only_if, step.unless, *(steps[part].only_if for part in parts if part in steps)]


def _check_names(flow: Flow, name: str, step: Step, path: KeyPath, doubts: Doubts) -> None:
    for position, before in enumerate(step.after or ()):
        doubts.unknown((*path, "after", position), STEP, before, flow.steps)
    for key, other in (("only_if", step.only_if), ("unless", step.unless), ("draws_as", step.draws_as)):
        if other is not None:
            doubts.unknown((*path, key), STEP, other, flow.steps)
    if step.regimes is not None:
        kind = Text(zh="监管方式", en="customs regime")
        for position, regime in enumerate(step.regimes):
            doubts.unknown((*path, "regimes", position), kind, regime, flow.regimes or {})


def _check_start(flow: Flow, name: str, path: KeyPath, doubts: Doubts) -> None:
    doubts.unknown(path, STEP, name, flow.steps)
    step = flow.steps.get(name)
    if step is not None and step.with_group is not None:
        doubts.add(path, f"{name} 由一组车一起办，开始时还没有成组；请从 {step.with_group} 开始等",
                   f"{name} is taken by a group, and none has formed yet; let them wait at {step.with_group}")  # fmt: skip


def _check_levels(flow: Flow, step: Step, path: KeyPath, doubts: Doubts) -> None:
    for key, level in (("per", step.per), ("drawn_by", step.drawn_by)):
        if level == "box" and flow.boxes is None:
            doubts.add((*path, key), "这个货流没有写 boxes（每车几箱），不能按箱办理",
                       "the flow has no `boxes`, so nothing can be taken box by box")  # fmt: skip


def _check_luck(flow: Flow, step: Step, path: KeyPath, doubts: Doubts) -> None:
    other = flow.steps.get(step.draws_as or "")
    if other is not None and (other.per != step.per or other.draws_as is not None):
        doubts.add((*path, "draws_as"), f"{step.draws_as} 应与本步骤同样按 {step.per} 办理，且自己抽取",
                   f"{step.draws_as} must be taken per {step.per} as well, and draw for itself")  # fmt: skip


def _check_joint(flow: Flow, name: str, step: Step, path: KeyPath, doubts: Doubts) -> None:
    assert step.joint is not None
    for position, part in enumerate(step.joint.parts):
        here = (*path, position)
        doubts.unknown(here, STEP, part, flow.steps)
        other = flow.steps.get(part)
        if other is None:
            continue
        if part == name or other.joint is not None:
            doubts.add(
                here,
                f"{part} 本身是联合步骤，不能再作为一部分",
                f"{part} is itself a joint step and cannot be a part",
            )
        elif other.per != step.per:
            doubts.add(here, f"{part} 按 {other.per} 办理，而联合步骤按 {step.per}；两者应一致",
                       f"{part} is taken per {other.per}, the joint step per {step.per}; they must agree")  # fmt: skip
        elif other.ahead is not None:
            doubts.add(
                here, f"{part} 在到达之前办理，不能联合", f"{part} is done ahead of arrival and cannot be joined"
            )
    if len(set(step.joint.parts)) < len(step.joint.parts):
        doubts.add(path, "同一步骤写了两次", "a step is named twice")


def _check_circle(
    steps: Mapping[str, Step], before: Mapping[str, Sequence[str]], path: KeyPath, key: str, doubts: Doubts
) -> None:
    """Add one problem for each circle of steps that wait for one another."""
    state: dict[str, int] = {}
    for start in steps:
        stack = [(start, iter(before[start]))] if start not in state else []
        state.setdefault(start, 1)
        while stack:
            name, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                state[name] = 2
                stack.pop()
            elif following not in steps:
                continue
            elif state.get(following) == 1:
                trail = [entry for entry, _ in stack]
                circle = " ← ".join([*trail[trail.index(following) :], following])
                words = ("步骤互相等待，成了圈", "steps wait for one another") if key == "after" else (
                    "only_if / unless 互相依赖，成了圈", "`only_if` and `unless` depend on one another"
                )  # fmt: skip
                written = [
                    step for step in trail[trail.index(following) :] if getattr(steps[step], key) is not None
                ]
                doubts.add((*path, (written or [name])[0], key), f"{words[0]}：{circle}", f"{words[1]}: {circle}")
                state[following] = 2
            elif following not in state:
                state[following] = 1
                stack.append((following, iter(before[following])))
