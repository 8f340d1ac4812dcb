"""Run many plans of one port, one for each replication or variant, side by side in batches.

The axis is the replications: what is solved as an array is solved for a whole batch at once (`end_to_end` says
why that is exact); what is coupled runs one after the other. A batch bounds the memory, however many plans come.

Arrays want many rows at once, for which 200 small plans stand side by side. Compiled loops go from row to row however
many plans there are: they want rows and their memory to be at hand still, and so few at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from clearance_sim.compiling import is_at_hand
from clearance_sim.plan.plan import Plan
from clearance_sim.plan.stops import route_of
from clearance_sim.plan.trace import Trace
from clearance_sim.vector.port import run_together

AS_ARRAYS: Final = 3_000_000
"""Rows of a batch; its columns and work space take about 100 bytes a row."""
COMPILED: Final = 250_000
"""The same where loops are compiled: columns of 6 MB, which stay in the cache."""


def run_many(plans: Iterable[Plan]) -> Iterator[Trace]:
    """Run plans in batches and give their traces in order; plans are taken as they are needed.

    Examples
    --------
    >>> list(run_many([]))
    []
    """
    batch: list[Plan] = []
    rows = 0
    frame: object = None
    for plan in plans:
        former, frame = frame, _frame(plan)
        if batch and (rows + plan.n_rows > rows_at_once() or frame != former):
            yield from run_together(batch)
            batch, rows = [], 0
        batch.append(plan)
        rows += plan.n_rows
    if batch:
        yield from run_together(batch)


def rows_at_once() -> int:
    """Tell how many rows a batch may have; a plan that has more is a batch of its own."""
    return COMPILED if is_at_hand() else AS_ARRAYS


def _frame(plan: Plan) -> object:
    """Give what two plans must share to fall into the same portions: horizon, stations and routes."""
    stations = [
        (each.first_lane, each.last_lane, each.surge_at, each.slot_ticks is None, each.slow is None)
        for each in plan.stations
    ]
    return plan.horizon, len(plan.lanes), stations, [route_of(flow) for flow in plan.flows]
