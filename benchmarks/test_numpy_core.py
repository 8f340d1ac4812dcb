"""Measure the NumPy core against hand-written SimPy models and the SimPy engine, in interleaved pairs in one process.

Each item first asserts that the traces are equal. Ratios are medians of processor time, drawing excluded; the
floors are wide, since other work may run on the machine. What was reached stands in `README.md` beside this file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hand_written import tandem, tandem_with_priorities
from items import shipped_port_plan, tandem_plan, tandem_with_priorities_plan, three_desks_plan
from test_simpy_engine import assert_same_ends, interleaved_ratio

from clearance_sim import engine, vector
from clearance_sim.plan.plan import Plan
from clearance_sim.vector import compiling

ENTITIES = 100_000

FLOORS: dict[str, tuple[Callable[[int], Plan], Callable[[Plan], Any], float]] = {
    "three desks": (three_desks_plan, tandem, 40.0),
    "tandem": (tandem_plan, tandem, 40.0),
    "tandem with priorities": (tandem_with_priorities_plan, tandem_with_priorities, 12.0),
}


@pytest.mark.benchmark(group="station")
@pytest.mark.parametrize("item", FLOORS)
@pytest.mark.parametrize("compiled", ["never", "always"])
def test_station_items_are_far_faster_than_hand_written(
    item: str, compiled: str, benchmark: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    if compiled == "always":
        pytest.importorskip("numba")
    monkeypatch.setattr(compiling, "COMPILED", compiled)
    make, by_hand, floor = FLOORS[item]
    small, large = make(ENTITIES // 10), make(ENTITIES)
    assert vector.run(small) == engine.run(small)
    assert_same_ends(small, by_hand(small))
    ratio = interleaved_ratio(lambda: vector.run(large), lambda: by_hand(large), pairs=3)
    benchmark.extra_info["times as fast as hand-written"] = ratio
    benchmark.pedantic(vector.run, args=(large,), rounds=3)
    assert ratio >= floor


@pytest.mark.benchmark(group="station")
def test_replications_side_by_side_are_far_faster_than_hand_written(benchmark: Any) -> None:
    plans = [tandem_plan(5_000, replication) for replication in range(20)]
    assert all(trace == engine.run(plan) for plan, trace in zip(plans[:4], vector.run_many(plans[:4]), strict=True))
    ratio = interleaved_ratio(lambda: list(vector.run_many(plans)), lambda: [tandem(plan) for plan in plans], pairs=3)
    benchmark.extra_info["times as fast as hand-written"] = ratio
    benchmark.pedantic(lambda: list(vector.run_many(plans)), rounds=3)
    assert ratio >= 25


@pytest.mark.benchmark(group="port")
@pytest.mark.parametrize(("port", "floor"), [("manzhouli", 1.5), ("erenhot", 1.5), ("ceke", 6.0)])
def test_shipped_ports_are_faster_than_the_simpy_engine(port: str, floor: float, benchmark: Any) -> None:
    plan = shipped_port_plan(port, days=60)
    assert vector.run(plan) == engine.run(plan)
    ratio = interleaved_ratio(lambda: vector.run(plan), lambda: engine.run(plan), pairs=3)
    benchmark.extra_info["times as fast as the SimPy engine"] = ratio
    benchmark.pedantic(vector.run, args=(plan,), rounds=3)
    assert ratio >= floor
