"""Check the points of the three clocks, and that every flow has its own name in the results."""

from __future__ import annotations

from clearance_sim.errors import KeyPath, Text
from clearance_sim.scenario.check.doubts import Doubts
from clearance_sim.scenario.check.routes import STEP
from clearance_sim.scenario.flows import Flow, predecessors
from clearance_sim.scenario.port import Port

ENTRY = "entry"


def check_marks(port: Port, path: KeyPath, doubts: Doubts) -> None:
    """Add marks that name no step, and flows that the results could not tell apart."""
    seen: dict[str, str] = {}
    for name, flow in port.flows.items():
        here = (*path, "flows", name)
        key = flow_key(flow)
        if key in seen:
            doubts.add(here, f"与 {seen[key]} 的方式、进出口、货类都相同（{key}）；请合并，或另写货类",
                       f"has the mode, direction and cargo of {seen[key]} ({key}); merge them or give another cargo")  # fmt: skip
        seen.setdefault(key, name)
        _check_flow(flow, (*here, "marks"), doubts)


def flow_key(flow: Flow) -> str:
    """Give mode, direction and cargo with dots: with the port before it the name of a flow in results."""
    return f"{flow.mode}.{flow.direction}.{flow.cargo}"


def _check_flow(flow: Flow, path: KeyPath, doubts: Doubts) -> None:
    marks = flow.marks
    if ENTRY in flow.steps:
        doubts.add((*path[:-1], "steps", ENTRY), "entry 指到达本身，步骤不能用这个名称",
                   "`entry` is the arrival itself; give the step another name")  # fmt: skip
    if marks.arrived != ENTRY:
        doubts.unknown((*path, "arrived"), STEP, marks.arrived, [ENTRY, *flow.steps])
    for position, name in enumerate(marks.accepted):
        doubts.unknown((*path, "accepted", position), STEP, name, flow.steps)
    for key, mark in (
        ("released", marks.released), ("border", marks.border), ("joined", marks.joined), ("left", marks.left),
    ):  # fmt: skip
        if mark is not None:
            doubts.unknown((*path, key), STEP, mark, flow.steps)
    _check_bounds(flow, path, doubts)
    _check_zone(flow, (*path[:-1], "steps"), doubts)
    regime = Text(zh="监管方式", en="customs regime")
    for position, name in enumerate(marks.excluded):
        doubts.unknown((*path, "excluded", position), regime, name, flow.regimes or {})


def _check_bounds(flow: Flow, path: KeyPath, doubts: Doubts) -> None:
    """Add bounds of the stay at the port that are steps of the papers, or come in no order that a stay can have."""
    marks = flow.marks
    for key, mark in (("joined", marks.joined), ("left", marks.left)):
        step = flow.steps.get(mark or "")
        if step is not None and step.per == "declaration":
            doubts.add((*path, key), f"{mark} 是单证的步骤；这里要写车辆（或箱）自己的步骤",
                       f"{mark} is a step of the papers; name one of the vehicle or its boxes")  # fmt: skip
    for first, last in (("joined", "border"), ("joined", "left"), ("border", "left")):
        before, after = (getattr(marks, key) for key in (first, last))
        if before not in flow.steps or after not in flow.steps or before in _way_to(flow, after):
            continue
        if before == after and "border" not in (first, last):
            doubts.add((*path, last), f"{first} 和 {last} 都写了 {after}；口岸停留应在两个步骤之间",
                       f"`{first}` and `{last}` both name {after}; a stay lies between two steps")  # fmt: skip
        elif before != after:
            doubts.add((*path, last), f"{last}（{after}）应在 {first}（{before}）之后，而 {before} 并不通向 {after}",
                       f"`{last}` ({after}) must come after `{first}` ({before}), but {before} does not lead to"
                       f" {after}")  # fmt: skip


def _check_zone(flow: Flow, path: KeyPath, doubts: Doubts) -> None:
    """Add steps by which the time in a bonded zone cannot be told: from one arrival to one release of a vehicle."""
    runs, releases = ([name for name, step in flow.steps.items() if step.role == f"zone_{what}"] for what in ("run", "release"))
    for name in (*runs[1:], *releases[1:]):
        doubts.add((*path, name, "role"), f"{flow.steps[name].role} 在一个货流中只能有一个",
                   f"a flow has only one step with the role {flow.steps[name].role}")  # fmt: skip
    for name in (*runs, *releases):
        if flow.steps[name].per != "unit":
            doubts.add((*path, name, "per"), f"{name} 应按车（列）办理：per 写 unit", f"{name} must be taken per unit")
    for name in releases[:1]:
        if not runs or runs[0] not in _way_to(flow, name):
            doubts.add((*path, name, "role"), f"{name}（区内放行）之前应有驶往区内的步骤：role: zone_run",
                       f"a step with the role zone_run must lead to {name}, the release in the zone")  # fmt: skip


def _way_to(flow: Flow, name: str) -> set[str]:
    """Name the steps that must be finished before `name`, itself left out."""
    found: set[str] = set()
    pending = list(predecessors(flow.steps, name))
    while pending:
        step = pending.pop()
        if step in flow.steps and step not in found:
            found.add(step)
            pending.extend(predecessors(flow.steps, step))
    return found
