"""Records written, read back and listed in one pass are held against the same done by NumPy, a column at a time."""

from __future__ import annotations

import numpy as np
import pytest

from clearance_sim.plan.trace import NO_LANE, TURNED_AWAY
from clearance_sim.vector.part import LANE, LANE_SIZE, LASTS, ROW, SKIPPED, START
from clearance_sim.vector.records import (
    Found,
    Known,
    list_each,
    list_targets,
    read_each,
    read_records,
    write_each,
    write_records,
)  # fmt: skip
from clearance_sim.vector.relations import FAR
from clearance_sim.vector.turns import in_order_of_time

N = 200
BEGINS = 22
HORIZON = 900
FIRST_LANE = 16


@pytest.fixture(params=range(6))
def rng(request: pytest.FixtureRequest) -> np.random.Generator:
    return np.random.default_rng(request.param)


@pytest.fixture
def known(rng: np.random.Generator) -> Known:
    return Known(BEGINS, np.flatnonzero(rng.random(N) < rng.choice([0.0, 0.5, 1.0])))


@pytest.mark.parametrize("alike", [True, False])
def test_records_written_in_one_pass_are_those_of_the_columns(rng: np.random.Generator, known: Known, alike: bool) -> None:
    several = np.full(len(known.kept), 2) if alike else rng.integers(0, 5, len(known.kept))
    targets = rng.integers(-50, 50, len(known.kept))
    columns = rng.integers(1, 90, N), rng.integers(0, 2**40, N), rng.random(N) < rng.choice([0.7, 1.0])
    one, other = np.zeros((2, BEGINS + N * ROW), dtype=np.int64)
    write_records(one, known, 2 if alike else several, targets, *columns, 70, 16, in_one_pass=False)
    write_each(other, BEGINS, known.kept, several[:1] if alike else several, int(not alike), targets, *columns, 70, 16)
    assert np.array_equal(one, other)
    assert bool(one.any()) == bool(len(known.kept))


def test_records_read_in_one_pass_are_those_of_the_columns(rng: np.random.Generator, known: Known) -> None:
    cells = np.zeros(BEGINS + N * ROW, dtype=np.int64)
    records = known.records(cells)
    started = rng.random(len(records)) < 0.8
    records[:, START] = np.where(started, rng.integers(0, HORIZON, len(records)), FAR + rng.integers(0, 3, len(records)))
    records[:, LASTS] = rng.integers(1, HORIZON // 2, len(records))
    numbers = rng.integers(0, 4, len(records)) * LANE_SIZE + FIRST_LANE
    records[:, LANE] = np.where(started, numbers, rng.choice([NO_LANE, TURNED_AWAY, FIRST_LANE], len(records)))
    takes = rng.random(N) < rng.choice([0.7, 1.0])
    ready = np.where(rng.random(N) < 0.9, rng.integers(0, HORIZON, N), FAR)
    one, other = (Found(ready, *np.zeros((2, N), dtype=np.int64), np.zeros(N, dtype=np.int16)) for _ in range(2))
    read_records(cells.tolist(), known, takes, one, FIRST_LANE, HORIZON)
    read_each(cells, BEGINS, known.kept, takes, ready, other.start, other.end, other.lane, FIRST_LANE, HORIZON)
    for name in ("start", "end", "lane"):
        assert np.array_equal(getattr(one, name), getattr(other, name)), name
    assert int(max(one.end[one.end < FAR], default=0)) < HORIZON


@pytest.mark.parametrize("waiting_for_each", [0, 1, 3])
def test_lists_made_in_one_pass_are_those_made_by_sorting(rng: np.random.Generator, waiting_for_each: int) -> None:
    ends, waiting = rng.integers(0, N // 2, (2, N // 2 * waiting_for_each))
    found, lists = list_targets(ends, waiting, BEGINS, N // 2, 5_000, in_one_pass=False)
    told, room = np.zeros(N // 2, dtype=np.int64), np.full(len(ends) * 3 // 2, SKIPPED)
    used = list_each(ends.copy(), waiting.copy(), BEGINS, told, room, 5_000)
    assert used == len(lists)
    for record in range(N // 2):
        those = sorted((waiting[ends == record] * ROW + BEGINS).tolist())
        assert who_waits(found[record], lists) == who_waits(told[record], room) == those


def who_waits(target: int, lists: np.ndarray) -> list[int]:
    """Give the records that a target names, by itself or in a list."""
    if target >= 0:
        return [target] if target else []
    named = lists[-target - 5_000 :].tolist()
    return sorted(named[: named.index(0)])


def test_items_stand_in_order_of_time_whether_or_not_they_fit_into_one_integer_with_it(rng: np.random.Generator) -> None:
    ticks, items = rng.integers(-40, 40, N), rng.permutation(N)
    expected = sorted(zip(ticks.tolist(), items.tolist(), strict=True))
    for factor in (1, 2**55):
        in_time, whose = in_order_of_time(ticks * factor, items)
        assert list(zip((in_time // factor).tolist(), whose.tolist(), strict=True)) == expected
