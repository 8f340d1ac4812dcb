"""Let everybody come to a step, and say in which order they go on from there.

The axis is the rows of one step. Who does not take the step goes past it on the tick on which it is ready; so the
order in which all go on is that in which the lanes let them go, merged with that in which the others came.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import Flags, Integers, Plan, PlannedStep
from clearance_sim.plan.trace import NO_LANE
from clearance_sim.vector.relations import FAR, Place
from clearance_sim.vector.ticks import TickColumns, ready_from_outside
from clearance_sim.vector.turns import next_place, positions, with_bits

NOBODY: Integers = np.zeros(0, dtype=np.int64)


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
    in_turn
        When each of `order` is ready, if that is their order of (ready tick, number); None if it may not be.
    skipped
        Ready ticks with positions, in order, of who goes past the one step; None if the order is not known.
    never
        Positions of who is never ready.
    take_all
        Whether all of the rows take the step, even where some never come.
    """

    rows: slice | Integers
    number: Integers
    order: Integers | None = None
    in_turn: Ticks | None = None
    skipped: Integers | None = None
    never: Integers = field(default_factory=lambda: NOBODY)
    take_all: bool = True

    def __len__(self) -> int:
        if self.order is not None:
            return len(self.order)
        return self.rows.stop - self.rows.start if isinstance(self.rows, slice) else len(self.rows)

    def write_lane(self, ticks: TickColumns, lane: int, too_late: Integers) -> None:
        """Write the lane group of all who start; `too_late` are positions of who comes and does not."""
        lanes = ticks.lane[self.rows] if isinstance(self.rows, slice) else np.empty(len(self.rows), ticks.lane.dtype)
        if self.order is None or self.take_all:
            lanes[:] = lane
            lanes[self.never] = NO_LANE
        else:
            lanes[self.order] = lane
        lanes[too_late] = NO_LANE
        if not isinstance(self.rows, slice):
            ticks.lane[self.rows] = lanes


def come(plan: Plan, places: Sequence[Place], ticks: TickColumns) -> Comers:
    """Write when everybody is ready, and whole the rows of who does not take the step; give who comes."""
    if len(places) == 1:
        return _come_to_one(plan, places[0], ticks)
    rows, number = [], []
    for place in places:
        comers = _come_to_one(plan, place, ticks)
        assert isinstance(comers.rows, slice)  # of one step
        who = np.arange(len(comers)) if comers.order is None else np.sort(comers.order)
        rows.append(comers.rows.start + who)
        number.append(comers.number[who])
    return Comers(np.concatenate(rows), np.concatenate(number))


def _come_to_one(plan: Plan, place: Place, ticks: TickColumns) -> Comers:
    flow, position = place
    step = plan.flows[flow].steps[position]
    number = plan.flows[flow].numbers(step)
    written = write_ready(plan, place, ticks)
    keys, bits = ticks.turn.pop(place, None), len(written).bit_length()
    in_time = None if keys is None else keys[: np.searchsorted(keys, plan.horizon << bits)]
    if keys is not None and in_time is not None:
        never = positions(keys[len(in_time) :], bits)
    else:
        all_come = int(written.max(initial=0)) < plan.horizon
        never = NOBODY if all_come else np.flatnonzero(written >= plan.horizon)
    written[never] = FAR
    ticks.admit_at_once(step.rows)
    takes = plan.takes[step.rows]
    take_all = bool(takes.all())
    _write_who_does_not_come(ticks, step, None if take_all else takes, never)
    if in_time is None:
        if take_all:
            return Comers(step.rows, number, np.flatnonzero(written < FAR) if len(never) else None, never=never)
        return Comers(step.rows, number, np.flatnonzero(takes & (written < FAR)), never=never, take_all=False)
    order, skipped = positions(in_time, bits), NOBODY
    if not take_all:
        among = takes[order]
        order, in_time, skipped = order[among], in_time[among], in_time[~among]
    return Comers(step.rows, number, order, in_time >> bits, skipped, never, take_all)


def _write_who_does_not_come(ticks: TickColumns, step: PlannedStep, takes: Flags | None, never: Integers) -> None:
    """Write the rows that no lane serves; `takes` is None where all take the step."""
    start, end, lane = ticks.start[step.rows], ticks.end[step.rows], ticks.lane[step.rows]
    if takes is None:
        start[never], end[never], lane[never] = FAR, FAR, NO_LANE
    else:
        start[:] = end[:] = np.where(takes, FAR, ticks.ready[step.rows])
        lane[:] = NO_LANE


def solve_delay(plan: Plan, place: Place, ticks: TickColumns) -> None:
    """Write the rows of a delay: each starts when it is ready, and ends after its handling, which may be none."""
    flow, position = place
    step = plan.flows[flow].steps[position]
    ticks.turn.pop(place, None)
    begin = let_in(plan, place, ticks)
    ticks.start[step.rows], ticks.lane[step.rows] = begin, NO_LANE
    cut(plan.horizon, np.add(begin, plan.work[step.rows], out=ticks.end[step.rows]))


def let_in(plan: Plan, place: Place, ticks: TickColumns) -> Ticks:
    """Write when the rows of a step are ready, never at or after the horizon, and that they are admitted then; give it."""
    flow, position = place
    ready = write_ready(plan, place, ticks)
    cut(plan.horizon, ready)
    ticks.admit_at_once(plan.flows[flow].steps[position].rows)
    return ready


def write_ready(plan: Plan, place: Place, ticks: TickColumns) -> Ticks:
    """Write when the rows of a step are ready, all that decides being solved; give them, not yet cut at the horizon."""
    flow, position = place
    ready = ready_from_outside(plan, flow, position, ticks, ())
    assert ready is not None  # nothing is inside
    written = ticks.ready[plan.flows[flow].steps[position].rows]
    written[:] = ready
    return written


def hand_on(plan: Plan, places: Sequence[Place], ticks: TickColumns, comers: Comers, left: Integers, bits: int) -> None:
    """Tell the next step the order in which it is reached; `left` are all who came, in the order of their ends."""
    following = next_place(plan, places[0]) if len(places) == 1 else None
    if following is None or (not comers.take_all and comers.skipped is None):
        return
    entities = len(comers.number)
    keys = with_bits(left, bits, entities.bit_length(), plan.horizon)
    if keys is None:
        return
    others = [] if comers.take_all or comers.skipped is None else [comers.skipped]
    if len(comers.never):
        others.append((plan.horizon << entities.bit_length()) | comers.never)
    if others:
        keys = np.concatenate([keys, *others])
        keys.sort(kind="stable")  # runs that stand in order are only merged
    ticks.turn[following] = keys


def cut(horizon: int, ticks: Ticks) -> Integers:
    """Put `FAR` in place of ticks at or after the horizon; give their positions."""
    is_late = ticks >= horizon
    if not is_late.any():
        return NOBODY
    too_late = np.flatnonzero(is_late)
    ticks[too_late] = FAR
    return too_late
