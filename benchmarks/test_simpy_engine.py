"""Measure the SimPy engine against hand-written SimPy models, in interleaved pairs in one process.

Each item first asserts that both give the same ticks. Floors are on ratios of processor time, never on time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

import numpy as np
import pytest
from hand_written import Record, road_port, tandem
from items import road_port_plan, tandem_plan

from clearance_sim.clock import NEVER
from clearance_sim.engine import run
from clearance_sim.plan.plan import Plan

PAIRS = 7


def interleaved_ratio(first: Callable[[], object], second: Callable[[], object], pairs: int = PAIRS) -> float:
    """Give the median over interleaved pairs of processor time of `second` over `first`."""
    ratios = []
    for _ in range(pairs):
        begin = time.process_time()
        first()
        middle = time.process_time()
        second()
        ratios.append((time.process_time() - middle) / (middle - begin))
    return median(ratios)


def assert_same_ends(plan: Plan, record: Record) -> None:
    """Compare the ends of all steps that both models finished."""
    trace = run(plan)
    compared = 0
    for step, (_, _, ends) in zip(plan.flows[0].steps, record, strict=True):
        ours, theirs = trace.end[step.rows], np.array(ends)
        both = (ours != NEVER) & (theirs > 0)
        assert np.array_equal(ours[both], theirs[both])
        compared += int(both.sum())
    assert compared > 0.9 * plan.n_rows


@pytest.mark.benchmark(group="station")
def test_tandem_keeps_seven_tenths_of_hand_written_speed(benchmark):
    plan = tandem_plan(10_000)
    assert_same_ends(plan, tandem(plan))
    ratio = interleaved_ratio(lambda: run(plan), lambda: tandem(plan))
    benchmark.extra_info["speed over hand-written"] = ratio
    benchmark.pedantic(run, args=(plan,), rounds=3)
    assert ratio >= 0.7


@pytest.mark.benchmark(group="port")
def test_road_port_with_hours_keeps_half_of_hand_written_speed(benchmark):
    plan = road_port_plan(60)
    assert_same_ends(plan, road_port(plan))
    ratio = interleaved_ratio(lambda: run(plan), lambda: road_port(plan))
    benchmark.extra_info["speed over hand-written"] = ratio
    benchmark.pedantic(run, args=(plan,), rounds=3)
    assert ratio >= 0.5


@pytest.mark.benchmark(group="station")
def test_cost_per_step_stays_flat_from_a_thousand_to_a_hundred_thousand(benchmark):
    small, large = tandem_plan(1_000), tandem_plan(100_000)
    times = len(large.takes) // len(small.takes)

    def run_small() -> None:
        for _ in range(times):
            run(small)

    ratio = interleaved_ratio(run_small, lambda: run(large), pairs=3)
    benchmark.extra_info["cost per step, 1e5 over 1e3"] = ratio
    benchmark.pedantic(run, args=(large,), rounds=1)
    assert ratio <= 1.5
