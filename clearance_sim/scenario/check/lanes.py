"""Check who may use which lane: names that match nobody, lanes nobody may use, visitors without a lane."""

from __future__ import annotations

from collections.abc import Iterator

from clearance_sim.errors import KeyPath, Text
from clearance_sim.scenario.check.doubts import Doubts
from clearance_sim.scenario.flows import Flow
from clearance_sim.scenario.port import Port
from clearance_sim.scenario.stations import Station

_WORDS = ("import", "export", "road", "rail", "truck", "train", "coach", "car", "lot")
"""Words that name a side of every flow, whether or not the port has such a flow."""
WHO = Text(zh="货流、货类、监管方式或方向", en="flow, cargo, regime or direction")


def check_lanes(port: Port, path: KeyPath, doubts: Doubts) -> None:
    """Add what is wrong with the lanes and priorities of every station of a port."""
    everybody = {
        label for name, flow in port.flows.items() for labels in label_sets(name, flow) for label in labels
    }
    known = [*sorted(everybody - set(_WORDS)), *_WORDS]
    for name, station in port.stations.items():
        here = (*path, "stations", name)
        for lane, group in station.lanes.items():
            for position, who in enumerate(group.accepts or ()):
                doubts.unknown((*here, "lanes", lane, "accepts", position), WHO, who, known)
        for position, who in enumerate(station.priority):
            doubts.unknown((*here, "priority", position), WHO, who, known)
        if station.lanes:
            _check_visitors(port, name, station, set(known), path, doubts)


def label_sets(name: str, flow: Flow, regimes: list[str] | None = None) -> Iterator[frozenset[str]]:
    """Give the names by which lanes may call the units of a flow, one set for each regime."""
    own = {name, flow.cargo, flow.mode, flow.direction, flow.unit}
    if flow.regimes is None:
        yield frozenset(own)
    for regime in flow.regimes or ():
        if regimes is None or regime in regimes:
            yield frozenset(own | {regime})


def _check_visitors(
    port: Port, name: str, station: Station, known: set[str], path: KeyPath, doubts: Doubts
) -> None:
    here = (*path, "stations", name, "lanes")
    visitors = [
        (flow_name, flow, labels)
        for flow_name, flow in port.flows.items()
        for step_name, step in flow.steps.items()
        if step.station == name and step.share > 0
        for labels in label_sets(flow_name, flow, step.regimes)
    ]
    if not visitors:
        return
    for lane, group in station.lanes.items():
        accepts = set(group.accepts or ())
        if accepts and accepts <= known and not any(labels & accepts for _, _, labels in visitors):
            comers = ", ".join(dict.fromkeys(flow_name for flow_name, _, _ in visitors))
            doubts.add((*here, lane, "accepts"), f"到 {name} 的货流（{comers}）没有一个可用这组车道",
                       f"none of those who come to {name} ({comers}) may use these lanes")  # fmt: skip
    for flow_name, flow, labels in visitors:
        if not any(group.accepts is None or labels & set(group.accepts) for group in station.lanes.values()):
            regime = "".join(labels & set(flow.regimes or ()))
            zh, en = (f"（{regime}）", f" ({regime})") if regime else ("", "")
            doubts.add(here, f"没有一组车道接受货流 {flow_name}{zh}，而它要在 {name} 办理",
                       f"no lane accepts {flow_name}{en}, which comes to {name}")  # fmt: skip
