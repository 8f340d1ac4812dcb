"""Make random small ports that mix every element of the model, with ties on purpose.

Everything is cut to whole minutes after drawing, so that arrivals, endings, openings and shift changes meet
on the same tick all the time. A port is known by its seed.
"""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import numpy as np

from clearance_sim.clock import MINUTE
from clearance_sim.plan.drafting import drafts
from clearance_sim.plan.drawing import draw
from clearance_sim.plan.plan import Plan
from clearance_sim.scenario.study import Scenario

CARGO = ("general", "coal", "produce")
REGIMES = ("port", "transit")


def random_plan(seed: int) -> Plan:
    """Give the plan of random port number `seed`, cut to whole minutes."""
    return in_whole_minutes(draw(drafts(random_scenario(seed))["lab"], replication=seed % 7))


def in_whole_minutes(plan: Plan) -> Plan:
    """Cut every drawn time to whole minutes, handling to at least one."""
    flows = tuple(replace(flow, entry=flow.entry // MINUTE * MINUTE) for flow in plan.flows)
    work = np.where(plan.takes, np.maximum(plan.work // MINUTE, 1) * MINUTE, 0)
    return replace(plan, flows=flows, work=work, lead_ready=plan.lead_ready // MINUTE * MINUTE)


def random_scenario(seed: int) -> Scenario:
    """Give the scenario of random port number `seed`."""
    return Scenario.model_validate(random_mapping(seed))


def random_mapping(seed: int) -> dict[str, Any]:
    """Give the mapping that a user would have written for random port number `seed`."""
    rng = random.Random(seed)
    calendars = {name: _calendar(rng) for name in ("day", "shift_a", "shift_b")}
    staff = {
        name: {"shifts": [{"hours": rng.choice([None, "shift_a", "shift_b"]), "count": rng.randint(1, 3)} for _ in range(2)]}
        for name in ("customs", "police")
    }
    stations = {f"station_{number}": _station(rng) for number in range(rng.randint(1, 4))}
    yards = {
        "outer": {"capacity": rng.randint(1, 4), "holds": "unit"},
        "inner": {"capacity": rng.randint(1, 2), "holds": rng.choice(["unit", "box"])},
    }
    flows = {f"flow_{number}": _flow(rng, number, list(stations)) for number in range(rng.randint(1, 3))}
    port = {"title": "lab", "calendars": calendars, "staff": staff, "stations": stations, "yards": yards, "flows": flows}
    return {"title": "random port", "period": {"length": f"{rng.randint(150, 500)} min"}, "seed": seed, "ports": {"lab": port}}


def _calendar(rng: random.Random) -> dict[str, Any]:
    begin = rng.randint(0, 6)
    return {"weekly": [{"from": f"{begin:02d}:{rng.choice([0, 30]):02d}", "to": f"{begin + rng.randint(2, 9):02d}:00"}]}


def _station(rng: random.Random) -> dict[str, Any]:
    lanes: dict[str, Any] = {"general": {"count": rng.randint(1, 3)}}
    if rng.random() < 0.4:
        accepted = rng.sample([*CARGO, *REGIMES], 2)
        lanes = {"green": {"count": 1, "accepts": accepted, "hours": rng.choice([None, "day"])}, **lanes}
    return {
        "lanes": lanes,
        "hours": rng.choice([None, None, "day"]),
        "priority": rng.sample(CARGO, rng.randint(0, 2)),
    }


def _flow(rng: random.Random, number: int, stations: list[str]) -> dict[str, Any]:
    flow: dict[str, Any] = {
        "mode": "road", "direction": "import", "cargo": CARGO[number],
        "arrivals": _arrivals(rng),
        "volume": rng.choice([1.0, 1.0, 0.6, 1.5]),
        "declarations": rng.choice([1, 1, {"per_unit": {"low": 1, "high": 3}}, {"units": 3}]),
        "boxes": rng.choice([None, {"low": 1, "high": 4}]),
        "steps": {},
    }  # fmt: skip
    if rng.random() < 0.5:
        flow["regimes"] = {"port": "70 %", "transit": "30 %"}
    _route(rng, flow, stations)
    return flow


def _arrivals(rng: random.Random) -> dict[str, Any]:
    way = rng.choice(["poisson", "renewal"])
    if way == "renewal":
        arrivals: dict[str, Any] = {"renewal": {"gap": rng.choice(["20 min", {"uniform": {"low": "1 min", "high": "40 min"}}])}}
    else:
        arrivals = {"poisson": {"rate": f"{rng.randint(2, 5)}/h"}}
    if rng.random() < 0.4:
        arrivals["batch"] = {"low": 1, "high": 3}
    return arrivals


def _route(rng: random.Random, flow: dict[str, Any], stations: list[str]) -> None:
    """Write a papers' line and a vehicle's line that meet at release, with optional boxes between."""
    steps = flow["steps"]
    ahead = rng.random() < 0.5
    if ahead:
        lead = {"uniform": {"low": "5 min", "high": "200 min"}}
        steps["declare_ahead"] = _step(rng, stations, per="declaration", share="40 %", ahead=lead)
        steps["review_ahead"] = _step(
            rng, stations, per="declaration", only_if="declare_ahead", after=["declare_ahead"], share="50 %"
        )
    steps["gate"] = _step(rng, stations, after=[])
    papers = ["gate"]
    if ahead:
        steps["declare"] = _step(rng, stations, per="declaration", after=["gate"], unless="declare_ahead")
        papers = ["declare", "review_ahead"]
    vehicle = "gate"
    nested = rng.choice([[], ["outer"], ["outer", "inner"], ["inner"]])
    for name in ("scan", "examine"):
        if rng.random() < 0.7:
            drawn_by = rng.choice(["unit", "declaration"])
            regimes = ["port"] if "regimes" in flow and rng.random() < 0.5 else None
            steps[name] = _step(
                rng, stations, after=[vehicle], share="50 %", drawn_by=drawn_by, regimes=regimes, yards=_unit_yards(nested)
            )
            vehicle = name
    if "scan" in steps and "examine" in steps and rng.random() < 0.5:
        _join_examinations(rng, steps, stations, nested)
    if flow["boxes"] is not None:
        steps["lift"] = _step(rng, stations, per="box", after=[vehicle], yards=nested)
        vehicle = "lift"
    steps["release"] = _step(rng, stations, after=[vehicle, *papers], yards=_unit_yards(nested) if vehicle != "gate" else [])
    steps["leave"] = {"handling": "3 min", "after": ["release"]}


def _unit_yards(nested: list[str]) -> list[str]:
    """Keep the yards that count units; `inner` may count boxes, which a unit's own step cannot enter."""
    return [yard for yard in nested if yard == "outer"]


def _join_examinations(rng: random.Random, steps: dict[str, Any], stations: list[str], nested: list[str]) -> None:
    joint = {
        "joint": {"parts": ["scan", "examine"], "coordination": "4 min"},
        "station": rng.choice(stations), "after": ["gate"], "share": "80 %",
        "needs": {"customs": 1, "police": 1}, "yards": _unit_yards(nested),
    }  # fmt: skip
    before = dict(steps)
    steps.clear()
    for name, step in before.items():
        if name == "scan":
            steps["joint"] = joint
        steps[name] = step
    steps["scan"] |= {"after": ["joint"], "unless": "joint"}
    steps["examine"] |= {"unless": "joint"}


def _step(rng: random.Random, stations: list[str], **fields: Any) -> dict[str, Any]:
    handling = rng.choice(
        [f"{rng.randint(1, 25)} min", {"exponential": "12 min"}, {"uniform": {"low": "1 min", "high": "20 min"}}]
    )
    step: dict[str, Any] = {"handling": handling, **{key: value for key, value in fields.items() if value is not None}}
    if rng.random() < 0.85:
        step["station"] = rng.choice(stations)
        if rng.random() < 0.4:
            step["needs"] = {rng.choice(["customs", "police"]): 1}
        elif rng.random() < 0.15:
            step["needs"] = {"customs": 1, "police": 1}
    return step
