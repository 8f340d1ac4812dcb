"""Check who may use which lane: names that match nobody, lanes nobody may use, visitors without a lane."""

from __future__ import annotations

from collections.abc import Iterator

from clearance_sim.errors import KeyPath, Text
from clearance_sim.scenario.check.doubts import Doubts
from clearance_sim.scenario.flows import Flow
from clearance_sim.scenario.port import Port
from clearance_sim.scenario.stations import Station

WHO = Text(zh="货流、货类、监管方式或方向", en="flow, cargo, regime or direction")


def check_lanes(port: Port, path: KeyPath, doubts: Doubts) -> None:
    """Add what is wrong with the lanes and priorities of every station of a port."""
    everybody = {label for name, flow in port.flows.items() for labels in label_sets(name, flow) for label in labels}
    for name, station in port.stations.items():
        here = (*path, "stations", name)
        for lane, group in station.lanes.items():
            for position, who in enumerate(group.accepts or ()):
                doubts.unknown((*here, "lanes", lane, "accepts", position), WHO, who, sorted(everybody))
        for position, who in enumerate(station.priority):
            doubts.unknown((*here, "priority", position), WHO, who, sorted(everybody))
        _check_visitors(port, name, station, path, doubts)


def label_sets(name: str, flow: Flow, regimes: list[str] | None = None) -> Iterator[frozenset[str]]:
    """Give the names by which lanes may call the units of a flow, one set for each regime."""
    own = {name, flow.cargo, flow.mode, flow.direction, flow.unit}
    if flow.regimes is None:
        yield frozenset(own)
    for regime in flow.regimes or ():
        if regimes is None or regime in regimes:
            yield frozenset(own | {regime})


def _check_visitors(port: Port, name: str, station: Station, path: KeyPath, doubts: Doubts) -> None:
    visitors: list[tuple[KeyPath, frozenset[str]]] = [
        ((*path, "flows", flow_name, "steps", step_name, "station"), labels)
        for flow_name, flow in port.flows.items()
        for step_name, step in flow.steps.items()
        if step.station == name and step.share > 0
        for labels in label_sets(flow_name, flow, step.regimes)
    ]
    if not visitors:
        return
    for lane, group in station.lanes.items():
        accepts = group.accepts
        if accepts is not None and not any(labels & set(accepts) for _, labels in visitors):
            where = (*path, "stations", name, "lanes", lane, "accepts")
            doubts.add(where, f"到 {name} 的车辆中没有一种可用这组车道",
                       f"nobody who comes to {name} may use these lanes")  # fmt: skip
    refused: dict[KeyPath, frozenset[str]] = {}
    for where, labels in visitors:
        if not any(group.accepts is None or labels & set(group.accepts) for group in station.lanes.values()):
            refused.setdefault(where, labels)
    for where, labels in refused.items():
        who = ", ".join(sorted(labels))
        doubts.add(where, f"{name} 没有一组车道接受这里的车辆（{who}）", f"no lane of {name} accepts who comes here ({who})")
