"""Hold the walks of a compiled loop, unit by unit, to those in NumPy, which take all units at a step together."""

from __future__ import annotations

import numpy as np
import pytest
from random_ports import random_plan
from shipped_drafts import BASELINE, shipped_drafts, window

from clearance_sim import compiling, vector
from clearance_sim.analysis import walk
from clearance_sim.analysis.bounds import exits
from clearance_sim.analysis.legs import Leg
from clearance_sim.analysis.walk import walk_back
from clearance_sim.plan.drawing import draw
from clearance_sim.plan.plan import BOX, Plan

pytestmark = pytest.mark.skipif(not compiling.numba_is_installed(), reason="needs the extra `fast`")


def in_order(legs: list[Leg]) -> list[tuple[int, list[list[int]]]]:
    """Give legs by step, each with its columns in the order of its units."""
    told = []
    for leg in sorted(legs, key=lambda leg: leg.position):
        order = np.argsort(leg.units)
        columns = (leg.units, leg.entity, leg.came, leg.ready, leg.admitted, leg.start, leg.end)
        told.append((leg.position, [column[order].tolist() for column in columns]))
    return told


def boxes_walked(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> int:
    """Walk back through every flow in both ways, straight lines as if they were winding; give how many boxes were met."""
    trace = vector.run(plan)
    monkeypatch.setattr(walk, "straight_line", lambda _: None)
    met = 0
    for flow in plan.flows:
        both = []
        for way in ("never", "always"):
            monkeypatch.setattr(compiling, "COMPILED", way)
            both.append(walk_back(flow, trace, exits(flow, trace)))
        assert in_order(both[0]) == in_order(both[1]), flow.name
        met += sum(len(leg.units) for leg in both[0] if flow.steps[leg.position].level == BOX)
    return met


@pytest.mark.parametrize("first", range(0, 200, 50))
def test_a_loop_walks_back_through_random_ports_as_arrays_do(first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sum(boxes_walked(random_plan(seed), monkeypatch) for seed in range(first, first + 50)) > 50


@pytest.mark.parametrize("name", sorted(shipped_drafts(BASELINE)))
def test_a_loop_walks_back_through_shipped_ports_as_arrays_do(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    boxes_walked(draw(window(shipped_drafts(BASELINE)[name], 10), 0), monkeypatch)
