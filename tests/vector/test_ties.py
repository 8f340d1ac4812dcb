"""Both engines break ties alike where nearly everything happens on the same few ticks.

Whole trains arrive at once, trucks come in batches on whole hours and wait for the same opening, and all handling
takes five or ten minutes. The ports are written out here, so that one can see what meets.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from shrinking import difference
from small_ports import flow, small_plan

from clearance_sim import engine
from clearance_sim.plan.plan import Plan
from clearance_sim.vector import many_servers

DAY_SHIFT = {"calendars": {"day": {"weekly": [{"from": "08:00", "to": "12:00"}, {"from": "13:00", "to": "17:00"}]}}}


def crowd(steps: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Write a flow of which twenty units come together on every hour."""
    arrivals = {"renewal": {"gap": "60 min"}, "batch": 20}
    return {**flow(steps), "arrivals": arrivals, **fields}


def gate(**fields: Any) -> dict[str, Any]:
    return {"gate": {"lanes": 3, "hours": "day", **fields}}


PASS = {"pass": {"station": "gate", "handling": "5 min"}}
TWICE = {"first": {"station": "gate", "handling": "5 min"}, "second": {"station": "gate", "handling": "5 min"}}
TRAIN = {
    "inspect": {"station": "gate", "handling": "10 min"},
    "lift": {"station": "crane", "handling": "5 min", "per": "box"},
    "leave": {"station": "gate", "handling": "5 min"},
}
PORTS: dict[str, dict[str, Any]] = {
    "the same opening": {"stations": gate(), "flows": {"all": crowd(PASS)}},
    "an opening that is resumed after": {"stations": gate(closing="resume"), "flows": {"all": crowd(PASS)}},
    "one lane": {"stations": {"gate": {"lanes": 1, "hours": "day"}}, "flows": {"all": crowd(PASS)}},
    "two flows at one gate": {"stations": gate(), "flows": {"a": crowd(PASS), "b": crowd(PASS, cargo="coal")}},
    "two flows, one served first": {
        "stations": gate(priority=["coal"]), "flows": {"a": crowd(PASS), "b": crowd(PASS, cargo="coal")},
    },
    "a lane for one of two flows": {
        "stations": gate(lanes={"green": {"count": 1, "accepts": ["coal"]}, "all": {"count": 2}}),
        "flows": {"a": crowd(PASS), "b": crowd(PASS, cargo="coal")},
    },
    "a second visit": {"stations": gate(), "flows": {"all": crowd(TWICE)}},
    "whole trains and their boxes": {
        "stations": {**gate(), "crane": {"lanes": 2}}, "flows": {"trains": crowd(TRAIN, boxes=12, unit="train")},
    },
    "a yard behind the gate": {
        "stations": {**gate(), "bay": {"lanes": 2}}, "yards": {"compound": {"capacity": 4, "holds": "unit"}},
        "flows": {"all": crowd({**PASS, "examine": {"station": "bay", "handling": "10 min", "yards": ["compound"]}})},
    },
    "officers for two stations": {
        "stations": {**gate(), "bay": {"lanes": 2}},
        "staff": {"customs": {"shifts": [{"hours": "day", "count": 3}]}},
        "flows": {"all": crowd({
            "pass": {"station": "gate", "handling": "5 min", "needs": {"customs": 1}},
            "examine": {"station": "bay", "handling": "10 min", "needs": {"customs": 2}},
        })},
    },
    "extra lanes in a rush": {
        "stations": gate(lanes={"all": {"count": 1}, "extra": {"count": 3, "surge": True}},
                         surge={"open_at": 10, "close_at": 2}),
        "flows": {"all": crowd(PASS)},
    },
    "convoys": {
        "stations": {**gate(), "road": {"lanes": 1}},
        "flows": {"all": crowd({**PASS, "form": {"station": "road", "handling": "10 min", "gather": {"number": 6}}})},
    },
    "departures": {
        "stations": {"gate": {"slots": {"paths": [f"{hour:02d}:00" for hour in range(24)], "places": 7}}},
        "flows": {"all": crowd(PASS)},
    },
}  # fmt: skip


def plan_of(name: str) -> Plan:
    return small_plan({**DAY_SHIFT, **PORTS[name]}, length="36 h")


@pytest.mark.parametrize("name", PORTS)
def test_ties_are_broken_alike(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plan_of(name)
    ready = engine.run(plan).ready[plan.takes]
    meeting = len(ready) - len(np.unique(ready))
    assert meeting >= 0.5 * len(ready), "most rows become ready on a tick on which others do"
    assert not difference(plan)
    monkeypatch.setattr(many_servers, "FEW", 0)  # the blocks as well, however short the queue
    assert not difference(plan)
