"""Measure the shipped ports, one by one and together, and a road port with hours, against SimPy.

The SimPy engine is measured on one replication; for several it is that time multiplied. Drawing is told apart: it is
the same for both engines.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any, NamedTuple

import pytest
from board import Board, times_as_fast
from hand_written import road_port
from items import road_port_draft, shipped_port_draft
from same_answer import assert_same_ends, assert_same_trace
from timing import AT_LEAST, WAYS, by_way, in_turn, loops

from clearance_sim import engine, vector
from clearance_sim.plan.draft import Draft
from clearance_sim.plan.drawing import draw
from clearance_sim.plan.plan import Plan
from clearance_sim.ports.shelf import port_files

FLOORS = {
    "manzhouli": 3.0, "erenhot": 3.5, "ceke": 10.0, "ganqimaodu": 10.0, "erenhot_passengers": 20.0,
    "manzhouli_passengers": 20.0,
}  # fmt: skip
"""Against the SimPy engine, drawing excluded, as NumPy."""
FLOORS_OF_A_YEAR = FLOORS | {"manzhouli": 10.0, "erenhot": 12.0}
"""The same where coupled parts are long enough to be swept."""
TOGETHER = "all three"
THREE = ("manzhouli", "erenhot", "ceke")
"""The ports of the baseline."""
CHECKED_DAYS = 14
ROUNDS = 2


class Spent(NamedTuple):
    """Hold seconds of processor time."""

    drawing: float
    running: float


def spend(drafts: Sequence[Draft], replications: int) -> Spent:
    """Draw and run so many replications of each port, as they are needed, and tell the two apart."""
    drawing = 0.0

    def plans(draft: Draft) -> Iterator[Plan]:
        nonlocal drawing
        for replication in range(replications):
            begin = time.process_time()
            plan = draw(draft, replication)
            drawing += time.process_time() - begin
            yield plan

    begin = time.process_time()
    for draft in drafts:
        for _ in vector.run_many(plans(draft)):
            pass
    return Spent(drawing, time.process_time() - begin - drawing)


def spend_a_second(drafts: Sequence[Draft], replications: int) -> Spent:
    """Draw and run until a second is full; give the middle of these times."""
    times: list[Spent] = []
    while sum(map(sum, times)) < AT_LEAST:
        times.append(spend(drafts, replications))
    return sorted(times, key=sum)[len(times) // 2]


def spend_by_simpy(plans: Sequence[Plan]) -> float:
    """Run one replication of each port by the SimPy engine."""
    begin = time.process_time()
    for plan in plans:
        engine.run(plan)
    return time.process_time() - begin


def middle(values: Sequence[float]) -> float:
    return float(median(values))


@pytest.mark.benchmark(group="port")
@pytest.mark.parametrize("port", [*port_files(), TOGETHER])
def test_shipped_ports_are_faster_than_the_simpy_engine(
    port: str, days: int, replications: int, benchmark: Any, board: Board
) -> None:
    names = list(THREE) if port == TOGETHER else [port]
    drafts = [shipped_port_draft(name, days) for name in names]
    assert_equal_for_a_fortnight(names)
    plans = [draw(draft, 0) for draft in drafts]
    simpy: list[float] = []
    spent: dict[str, list[Spent]] = {way: [] for way in WAYS}
    for _ in range(1 if days > 100 else ROUNDS):
        simpy.append(spend_by_simpy(plans) * replications)
        for way in WAYS:
            with loops(way):
                spent[way].append(spend_a_second(drafts, replications))
    without = {way: middle([one / own.running for one, own in zip(simpy, spent[way], strict=True)]) for way in WAYS}
    with_drawing = {
        way: middle([(one + own.drawing) / sum(own) for one, own in zip(simpy, spent[way], strict=True)]) for way in WAYS
    }
    board.add(
        "port", port=port, days=days, replications=replications, rows=sum(plan.n_rows for plan in plans) * replications,
        SimPy_engine=middle(simpy),
        **{f"drawing, {way}": middle([own.drawing for own in spent[way]]) for way in WAYS},
        **{way: middle([own.running for own in spent[way]]) for way in WAYS},
        **{f"{way}, drawing excluded": times_as_fast(ratio) for way, ratio in without.items()},
        **{f"{way}, drawing included": times_as_fast(ratio) for way, ratio in with_drawing.items()},
    )  # fmt: skip
    benchmark.extra_info["times as fast as the SimPy engine"] = without
    benchmark.pedantic(vector.run, args=(plans[0],), rounds=1)
    floors = FLOORS_OF_A_YEAR if days > 100 else FLOORS
    floor = min(floors.get(name, 3.0) for name in names)
    assert all(ratio >= floor for ratio in without.values())


def assert_equal_for_a_fortnight(names: Sequence[str]) -> None:
    """Compare all traces before anything is timed; `tests/vector` holds the engines together over a whole year."""
    for name in names:
        draft = shipped_port_draft(name, CHECKED_DAYS)
        expected = [engine.run(draw(draft, replication)) for replication in range(2)]
        for way in WAYS:
            with loops(way):
                plans = [draw(draft, replication) for replication in range(2)]
                for ours, theirs in zip(vector.run_many(plans), expected, strict=True):
                    assert_same_trace(ours, theirs)


@pytest.mark.benchmark(group="port")
def test_a_road_port_with_hours_is_far_faster_than_hand_written(days: int, benchmark: Any, board: Board) -> None:
    plan = draw(road_port_draft(days), 0)
    assert_same_ends(plan, road_port(plan))
    expected = engine.run(plan)
    for way in WAYS:
        with loops(way):
            assert_same_trace(vector.run(plan), expected)
    turns = in_turn(
        {way: by_way(way, lambda: vector.run(plan)) for way in WAYS}
        | {"SimPy engine": lambda: engine.run(plan), "by hand": lambda: road_port(plan)},
        ROUNDS,
        warmed=WAYS,
    )
    columns = {name: turns.nanoseconds(name, plan.n_rows) for name in (*WAYS, "SimPy engine", "by hand")}
    ratios = {
        f"{way} over {slow}": times_as_fast(turns.ratio(slow, way)) for slow in ("SimPy engine", "by hand") for way in WAYS
    }
    board.add("by hand", days=days, rows=plan.n_rows, **columns, **ratios)
    benchmark.extra_info["times as fast as hand-written"] = {way: turns.ratio("by hand", way) for way in WAYS}
    benchmark.pedantic(vector.run, args=(plan,), rounds=3)
    assert all((turns.ratio("by hand", way) or 0.0) >= 8 for way in WAYS)
