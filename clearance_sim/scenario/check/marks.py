"""Check the points of the three clocks, and that every flow has its own name in the results."""

from __future__ import annotations

from clearance_sim.errors import KeyPath, Text
from clearance_sim.scenario.check.doubts import Doubts
from clearance_sim.scenario.check.routes import STEP
from clearance_sim.scenario.flows import Flow
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
    for key, mark in (("released", marks.released), ("border", marks.border)):
        if mark is not None:
            doubts.unknown((*path, key), STEP, mark, flow.steps)
    regime = Text(zh="监管方式", en="customs regime")
    for position, name in enumerate(marks.excluded):
        doubts.unknown((*path, "excluded", position), regime, name, flow.regimes or {})
