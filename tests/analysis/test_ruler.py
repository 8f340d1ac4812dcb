"""Hold presence along a ruler to counting tick by tick, and queues counted by it to sorted intervals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_ports import random_plan

from clearance_sim import compiling
from clearance_sim.analysis.bounds import exits
from clearance_sim.analysis.causes import Reasons
from clearance_sim.analysis.days import days_of
from clearance_sim.analysis.groups import form_groups
from clearance_sim.analysis.occupancy import occupancy
from clearance_sim.analysis.queues import vehicle_waits, waits
from clearance_sim.analysis.ruler import Ruler, ruler_of
from clearance_sim.analysis.tallying import tally
from clearance_sim.clock import HOUR
from clearance_sim.engine import run

REGULAR = Ruler(np.arange(0, 101, 10), 10)
UNEVEN = Ruler(np.array([0, 7, 20, 50, 100]), 0)
intervals = st.lists(st.tuples(st.integers(-30, 100), st.integers(0, 60)), max_size=12)
opening = st.lists(st.integers(-2, 12), max_size=6, unique=True).map(
    lambda tens: 10 * np.array(sorted(tens)[: len(tens) // 2 * 2], dtype=np.int64).reshape(-1, 2)
)


@pytest.mark.parametrize("ruler", [REGULAR, UNEVEN], ids=["regular", "uneven"])
@given(spans=intervals, open_=st.none() | opening, shift=st.sampled_from([0, 0, 3]))
def test_presence_equals_counting_tick_by_tick(
    ruler: Ruler, spans: list[tuple[int, int]], open_: np.ndarray | None, shift: int
) -> None:
    if open_ is not None:
        open_ = open_ + shift
    starts = np.array([start for start, _ in spans], dtype=np.int64)
    ends = np.minimum(starts + np.array([length for _, length in spans], dtype=np.int64), 100)
    counted = np.zeros(100, dtype=np.int64)
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        for tick in range(max(start, 0), end):
            counted[tick] += open_ is None or any(first <= tick < last for first, last in open_.tolist())
    wanted = [counted[first:last].sum() for first, last in zip(ruler.marks[:-1], ruler.marks[1:], strict=True)]
    assert ruler.presence(starts, ends, open_).spent.tolist() == wanted


@pytest.mark.parametrize("ruler", [REGULAR, UNEVEN], ids=["regular", "uneven"])
@given(open_=opening, shift=st.sampled_from([0, 3]))
def test_what_is_offered_equals_counting_tick_by_tick(ruler: Ruler, open_: np.ndarray, shift: int) -> None:
    opened = [sum(first <= tick < last for first, last in (open_ + shift).tolist()) for tick in range(100)]
    wanted = [sum(opened[first:last]) for first, last in zip(ruler.marks[:-1], ruler.marks[1:], strict=True)]
    assert ruler.offered(open_ + shift).spent.tolist() == wanted


@pytest.mark.parametrize("ruler", [REGULAR, UNEVEN], ids=["regular", "uneven"])
def test_nothing_is_told_of_ticks_that_are_no_marks(ruler: Ruler) -> None:
    assert ruler.offered(None).integral(np.array([0, 20, 100])).tolist() == [0, 20, 100]
    for tick in (-10, 33, 110):
        with pytest.raises(ValueError, match="not a mark"):
            ruler.offered(None).integral(np.array([tick]))


def test_a_ruler_is_regular_where_the_period_begins_and_ends_on_the_hour() -> None:
    plan = random_plan(0)
    assert ruler_of(replace(plan, warm_up=HOUR, horizon=HOUR + 15 * 24 * HOUR)).pitch == HOUR
    assert ruler_of(replace(plan, warm_up=1, horizon=HOUR + 15 * 24 * HOUR)).pitch == 0


@pytest.mark.parametrize("way", ["never", "always"])
@pytest.mark.parametrize("first", range(0, 150, 50))
def test_queues_of_stations_and_of_vehicles_are_those_of_their_waits(
    first: int, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiling, "COMPILED", way)
    stood = 0
    for seed in range(first, first + 50):
        plan = random_plan(seed)
        trace = run(plan)
        edges = days_of(plan).edges
        reasons = Reasons(plan, trace, [form_groups(plan, flow, trace) for flow in plan.flows])
        told = tally(reasons, [exits(flow, trace) for flow in plan.flows])
        for flow, queue in zip(plan.flows, told.flows, strict=True):
            begin, end = vehicle_waits(plan, flow, trace)
            assert queue.waits == len(begin), (seed, flow.name)
            assert np.array_equal(np.diff(queue.stood.integral(edges)), np.diff(occupancy(begin, end).integral(edges)))
        for position, queue in enumerate(told.stations):
            here = [waits(plan, f, trace, s)[1:] for f in plan.flows for s in f.steps if s.station == position]
            nobody = np.zeros((2, 0), dtype=np.int64)
            begin, end = (np.concatenate(side) for side in zip(nobody, *here, strict=True))
            assert queue.waits == len(begin), (seed, position)
            assert np.array_equal(np.diff(queue.stood.integral(edges)), np.diff(occupancy(begin, end).integral(edges)))
            stood += queue.waits
    assert stood > 300
