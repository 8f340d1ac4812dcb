"""Let everybody come to a step, and say in which order they go on from there.

The axis is the rows of one step. Who does not take the step goes past it on the tick on which it is ready; so the
order in which all go on is that in which the lanes let them go, merged with that in which the others came.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import Integers, Plan
from clearance_sim.plan.trace import NO_LANE
from clearance_sim.vector.relations import FAR
from clearance_sim.vector.ticks import TickColumns, ready_from_outside
from clearance_sim.vector.turns import Place, merged, next_place


@dataclass(frozen=True)
class Comers:
    """Hold who comes to a station.

    Attributes
    ----------
    rows
        All rows of the one step that visits the station, or those that come of several steps.
    number
        The entity's number in each of them.
    order
        Positions in `rows` of who comes; None if all do.
    is_in_turn
        Whether `order` is that of (ready tick, number).
    skipped
        Positions of who goes past the one step, in that order too; None if it is not known.
    take_all
        Whether all of the rows take the step, even where some never come.
    """

    rows: slice | Integers
    number: Integers
    order: Integers | None = None
    is_in_turn: bool = False
    skipped: Integers | None = None
    take_all: bool = True

    def __len__(self) -> int:
        if self.order is not None:
            return len(self.order)
        return self.rows.stop - self.rows.start if isinstance(self.rows, slice) else len(self.rows)

    def write_lane(self, ticks: TickColumns, lane: int, started: int) -> None:
        """Write the lane group of all who start; `started` is how many they are."""
        if isinstance(self.rows, slice):
            lanes, start = ticks.lane[self.rows], ticks.start[self.rows]
            written: slice | Integers = slice(None) if self.take_all or self.order is None else self.order
            lanes[written] = lane
            if started < (len(lanes) if isinstance(written, slice) else len(written)):
                lanes[start == FAR] = NO_LANE
        else:
            start = ticks.start[self.rows]
            ticks.lane[self.rows] = lane if started == len(start) else np.where(start < FAR, lane, NO_LANE)


def come(plan: Plan, places: Sequence[Place], ticks: TickColumns) -> Comers:
    """Write when everybody is ready, and whole the rows of who does not take the step; give who comes."""
    if len(places) == 1:
        return _come_to_one(plan, places[0], ticks)
    rows, number = [], []
    for place in places:
        comers = _come_to_one(plan, place, ticks)
        assert isinstance(comers.rows, slice)  # of one step
        positions = np.arange(len(comers)) if comers.order is None else np.sort(comers.order)
        rows.append(comers.rows.start + positions)
        number.append(comers.number[positions])
    return Comers(np.concatenate(rows), np.concatenate(number))


def _come_to_one(plan: Plan, place: Place, ticks: TickColumns) -> Comers:
    flow, position = place
    step = plan.flows[flow].steps[position]
    number = plan.flows[flow].numbers(step)
    handed = ticks.turn.pop(place, None)
    ready = ready_from_outside(plan, flow, position, ticks, ())
    assert ready is not None  # nothing of a station or delay is inside
    written = ticks.ready[step.rows]
    written[:] = ready
    takes = plan.takes[step.rows]
    take_all, all_come = bool(takes.all()), len(ready) == 0 or int(ready.max()) < plan.horizon
    never = np.zeros(0, dtype=np.int64) if all_come else np.flatnonzero(written >= plan.horizon)
    written[never] = FAR
    if plan.yards:
        ticks.admitted[step.rows] = written
    if take_all and all_come:
        return Comers(step.rows, number, handed, handed is not None)
    start, end = ticks.start[step.rows], ticks.end[step.rows]
    if take_all:
        start[never] = end[never] = FAR
        ticks.lane[step.rows][never] = NO_LANE
        order = np.flatnonzero(written < FAR) if handed is None else handed
        return Comers(step.rows, number, order, handed is not None)
    start[:] = end[:] = np.where(takes, FAR, written)
    ticks.lane[step.rows] = NO_LANE
    if handed is None:
        return Comers(step.rows, number, np.flatnonzero(takes & (written < FAR)), take_all=False)
    among = takes[handed]
    return Comers(step.rows, number, handed[among], True, handed[~among], take_all=False)


def solve_delay(plan: Plan, places: Sequence[Place], ticks: TickColumns) -> None:
    """Add the handling to the ready tick."""
    comers = come(plan, places, ticks)
    assert isinstance(comers.rows, slice)  # a delay is of one step
    who = slice(None) if comers.order is None else comers.order
    begin, work = ticks.ready[comers.rows][who], plan.work[comers.rows][who]
    ticks.start[comers.rows][who] = begin
    end = begin + work
    cut(plan.horizon, end)
    ticks.end[comers.rows][who] = end
    ticks.lane[comers.rows] = NO_LANE


def hand_on(plan: Plan, places: Sequence[Place], ticks: TickColumns, comers: Comers, left: Integers) -> None:
    """Tell the next step the order in which it is reached; `left` are positions of who ends before the horizon."""
    following = next_place(plan, places[0]) if len(places) == 1 else None
    if following is None:
        return
    if comers.take_all:
        ticks.turn[following] = left
    elif comers.skipped is not None:
        ticks.turn[following] = merged(left, comers.skipped, ticks.end[comers.rows])


def cut(horizon: int, ticks: Ticks) -> Integers:
    """Put `FAR` in place of ticks at or after the horizon; give their positions."""
    if int(ticks.max(initial=0)) < horizon:
        return np.zeros(0, dtype=np.int64)
    too_late = np.flatnonzero(ticks >= horizon)
    ticks[too_late] = FAR
    return too_late
