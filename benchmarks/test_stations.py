"""Measure the work items of the peers: stations and lines of stations, against the SimPy engine and a hand-written model.

Each item first asserts that all give the same trace. Ratios are medians over rounds in one process; floors are wide,
since other work may run on the machine. What was reached stands in `README.md` beside this file.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from board import Board, times_as_fast
from hand_written import Record, tandem, tandem_with_priorities
from items import tandem_draft, tandem_with_priorities_draft, three_desks_draft
from same_answer import assert_same_ends, assert_same_trace
from timing import WAYS, Turns, by_way, in_turn, loops, shares, timed

from clearance_sim import engine, vector
from clearance_sim.plan.draft import Draft
from clearance_sim.plan.drawing import draw
from clearance_sim.plan.plan import Plan

CHECKED = 10_000
"""Entities with which the answers are compared before anything is timed; what is larger is compared as it is timed."""
ITEMS: dict[str, tuple[Callable[[int], Draft], Callable[[Plan], Record]]] = {
    "W1, M/M/3 at 0.9": (three_desks_draft, tandem),
    "W2, tandem of five stations": (tandem_draft, tandem),
    "W3, W2 with priorities": (tandem_with_priorities_draft, tandem_with_priorities),
}
"""Draft and hand-written model."""
FLOORS: dict[str, dict[str, float]] = {
    "W1": {"NumPy": 40, "fast": 250}, "W2": {"NumPy": 50, "fast": 250}, "W3": {"NumPy": 40, "fast": 200},
    "W4": {"NumPy": 35, "fast": 200},
}  # fmt: skip
"""Against the hand-written model, from 100,000 entities on: about half of what was measured there."""
REPLICATIONS = {10_000: (4, 2_500), 100_000: (20, 5_000), 1_000_000: (200, 5_000)}
"""W4 by its entities: so many replications of so many."""


def rounds(entities: int) -> int:
    """Say how often each runs: an hour of SimPy is enough."""
    return 5 if entities <= 10_000 else 3 if entities <= 100_000 else 1


@pytest.mark.benchmark(group="station")
@pytest.mark.parametrize("item", ITEMS)
def test_stations_are_far_faster_than_simpy(item: str, entities: int, benchmark: Any, board: Board) -> None:
    make, by_hand = ITEMS[item]
    checked = draw(make(min(entities, CHECKED)), 0)
    expected = engine.run(checked)
    assert_same_ends(checked, by_hand(checked))
    for way in WAYS:
        with loops(way):
            assert_same_trace(vector.run(checked), expected)
    drawing, plan = timed(lambda: draw(make(entities), 0))
    assert isinstance(plan, Plan)
    turns = in_turn(
        {way: by_way(way, lambda: vector.run(plan)) for way in WAYS}
        | {"SimPy engine": lambda: engine.run(plan), "by hand": lambda: by_hand(plan)},
        rounds(entities),
        warmed=WAYS,
    )
    for way in WAYS:
        assert_same_trace(turns.last[way], turns.last["SimPy engine"])
    with loops("NumPy"):
        parts = shares(lambda: vector.run(plan), sorting=("*", "sort"), trace=("vector/*", "finished"))
    numpy = turns.nanoseconds("NumPy", plan.n_rows)
    assert numpy is not None
    board.add(
        "station", item=item, entities=entities, drawing=drawing / plan.n_rows * 1e9, NumPy=numpy,
        of_it_sorting=_part(numpy, parts["sorting"]), of_it_trace=_part(numpy, parts["trace"]), **_compared(turns, plan.n_rows),
    )  # fmt: skip
    _keep(benchmark, turns)
    benchmark.pedantic(vector.run, args=(plan,), rounds=3)
    if entities >= 100_000:
        _assert_above_floors(turns, item[:2])


@pytest.mark.benchmark(group="station")
def test_replications_side_by_side_are_far_faster_than_simpy(entities: int, benchmark: Any, board: Board) -> None:
    replications, each = REPLICATIONS[entities]
    draft = tandem_draft(each)
    drawing, plans = timed(lambda: [draw(draft, number) for number in range(replications)])
    assert isinstance(plans, list)
    expected = [engine.run(plan) for plan in plans]
    assert_same_ends(plans[0], tandem(plans[0]))
    for way in WAYS:
        with loops(way):
            for ours, theirs in zip(vector.run_many(plans), expected, strict=True):
                assert_same_trace(ours, theirs)
    del expected
    turns = in_turn(
        {way: by_way(way, lambda: let_go(vector.run_many(plans))) for way in WAYS}
        | {"SimPy engine": lambda: let_go(map(engine.run, plans)), "by hand": lambda: let_go(map(tandem, plans))},
        rounds(entities),
        warmed=WAYS,
    )
    steps = sum(plan.n_rows for plan in plans)
    board.add(
        "station", item=f"W4, {replications} replications of {each:,} of W2", entities=replications * each,
        drawing=drawing / steps * 1e9, NumPy=turns.nanoseconds("NumPy", steps), **_compared(turns, steps),
    )  # fmt: skip
    _keep(benchmark, turns)
    benchmark.pedantic(lambda: let_go(vector.run_many(plans)), rounds=3)
    if entities >= 100_000:
        _assert_above_floors(turns, "W4")


def let_go(answers: Iterable[object]) -> None:
    """Take one answer after the other and keep none, as a study does that measures each."""
    deque(answers, maxlen=0)


def _part(whole: float, share: float | None) -> float | None:
    return None if share is None else whole * share


def _compared(turns: Turns, steps: int) -> dict[str, Any]:
    cells: dict[str, Any] = {"fast": turns.nanoseconds("fast", steps)}
    for slow in ("SimPy engine", "by hand"):
        cells[slow] = turns.nanoseconds(slow, steps)
    for slow in ("SimPy engine", "by hand"):
        for way in ("NumPy", "fast"):
            cells[f"{way} over {slow}"] = times_as_fast(turns.ratio(slow, way))
    for way in ("NumPy", "fast"):
        cells[f"{way}, first run"] = turns.first_nanoseconds(way, steps)
    return cells


def _assert_above_floors(turns: Turns, item: str) -> None:
    ratios = {way: turns.ratio("by hand", way) or 0.0 for way in WAYS}
    assert all(ratio >= FLOORS[item][way] for way, ratio in ratios.items()), ratios


def _keep(benchmark: Any, turns: Turns) -> None:
    for way in WAYS:
        benchmark.extra_info[f"{way}, times as fast as hand-written"] = turns.ratio("by hand", way)
