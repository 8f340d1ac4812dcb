"""Hold what a compiled loop sees of a replication to what is seen in NumPy, and the legs of both to a walk."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from random_ports import random_plan
from shipped_drafts import BASELINE, shipped_drafts, window
from small_ports import flow as written_flow
from small_ports import small_plan

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

with_numba = pytest.mark.skipif(not compiling.numba_is_installed(), reason="needs the extra `fast`")


def run(plan: Plan) -> Reasons:
    """Run a plan, for its causes to be told."""
    trace = vector.run(plan)
    return Reasons(plan, trace, [form_groups(plan, flow, trace) for flow in plan.flows])


def tally_by(way: str, reasons: Reasons, monkeypatch: pytest.MonkeyPatch) -> Tallies:
    """Look by arrays or by loops."""
    monkeypatch.setattr(compiling, "COMPILED", way)
    return tally(reasons, [exits(flow, reasons.trace) for flow in reasons.plan.flows])


def assert_alike(reasons: Reasons, loops: Tallies, arrays: Tallies) -> None:
    """Compare who passed, waited and was served."""
    for flow, ours, others in zip(reasons.plan.flows, loops.passed, arrays.passed, strict=True):
        for step, own, other in zip(flow.steps, ours, others, strict=True):
            assert own == other, (flow.name, step.name)
    for own, other in zip([*loops.stations, *loops.flows], [*arrays.stations, *arrays.flows], strict=True):
        assert own.waits == other.waits
        assert np.array_equal(own.stood.spent, other.stood.spent)
    assert loops.served.keys() == arrays.served.keys()
    assert all(np.array_equal(time.spent, arrays.served[key].spent) for key, time in loops.served.items())


def assert_walked(reasons: Reasons, tallies: Tallies) -> int:
    """Compare legs that are told by sums with those of a walk; give how many there were."""
    plan = reasons.plan
    for number, flow in enumerate(plan.flows):
        leaving, known = exits(flow, reasons.trace), tallies.legs[number]
        counted = (flow.entry >= plan.warm_up) & (flow.entry < plan.horizon - plan.cool_down)
        if known and not any(yard.turns_away for yard in plan.yards):
            left = np.where(counted, leaving, NEVER)
            told = [*known.values(), *walk_back(flow, reasons.trace, left, known)]
            plain = walk_back(flow, reasons.trace, left)
            ours, theirs = total_stay(plan, flow, told), total_stay(plan, flow, plain)
            assert all(np.array_equal(own, other) for own, other in zip(ours, theirs, strict=True)), flow.name
            assert total_causes(reasons, number, told) == total_causes(reasons, number, plain), flow.name
    return sum(len(known) for known in tallies.legs)


def random_run(seed: int) -> Reasons:
    """Run a random port; blocks of growth, fifteen at least, are of whole hours, or there would be no pitch to look by."""
    plan = random_plan(seed)
    horizon = HOUR + max(1, plan.horizon // (15 * HOUR)) * 15 * HOUR
    return run(replace(plan, warm_up=HOUR, horizon=horizon))


def shipped_run(name: str) -> Reasons:
    """Run a shipped port for some days."""
    plan = draw(replace(window(shipped_drafts(BASELINE)[name], 10), warm_up=2 * DAY, cool_down=DAY), 0)
    assert plan.flows[0].levels[UNIT]
    return run(plan)


def test_legs_that_arrays_tell_of_random_ports_are_those_of_a_walk(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = map(random_run, range(100))
    assert sum(assert_walked(reasons, tally_by("never", reasons, monkeypatch)) for reasons in runs) > 20


@pytest.mark.parametrize("name", sorted(shipped_drafts(BASELINE)))
def test_legs_that_arrays_tell_of_shipped_ports_are_those_of_a_walk(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reasons = shipped_run(name)
    assert assert_walked(reasons, tally_by("never", reasons, monkeypatch)) > 0


@with_numba
def test_loops_see_of_random_ports_what_arrays_see(monkeypatch: pytest.MonkeyPatch) -> None:
    legs = 0
    for reasons in map(random_run, range(100)):
        loops = tally_by("always", reasons, monkeypatch)
        assert_alike(reasons, loops, tally_by("never", reasons, monkeypatch))
        legs += assert_walked(reasons, loops)
    assert legs > 20


@with_numba
@pytest.mark.parametrize("name", sorted(shipped_drafts(BASELINE)))
def test_loops_see_of_shipped_ports_what_arrays_see(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reasons = shipped_run(name)
    loops = tally_by("always", reasons, monkeypatch)
    assert_alike(reasons, loops, tally_by("never", reasons, monkeypatch))
    assert_walked(reasons, loops)


def run_with_a_green_lane() -> Reasons:
    """Run a port where some may use the lane that opens by day only, and the rest the other, for two days."""
    lanes = {"green": {"accepts": ["swift"], "hours": "day"}, "other": {"accepts": ["slow"]}}
    steps = {"show": {"station": "gate", "handling": "11 min"}, "leave": {"handling": "5 min"}}
    port = {
        "calendars": {"day": {"weekly": [{"from": "08:00", "to": "20:00"}]}}, "stations": {"gate": {"lanes": lanes}},
        "flows": {"all": written_flow(steps, regimes={"swift": "50 %", "slow": "50 %"})},
    }  # fmt: skip
    return run(small_plan(port, "45 h"))


def test_arrays_leave_to_the_walk_whose_lanes_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    reasons = run_with_a_green_lane()
    arrays = tally_by("never", reasons, monkeypatch)
    assert list(arrays.legs[0]) == [1]
    assert_walked(reasons, arrays)


@with_numba
def test_loops_leave_to_the_walk_whose_lanes_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    reasons = run_with_a_green_lane()
    loops = tally_by("always", reasons, monkeypatch)
    assert list(loops.legs[0]) == [1]
    assert_walked(reasons, loops)
    assert_alike(reasons, loops, tally_by("never", reasons, monkeypatch))
