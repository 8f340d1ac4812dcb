"""Serve one station by a compiled loop, straight from the rows of the plan into those of the trace.

No axis, and no queue is put together: the loops of `one_pass` and `priorities` run over the rows where they stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from clearance_sim.plan.plan import Integers, Plan, PlannedLanes
from clearance_sim.vector import one_pass, priorities
from clearance_sim.vector.coming import Comers, hand_on
from clearance_sim.vector.compiling import compiled, pays
from clearance_sim.vector.disciplines import has_priorities, station_of
from clearance_sim.vector.relations import FAR
from clearance_sim.vector.ticks import TickColumns
from clearance_sim.vector.turns import Place, bits_to_pack, sorted_by

SAVED: Final = 30
"""Nanoseconds a row by which this is faster than sorting and blocks."""


def solved_in_one_pass(plan: Plan, places: Sequence[Place], ticks: TickColumns, comers: Comers) -> bool:
    """Solve a station of alike lanes, if loops are compiled and it pays; tell whether it was solved."""
    station, rows, n = station_of(plan, places), comers.rows, len(comers)
    lanes = plan.lanes[station.first_lane]
    if not pays(n, SAVED) or station.slot_ticks is not None or lanes.working is not None:
        return False
    if len(places) > 1 and not _in_order(comers.number):
        return False
    ready, work = ticks.ready[rows], plan.work[rows]
    bits = bits_to_pack(len(ready), int(ready.min()), plan.horizon)
    if not bits:
        return False
    start, end = ticks.start[rows], ticks.end[rows]
    leaving, order = np.empty(n, dtype=np.int64), np.arange(n) if comers.order is None else comers.order
    columns = (start, end, leaving, ready, work, order, lanes, bits, plan.horizon)
    if has_priorities(plan, places):
        started, ended = _by_priority(plan.priority[rows], *columns)
    else:
        started, ended = _in_one_pass(*columns)
    if started < 0:
        return False
    if not isinstance(rows, slice):
        ticks.start[rows], ticks.end[rows] = start, end
    comers.write_lane(ticks, station.first_lane, started)
    hand_on(plan, places, ticks, comers, leaving[:ended])
    return True


def _in_order(number: Integers) -> bool:
    return bool((number[1:] >= number[:-1]).all())


def _in_one_pass(
    start: Integers, end: Integers, leaving: Integers, ready: Integers, work: Integers, order: Integers,
    lanes: PlannedLanes, bits: int, horizon: int,
) -> tuple[int, int]:  # fmt: skip
    opens, closes = one_pass.opening_columns(lanes.available)
    loop = compiled(one_pass.serve_in_one_pass, one_pass)
    started, ended = loop(start, end, leaving, order, ready, work, opens, closes, lanes.count, bits, horizon)
    return int(started), int(ended)


def _by_priority(
    priority: Integers, start: Integers, end: Integers, leaving: Integers, ready: Integers, work: Integers,
    order: Integers, lanes: PlannedLanes, bits: int, horizon: int,
) -> tuple[int, int]:  # fmt: skip
    if not compiled(one_pass.put_in_order)(order, ready):
        order = np.sort(order)
        by_ready = sorted_by(ready[order])
        order = order if by_ready is None else order[by_ready]
    in_class, heads, tails = priorities.by_class(priority[order])
    columns = (order[in_class], heads, tails, ready, work, *one_pass.opening_columns(lanes.available))
    free, soonest = np.full(lanes.count, -FAR, dtype=np.int64), np.empty(len(heads), dtype=np.int64)
    loop = compiled(priorities.serve_by_class, one_pass)
    started, ended = loop(start, end, leaving, *columns, free, soonest, bits, horizon)
    return int(started), int(ended)
