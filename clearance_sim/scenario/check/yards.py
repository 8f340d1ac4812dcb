"""Check that yards are nested or apart, in one order, and count what stands in them (rule 7)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise, permutations

from clearance_sim.errors import KeyPath
from clearance_sim.scenario.check.doubts import Doubts
from clearance_sim.scenario.flows import Flow, predecessors
from clearance_sim.scenario.port import Port


def check_yards(port: Port, path: KeyPath, doubts: Doubts) -> None:
    """Add what is wrong with the use of yards in a port."""
    for name, yard in port.yards.items():
        if yard.when_full == "turn_away" and yard.holds != "unit":
            doubts.add((*path, "yards", name, "when_full"), f"离开的是车，而 {name} 按 {yard.holds} 计数；满了只能等",
                       f"vehicles turn away, but {name} counts by {yard.holds}; there one can only wait")  # fmt: skip
    outer_of: dict[str, set[str]] = {}
    for flow_name, flow in port.flows.items():
        here = (*path, "flows", flow_name, "steps")
        _check_levels(port, flow, here, doubts)
        _check_crossing(flow, here, doubts)
        _check_turning_away(port, flow, here, doubts)
        for step_name, outer, inner in _nestings(flow):
            outer_of.setdefault(outer, set()).add(inner)
            if _reaches(outer_of, inner, outer):
                doubts.add((*here, step_name, "yards"),
                           f"{outer} 与 {inner} 在别处的内外次序相反，车辆会互相堵死；各步骤应一致（外层在前）",
                           f"elsewhere {inner} is outside {outer}; vehicles would block one another: "
                           "keep one order, outer first")  # fmt: skip


def _nestings(flow: Flow) -> Iterator[tuple[str, str, str]]:
    """Give a step at which an outer yard is held while an inner one is asked for, with both yards.

    A vehicle is inside a yard from the first member step to the last, whatever it does between.
    """
    inside = _inside(flow)
    for name, step in flow.steps.items():
        for outer, inner in pairwise(step.yards):
            yield name, outer, inner
    said = {pair for step in flow.steps.values() for pair in permutations(step.yards, 2)}
    for outer, inner in permutations(inside, 2):
        if inside[inner] < inside[outer] and (outer, inner) not in said:
            yield next(name for name, step in flow.steps.items() if inner in step.yards), outer, inner


def _inside(flow: Flow) -> dict[str, set[str]]:
    """Give for each yard its member steps and those that come after one of them and before another."""
    before = {name: _ancestors(flow, name) for name in flow.steps}
    inside: dict[str, set[str]] = {}
    for name, step in flow.steps.items():
        for yard in step.yards:
            inside.setdefault(yard, set()).add(name)
    for steps in inside.values():
        members = set(steps)
        leaving = set().union(*(before[member] for member in members))
        steps |= {name for name in leaving if before[name] & members}
    return inside


def _ancestors(flow: Flow, name: str) -> set[str]:
    """Name all steps that come before a step; in a circle, the step itself among them."""
    found: set[str] = set()
    todo = [name]
    while todo:
        for before in predecessors(flow.steps, todo.pop()):
            if before in flow.steps and before not in found:
                found.add(before)
                todo.append(before)
    return found


def _check_levels(port: Port, flow: Flow, path: KeyPath, doubts: Doubts) -> None:
    for name, step in flow.steps.items():
        for position, yard_name in enumerate(step.yards):
            yard = port.yards.get(yard_name)
            if yard is not None and yard.holds not in ("unit", step.per):
                doubts.add((*path, name, "yards", position),
                           f"{yard_name} 按 {yard.holds} 计数，而这一步按 {step.per} 办理",
                           f"{yard_name} counts by {yard.holds}, but this step is taken per {step.per}")  # fmt: skip


def _check_turning_away(port: Port, flow: Flow, path: KeyPath, doubts: Doubts) -> None:
    """Refuse turning away from an inner yard: who is already inside an outer one would hold its place for ever."""
    for name, outer, inner in _nestings(flow):
        yard = port.yards.get(inner)
        if yard is not None and yard.when_full == "turn_away":
            doubts.add((*path, name, "yards"), f"{inner} 在 {outer} 之内；满了就离开的只能是最外层的场地",
                       f"{inner} lies within {outer}; a yard that turns vehicles away must be the outermost")  # fmt: skip
    for name, step in flow.steps.items():
        if step.per == "declaration" and any(
            port.yards[yard].when_full == "turn_away" for yard in step.yards[:1] if yard in port.yards
        ):
            doubts.add((*path, name, "yards", 0), f"{step.yards[0]} 满了车就离开，而这一步按 {step.per} 办理",
                       f"{step.yards[0]} turns vehicles away, but this step is taken per {step.per}")  # fmt: skip


def _check_crossing(flow: Flow, path: KeyPath, doubts: Doubts) -> None:
    members = _inside(flow)
    for one, other in combinations(members, 2):
        shared = members[one] & members[other]
        if shared and not (members[one] <= members[other] or members[other] <= members[one]):
            first = next(name for name, step in flow.steps.items() if name in shared and {one, other} & set(step.yards))
            doubts.add((*path, first, "yards"), f"场地 {one} 与 {other} 交叉；应一个套在另一个之内，或完全分开",
                       f"the yards {one} and {other} cross; one must lie within the other, or apart")  # fmt: skip
    for name, step in flow.steps.items():
        for outer, inner in pairwise(step.yards):
            if members[outer] < members[inner]:
                doubts.add((*path, name, "yards"), f"{inner} 包含 {outer}；外层应写在前面",
                           f"{inner} contains {outer}; write the outer yard first")  # fmt: skip


def _reaches(outer_of: dict[str, set[str]], start: str, goal: str) -> bool:
    todo, seen = [start], set()
    while todo:
        here = todo.pop()
        if here == goal:
            return True
        if here not in seen:
            seen.add(here)
            todo += outer_of.get(here, ())
    return False
