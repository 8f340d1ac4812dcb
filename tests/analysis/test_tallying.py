"""Hold what a compiled loop sees of a replication to what is seen in NumPy, number by number."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from random_ports import random_plan
from shipped_drafts import BASELINE, shipped_drafts, window

from clearance_sim import compiling, vector
from clearance_sim.analysis.bounds import exits
from clearance_sim.analysis.causes import Reasons, total_causes
from clearance_sim.analysis.groups import form_groups
from clearance_sim.analysis.stay import total_stay
from clearance_sim.analysis.tallies import Tallies
from clearance_sim.analysis.tallying import tally
from clearance_sim.analysis.walk import walk_back
from clearance_sim.clock import DAY, HOUR, NEVER
from clearance_sim.plan.drawing import draw
from clearance_sim.plan.plan import UNIT, Plan

pytestmark = pytest.mark.skipif(not compiling.numba_is_installed(), reason="needs the extra `fast`")


def in_both_ways(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> tuple[Reasons, Tallies, Tallies]:
    """Look by arrays and by loops."""
    trace = vector.run(plan)
    reasons = Reasons(plan, trace, [form_groups(plan, flow, trace) for flow in plan.flows])
    gone = [exits(flow, trace) for flow in plan.flows]
    told = []
    for way in ("never", "always"):
        monkeypatch.setattr(compiling, "COMPILED", way)
        told.append(tally(reasons, gone))
    return reasons, told[0], told[1]


def assert_alike(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> int:
    """Compare all that was seen; give how many legs the loops told."""
    reasons, arrays, loops = in_both_ways(plan, monkeypatch)
    for flow, ours, others in zip(plan.flows, loops.passed, arrays.passed, strict=True):
        for step, own, other in zip(flow.steps, ours, others, strict=True):
            assert own == other, (flow.name, step.name)
    for own, other in zip([*loops.stations, *loops.flows], [*arrays.stations, *arrays.flows], strict=True):
        assert own.waits == other.waits
        assert np.array_equal(own.stood.spent, other.stood.spent)
    assert loops.served.keys() == arrays.served.keys()
    assert all(np.array_equal(time.spent, arrays.served[key].spent) for key, time in loops.served.items())
    for number, flow in enumerate(plan.flows):
        leaving, known = exits(flow, reasons.trace), loops.legs[number]
        entry = flow.entry
        counted = (entry >= plan.warm_up) & (entry < plan.horizon - plan.cool_down)
        if known and not any(yard.turns_away for yard in plan.yards):
            left = np.where(counted, leaving, NEVER)
            told = [*known.values(), *walk_back(flow, reasons.trace, left, known)]
            plain = walk_back(flow, reasons.trace, left)
            ours, theirs = total_stay(plan, flow, told), total_stay(plan, flow, plain)
            assert all(np.array_equal(own, other) for own, other in zip(ours, theirs, strict=True)), flow.name
            assert total_causes(reasons, number, told) == total_causes(reasons, number, plain), flow.name
    return sum(len(known) for known in loops.legs)


def test_loops_see_of_random_ports_what_arrays_see(monkeypatch: pytest.MonkeyPatch) -> None:
    legs = 0
    for seed in range(100):
        plan = random_plan(seed)
        # Blocks of growth, fifteen at least, are of whole hours, or the loops would not be asked.
        horizon = HOUR + max(1, plan.horizon // (15 * HOUR)) * 15 * HOUR
        legs += assert_alike(replace(plan, warm_up=HOUR, horizon=horizon), monkeypatch)
    assert legs > 20


@pytest.mark.parametrize("name", sorted(shipped_drafts(BASELINE)))
def test_loops_see_of_shipped_ports_what_arrays_see(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = replace(window(shipped_drafts(BASELINE)[name], 10), warm_up=2 * DAY, cool_down=DAY)
    plan = draw(draft, 0)
    assert plan.flows[0].levels[UNIT]
    assert_alike(plan, monkeypatch)
