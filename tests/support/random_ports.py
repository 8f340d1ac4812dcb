"""Make random small ports that mix every element of the model, with ties on purpose.

Everything is cut to whole minutes after drawing, so that arrivals, endings, openings and shift changes meet
on the same tick all the time. A port is known by its seed.
"""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import numpy as np
from further_elements import add_further_elements

from clearance_sim.clock import DAY, MINUTE
from clearance_sim.plan.drafting import drafts
from clearance_sim.plan.drawing import draw
from clearance_sim.plan.intervals import union, without
from clearance_sim.plan.plan import Plan, PlannedLanes
from clearance_sim.scenario.study import Scenario

CARGO = ("general", "coal", "produce")
REGIMES = ("port", "transit")
EMPIRICAL = {"file": "times.csv", "column": "minutes", "values": [60_000, 120_000, 300_000, 300_000, 1_500_000]}


def random_plan(seed: int) -> Plan:
    """Give the plan of random port number `seed`, cut to whole minutes."""
    return in_whole_minutes(draw(drafts(random_scenario(seed))["lab"], replication=seed % 7))


def in_whole_minutes(plan: Plan) -> Plan:
    """Cut every drawn time to whole minutes, handling to at least one."""
    flows = tuple(replace(flow, entry=flow.entry // MINUTE * MINUTE) for flow in plan.flows)
    lanes = tuple(_lanes_in_whole_minutes(lanes, plan.horizon) for lanes in plan.lanes)
    work = np.where(plan.takes, np.maximum(plan.work // MINUTE, 1) * MINUTE, 0)
    return replace(plan, flows=flows, lanes=lanes, work=work, lead_ready=plan.lead_ready // MINUTE * MINUTE)


def _lanes_in_whole_minutes(lanes: PlannedLanes, last: int) -> PlannedLanes:
    """Cut breakdowns to whole minutes and reckon anew what follows from them."""
    if lanes.down is None:
        return lanes
    down = union([lanes.down // MINUTE * MINUTE])
    first = -30 * DAY
    return replace(
        lanes,
        down=down,
        available=without(lanes.open, down, first, last),
        working=without(lanes.open if lanes.resumes else None, down, first, last),
    )


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
        "outer": {
            "capacity": rng.randint(1, 4), "holds": "unit", "when_full": rng.choice(["wait", "wait", "turn_away"]),
        },
        "inner": {"capacity": rng.randint(1, 2), "holds": rng.choice(["unit", "box"])},
    }
    flows = {f"flow_{number}": _flow(rng, number, list(stations)) for number in range(rng.randint(1, 3))}
    events = {f"event_{number}": _event(rng, list(stations), list(flows)) for number in range(rng.choice([0, 0, 1, 2]))}
    for station in (name for event in events.values() for name in event.get("cap", {})):
        stations[station].pop("slots", None)
        stations[station].setdefault("lanes", 2)
    port = {
        "title": "lab", "events": events, "calendars": calendars, "staff": staff, "stations": stations, "yards": yards,
        "flows": flows,
    }  # fmt: skip
    written = {"title": "random port", "period": {"length": f"{rng.randint(150, 500)} min"}, "seed": seed, "ports": {"lab": port}}
    add_further_elements(random.Random(f"further {seed}"), written)
    return written


def _calendar(rng: random.Random) -> dict[str, Any]:
    begin = rng.randint(0, 6)
    return {"weekly": [{"from": f"{begin:02d}:{rng.choice([0, 30]):02d}", "to": f"{begin + rng.randint(2, 9):02d}:00"}]}


def _event(rng: random.Random, stations: list[str], flows: list[str]) -> dict[str, Any]:
    begin = rng.randint(0, 4)
    event: dict[str, Any] = {
        "title": "event", "from": f"2019-01-01 {begin:02d}:{rng.choice([10, 40])}",
        "to": f"2019-01-01 {begin + rng.randint(1, 4):02d}:50",
    }  # fmt: skip
    effect = rng.choice(["close", "cap", "slow", "lose"])
    if effect == "lose":
        return {**event, "lose": [rng.choice(flows)]}
    station = rng.choice(stations)
    return {**event, effect: {"close": [station], "cap": {station: 1}, "slow": {station: rng.choice(["150 %", "70 %"])}}[effect]}


def _station(rng: random.Random) -> dict[str, Any]:
    if rng.random() < 0.12:
        paths = [f"{hour:02d}:{rng.choice([0, 20, 45]):02d}" for hour in range(24)]
        return {"slots": {"paths": paths, "places": rng.randint(1, 3)}, "hours": rng.choice([None, "day"])}
    lanes: dict[str, Any] = {"general": {"count": rng.randint(1, 3)}}
    if rng.random() < 0.4:
        accepted = rng.sample([*CARGO, *REGIMES], 2)
        lanes = {"green": {"count": 1, "accepts": accepted, "hours": rng.choice([None, "day"])}, **lanes}
    if rng.random() < 0.3:
        repair = {"uniform": {"low": "2 min", "high": "40 min"}}
        lanes["general"]["breakdowns"] = {"in_order": {"exponential": "90 min"}, "repair": repair}
    surge = {}
    if rng.random() < 0.3:
        lanes["extra"] = {"count": rng.randint(1, 2), "surge": True}
        surge = {"surge": {"open_at": rng.randint(2, 4), "close_at": rng.randint(0, 1)}}
    return {
        **surge,
        "closing": rng.choice(["finish", "resume"]),
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
        "waiting_at_start": rng.choice([0, 0, 3]),
        "value_per_unit": {"low": "1000 CNY", "high": "9000 CNY"},
        "steps": {},
    }  # fmt: skip
    if rng.random() < 0.5:
        flow["regimes"] = {"port": "70 %", "transit": "30 %"}
    _route(rng, flow, stations)
    if rng.random() < 0.3:
        flow["starting_at"] = rng.choice(list(flow["steps"]))
    return flow


def _arrivals(rng: random.Random) -> dict[str, Any]:
    way = rng.choice(["poisson", "renewal", "recorded"])
    if way == "recorded":
        times = sorted(f"2019-01-01T{rng.randint(0, 7):02d}:{rng.randint(0, 59):02d}:00" for _ in range(rng.randint(5, 30)))
        arrivals: dict[str, Any] = {"recorded": {"file": "arrivals.csv", "times": times}}
    elif way == "renewal":
        arrivals = {"renewal": {"gap": rng.choice(["20 min", {"uniform": {"low": "1 min", "high": "40 min"}}])}}
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
    first = ["declare_ahead"] if ahead and rng.random() < 0.2 else []
    steps["gate"] = _step(rng, stations, after=first)
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
    if rng.random() < 0.45:
        _gather(rng, steps, stations)
    steps["leave"] = {"handling": "3 min"}


def _gather(rng: random.Random, steps: dict[str, Any], stations: list[str]) -> None:
    """Form convoys or trains after release, that travel together for one or two steps."""
    rule = rng.choice([{"number": 3}, {"number": 4, "at_most": "45 min"}, {"value": "12000 CNY", "at_most": "60 min"}])
    in_yard = steps["release"].get("yards", []) if "at_most" in rule else []
    steps["form"] = _step(rng, stations, gather=rule, share=rng.choice(["100 %", "70 %"]), yards=in_yard)
    steps["haul"] = _step(rng, stations, with_group="form")
    if rng.random() < 0.5:
        steps["cross"] = _step(rng, stations, with_group="form")


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
        [f"{rng.randint(1, 25)} min", {"empirical": EMPIRICAL}, {"exponential": "12 min"},
         {"uniform": {"low": "1 min", "high": "20 min"}}]
    )
    step: dict[str, Any] = {"handling": handling, **{key: value for key, value in fields.items() if value is not None}}
    if rng.random() < 0.85:
        step["station"] = rng.choice(stations)
        if rng.random() < 0.4:
            step["needs"] = {rng.choice(["customs", "police"]): 1}
        elif rng.random() < 0.15:
            step["needs"] = {"customs": 1, "police": 1}
    return step
