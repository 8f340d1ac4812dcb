"""Check dated events and stations with slots: what they name must be there and can do what is said of it."""

from __future__ import annotations

from clearance_sim.errors import KeyPath, Text
from clearance_sim.scenario.check.doubts import Doubts
from clearance_sim.scenario.check.references import STATION
from clearance_sim.scenario.events import Event
from clearance_sim.scenario.port import Port

FLOW = Text(zh="货流", en="flow")


def check_events(port: Port, path: KeyPath, doubts: Doubts) -> None:
    """Add a problem for each event that names what is not there, or caps departures."""
    for name, event in port.events.items():
        _check_event(port, event, (*path, "events", name), doubts)


def _check_event(port: Port, event: Event, path: KeyPath, doubts: Doubts) -> None:
    for position, station in enumerate(event.close):
        doubts.unknown((*path, "close", position), STATION, station, port.stations)
    for key, named in (("cap", event.cap), ("slow", event.slow)):
        for station in named:
            doubts.unknown((*path, key, station), STATION, station, port.stations)
    for position, flow in enumerate(event.lose):
        doubts.unknown((*path, "lose", position), FLOW, flow, port.flows)
    for station in event.cap:
        if station in port.stations and port.stations[station].slots is not None:
            doubts.add((*path, "cap", station), f"{station} 按时刻表发车，没有车道可限；停开请用 close",
                       f"{station} departs on a timetable and has no lanes to cap; use `close` to stop it")  # fmt: skip


def check_slots(port: Port, path: KeyPath, doubts: Doubts) -> None:
    """Add a problem where a station with slots is asked for what only lanes can do."""
    for name, station in port.stations.items():
        if station.slots is not None and station.closing == "resume":
            doubts.add((*path, "stations", name, "closing"), "发车后不会因闭关而中断；closing: resume 只用于车道",
                       "who has departed is not interrupted; `closing: resume` is for lanes")  # fmt: skip
    for flow_name, flow in port.flows.items():
        for name, step in flow.steps.items():
            if step.needs and step.station in port.stations and port.stations[step.station].slots is not None:
                doubts.add((*path, "flows", flow_name, "steps", name, "needs"),
                           f"{step.station} 按时刻表发车，不占用人员；需要人员的手续请另写一步",
                           f"{step.station} departs on a timetable and uses no staff; write a further step for them")  # fmt: skip
