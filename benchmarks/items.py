"""Hold the work items of the benchmarks: plans that are drawn once and then run by several engines."""

from __future__ import annotations

import datetime
from typing import Any

from clearance_sim.plan.drafting import drafts
from clearance_sim.plan.drawing import draw
from clearance_sim.plan.plan import Plan
from clearance_sim.ports.shelf import port_files
from clearance_sim.scenario.door import load_text
from clearance_sim.scenario.study import Scenario

TANDEM_SERVERS = (2, 4, 3, 6, 2)
TANDEM_LOAD = (0.70, 0.85, 0.75, 0.90, 0.60)


def _plan(port: dict[str, Any], length: str, replication: int = 0) -> Plan:
    written = {"title": "benchmark", "period": {"length": length}, "ports": {"lab": {"title": "lab", **port}}}
    return draw(drafts(Scenario.model_validate(written))["lab"], replication)


def _flow(arrivals: dict[str, Any], steps: dict[str, Any]) -> dict[str, Any]:
    return {"mode": "road", "direction": "export", "cargo": "general", "arrivals": arrivals, "steps": steps}


def three_desks_plan(entities: int) -> Plan:
    """Give M/M/3 at a load of 0.9: exponential handling of a minute, 2.7 arrivals a minute (W1)."""
    flow = _flow({"poisson": {"rate": "162/h"}}, {"desk": {"station": "desk", "handling": {"exponential": "60 s"}}})
    return _plan({"stations": {"desk": {"lanes": 3}}, "flows": {"all": flow}}, f"{entities / 2.7} min")


def tandem_plan(entities: int, replication: int = 0) -> Plan:
    """Give a tandem of five stations, lognormal handling with cv 0.5, one arrival a minute on average (W2)."""
    stations = {f"station_{k}": {"lanes": count} for k, count in enumerate(TANDEM_SERVERS)}
    port = {"stations": stations, "flows": {"all": _flow({"poisson": {"rate": "60/h"}}, _tandem_steps())}}
    return _plan(port, f"{entities} min", replication)


def tandem_with_priorities_plan(entities: int) -> Plan:
    """Give the tandem with one vehicle in five served first at the third and fourth station (W3).

    Only 15 % visit the fourth, where handling is longer, so that its load stays at 0.9.
    """
    stations: dict[str, dict[str, Any]] = {
        f"station_{k}": {"lanes": count} for k, count in enumerate(TANDEM_SERVERS)
    }
    for k in (2, 3):
        stations[f"station_{k}"]["priority"] = ["urgent"]
    steps = _tandem_steps()
    mean = TANDEM_SERVERS[3] * TANDEM_LOAD[3] * 60 / 0.15
    steps["step_3"] |= {"share": "15 %", "handling": {"lognormal": {"mean": f"{mean} s", "cv": 0.5}}}
    flow = _flow({"poisson": {"rate": "60/h"}}, steps) | {"regimes": {"urgent": "20 %", "ordinary": "80 %"}}
    return _plan({"stations": stations, "flows": {"all": flow}}, f"{entities} min")


def _tandem_steps() -> dict[str, dict[str, Any]]:
    return {
        f"step_{k}": {
            "station": f"station_{k}",
            "handling": {"lognormal": {"mean": f"{count * load * 60} s", "cv": 0.5}},
        }
        for k, (count, load) in enumerate(zip(TANDEM_SERVERS, TANDEM_LOAD, strict=True))
    }


def road_port_plan(days: int) -> Plan:
    """Give a road port with office hours: 287 trucks a day at five stations, one in twenty examined."""
    handling = {
        "gate": ({"triangular": {"low": "1 min", "mode": "2 min", "high": "6 min"}}, 3, "100 %"),
        "weigh": ({"uniform": {"low": "1 min", "high": "3 min"}}, 2, "100 %"),
        "scan": ({"lognormal": {"mean": "4 min", "cv": 0.4}}, 3, "60 %"),
        "examine": ({"gamma": {"mean": "120 min", "cv": 0.6}}, 6, "5 %"),
        "release": ({"exponential": "2 min"}, 2, "100 %"),
    }
    stations = {name: {"lanes": lanes, "hours": "office"} for name, (_, lanes, _) in handling.items()}
    steps = {
        name: {"station": name, "handling": shape, "share": share} for name, (shape, _, share) in handling.items()
    }
    port = {
        "calendars": {"office": {"weekly": [{"from": "08:00", "to": "18:00"}]}},
        "stations": stations,
        "flows": {"all": _flow({"poisson": {"rate": "287/d"}}, steps)},
    }
    return _plan(port, f"{days} d")


def shipped_port_plan(name: str, days: int) -> Plan:
    """Give a shipped port over the first days of 2019."""
    last = datetime.date(2019, 1, 1) + datetime.timedelta(days=days - 1)
    text = f'title: "{name}"\nports: ["{name}"]\nperiod: {{from: 2019-01-01, to: {last}}}\n'
    return draw(drafts(load_text(text, port_files(), shown=f"<{name}>").scenario)[name], 0)
