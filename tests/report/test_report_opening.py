"""Closed hours of the queue figure: over midnight, by weekday, in the gate's own time zone."""

from __future__ import annotations

from synthetic_study import port_tree, scenario

from clearance_sim.report.opening import closed_hours
from clearance_sim.scenario.port import Port

NIGHT = [*range(8), *range(18, 24)]


def ceke(weekly: list[dict[str, object]], zone: str | None = None) -> Port:
    hours = {"weekly": weekly, **({"zone": zone} if zone else {})}
    return Port.model_validate({**port_tree("ceke"), "calendars": {"gate_hours": hours}})


def gate_closed(port: Port, day: str) -> list[int]:
    return closed_hours(port, next(iter(port.flows.values())), day)


def test_hours_of_the_day() -> None:
    assert gate_closed(ceke([{"from": "08:00", "to": "18:00"}]), "working_day") == NIGHT


def test_hours_over_midnight() -> None:
    assert gate_closed(ceke([{"from": "20:00", "to": "02:00"}]), "working_day") == list(range(2, 20))


def test_a_weekday_that_is_not_worked_is_closed_all_day() -> None:
    port = ceke([{"days": ["Tue", "Wed"], "from": "08:00", "to": "18:00"}])
    assert gate_closed(port, "monday") == list(range(24))
    assert gate_closed(port, "working_day") == NIGHT


def test_the_gate_keeps_its_own_time_zone() -> None:
    port = ceke([{"from": "09:00", "to": "19:00"}], zone="Asia/Chita")  # one hour ahead of Beijing
    assert gate_closed(port, "working_day") == NIGHT


def test_a_flow_without_a_gate_is_never_closed() -> None:
    port = scenario().ports["manzhouli"]
    train = next(flow for flow in port.flows.values() if flow.unit == "train")
    assert closed_hours(port, train, "working_day") == []
