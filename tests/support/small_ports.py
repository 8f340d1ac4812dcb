"""Give the engine's tests small ports in which every tick can be worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from clearance_sim.clock import MINUTE, NEVER
from clearance_sim.engine import run
from clearance_sim.plan.drafting import drafts
from clearance_sim.plan.drawing import draw
from clearance_sim.plan.plan import Plan
from clearance_sim.plan.trace import Trace
from clearance_sim.scenario.study import Scenario

Times = dict[str, list[tuple[int | None, ...]]]


class Story:
    """Hold a small port's plan and trace, told in minutes."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.trace: Trace = run(plan)

    def times(self, step: str, flow: int = 0) -> list[tuple[int | None, int | None, int | None]]:
        """Give (ready, start, end) in minutes of every entity at a step; None for what never happened."""
        rows = self.plan.flows[flow].step(step).rows
        columns = [getattr(self.trace, name)[rows].tolist() for name in ("ready", "start", "end")]
        return [tuple(None if tick == NEVER else tick // MINUTE for tick in row) for row in zip(*columns, strict=True)]

    def admitted(self, step: str, flow: int = 0) -> list[int]:
        """Give the minutes of admission of every entity at a step."""
        return (self.trace.admitted[self.plan.flows[flow].step(step).rows] // MINUTE).tolist()

    def lanes(self, step: str, flow: int = 0) -> list[str]:
        """Give the names of the lane groups that served a step; an empty text where there was none."""
        lanes = self.trace.lane[self.plan.flows[flow].step(step).rows].tolist()
        return ["" if lane < 0 else self.plan.lanes[lane].name for lane in lanes]


def small_plan(port: Mapping[str, Any], length: str = "24 h", **scenario: Any) -> Plan:
    """Draw the plan of a small port."""
    written = {"title": "lab", "period": {"length": length}, "ports": {"lab": {"title": "lab", **port}}, **scenario}
    return draw(drafts(Scenario.model_validate(written))["lab"], 0)


def flow(steps: Mapping[str, Any], gap: str = "10 min", **fields: Any) -> dict[str, Any]:
    """Write a flow whose units come at equal gaps."""
    return {
        "mode": "road", "direction": "import", "cargo": "general",
        "arrivals": {"renewal": {"gap": gap}}, "steps": dict(steps), **fields,
    }  # fmt: skip


def arriving_at(plan: Plan, *minutes: list[int]) -> Plan:
    """Move the arrivals of each flow to the given minutes; the flow must have that many units."""
    flows = tuple(
        replace(planned, entry=np.array(entry, dtype=np.int64) * MINUTE)
        for planned, entry in zip(plan.flows, minutes, strict=True)
    )
    return replace(plan, flows=flows)
