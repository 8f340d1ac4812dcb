"""Lanes that are not alike, or rest, or slow down, and a queue of which some are served before others: rule 2 as it is told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from shrinking import difference
from small_ports import flow, small_plan
from unlike_queues import LOADS, assert_same, case, line_of_stations

from clearance_sim import compiling, engine, vector
from clearance_sim.plan.plan import Intervals, PlannedLanes
from clearance_sim.vector import port, stations, unlike_lanes, unlike_lines
from clearance_sim.vector.line_blocks import LineBlocks
from clearance_sim.vector.relations import FAR
from clearance_sim.vector.turns import Served

Case = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, list[PlannedLanes], np.ndarray | None]


def case_with_priorities(seed: int, n: int, load: float, classes: int = 3) -> Case:
    """Make a queue of some classes; now and then some may use none of the lanes, or only some of the lanes are of any use."""
    ready, work, may_use, lanes, slow = case(seed, n, load)
    rng = np.random.default_rng([seed, classes])
    if seed % 5 == 0:
        may_use[rng.random(n) < 0.02] = 0
    if seed % 7 == 0:
        may_use &= 1
    if seed % 3 == 0:
        ready = ready // 100 * 100  # many come on one tick
    return ready, work, may_use, rng.integers(0, rng.integers(1, classes + 1), n) + 3, lanes, slow


def by_plain_loop(some: Case, monkeypatch: pytest.MonkeyPatch) -> Served:
    monkeypatch.setattr(compiling, "COMPILED", "never")
    monkeypatch.setattr(unlike_lines, "FEW", FAR)
    return unlike_lines.serve_lines_at_unlike_lanes(*some)


def tick_by_tick(some: Case) -> Served:
    """Let everybody who waits, in order of (priority, place), look for the first free and open lane, at every tick."""
    ready, work, may_use, priority, lanes, slow = some
    start, end, lane = np.full((3, len(ready)), FAR)
    busy: list[list[int]] = [[] for _ in lanes]
    waiting = set(range(len(ready)))
    for tick in range(int(ready[0]), last_tick(some)):
        busy = [[until for until in each if until > tick] for each in busy]
        room = [len(busy[k]) < each.count and is_inside(tick, each.available) for k, each in enumerate(lanes)]
        for i in sorted((i for i in waiting if any(room) and ready[i] <= tick), key=lambda i: (priority[i], i)):
            k = next((k for k in range(len(lanes)) if room[k] and may_use[i] >> k & 1), None)
            if k is not None:
                start[i], end[i], lane[i] = tick, end_of_work(tick, int(work[i]), lanes[k].working, slow), k
                busy[k].append(int(end[i]))
                room[k] = len(busy[k]) < lanes[k].count
                waiting.remove(i)
    return Served(start, end=end, lane=lane)


def last_tick(some: Case) -> int:
    """Give a tick by which everybody has started who ever does."""
    ready, work, _, _, lanes, _ = some
    if any(each.available is None for each in lanes):
        return int(ready[-1]) + 3 * int(work.sum())
    return max(int(each.available.max(initial=0)) for each in lanes if each.available is not None)


def is_inside(tick: int, spans: Intervals | None) -> bool:
    return spans is None or bool(((spans[:, 0] <= tick) & (tick < spans[:, 1])).any())


def end_of_work(tick: int, work: int, working: Intervals | None, slow: Intervals | None) -> int:
    for begin, end, percent in [] if slow is None else slow.tolist():
        if begin <= tick < end:
            work = max(1, -(-work * percent // 100))
    if working is None:
        return tick + work
    advances = np.concatenate([np.arange(begin, end) for begin, end in working.tolist()] or [np.zeros(0, dtype=np.int64)])
    advances = advances[advances >= tick]
    return int(advances[work - 1]) + 1 if len(advances) >= work else FAR


@pytest.mark.parametrize("load", LOADS)
def test_the_plain_loop_equals_rule_2_tick_by_tick(load: float, monkeypatch: pytest.MonkeyPatch) -> None:
    never = 0
    for seed in range(30):
        some = case_with_priorities(seed, 60, load)
        wanted = tick_by_tick(some)
        assert_same(by_plain_loop(some, monkeypatch), wanted)
        never += int((wanted.start == FAR).sum())
    assert never > 0


def test_one_class_starts_as_a_queue_without_priorities(monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(30):
        ready, work, may_use, priority, *others = case_with_priorities(seed, 300, 0.9, classes=1)
        found = by_plain_loop((ready, work, may_use, priority, *others), monkeypatch)
        assert_same(found, unlike_lanes.serve_at_unlike_lanes(ready, work, may_use, *others))


@pytest.mark.parametrize("load", LOADS)
def test_blocks_equal_the_plain_loop(load: float, monkeypatch: pytest.MonkeyPatch) -> None:
    never, parts = 0, []
    in_order = LineBlocks.in_order
    monkeypatch.setattr(LineBlocks, "in_order", lambda *given: parts.append(given) or in_order(*given))
    for seed in range(60):
        some = case_with_priorities(seed, 100 + 41 * seed, load)
        wanted = by_plain_loop(some, monkeypatch)
        monkeypatch.setattr(unlike_lines, "FEW", 0)
        assert_same(unlike_lines.serve_lines_at_unlike_lanes(*some), wanted)
        never += int((wanted.start == FAR).sum())
    assert never > 0
    assert parts, "long queues keep blocks apart, which then run in order"


def test_a_lane_that_nobody_takes_for_long_does_not_keep_blocks_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "COMPILED", "never")
    monkeypatch.setattr(unlike_lines, "FEW", 0)
    monkeypatch.setattr(LineBlocks, "in_order", None)
    n = 10_000
    lanes = [PlannedLanes("first", 0, 1, None), PlannedLanes("second", 0, 1, None)]
    ready, work = np.arange(n) * 10, np.full(n, 5)
    ready[: n // 2 : 1000] += 9  # now and then two come together, so that the second lane is taken
    ready.sort()
    served = unlike_lines.serve_lines_at_unlike_lanes(ready, work, np.full(n, 3), np.arange(n) % 2, lanes, None)
    assert served.lane is not None and 0 < served.lane.sum() < 10


@pytest.mark.parametrize("load", LOADS)
@pytest.mark.skipif(not compiling.numba_is_installed(), reason="needs the extra `fast`")
def test_the_compiled_loop_equals_the_plain_one(load: float, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(40):
        some = case_with_priorities(seed, 100 + 41 * seed, load)
        wanted = by_plain_loop(some, monkeypatch)
        monkeypatch.setattr(compiling, "COMPILED", "always")
        assert_same(unlike_lines.serve_lines_at_unlike_lanes(*some), wanted)


@pytest.mark.usefixtures("each_way")
def test_stations_with_unlike_lanes_and_priorities_equal_the_simpy_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def serve(ready: np.ndarray, *others: Any) -> Served:
        asked.append(len(ready))
        return unlike_lines.serve_lines_at_unlike_lanes(ready, *others)

    monkeypatch.setattr(stations, "serve_lines_at_unlike_lanes", serve)
    monkeypatch.setattr(port, "CoupledPart", None)
    for seed in range(80):
        plan = line_of_stations(seed, priorities=True)
        assert vector.run(plan) == engine.run(plan), seed
    assert len(asked) > 30 and sum(asked) > 5_000


@pytest.mark.usefixtures("each_way")
def test_replications_with_priorities_do_not_mix() -> None:
    for seed in range(20):
        plans = [line_of_stations(seed, draws, priorities=True) for draws in (1, 2, 3)]
        assert list(vector.run_many(plans)) == [engine.run(plan) for plan in plans], seed


def crowd(cargo: str, gap: str, batch: int) -> dict[str, Any]:
    """Write a flow of which many come on one tick, all handled for five minutes."""
    steps = {"pass": {"station": "gate", "handling": "5 min"}}
    return {**flow(steps, cargo=cargo), "arrivals": {"renewal": {"gap": gap}, "batch": batch}}


@pytest.mark.usefixtures("each_way")
@pytest.mark.parametrize("closing", ["finish", "resume"])
@pytest.mark.parametrize("count", [1, 3])
def test_all_who_wait_for_the_same_opening_start_in_their_turn(
    closing: str, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three classes, two of which may use a green lane, come in batches on the ticks on which lanes open or are free again."""
    monkeypatch.setattr(port, "CoupledPart", None)
    days = {"day": [("08:00", "12:00"), ("13:00", "17:00")], "green": [("08:00", "10:00"), ("13:00", "20:00")]}
    plan = small_plan({
        "calendars": {name: {"weekly": [{"from": a, "to": b} for a, b in spans]} for name, spans in days.items()},
        "stations": {"gate": {
            "hours": "day", "closing": closing, "priority": ["produce", "coal"],
            "lanes": {"green": {"count": 1, "accepts": ["produce", "general"], "hours": "green"}, "all": {"count": count}},
        }},
        "flows": {
            "general": crowd("general", "60 min", 9), "coal": crowd("coal", "120 min", 7),
            "produce": crowd("produce", "180 min", 12),
        },
    }, length="120 h")  # fmt: skip
    assert not difference(plan)


@pytest.mark.usefixtures("blocks")
@pytest.mark.parametrize("staff", [[3], [3, 1]], ids=["one level", "two levels"])
def test_several_classes_at_alike_lanes_are_blocks_of_lines(staff: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """Coal before produce before the rest, at desks of which as many are served as there are officers."""
    served: list[int] = []
    real = LineBlocks.served

    def noted(self: LineBlocks) -> Served:
        served.append(self.n)
        return real(self)

    monkeypatch.setattr(LineBlocks, "served", noted)
    hours = {"early": {"weekly": [{"from": "01:00", "to": "06:00"}]}, "late": {"weekly": [{"from": "06:00", "to": "09:00"}]}}
    shifts = [{"hours": each, "count": count} for each, count in zip(hours, staff, strict=False)]
    steps = {"show": {"station": "desks", "handling": {"exponential": "9 min"}, "needs": {"officers": 1}}}
    plan = small_plan({
        "calendars": hours, "staff": {"officers": {"shifts": shifts}},
        "stations": {"desks": {"lanes": 4, "priority": ["coal", "produce"]}},
        "flows": {cargo: flow(steps, "12 min", cargo=cargo) for cargo in ("general", "produce", "coal")},
    }, "12 h")  # fmt: skip
    assert vector.run(plan) == engine.run(plan)
    assert served == [plan.n_rows]
