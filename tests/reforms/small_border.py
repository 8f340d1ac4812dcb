"""Build a small road port with everything the three reforms act on: produce and general goods leaving, goods in."""

from __future__ import annotations

from typing import Any

from clearance_sim.plan.draft import Draft
from clearance_sim.plan.drafting import drafts
from clearance_sim.scenario.study import Scenario


def export_route(**changes: dict[str, Any]) -> dict[str, Any]:
    """Give the route of a truck that leaves; `changes` replaces fields of steps by name."""
    steps: dict[str, dict[str, Any]] = {
        "advance_declaration": {
            "role": "advance_declaration", "per": "declaration", "ahead": {"fixed": "24 h"}, "share": "30 %",
            "handling": {"fixed": "1 h"},
        },
        "declaration": {
            "role": "declaration", "per": "declaration", "unless": "advance_declaration", "after": [],
            "handling": {"lognormal": {"mean": "2 h", "cv": 0.5}},
        },
        "amendment": {
            "role": "amendment", "per": "declaration", "only_if": "advance_declaration", "share": "3 %",
            "after": [], "handling": {"fixed": "30 min"},
        },
        "gate": {"role": "gate", "station": "gate", "after": [], "handling": {"exponential": "4 min"}},
        "scan": {"role": "machine_scan", "station": "scanner", "handling": {"fixed": "3 min"}},
        "examination": {
            "role": "examination", "station": "bays", "share": "50 %", "drawn_by": "declaration",
            "handling": {"triangular": {"low": "20 min", "mode": "30 min", "high": "60 min"}},
            "needs": {"customs": 2}, "documents": 2,
            "charges": [{"item": "lifting", "amount": "200 CNY"}],
        },
        "border_police_check": {
            "role": "border_police_check", "station": "barrier", "handling": {"fixed": "1 min"},
        },
        "border_police_examination": {
            "role": "border_police_examination", "station": "barrier", "share": "60 %",
            "handling": {"uniform": {"low": "10 min", "high": "40 min"}}, "needs": {"police": 2}, "documents": 1,
            "charges": [{"item": "lifting", "amount": "200 CNY"}],
        },
        "release": {
            "role": "release", "handling": {"fixed": "1 min"},
            "after": ["border_police_examination", "declaration", "amendment", "advance_declaration"],
        },
    }  # fmt: skip
    return {name: {**step, **changes.get(name, {})} for name, step in steps.items()}


def flow(cargo: str, rate: str, direction: str = "export", /, **changes: dict[str, Any]) -> dict[str, Any]:
    """Give a flow of trucks with this cargo and rate."""
    return {
        "mode": "road", "direction": direction, "cargo": cargo, "arrivals": {"poisson": {"rate": rate}},
        "declarations": 1, "marks": {"accepted": ["advance_declaration", "declaration"], "released": "release"},
        "steps": export_route(**changes),
    }  # fmt: skip


def port(**changes: Any) -> dict[str, Any]:
    """Give the port as a user would write it; `changes` replaces its parts."""
    return {
        "title": "small border",
        "staff": {
            "customs": {"shifts": [{"count": 6}]},
            "police": {"party": "border_police", "shifts": [{"count": 6}]},
        },
        "stations": {
            "gate": {"lanes": 3},
            "scanner": {"kind": "scanner", "lanes": 2},
            "bays": {"kind": "bay", "lanes": 4},
            "barrier": {"party": "border_police", "lanes": 4},
        },
        "flows": {
            "produce_out": flow("fresh_produce", "3/h"),
            "goods_out": flow("general", "4/h"),
            "goods_in": flow("general", "2/h", "import"),
        },
        "in_force": {"advance_declaration": {"share": "30 %"}},
        **changes,
    }  # fmt: skip


def draft(length: str = "4 d", seed: int = 7, **changes: Any) -> Draft:
    """Give the port as a draft; `changes` replaces parts of it."""
    scenario = Scenario.model_validate(
        {"title": "t", "seed": seed, "period": {"length": length}, "ports": {"small": port(**changes)}}
    )
    return drafts(scenario)["small"]
