"""Show that the cost of an entity's step does not grow with the number of entities."""

from __future__ import annotations

from typing import Any

import pytest
from board import Board
from items import tandem_draft
from same_answer import assert_same_trace
from timing import WAYS, loops, timed

from clearance_sim import engine, vector
from clearance_sim.plan.drawing import draw
from clearance_sim.plan.plan import Plan

FROM, TO = 10_000, 1_000_000
"""Below, what a run costs at all counts; above, plans leave what a small machine holds."""
WIDEST = 3.0
"""Of the cost at `TO` over that at `FROM`; arrays that leave the cache cost up to twice."""


def cost_of(plan: Plan) -> float:
    """Give the least of three times, in nanoseconds per entity and step."""
    return min(timed(lambda: vector.run(plan))[0] for _ in range(3)) / plan.n_rows * 1e9


@pytest.mark.benchmark(group="flat")
def test_the_cost_of_a_step_stays_flat(flat_sizes: list[int], benchmark: Any, board: Board) -> None:
    small = draw(tandem_draft(1_000), 0)
    assert_same_trace(vector.run(small), engine.run(small))
    cost: dict[str, dict[int, float]] = {way: {} for way in WAYS}
    for entities in flat_sizes:
        drawing, plan = timed(lambda entities=entities: draw(tandem_draft(entities), 0))
        assert isinstance(plan, Plan)
        for way in WAYS:
            with loops(way):
                vector.run(plan)  # loops are compiled, memory is at hand
                cost[way][entities] = cost_of(plan)
        board.add(
            "flat", entities=entities, rows=plan.n_rows, drawing=drawing / plan.n_rows * 1e9,
            **{way: cost[way][entities] for way in WAYS},
        )  # fmt: skip
    ratios = {way: own[TO] / own[FROM] for way, own in cost.items()}
    benchmark.extra_info["cost per step, 1e6 over 1e4"] = ratios
    benchmark.pedantic(vector.run, args=(small,), rounds=3)
    assert all(ratio <= WIDEST for ratio in ratios.values()), ratios
