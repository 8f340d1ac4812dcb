"""Put two other open tools beside ours on the same draws; they come with the extra `peers`.

Nothing is asserted about who is faster, only that all give the same departures.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import peers
import pytest
from board import Board, times_as_fast
from hand_written import tandem
from items import tandem_draft, three_desks_draft
from timing import WAYS, by_way, in_turn

from clearance_sim import engine, vector
from clearance_sim.clock import NEVER, Ticks
from clearance_sim.plan.draft import Draft
from clearance_sim.plan.drawing import draw
from clearance_sim.plan.plan import Plan

ENTITIES = 10_000
ITEMS: dict[str, Callable[[int], Draft]] = {
    "W1, M/M/3 at 0.9": three_desks_draft, "W2, tandem of five stations": tandem_draft,
}  # fmt: skip
TOOLS: dict[str, Callable[[Plan], Ticks]] = {"ciw": peers.by_ciw, "salabim": peers.by_salabim}


@pytest.mark.benchmark(group="peers")
@pytest.mark.parametrize("item", ITEMS)
@pytest.mark.parametrize("tool", TOOLS)
def test_another_tool_gives_the_same_departures(item: str, tool: str, benchmark: Any, board: Board) -> None:
    pytest.importorskip(tool)
    plan = draw(ITEMS[item](ENTITIES), 0)
    by_tool = TOOLS[tool]
    last = plan.flows[0].steps[-1].rows
    ends = engine.run(plan).end[last]
    # What would end on the horizon itself is over in some tools and not in ours; nothing does here.
    assert np.array_equal(by_tool(plan), np.where(ends == NEVER, 0, ends))
    turns = in_turn(
        {way: by_way(way, lambda: vector.run(plan)) for way in WAYS}
        | {tool: lambda: by_tool(plan), "SimPy by hand": lambda: tandem(plan)},
        rounds=1,
        warmed=WAYS,
    )
    board.add(
        "peers", item=item, entities=ENTITIES, tool=tool, the_tool=turns.nanoseconds(tool, plan.n_rows),
        SimPy_by_hand=turns.nanoseconds("SimPy by hand", plan.n_rows),
        **{way: turns.nanoseconds(way, plan.n_rows) for way in WAYS},
        **{f"{way} over the tool": times_as_fast(turns.ratio(tool, way)) for way in WAYS},
    )  # fmt: skip
    benchmark.pedantic(by_tool, args=(plan,), rounds=1)
