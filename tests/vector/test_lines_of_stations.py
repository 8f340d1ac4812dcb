"""Lines of stations, along which the order of leaving is handed on, equal the SimPy engine however they are run.

Few take some steps, so that positions in a step are far larger than the queue is long; two are served in two classes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from small_ports import flow

from clearance_sim import engine, vector
from clearance_sim.plan.drafting import drafts
from clearance_sim.plan.drawing import draw
from clearance_sim.plan.plan import Plan
from clearance_sim.scenario.study import Scenario
from clearance_sim.vector import graph
from clearance_sim.vector.one_pass import FEW_LANES

CLASSES = {"regimes": {"urgent": "20 %", "ordinary": "80 %"}}
SHARES = {"all": ["100 %"] * 4, "few": ["100 %", "6 %", "100 %", "20 %"], "some": ["70 %", "100 %", "6 %", "100 %"]}


def plans(shares: list[str], has_classes: bool, has_hours: bool, lanes: int) -> list[Plan]:
    """Draw three replications of four stations in a line; each has work for 85 % of its time."""
    stations: dict[str, dict[str, Any]] = {}
    steps: dict[str, dict[str, Any]] = {}
    for k, share in enumerate(shares):
        open_share = 0.5 if has_hours and k == 2 else 1.0
        mean = lanes * 0.85 * open_share * 60 / (float(share.split()[0]) / 100)
        stations[f"station_{k}"] = {"lanes": lanes}
        if has_classes and k in (1, 2):
            stations[f"station_{k}"]["priority"] = ["urgent"]
        if has_hours and k == 2:
            stations[f"station_{k}"]["hours"] = "half_day"
        steps[f"step_{k}"] = {"station": f"station_{k}", "handling": {"exponential": f"{mean} s"}, "share": share}
    port = {
        "calendars": {"half_day": {"weekly": [{"from": "06:00", "to": "18:00"}]}}, "stations": stations,
        "flows": {"all": flow(steps, **(CLASSES if has_classes else {})) | {"arrivals": {"poisson": {"rate": "60/h"}}}},
    }  # fmt: skip
    written = {"title": "line", "period": {"length": "2 d"}, "ports": {"lab": {"title": "lab", **port}}}
    draft = drafts(Scenario.model_validate(written))["lab"]
    return [draw(draft, replication) for replication in range(3)]


@pytest.mark.parametrize("way", ["blocks", "compiled", "uncompiled"])
@pytest.mark.parametrize("lanes", [1, 3, FEW_LANES + 2])
@pytest.mark.parametrize("has_hours", [False, True])
@pytest.mark.parametrize("has_classes", [False, True])
@pytest.mark.parametrize("shares", SHARES)
def test_a_line_of_stations_equals_the_simpy_engine(
    shares: str, has_classes: bool, has_hours: bool, lanes: int, way: str, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue(way)
    three = plans(SHARES[shares], has_classes, has_hours, lanes)
    assert not any(portion.is_coupled for portion in graph.portions(three[0]))
    expected = [engine.run(plan) for plan in three]
    assert all(np.count_nonzero(trace.end > trace.ready) > 2_000 for trace in expected)
    assert vector.run(three[0]) == expected[0]
    assert list(vector.run_many(three)) == expected
