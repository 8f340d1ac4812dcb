"""Count queues on paper: exact integrals, local hours, day classes, growth; and Little's law on random ports."""

from __future__ import annotations

import datetime
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hand_made import HandFlow, HandStep, made, minutes
from hypothesis import given, settings
from hypothesis import strategies as st
from small_ports import flow as small_flow
from small_ports import small_plan

from clearance_sim.analysis.days import blocks, class_of, days_of
from clearance_sim.analysis.ledger import Key, Ledger
from clearance_sim.analysis.measures import Measured, measure
from clearance_sim.analysis.occupancy import capacity, occupancy, while_open
from clearance_sim.analysis.queues import (
    growths,
    hourly_profiles,
    percentiles,
    profile_items,
    stood_between,
    waits,
)
from clearance_sim.analysis.ruler import Presence, Ruler
from clearance_sim.analysis.tallies import Queue
from clearance_sim.clock import DAY, HOUR, NEVER
from clearance_sim.engine import run
from clearance_sim.plan.plan import Plan

sys.path.insert(0, str(Path(__file__).parents[1] / "engine"))
from random_ports import random_plan


def value(found: Measured | Ledger, *key: str) -> float:
    ledger = found.ledger if isinstance(found, Measured) else found
    return ledger.values[ledger.keys.index(Key(*key))]


intervals = st.lists(st.tuples(st.integers(-50, 100), st.integers(0, 60)), max_size=12)


@given(intervals, st.lists(st.integers(-60, 200), min_size=1, max_size=5))
@settings(max_examples=200, deadline=None)
def test_integrals_equal_counting_tick_by_tick(spans: list[tuple[int, int]], until: list[int]) -> None:
    starts = np.array([start for start, _ in spans], dtype=np.int64)
    ends = starts + np.array([length for _, length in spans], dtype=np.int64)
    counted = [sum(1 for a, b in zip(starts, ends, strict=True) for t in range(a, b) if t < u) for u in until]
    assert occupancy(starts, ends).integral(np.array(until)).tolist() == counted


@given(intervals, st.lists(st.integers(1, 20), min_size=2, max_size=8), st.integers(-60, 200))
@settings(max_examples=200, deadline=None)
def test_integrals_while_open_equal_counting_tick_by_tick(
    spans: list[tuple[int, int]], gaps: list[int], until: int
) -> None:
    edges = (np.cumsum(gaps) - 20)[: len(gaps) // 2 * 2].reshape(-1, 2)
    starts = np.array([start for start, _ in spans], dtype=np.int64)
    ends = starts + np.array([length for _, length in spans], dtype=np.int64)
    counted = sum(
        1
        for a, b in zip(starts, ends, strict=True)
        for t in range(a, b)
        if t < until and any(first <= t < last for first, last in edges)
    )
    assert int(while_open(occupancy(starts, ends), edges, np.array([until]))[0]) == counted


def test_a_step_function_before_its_first_change_is_zero() -> None:
    assert capacity(np.array([10, 20]), np.array([3, 1]), np.array([0, 10, 15, 30])).tolist() == [0, 0, 15, 40]


def one_queue(horizon_hours: int = 48) -> tuple[Plan, Measured]:
    """Two trucks wait at the gate: 00:30 to 02:00 and 01:00 to 01:30 on 1 January 2019, a holiday."""
    flow = HandFlow(
        entry=[30, 60], steps=[HandStep("check", [(30, 120, 150), (60, 90, 120)], station=0)]
    )
    plan, trace = made([flow], [("gate", 2)], horizon_hours)
    return plan, measure(plan, trace)


def test_the_queue_of_a_local_hour_is_averaged_over_time_then_over_the_days_of_its_class() -> None:
    _, found = one_queue()
    flow = "lab.road.import.cargo_0"
    # Hour 0: one truck for half an hour; hour 1: one for all of it, one for half of it.
    assert value(found, flow, "queue_vehicles", "holiday@0", "mean") == 0.5
    assert value(found, "", "queue_vehicles", "holiday@1", "mean") == 1.5
    assert value(found, "", "queue_vehicles", "holiday@2", "mean") == 0.0
    # 2 January 2019 follows the New Year holiday.
    assert value(found, "", "queue_vehicles", "first_day_after_holiday@1", "mean") == 0.0


def test_quantiles_of_the_queue_are_over_days() -> None:
    queue = occupancy(np.array([0, DAY]), np.array([HOUR, DAY + HOUR // 2]))
    plan, _ = one_queue(horizon_hours=72)
    days = replace(days_of(plan), classes=("working_day",) * 3)
    told = dict(zip(profile_items(days), hourly_profiles(np.diff(queue.integral(days.edges))[None], days)[0], strict=True))
    assert told["working_day@0", "mean"] == 0.5
    assert told["working_day@0", "p50"] == 0.5
    assert told["working_day@0", "p90"] == pytest.approx(0.9, abs=1e-12)


def test_local_hours_follow_the_zone_of_the_port_and_only_whole_days_count() -> None:
    plan, _ = one_queue()
    kathmandu = days_of(replace(plan, zone="Asia/Kathmandu", warm_up=1))
    # UTC+5:45: local hours begin on the quarter; 48 h hold one whole day and two parts.
    assert (plan.origin + kathmandu.edges[0] + 20_700_000) % HOUR == 0
    assert sum(kathmandu.whole) == 1
    assert sum(days_of(plan).whole) == 2


def test_a_year_without_holiday_data_is_classed_by_weekday() -> None:
    week = [class_of(datetime.date(1994, 5, day)) for day in range(2, 9)]
    assert week == ["monday", *["working_day"] * 4, "weekend", "weekend"]


def test_waits_and_queue_of_a_station_on_paper() -> None:
    _, found = one_queue()
    # Waits of 90 and 30 minutes, handling of 30 each; 2 h of waiting in 48 h.
    assert value(found, "", "wait_hours", "gate", "mean") == 1.0
    assert value(found, "", "handling_hours", "gate", "mean") == 0.5
    assert value(found, "", "queue_length", "gate", "mean") == 2 / 48


def test_a_queue_that_grows_evenly_has_that_slope() -> None:
    plan, _ = one_queue(horizon_hours=30 * 24)
    joins = np.arange(0, 30 * DAY, HOUR, dtype=np.int64)
    queue = occupancy(joins, np.full(len(joins), 30 * DAY))
    (grown,) = growths(np.diff(queue.integral(blocks(plan.warm_up, plan.horizon)))[None], plan)
    assert grown.per_day == pytest.approx(24, abs=1e-9)
    # Means of the days: 12.5, 36.5, ... (24 joined per day, the k-th hour's joiner is there 24 - k hours).
    assert grown.first_third == pytest.approx(12.5 + 24 * 4.5, abs=1e-9)
    assert grown.last_least == pytest.approx(12.5 + 24 * 20, abs=1e-9)


@pytest.mark.parametrize("seed", range(0, 60, 6))
def test_little_s_law_and_conservation_hold_exactly(seed: int) -> None:
    for one in range(seed, seed + 6):
        plan = random_plan(one)
        trace = run(plan)
        found = measure(plan, trace)
        for position, station in enumerate(plan.stations):
            visits = [(flow, step) for flow in plan.flows for step in flow.steps if step.station == position]
            begin, end = (np.concatenate(side) for side in zip(*(waits(plan, f, trace, v)[1:] for f, v in visits), strict=True)
                          ) if visits else (np.zeros(0), np.zeros(0))  # fmt: skip
            # Mean number waiting x length = sum of the waits inside [0, horizon), to the tick.
            inside = int((np.maximum(end, 0) - np.maximum(begin, 0)).sum())
            queued = value(found, "", "queue_length", station.name, "mean") * plan.horizon
            assert round(queued) == inside, (one, station.name)
        for flow in plan.flows:
            name = f"lab.{flow.mode}.{flow.direction}.{flow.cargo}"
            n = value(found, name, "entities", "", "mean")
            if n:
                left = value(found, name, "throughput_per_day", "", "mean") * plan.horizon / DAY
                inside_share = value(found, name, "unfinished_share", "", "share")
                away = value(found, name, "turned_away", "", "mean")
                assert round(left + inside_share * n + away) == n == len(flow.entry), (one, name)


def test_still_waiting_at_the_horizon_is_in_the_queue_until_then() -> None:
    flow = HandFlow(entry=[0], steps=[HandStep("check", [(60, None, None)], station=0)])
    plan, trace = made([flow], [("gate", 1)], horizon_hours=3)
    _, begin, end = waits(plan, plan.flows[0], trace, plan.flows[0].steps[0])
    assert (begin.tolist(), end.tolist()) == (minutes(60), minutes(180))
    assert trace.start[0] == NEVER


def test_a_port_of_lots_alone_has_a_queue_of_lots() -> None:
    steps = {"window": {"station": "window", "handling": "5 min"}}
    plan = small_plan({"stations": {"window": {"lanes": 1}}, "flows": {"lots": small_flow(steps, unit="lot")}})
    assert len(measure(plan, run(plan), {}).ledger.keys) > 100


def test_percentiles_of_sorted_rows_are_those_of_numpy_bit_by_bit() -> None:
    rng = np.random.default_rng(5)
    for rows in (1, 2, 3, 10, 11, 46, 197):
        queued = np.where(rng.random((rows, 24, 3)) < 0.3, 0, rng.random((rows, 24, 3)) * 50)
        queued[rows // 2, 2] = np.nan
        shares = (0.1, 0.5, 0.9)
        found = percentiles(np.sort(queued, axis=0), shares)
        assert np.array_equal(found, np.quantile(queued, shares, axis=0), equal_nan=True)


def test_what_is_stood_between_marks_is_added_up_and_nothing_is_where_they_tie() -> None:
    ruler = Ruler(np.array([0, 10, 20, 30, 40]), 10)
    queues = [Queue(Presence(ruler, np.array(spent)), 1) for spent in ([1, 2, 3, 4], [5, 6, 7, 8])]
    found = stood_between(queues, np.array([0, 10, 10, 30]), np.array([20, 40]), np.array([10]))
    assert [each.tolist() for each in found] == [[[1, 0, 5], [5, 0, 13]], [[7], [15]], [[], []]]
