"""Add to random ports what their route does not have by itself: growth, a neighbour, second examinations, timetables.

It draws from chances of its own, so that the rest of a port stays what its seed makes it.
"""

from __future__ import annotations

import random
from typing import Any


def add_further_elements(rng: random.Random, written: dict[str, Any]) -> None:
    """Change the mapping of a random scenario in place."""
    port = written["ports"]["lab"]
    if rng.random() < 0.2:
        written["growth"] = {"year": 2021, "yearly": {2020: "30 %", 2021: rng.choice(["-20 %", "10 %"]), 2022: "500 %"}}
    if rng.random() < 0.3:
        _add_neighbour(rng, port)
    port["yards"]["file_room"] = {"capacity": rng.randint(1, 3), "holds": "declaration"}
    for flow in port["flows"].values():
        if rng.random() < 0.2:
            flow["arrivals"] = _by_timetable(rng)
        steps = flow["steps"]
        if "declare" in steps:
            if rng.random() < 0.5:
                steps["declare"]["draws_as"] = "declare_ahead"
            if rng.random() < 0.3:
                steps["declare"]["yards"] = ["file_room"]
        if "examine" in steps and rng.random() < 0.4:
            _examine_again(rng, flow)


def _add_neighbour(rng: random.Random, port: dict[str, Any]) -> None:
    """Give a station to the partner side, with hours by another clock and another country's holidays."""
    begin = rng.randint(1, 5)
    hours: dict[str, Any] = {"zone": "Asia/Chita", "weekly": [{"from": f"{begin:02d}:30", "to": f"{begin + 4:02d}:00"}]}
    if rng.random() < 0.1:
        hours["holidays"] = ["RU"]  # 1 January is one: closed for the whole run
    port["calendars"]["theirs"] = hours
    station = port["stations"][rng.choice(list(port["stations"]))]
    station |= {"side": "partner", "party": "partner", "hours": "theirs"}


def _by_timetable(rng: random.Random) -> dict[str, Any]:
    paths = [f"{hour:02d}:{rng.choice([0, 10, 40]):02d}" for hour in range(24)]
    volume = {"from": "2019-01-01", "to": "2019-01-02", "count": rng.randint(10, 48)}
    delay = rng.choice([None, {"uniform": {"low": "1 min", "high": "30 min"}}])
    timetable: dict[str, Any] = {"paths": paths, "volumes": [volume]}
    if delay is not None:
        timetable["delay"] = delay
    return {"timetable": timetable, **({"batch": 2} if rng.random() < 0.3 else {})}


def _examine_again(rng: random.Random, flow: dict[str, Any]) -> None:
    """Send some of the examined to the laboratory and back to the same station."""
    first = flow["steps"]["examine"]
    again = {key: first[key] for key in ("station", "yards", "needs") if key in first}
    steps: dict[str, Any] = {}
    for name, step in flow["steps"].items():
        after = step.get("after")
        if after is not None:
            step["after"] = ["examine_again" if before == "examine" else before for before in after]
        steps[name] = step
        if name == "examine":
            steps["laboratory"] = {"handling": rng.choice(["9 min", {"uniform": {"low": "2 min", "high": "40 min"}}]),
                                   "after": ["examine"], "only_if": "examine", "share": "60 %"}  # fmt: skip
            steps["examine_again"] = {**again, "handling": "6 min", "after": ["laboratory"], "only_if": "laboratory"}
    flow["steps"] = steps
