"""Run one coupled part of a port tick by tick: a lean event loop over flat integers, complete for every rule.

No axis is vectorised here: the loop goes from event to event as SimPy does, but an event is one integer in a
heap and a row six cells, so a step costs a fraction of SimPy's objects. It is exact because it follows the
rules literally: whatever happens on a tick, then admissions, gatherings and one dispatch (rule 1). The
functions are written so that they run over a list as they are and over an array when numba compiles them.

Hours, shifts and departures are not asked for but happen: each change is an event. In which order rows end and begin
on one tick does not matter, since queues put those who come on the same tick in their turn.
"""

from __future__ import annotations

from heapq import heappop
from typing import Any, Final

from clearance_sim.vector.beginning import begin
from clearance_sim.vector.part import (
    BEHIND, BITS, CAME, COMER, COMERS, DELAY, DUE, DUE_END, HEAD, HORIZON, LANE, LINE, LINE_SIZE, MARKED, MASK, OVER,
    OVER_END, PLAIN, POOL, ROOM, SHARED, SKIPPED, STANDING, START, TAIL, TARGET, TURN, UNSETTLED, WANTS, WHO,
)  # fmt: skip
from clearance_sim.vector.queues import due, stand_in_line
from clearance_sim.vector.relations import FAR
from clearance_sim.vector.settling import end_at_once, enter_yards, leave_together, settle_one
from clearance_sim.vector.starting import change, dispatch, give_back, lane_for, start

LAST_WAIT: Final = FAR + 1


def run_part(cells: Any, events: Any) -> None:
    """Run the part from its first arrival to the horizon, writing its rows; `events` holds the horizon."""
    horizon, bits, mask, over, first_due = cells[HORIZON], cells[BITS], cells[MASK], cells[OVER], cells[DUE]
    comer = cells[COMERS]
    tick = comes = cells[comer]
    while tick < horizon:
        while comes == tick:
            who = cells[comer + WHO]
            if who > 0:
                let_go(cells, events, who, tick)
            else:
                change(cells, -who, tick)
            comer += COMER
            comes = cells[comer]
        next_tick = (tick + 1) << bits
        while events[0] < next_tick:
            row = heappop(events) & mask
            if row > 0:
                finish(cells, events, row, tick)
            else:
                cells[UNSETTLED] = 1
        while cells[UNSETTLED] > 0:
            if cells[OVER_END] > over:
                cells[OVER_END] -= 1
                tell(cells, events, cells[cells[OVER_END]], tick)
            else:
                settle_one(cells, events, tick)
        came = cells[CAME]
        if came > 0:
            start_who_came(cells, events, came, tick)
            cells[CAME] = 0
        if cells[DUE_END] > first_due:
            start_in_turn(cells, events, tick)
        tick = events[0] >> bits
        tick = comes if comes < tick else tick


def finish(cells: Any, events: Any, row: int, tick: int) -> None:
    """End a handling: give lane, staff and places in yards back, and tell those who wait for the row."""
    line = cells[row + LINE]
    if line < DELAY:
        line = cells[WANTS - line]
        leave_together(cells, row)
    if line > 0:
        lane = cells[line + PLAIN]
        if lane == 0:
            give_back(cells, cells[row + LANE], line, tick)
        else:
            cells[lane + ROOM] += 1
            if cells[line + HEAD] < cells[line + TAIL] or cells[line + SHARED] > 0:
                due(cells, cells[line + POOL], tick)
    target = cells[row + TARGET]
    if target > 0:
        let_go(cells, events, target, tick)
    elif target < 0:
        tell(cells, events, row, tick)


def tell(cells: Any, events: Any, row: int, tick: int) -> None:
    """Tell those who wait for a row that it has ended."""
    target = cells[row + TARGET]
    if target > 0:
        let_go(cells, events, target, tick)
    elif target < 0:
        while cells[-target] > 0:
            let_go(cells, events, cells[-target], tick)
            target -= 1


def let_go(cells: Any, events: Any, row: int, tick: int) -> None:
    """Count one of the ends for which a row waits; with the last it begins.

    It asks for its yards, stands in line, is handled at once, or is over if not taken.
    """
    waits = cells[row + START]
    if waits > LAST_WAIT:
        cells[row + START] = waits - 1
        return
    line = cells[row + LINE]
    if line > 0:
        stand_in_line(cells, line, row, tick)
    elif line == DELAY:
        begin(cells, events, row, tick)
    elif line == SKIPPED:
        end_at_once(cells, row)
    else:
        enter_yards(cells, events, row, tick)


def start_who_came(cells: Any, events: Any, row: int, tick: int) -> None:
    """Start the first who found nobody waiting; if others are due in the pool it has to stand in its turn with them."""
    line = cells[row + LINE]
    if line < DELAY:
        line = cells[WANTS - line]
    lane, pool = cells[line + PLAIN], cells[line + POOL]
    if cells[pool + MARKED] != tick:
        if lane == 0:
            lane = lane_for(cells, line)
            if lane > 0:
                start(cells, events, row, line, lane, tick)
                return
        elif cells[lane + ROOM] > 0:
            cells[lane + ROOM] -= 1
            begin(cells, events, row, tick)
            return
    stand_in_line(cells, line, row, tick)


def start_in_turn(cells: Any, events: Any, tick: int) -> None:
    """Dispatch every pool of which somebody came, ended, opened or changed shift on this tick."""
    first = cells[DUE]
    for at in range(first, cells[DUE_END]):
        line = cells[at]
        lane = cells[line + PLAIN]
        if lane == 0:
            if cells[line + STANDING] > 0:
                dispatch(cells, events, line, tick)
            continue
        room, behind = cells[lane + ROOM], cells[line + BEHIND]
        while room > 0 and line < behind:
            head, tail = cells[line + HEAD], cells[line + TAIL]
            while room > 0 and head < tail:
                row = cells[head]
                head += TURN
                room -= 1
                begin(cells, events, row, tick)
            cells[line + HEAD] = head
            line += LINE_SIZE
        cells[lane + ROOM] = room
    cells[DUE_END] = first
