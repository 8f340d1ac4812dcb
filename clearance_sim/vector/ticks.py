"""Hold the trace while it is being written as arrays, and reckon when rows are ready from what is written.

The axis is the rows. Until the trace is finished, what never happens is `FAR`, so that the latest of several
ends is their maximum; only at the end it becomes `NEVER`.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any, Final

import numpy as np

from clearance_sim.clock import NEVER, Ticks
from clearance_sim.lending import lend
from clearance_sim.plan.plan import UNIT, Integers, Plan, PlannedFlow
from clearance_sim.plan.stops import route_of
from clearance_sim.plan.trace import Trace
from clearance_sim.vector.relations import FAR, in_order, latest, rides

AT_ONCE: Final = 1 << 16
"""Rows that are looked through at once, so that they stay in the cache."""

BLOCK: Final = 1 << 22
"""Ticks in a block of memory, 32 MB."""


class TickColumns:
    """Hold the columns of a trace, and by (flow rank, step) of a gathering the row that leads each of its rows, or -1.

    Whoever solves a step writes all its rows, so the columns begin as they are found in memory. As long as nobody is
    known to wait for a place in a yard or for a group, `admitted` is `ready` itself.

    `turn` holds for a step, by (flow, step), all its entities in the order in which they are ready, where the step
    before has told: for each the ready tick, and below it, in as many bits as their number has, its position. Who is
    never ready stands last, with a tick at or after the horizon.
    """

    def __init__(self, plan: Plan, room: Integers | None = None) -> None:
        rows, room = plan.n_rows, lend(room_for(plan)) if room is None else room
        self.ready, self.start, self.end = room[: 3 * rows].reshape(3, rows)
        self.admitted = self.ready
        self.lane = room[len(room) - _ticks_of_lanes(plan) :].view(_lane_type(plan))[:rows]
        self.turn: dict[tuple[int, int], Integers] = {}
        self.leader: dict[tuple[int, int], Integers] = {}

    def admit(self, rows: slice | Integers, when: Ticks) -> None:
        """Write when some rows were admitted."""
        if self.admitted is self.ready:
            if np.array_equal(when, self.ready[rows]):
                return
            self.admitted = lend(len(self.ready))
            self.admitted[:] = self.ready
        self.admitted[rows] = when

    def admit_at_once(self, rows: slice) -> None:
        """Write that the rows of a step, whose ready ticks are written, were admitted then."""
        if self.admitted is not self.ready:
            self.admitted[rows] = self.ready[rows]

    def repeat_leaders(self, flow: PlannedFlow, position: int) -> None:
        """Copy the leaders' times at a step that a group takes as one to the rows of the others."""
        step = flow.steps[position]
        gathered = self.leader.get((flow.rank, step.group))
        if gathered is None:
            return
        led = np.flatnonzero(gathered >= 0)
        leaders = gathered[led] - flow.steps[step.group].first_row + step.first_row
        columns = [self.start, self.end, self.lane] + ([self.ready, self.admitted] if step.gather is None else [])
        for values in columns:
            values[led + step.first_row] = values[leaders]

    def finished(self, plan: Plan) -> Trace:
        """Give the trace: who says to travel with a group repeats its leader, and `FAR` becomes `NEVER`."""
        for flow in plan.flows if self.leader else ():
            together = rides(flow)
            for position in in_order(route_of(flow)):
                if together[position] < 0:
                    self.repeat_leaders(flow, position)
        columns = (self.ready, self.start, self.end, *([] if self.admitted is self.ready else [self.admitted]))
        for begins in range(0, plan.n_rows, AT_ONCE):
            rows = slice(begins, begins + AT_ONCE)
            # What is never ready, admitted or started never ends, so that one column tells where to look.
            never = np.flatnonzero(self.end[rows] == FAR)
            for values in columns:
                found = values[rows][never]
                values[rows][never] = np.where(found == FAR, NEVER, found)
        return Trace(self.ready, self.admitted, self.start, self.end, self.lane)


Solving = Sequence[tuple[Plan, TickColumns]]
"""Plans, each with what is found so far."""


def side_by_side(plans: Sequence[Plan]) -> list[TickColumns]:
    """Give columns for each plan, those of small plans in blocks that they share.

    Memory that is asked for in large pieces comes in large pages: two hundred plans of 25,000 rows, whose columns one
    by one are new to the process each time, cost 12 ns a row where they had cost 24. Who keeps one trace keeps its block.
    """
    found, room, wanted = [], lend(0), sum(room_for(plan) for plan in plans)
    for plan in plans:
        size = room_for(plan)
        if len(room) < size:
            room = lend(max(size, min(wanted, BLOCK)))
        found.append(TickColumns(plan, room[:size]))
        room, wanted = room[size:], wanted - size
    return found


def room_for(plan: Plan) -> int:
    """Count the ticks in whose place a trace can be: ready, start and end of every row, and lanes."""
    return plan.n_rows * 3 + _ticks_of_lanes(plan)


def _ticks_of_lanes(plan: Plan) -> int:
    return -(-plan.n_rows * _lane_type(plan).itemsize // 8)


def _lane_type(plan: Plan) -> np.dtype[Any]:
    return np.dtype(np.int16 if len(plan.lanes) < 2**15 else np.int64)


def ready_from_outside(
    plan: Plan, flow: int, position: int, ticks: TickColumns, inside: Container[tuple[int, int]]
) -> Ticks | None:
    """Give when the rows of a step are let go by all that is not inside; None if that holds back nobody.

    A step that waits for nothing is let go on arrival, or ahead of it where that is taken (rule 12).
    """
    planned = plan.flows[flow]
    step = planned.steps[position]
    if not step.after:
        entry = _entry(planned, step.level)
        return np.where(plan.takes[step.rows], plan.lead_ready[step.rows], entry) if step.ahead else entry
    last: Ticks | None = _entry(planned, step.level) if step.awaits_entry else None
    for before in step.after:
        if (flow, before) not in inside:
            other = planned.steps[before]
            ends = latest(planned, ticks.end[other.rows], other.level, step.level)
            last = ends if last is None else np.maximum(last, ends)
    return last


def _entry(flow: PlannedFlow, level: int) -> Ticks:
    return flow.entry if level == UNIT else flow.entry[flow.levels[level].unit]
