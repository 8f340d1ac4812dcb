"""Hold the work items of the benchmarks as drafts, whose plans are drawn once and then run by several engines."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from clearance_sim.clock import DAY
from clearance_sim.plan.draft import Draft
from clearance_sim.plan.drafting import drafts
from clearance_sim.ports.shelf import open_port
from clearance_sim.scenario.study import Scenario

TANDEM_SERVERS = (2, 4, 3, 6, 2)
TANDEM_LOAD = (0.70, 0.85, 0.75, 0.90, 0.60)
LONGEST = 5_000_000
"""Minutes; a period may have 4,000 days."""


def _draft(port: dict[str, Any], length: str) -> Draft:
    written = {"title": "benchmark", "period": {"length": length}, "ports": {"lab": {"title": "lab", **port}}}
    return drafts(Scenario.model_validate(written))["lab"]


def _flow(arrivals: dict[str, Any], steps: dict[str, Any]) -> dict[str, Any]:
    return {"mode": "road", "direction": "export", "cargo": "general", "arrivals": arrivals, "steps": steps}


def three_desks_draft(entities: int) -> Draft:
    """Give M/M/3 at a load of 0.9: exponential handling of a minute, 2.7 arrivals a minute (W1)."""
    flow = _flow({"poisson": {"rate": "162/h"}}, {"desk": {"station": "desk", "handling": {"exponential": "60 s"}}})
    return _draft({"stations": {"desk": {"lanes": 3}}, "flows": {"all": flow}}, f"{entities / 2.7} min")


def tandem_draft(entities: int) -> Draft:
    """Give a tandem of five stations, lognormal handling with cv 0.5, one arrival a minute on average (W2).

    So many that the period would be longer than a scenario may be come, and are handled, ten times as fast.
    """
    pace = 1 if entities <= LONGEST else 10
    stations = {f"station_{k}": {"lanes": count} for k, count in enumerate(TANDEM_SERVERS)}
    port = {"stations": stations, "flows": {"all": _flow({"poisson": {"rate": f"{60 * pace}/h"}}, _tandem_steps(pace))}}
    return _draft(port, f"{entities / pace} min")


def tandem_with_priorities_draft(entities: int) -> Draft:
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
    return _draft({"stations": stations, "flows": {"all": flow}}, f"{entities} min")


def _tandem_steps(pace: int = 1) -> dict[str, dict[str, Any]]:
    return {
        f"step_{k}": {
            "station": f"station_{k}",
            "handling": {"lognormal": {"mean": f"{count * load * 60 / pace} s", "cv": 0.5}},
        }
        for k, (count, load) in enumerate(zip(TANDEM_SERVERS, TANDEM_LOAD, strict=True))
    }


def road_port_draft(days: int) -> Draft:
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
    return _draft(port, f"{days} d")


def shipped_port_draft(name: str, days: int) -> Draft:
    """Give a shipped port over the first days of 2019."""
    return replace(drafts(open_port(name).scenario)[name], horizon=days * DAY)
