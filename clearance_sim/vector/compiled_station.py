"""Solve one station by compiled loops, straight from the rows of the plan into those of the trace.

No axis, and no queue is put together: the loops of `one_pass` and `priorities` run over the rows where they stand.
Only who comes of several steps is gathered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.compiling import compiled, pays
from clearance_sim.plan.plan import Flags, Integers, Plan
from clearance_sim.vector import one_pass, priorities
from clearance_sim.vector.capacity import capacity_of
from clearance_sim.vector.coming import come
from clearance_sim.vector.disciplines import has_alike_lanes, has_priorities, station_of
from clearance_sim.vector.relations import FAR, Place
from clearance_sim.vector.ticks import Solving, TickColumns, ready_from_outside
from clearance_sim.vector.turns import bits_to_pack, next_place

SAVED: Final = 30
"""Nanoseconds a row by which this is faster than sorting and blocks."""


@dataclass(frozen=True)
class Line:
    """Hold who comes to a station, in order, and the columns in which their rows are.

    Attributes
    ----------
    keys
        Shape ``(n,)``: ready ticks with positions; those who come stand first.
    coming
        How many they are.
    first_row
        Where the row of position 0 is.
    """

    keys: Integers
    bits: int
    coming: int
    first_row: int
    start: Ticks
    end: Ticks
    lane: Integers
    work: Ticks
    takes: Flags
    priority: Integers


def left_to_arrays(every: Solving, places: Sequence[Place]) -> Solving:
    """Solve a station of alike lanes in each plan, if loops are compiled and it pays; give the plans not solved."""
    plan = every[0][0]
    station = station_of(plan, places)
    if station.slot_ticks is not None:
        return every
    steps = [each.flows[flow].steps[position] for each, _ in every for flow, position in places]
    if not pays("station", sum(step.last_row - step.first_row for step in steps), SAVED):
        return every
    solve = _solve_step if len(places) == 1 else _solve_steps
    return [
        (each, ticks) for each, ticks in every
        if not has_alike_lanes(each, station) or capacity_of(each, places) is None or not solve(each, places, ticks)
    ]  # fmt: skip


def _solve_step(plan: Plan, places: Sequence[Place], ticks: TickColumns) -> bool:
    """Solve a station that one step visits."""
    ((flow, position),) = places
    step = plan.flows[flow].steps[position]
    before = ready_from_outside(plan, flow, position, ticks, ())
    assert before is not None  # nothing of a station is inside
    keys = ticks.turn.pop(places[0], None)
    if keys is None:
        keys = _lined_up(before, plan.horizon)
    if keys is None:
        return False
    bits, passing = len(keys).bit_length(), np.empty_like(keys)
    let_come = compiled(one_pass.let_come, one_pass)
    rows = (ticks.ready, ticks.start, ticks.end, ticks.lane, plan.takes, step.first_row, bits, plan.horizon)
    coming, passed = let_come(keys, passing, *rows)
    ticks.admit_at_once(step.rows)
    columns = (ticks.start, ticks.end, ticks.lane, plan.work, plan.takes, plan.priority)
    _serve(plan, places, Line(keys, bits, coming, step.first_row, *columns))
    following = next_place(plan, places[0])
    if following is not None:
        if passed:
            compiled(one_pass.merge)(keys, coming, passing, passed)
        ticks.turn[following] = keys
    return True


def _solve_steps(plan: Plan, places: Sequence[Place], ticks: TickColumns) -> bool:
    """Solve a station that several steps visit, with everybody in the order of numbers, then of steps."""
    comers = come(plan, places, ticks)
    rows = comers.rows
    assert not isinstance(rows, slice)  # of several steps
    if not bool((comers.number[1:] >= comers.number[:-1]).all()):
        rows = rows[np.argsort(comers.number, kind="stable")]
    keys = _lined_up(ticks.ready[rows], plan.horizon)
    if keys is None:
        return False
    n = len(keys)
    start, end = np.empty((2, n), dtype=np.int64)
    lane = np.empty(n, dtype=ticks.lane.dtype)
    columns = (start, end, lane, plan.work[rows], np.ones(n, dtype=np.bool_), plan.priority[rows])
    _serve(plan, places, Line(keys, n.bit_length(), n, 0, *columns))
    ticks.start[rows], ticks.end[rows], ticks.lane[rows] = start, end, lane
    return True


def _lined_up(ready: Ticks, horizon: int) -> Integers | None:
    """Give everybody as `let_come` wants them, None if a tick and a position have no room in one integer."""
    n = len(ready)
    bits = bits_to_pack(n, int(ready.min(initial=horizon)), horizon)
    if not bits and n:
        return None
    keys = np.empty(n, dtype=np.int64)
    if not compiled(one_pass.line_up)(keys, ready, bits, horizon):
        keys.sort()
    return keys


def _serve(plan: Plan, places: Sequence[Place], line: Line) -> None:
    group = station_of(plan, places).first_lane
    lanes, capacity = plan.lanes[group], capacity_of(plan, places)
    assert capacity is not None  # there is one, where there are no levels
    free = np.full(capacity.lanes, -FAR, dtype=np.int64)
    rests = lanes.working is not None
    opens, closes = one_pass.opening_columns(lanes.working if rests else capacity.hours, line.bits, plan.horizon)
    columns = (line.start, line.end, line.lane, line.work, line.first_row, opens, closes, free)
    if not has_priorities(plan, places):
        loop = compiled(one_pass.serve_in_one_pass, one_pass)
        loop(line.keys, line.coming, *columns, group, rests, line.bits, plan.horizon)
        return
    queue, heads, tails, soonest = _by_class(line)
    loop = compiled(priorities.serve_by_class, one_pass)
    loop(line.keys, queue, heads, tails, soonest, *columns, group, rests, line.bits, plan.horizon)


def _by_class(line: Line) -> tuple[Integers, Integers, Integers, Integers]:
    """Give the queue by class, where in it each class begins and ends, and room for the first of each."""
    rows = slice(line.first_row, line.first_row + len(line.keys))
    queue = np.empty_like(line.keys)
    heads, tails, soonest = np.zeros((3, int(line.priority[rows].max(initial=0)) + 1), dtype=np.int64)
    stand = compiled(priorities.stand_by_class)
    stand(queue, heads, tails, line.keys, line.coming, line.takes, line.priority, line.first_row, line.bits)
    return queue, heads, tails, soonest
