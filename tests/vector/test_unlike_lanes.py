"""Lanes that are not alike, or rest, or slow down: blocks and the compiled loop equal the plain loop of rule 2."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from random_ports import in_whole_minutes, random_mapping
from small_ports import flow, small_plan

from clearance_sim import compiling, engine, vector
from clearance_sim.plan.plan import Plan, PlannedLanes
from clearance_sim.vector import stations, unlike_lanes
from clearance_sim.vector.relations import FAR
from clearance_sim.vector.turns import Served

LOADS = (0.2, 0.7, 0.95, 1.3)
Case = tuple[np.ndarray, np.ndarray, np.ndarray, list[PlannedLanes], np.ndarray | None]


def some_spans(rng: np.random.Generator, last: int) -> np.ndarray:
    edges = np.unique(rng.integers(0, last + 2, 2 * int(rng.integers(1, 30))))
    return edges[: len(edges) // 2 * 2].reshape(-1, 2)


def some_lanes(rng: np.random.Generator, last: int) -> PlannedLanes:
    """Make lanes that are always open, have hours, rest while closed, or break down."""
    kind, count = int(rng.integers(4)), int(rng.integers(1, 4))
    spans = some_spans(rng, last)
    available = None if kind == 0 else spans
    working = spans if kind == 2 else None
    if kind == 3:
        # Who has begun finishes after closing, but rests while the lane is down.
        working = some_spans(rng, last)
        available = np.array([span for span in spans.tolist() if inside(span, working)], dtype=np.int64).reshape(-1, 2)
    return PlannedLanes("some", 0, count, None, available=available, working=working, resumes=kind == 2)


def inside(span: list[int], spans: np.ndarray) -> bool:
    return bool(((spans[:, 0] <= span[0]) & (span[1] <= spans[:, 1])).any())


def case(seed: int, n: int, load: float) -> Case:
    rng = np.random.default_rng(seed)
    work = rng.integers(1, 60, n)
    groups = int(rng.integers(1, 4))
    last = max(int(work.sum() / 2 / groups / load), 1)
    lanes = [some_lanes(rng, int(1.5 * last)) for _ in range(groups)]
    ready = np.sort(rng.integers(-50, last, n))
    may_use = rng.integers(1, 1 << groups, n)
    slow = None
    if rng.random() < 0.5:
        spans = some_spans(rng, last)
        slow = np.column_stack([spans, rng.integers(20, 300, len(spans))])
    return ready, work, may_use, lanes, slow


def by_plain_loop(some: Case) -> Served:
    ready, work, may_use, lanes, slow = some
    told: list[list[int]] = [[0] * len(ready) for _ in range(3)]
    unlike_lanes.start_in_turn(ready.tolist(), work.tolist(), may_use.tolist(), *told, *unlike_lanes.lay_out(lanes, slow))
    start, end, lane = np.array(told)
    return Served(start, end=end, lane=lane)


def assert_same(found: Served, wanted: Served) -> None:
    assert found.end is not None and found.lane is not None and wanted.end is not None and wanted.lane is not None
    starts = wanted.start < FAR
    assert np.array_equal(found.start, wanted.start)
    assert np.array_equal(found.end, wanted.end)
    assert np.array_equal(found.lane[starts], wanted.lane[starts])


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


def first_come(station: dict[str, Any]) -> dict[str, Any]:
    """Take a station's priorities, surge lanes and departures away."""
    lanes = station.get("lanes", 2)
    if isinstance(lanes, dict):
        lanes = {name: lane for name, lane in lanes.items() if not lane.get("surge")}
    return {key: value for key, value in station.items() if key not in ("priority", "surge", "slots")} | {"lanes": lanes}


def line_of_stations(seed: int, draws: int = 1) -> Plan:
    """Draw a random port whose two flows pass its stations one after the other, first come, first served, in whole minutes."""
    written = random_mapping(seed)
    port = written["ports"]["lab"]
    served = {name: first_come(station) for name, station in port["stations"].items()}
    steps = {f"at_{name}": {"station": name, "handling": "7 min"} for name in served}
    flows = {
        cargo: flow(steps, "8 min", cargo=cargo, regimes={"port": "70 %", "transit": "30 %"})
        for cargo in ("general", "produce")
    }  # fmt: skip
    events = {name: {**event, **({"lose": ["general"]} if "lose" in event else {})} for name, event in port["events"].items()}
    written = {"calendars": port["calendars"], "stations": served, "flows": flows, "events": events}
    return in_whole_minutes(small_plan(written, seed=draws))


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
