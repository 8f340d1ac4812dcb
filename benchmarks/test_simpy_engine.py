"""Measure the SimPy engine against hand-written SimPy models, in interleaved pairs in one process.

Each item first asserts that both give the same ticks. Floors are on ratios of processor time, never on time.
"""

from __future__ import annotations

import pytest
from hand_written import road_port, tandem
from items import road_port_draft, tandem_draft
from same_answer import assert_same_ends
from timing import interleaved_ratio

from clearance_sim.engine import run
from clearance_sim.plan.drawing import draw


@pytest.mark.benchmark(group="station")
def test_tandem_keeps_seven_tenths_of_hand_written_speed(benchmark):
    plan = draw(tandem_draft(10_000), 0)
    assert_same_ends(plan, tandem(plan))
    ratio = interleaved_ratio(lambda: run(plan), lambda: tandem(plan))
    benchmark.extra_info["speed over hand-written"] = ratio
    benchmark.pedantic(run, args=(plan,), rounds=3)
    assert ratio >= 0.7


@pytest.mark.benchmark(group="port")
def test_road_port_with_hours_keeps_half_of_hand_written_speed(benchmark):
    plan = draw(road_port_draft(60), 0)
    assert_same_ends(plan, road_port(plan))
    ratio = interleaved_ratio(lambda: run(plan), lambda: road_port(plan))
    benchmark.extra_info["speed over hand-written"] = ratio
    benchmark.pedantic(run, args=(plan,), rounds=3)
    assert ratio >= 0.5


@pytest.mark.benchmark(group="station")
def test_cost_per_step_stays_flat_from_a_thousand_to_a_hundred_thousand(benchmark):
    small, large = draw(tandem_draft(1_000), 0), draw(tandem_draft(100_000), 0)
    times = len(large.takes) // len(small.takes)

    def run_small() -> None:
        for _ in range(times):
            run(small)

    ratio = interleaved_ratio(run_small, lambda: run(large), pairs=3)
    benchmark.extra_info["cost per step, 1e5 over 1e3"] = ratio
    benchmark.pedantic(run, args=(large,), rounds=1)
    assert ratio <= 1.5
