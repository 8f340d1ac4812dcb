"""The engine and a second, plain event loop give the same trace, record by record, on random ports with ties."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from plain_loop import run_plainly
from random_ports import random_plan
from shrinking import differing

from clearance_sim import vector
from clearance_sim.engine import run
from clearance_sim.plan.plan import Plan, PlannedLanes

PORTS_IN_EACH_RUN = 500
PORTS_IN_THE_LONG_RUN = 10_000
AT_ONCE = 25
A_TICK_MORE = np.array([0, 1])


def report(first: int, ports: int) -> str:
    """Give an empty text if both loops agree on these ports, else the first that differs, shrunk."""
    return differing(range(first, first + ports), core=run_plainly).replace("vector", "plain loop")


@pytest.mark.parametrize("first", range(0, PORTS_IN_EACH_RUN, AT_ONCE))
def test_engine_equals_the_plain_loop(first):
    assert not (found := report(first, AT_ONCE)), found


@pytest.mark.slow
@pytest.mark.parametrize("first", range(PORTS_IN_EACH_RUN, PORTS_IN_THE_LONG_RUN, 20 * AT_ONCE))
def test_engine_equals_the_plain_loop_on_many_ports(first):
    assert not (found := report(first, 20 * AT_ONCE)), found


def test_the_random_ports_wait_in_every_way():
    """Guard against random ports in which nothing happens: count what the comparison above is about."""
    met = dict.fromkeys(
        ("queue", "yard", "skipped", "before the start", "unfinished", "staff", "closed lanes", "boxes", "shared papers"), 0
    )
    for seed in range(60):
        plan = random_plan(seed)
        trace = run(plan)
        started = trace.start >= 0
        met["queue"] += int((trace.start > trace.admitted)[started].sum())
        met["yard"] += int((trace.admitted > trace.ready).sum())
        met["skipped"] += int((~plan.takes & started).sum())
        met["before the start"] += int(((trace.ready < 0) & (trace.ready > -(2**62))).sum())
        met["unfinished"] += int(((trace.end < -(2**62)) & started).sum())
        met["staff"] += sum(bool(step.needs) for flow in plan.flows for step in flow.steps)
        met["closed lanes"] += sum(lanes.open is not None for lanes in plan.lanes)
        met["boxes"] += sum(len(flow.levels[1]) for flow in plan.flows)
        met["shared papers"] += sum(flow.units_per_declaration > 1 for flow in plan.flows)
    assert all(count >= 20 for count in met.values()), met


def availability_a_tick_too_long(plan: Plan) -> Plan:
    def longer(lanes: PlannedLanes) -> PlannedLanes:
        return lanes if lanes.available is None else replace(lanes, available=lanes.available + A_TICK_MORE)

    return replace(plan, lanes=tuple(map(longer, plan.lanes)))


def handling_that_never_rests(plan: Plan) -> Plan:
    return replace(plan, lanes=tuple(replace(lanes, working=None) for lanes in plan.lanes))


@pytest.mark.parametrize("mistake", [availability_a_tick_too_long, handling_that_never_rests])
def test_only_the_plain_loop_notices_a_mistake_that_both_engines_read_out_of_the_plan(mistake):
    """It takes hours and breakdowns as they are, where both engines take what the plan has reckoned from them."""
    plans = [mistake(random_plan(seed)) for seed in range(12)]
    traces = [run(plan) for plan in plans]
    assert [vector.run(plan) for plan in plans] == traces
    assert [run_plainly(plan) for plan in plans] != traces
