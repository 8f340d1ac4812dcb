"""Lanes that are not alike, or rest, or slow down: blocks and the compiled loop equal the plain loop of rule 2."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from unlike_queues import LOADS, Case, assert_same, case, line_of_stations

from clearance_sim import compiling, engine, vector
from clearance_sim.plan.plan import PlannedLanes
from clearance_sim.vector import stations, unlike_lanes
from clearance_sim.vector.relations import FAR
from clearance_sim.vector.turns import Served


def by_plain_loop(some: Case) -> Served:
    ready, work, may_use, lanes, slow = some
    told: list[list[int]] = [[0] * len(ready) for _ in range(3)]
    laid_out = unlike_lanes.lay_out(lanes, slow, are_levels=False)
    unlike_lanes.start_in_turn(ready.tolist(), work.tolist(), may_use.tolist(), *told, *laid_out)
    start, end, lane = np.array(told)
    return Served(start, end=end, lane=lane)


@pytest.mark.parametrize("load", LOADS)
def test_blocks_equal_the_plain_loop(load: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "COMPILED", "never")
    monkeypatch.setattr(unlike_lanes, "FEW", 0)
    never = 0
    for seed in range(40):
        some = case(seed, 100 + 41 * seed, load)
        wanted = by_plain_loop(some)
        assert_same(unlike_lanes.serve_at_unlike_lanes(*some), wanted)
        never += int((wanted.start == FAR).sum())
    assert never > 0


@pytest.mark.parametrize("load", LOADS)
@pytest.mark.skipif(not compiling.numba_is_installed(), reason="needs the extra `fast`")
def test_the_compiled_loop_equals_the_plain_one(load: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "COMPILED", "always")
    for seed in range(40):
        some = case(seed, 100 + 41 * seed, load)
        assert_same(unlike_lanes.serve_at_unlike_lanes(*some), by_plain_loop(some))


def test_a_lane_that_nobody_takes_for_long_does_not_keep_blocks_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "COMPILED", "never")
    monkeypatch.setattr(unlike_lanes, "FEW", 0)
    n = 10_000
    lanes = [PlannedLanes("first", 0, 1, None), PlannedLanes("second", 0, 1, None)]
    ready, work, both = np.arange(n) * 10, np.full(n, 5), np.full(n, 3)
    ready[: n // 2 : 1000] += 9  # now and then two come together, so that the second lane is taken
    ready.sort()
    monkeypatch.setattr(unlike_lanes.UnlikeBlocks, "in_order", None)
    served = unlike_lanes.serve_at_unlike_lanes(ready, work, both, lanes, None)
    assert served.lane is not None and 0 < served.lane.sum() < 10


@pytest.mark.usefixtures("each_way")
def test_stations_with_unlike_lanes_equal_the_simpy_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def serve(ready: np.ndarray, *others: Any) -> Served:
        asked.append(len(ready))
        return unlike_lanes.serve_at_unlike_lanes(ready, *others)

    monkeypatch.setattr(stations, "serve_at_unlike_lanes", serve)
    for seed in range(60):
        plan = line_of_stations(seed)
        assert vector.run(plan) == engine.run(plan), seed
    assert len(asked) > 40 and sum(asked) > 5_000


@pytest.mark.usefixtures("each_way")
def test_replications_that_break_down_at_other_times_do_not_mix() -> None:
    for seed in range(20):
        plans = [line_of_stations(seed, draws) for draws in (1, 2, 3)]
        assert list(vector.run_many(plans)) == [engine.run(plan) for plan in plans], seed
