"""The engine and a second, plain event loop give the same trace, record by record, on random ports with ties."""

from __future__ import annotations

import pytest
from plain_loop import run_plainly
from random_ports import random_plan
from shrinking import differing

from clearance_sim.engine import run

PORTS_IN_EACH_RUN = 500
PORTS_IN_THE_LONG_RUN = 10_000
AT_ONCE = 25


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
