"""Hold the work items of the benchmarks: plans that are drawn once and then run by several engines."""

from __future__ import annotations

from typing import Any

from clearance_sim.plan.drafting import drafts
from clearance_sim.plan.drawing import draw
from clearance_sim.plan.plan import Plan
from clearance_sim.scenario.study import Scenario

TANDEM_SERVERS = (2, 4, 3, 6, 2)
TANDEM_LOAD = (0.70, 0.85, 0.75, 0.90, 0.60)


def _plan(port: dict[str, Any], length: str) -> Plan:
    written = {"title": "benchmark", "period": {"length": length}, "ports": {"lab": {"title": "lab", **port}}}
    return draw(drafts(Scenario.model_validate(written))["lab"], 0)


def _flow(arrivals: dict[str, Any], steps: dict[str, Any]) -> dict[str, Any]:
    return {"mode": "road", "direction": "export", "cargo": "general", "arrivals": arrivals, "steps": steps}


def tandem_plan(entities: int) -> Plan:
    """Give a tandem of five stations, lognormal handling with cv 0.5, one arrival a minute on average."""
    stations = {f"station_{k}": {"lanes": count} for k, count in enumerate(TANDEM_SERVERS)}
    steps = {
        f"step_{k}": {
            "station": f"station_{k}",
            "handling": {"lognormal": {"mean": f"{count * load * 60} s", "cv": 0.5}},
        }
        for k, (count, load) in enumerate(zip(TANDEM_SERVERS, TANDEM_LOAD, strict=True))
    }
    return _plan({"stations": stations, "flows": {"all": _flow({"poisson": {"rate": "60/h"}}, steps)}}, f"{entities} min")


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
