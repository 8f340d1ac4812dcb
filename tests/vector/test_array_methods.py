"""Every array method equals the plain loop over the same queue, however the queue is loaded."""

from __future__ import annotations

import numpy as np
import pytest

from clearance_sim.plan.trace import NO_LANE
from clearance_sim.vector import many_servers, one_pass, priorities
from clearance_sim.vector.hours import WorkingClock
from clearance_sim.vector.one_server import starts_at_one_lane
from clearance_sim.vector.relations import FAR
from clearance_sim.vector.slots import starts_by_departures
from clearance_sim.vector.turns import Served

LOADS = (0.3, 0.7, 0.95, 1.3)


def queue(seed: int, n: int, lanes: int, load: float) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    work = rng.integers(1, 60, n)
    ready = np.sort(rng.integers(0, max(int(work.sum() / lanes / load), 1), n))
    return ready, work


def some_hours(seed: int, last: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    day = max(last // int(rng.integers(3, 60)), 4)
    opening = np.arange(0, last, day)
    return np.column_stack([opening + day // 5, opening + day - day // 4])


def in_order(ready: np.ndarray, work: np.ndarray, lanes: int, hours: np.ndarray | None) -> np.ndarray:
    return np.minimum(many_servers.run_in_order(ready.tolist(), work.tolist(), lanes, hours), FAR)


@pytest.mark.parametrize("load", LOADS)
@pytest.mark.parametrize("lanes", [1, 2, 4, 7])
@pytest.mark.parametrize("has_hours", [False, True])
def test_blocks_equal_the_queue_in_order(load: float, lanes: int, has_hours: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many_servers, "FEW", 0)
    for seed in range(8):
        ready, work = queue(seed, 100 + 333 * seed, lanes, load)
        hours = some_hours(seed, int(ready[-1]) * (1 + seed % 3)) if has_hours else None
        served = many_servers.serve_at_alike_lanes(ready, work, None, lanes, hours)
        assert np.array_equal(served.start, in_order(ready, work, lanes, hours))
        assert served.left is not None
        assert_left_in_order(served, work)


def assert_left_in_order(served: Served, work: np.ndarray) -> None:
    """Compare who leaves, in order, with a plain sort by (end, position) of those who start."""
    assert served.left is not None
    started = served.start < FAR
    end = (served.start + work)[started]
    order = np.lexsort((np.flatnonzero(started), end))
    left = served.left[: len(end)]
    assert np.array_equal(left >> served.bits, end[order])
    assert np.array_equal(left & ((1 << served.bits) - 1), np.flatnonzero(started)[order])


@pytest.mark.parametrize("load", LOADS)
@pytest.mark.parametrize("lanes", [1, 2, 5])
@pytest.mark.parametrize("has_hours", [False, True])
def test_blocks_of_two_classes_equal_the_plain_loop(
    load: float, lanes: int, has_hours: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seed in range(8):
        ready, work = queue(seed, 100 + 333 * seed, lanes, load)
        priority = (np.random.default_rng(seed).random(len(ready)) < 0.1 * (seed + 1)).astype(np.int64)
        hours = some_hours(seed, int(ready[-1]) * (1 + seed % 3)) if has_hours else None
        monkeypatch.setattr(priorities, "FEW", len(ready) + 1)
        expected = priorities.serve_by_priority(ready, work, None, priority, lanes, hours)
        monkeypatch.setattr(priorities, "FEW", 0)
        served = priorities.serve_by_priority(ready, work, None, priority, lanes, hours)
        assert served.left is not None  # the blocks were taken
        assert np.array_equal(served.start, expected.start)
        assert_left_in_order(served, work)


@pytest.mark.parametrize("load", LOADS)
@pytest.mark.parametrize("lanes", [1, 3, one_pass.FEW_LANES + 2])
@pytest.mark.parametrize("at_closing", [None, "goes on", "rests"])
def test_one_pass_over_lists_equals_the_queue_in_order(load: float, lanes: int, at_closing: str | None) -> None:
    """Run the loops that numba compiles as they are: some do not take the step, some are never ready, the horizon cuts."""
    for seed in range(6):
        sorted_ready, work = queue(seed, 300, lanes, load)
        rng = np.random.default_rng(seed)
        swapped = np.argsort(np.arange(300) + rng.uniform(0, 9, 300))  # the rows do not stand quite in order
        ready, horizon = sorted_ready[swapped], int(sorted_ready[-1] * 0.9) + 1
        takes = rng.random(300) < 0.7
        hours = some_hours(seed, horizon) if at_closing else None
        coming = np.array([i for i in np.lexsort((np.arange(300), ready)) if takes[i] and ready[i] < horizon])
        expected = ready.copy()
        ends = ready.copy()
        if hours is not None and at_closing == "rests":
            clock = WorkingClock(hours)
            worked = in_order(clock.worked(ready[coming]), work[coming], lanes, None)
            expected[coming], ends[coming] = clock.start(worked), clock.end(worked + work[coming])
        else:
            expected[coming] = in_order(ready[coming], work[coming], lanes, hours)
            ends[coming] = expected[coming] + work[coming]
        for ticks in (ready, expected, ends):
            ticks[ticks >= horizon] = FAR
        expected[ready == FAR] = ends[expected == FAR] = FAR
        first_row, bits = 4, (300).bit_length()
        keys, columns = lined_up(ready, bits, horizon), [[0] * 304 for _ in range(4)]
        passing, there, who_takes = [0] * 300, columns[0], [False] * first_row + takes.tolist()
        counts = one_pass.let_come(keys, passing, *columns, who_takes, first_row, bits, horizon)
        assert counts == (len(coming), int((~takes & (ready < FAR)).sum()))
        opens, closes = (column.tolist() for column in one_pass.opening_columns(hours, bits, horizon))
        rests, lasts = at_closing == "rests", [0] * first_row + work.tolist()
        last = (lasts, first_row, opens, closes, [-FAR] * lanes, 5, rests, bits, horizon)
        one_pass.serve_in_one_pass(keys, counts[0], *columns[1:], *last)
        one_pass.merge(keys, counts[0], passing, counts[1])
        for found, wanted in zip(columns, (ready, expected, ends), strict=False):
            assert found[first_row:] == wanted.tolist()
        assert columns[3][first_row:] == np.where(takes & (expected < FAR), 5, NO_LANE).tolist()
        in_time = np.flatnonzero(ends < FAR)
        assert keys[: len(in_time)] == sorted((int(ends[i]) << bits) | int(i) for i in in_time)
        assert sorted(key & (2**bits - 1) for key in keys) == list(range(300))
        assert there[:first_row] == [0] * first_row


def lined_up(ready: np.ndarray, bits: int, horizon: int) -> list[int]:
    keys = [0] * len(ready)
    assert one_pass.line_up(keys, ready.tolist(), bits, horizon) == (keys == sorted(keys))
    return sorted(keys)


def test_lining_up_tells_whether_anybody_has_to_change_places() -> None:
    keys = [0] * 4
    assert one_pass.line_up(keys, [3, 5, FAR, FAR], 3, 9)
    assert keys == [3 << 3, (5 << 3) | 1, (9 << 3) | 2, (9 << 3) | 3], "who is never ready comes at the horizon"
    assert not one_pass.line_up(keys, [3, FAR, 5, 5], 3, 9)


@pytest.mark.parametrize("lanes", [1, 3])
def test_who_is_served_before_others_is_told_by_a_list_of_all(lanes: int) -> None:
    """Look through everybody who waits, in order of (priority, ready tick, number), at each start."""
    for seed in range(6):
        ready, work = queue(seed, 200, lanes, 0.9)
        priority = np.random.default_rng(seed).integers(0, 3, len(ready))
        free, waiting, expected = [-FAR] * lanes, set(range(len(ready))), np.zeros(len(ready), dtype=np.int64)
        while waiting:
            tick = max(min(free), min(ready[i] for i in waiting))
            first = min((priority[i], i) for i in waiting if ready[i] <= tick)[1]
            waiting.remove(first)
            expected[first] = tick
            free[free.index(min(free))] = tick + work[first]
        served = priorities.serve_by_priority(ready, work, None, priority, lanes, None)
        assert np.array_equal(served.start, expected)


@pytest.mark.parametrize("load", LOADS)
def test_running_maximum_equals_the_queue_in_order(load: float) -> None:
    ready, work = queue(1, 3000, 1, load)
    assert np.array_equal(starts_at_one_lane(ready, work), in_order(ready, work, 1, None))


@pytest.mark.parametrize("places", [1, 2, 5])
def test_departures_take_whoever_is_there_in_order(places: int) -> None:
    rng = np.random.default_rng(places)
    ready, departures = np.sort(rng.integers(0, 900, 300)), np.unique(rng.integers(0, 1000, 120))
    expected, at, left = [], -1, 0
    for tick in ready.tolist():
        while at < 0 or (at < len(departures) and (left == 0 or departures[at] < tick)):
            at, left = at + 1, places
        expected.append(int(departures[at]) if at < len(departures) else FAR)
        left -= 1
    assert starts_by_departures(ready, departures, places).tolist() == expected


def test_working_clock_walks_from_opening_to_closing() -> None:
    clock = WorkingClock(np.array([[10, 20], [30, 40]]))
    ticks = np.arange(0, 50)
    worked = clock.worked(ticks)
    assert worked.tolist() == [sum(10 <= t < 20 or 30 <= t < 40 for t in range(tick)) for tick in ticks.tolist()]
    amounts = np.arange(1, 21)
    assert worked[clock.end(amounts)].tolist() == amounts.tolist()
