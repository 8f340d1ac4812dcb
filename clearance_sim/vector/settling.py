"""Admit into yards and form groups in the event loop, one at a time at the end of a tick (rules 1, 7, 8)."""

from __future__ import annotations

from heapq import heappush
from typing import Any, Final

from clearance_sim.plan.trace import TURNED_AWAY
from clearance_sim.vector.beginning import begin
from clearance_sim.vector.part import (
    ADMITTED, ASKED, ASKS_AT, AT_MOST, BITS, FIRST_ASKER, FREE_PLACES, GATHERED, GATHERING, GATHERINGS,
    GATHERINGS_END, GATHERING_SIZE, HEAD, LANE, LEADER, LINE, MATE, NEXT_RIDE, NEXT_WAITING, OVER_END,
    OWNERS, OWNERS_END, SINCE, STEPS_LEFT, TAIL, TURN, TURNS_AWAY, UNITS_WANTED, UNSETTLED, WAITING_ROW, WAKE, WANTS,
    WORTH, WORTH_WANTED, YARD, YARDS, YARDS_END, YARD_SIZE,
)  # fmt: skip
from clearance_sim.vector.queues import stand, stand_in_line
from clearance_sim.vector.relations import FAR

NOT_ASKED: Final = 0
ASKING: Final = 1
INSIDE: Final = 2


def enter_yards(cells: Any, events: Any, row: int, tick: int) -> None:
    """Ask for a place in each yard of the step, outer first; gather or stand in line when inside all."""
    held = -cells[row + LINE]
    at = cells[held + ASKS_AT]
    while at < cells[held + OWNERS_END]:
        owner = cells[at]
        if cells[owner + ASKED] == NOT_ASKED:
            cells[owner + ASKED] = ASKING
            stand(cells, cells[owner + YARD], owner, tick)
            cells[UNSETTLED] = 1
        if cells[owner + FIRST_ASKER] == 0 or row < cells[owner + FIRST_ASKER]:
            cells[owner + FIRST_ASKER] = row
        if cells[owner + ASKED] != INSIDE:
            cells[held + ASKS_AT] = at
            cells[held + NEXT_WAITING] = cells[owner + WAITING_ROW]
            cells[owner + WAITING_ROW] = row
            cells[held + ADMITTED] = FAR
            return
        at += 1
    cells[held + ADMITTED] = tick
    gathering = cells[held + GATHERING]
    if gathering == 0:
        begin_or_wait(cells, events, row, tick)
    else:
        stand(cells, gathering, row, tick)
        cells[gathering + GATHERED] += cells[held + WORTH]
        cells[UNSETTLED] = 1
        wake_at_time_out(cells, events, gathering)


def begin_or_wait(cells: Any, events: Any, row: int, tick: int) -> None:
    """Begin a delay at once, or wait for a lane from this tick on."""
    line = cells[WANTS - cells[row + LINE]]
    if line < 0:
        begin(cells, events, row, tick)
    else:
        stand_in_line(cells, line, row, tick)


def leave_together(cells: Any, leader: int) -> None:
    """Leave the yards of a step, also for those who travel with the leader; after the last each goes on alone."""
    held = -cells[leader + LINE]
    following = cells[held + NEXT_RIDE]
    leave_yards(cells, held)
    while cells[held + MATE] > 0:
        row = cells[held + MATE]
        its_held = -cells[row + LINE]
        if following > 0:
            cells[MATE - cells[cells[held + NEXT_RIDE] + LINE]] = cells[its_held + NEXT_RIDE]
        else:
            end_at_once(cells, row)
        held = its_held
        leave_yards(cells, held)


def end_at_once(cells: Any, row: int) -> None:
    """Keep a row that is over without an event of its own until those who wait for it are told."""
    cells[cells[OVER_END]] = row
    cells[OVER_END] += 1
    cells[UNSETTLED] = 1


def leave_yards(cells: Any, held: int) -> None:
    """Count one member step of each yard as over; the last gives the place back."""
    for at in range(cells[held + OWNERS], cells[held + OWNERS_END]):
        owner = cells[at]
        cells[owner + STEPS_LEFT] -= 1
        if cells[owner + STEPS_LEFT] == 0:
            cells[cells[owner + YARD] + FREE_PLACES] += 1
            cells[UNSETTLED] = 1


def settle_one(cells: Any, events: Any, tick: int) -> None:
    """Admit one entity into a yard, or else close one group, or else all is settled (rule 1)."""
    for yard in range(cells[YARDS], cells[YARDS_END], YARD_SIZE):
        if cells[yard + FREE_PLACES] != 0 and cells[yard + HEAD] < cells[yard + TAIL]:
            admit_one(cells, events, yard, tick)
            return
    for yard in range(cells[YARDS], cells[YARDS_END], YARD_SIZE):
        if cells[yard + TURNS_AWAY]:
            turn_away(cells, yard)
    for gathering in range(cells[GATHERINGS], cells[GATHERINGS_END], GATHERING_SIZE):
        if may_close(cells, gathering, tick):
            close_one(cells, events, gathering, tick)
            return
    cells[UNSETTLED] = 0


def admit_one(cells: Any, events: Any, yard: int, tick: int) -> None:
    """Admit the first who asks for a place, and let those of its rows go on that wait for it."""
    owner = cells[cells[yard + HEAD]]
    cells[yard + HEAD] += TURN
    cells[yard + FREE_PLACES] -= 1
    cells[owner + ASKED] = INSIDE
    row = cells[owner + WAITING_ROW]
    while row > 0:
        held = -cells[row + LINE]
        following = cells[held + NEXT_WAITING]
        cells[held + ASKS_AT] += 1
        enter_yards(cells, events, row, tick)
        row = following


def turn_away(cells: Any, yard: int) -> None:
    """Send everybody away who asks for a place in a full yard."""
    for at in range(cells[yard + HEAD], cells[yard + TAIL], TURN):
        cells[cells[cells[at] + FIRST_ASKER] + LANE] = TURNED_AWAY
    cells[yard + HEAD] = cells[yard + TAIL]


def may_close(cells: Any, gathering: int, tick: int) -> bool:
    """Tell whether a group is complete or its time is out."""
    head, tail = cells[gathering + HEAD], cells[gathering + TAIL]
    if head == tail:
        return False
    at_most = cells[gathering + AT_MOST]
    return is_complete(cells, gathering) or (at_most >= 0 and cells[head + SINCE] + at_most <= tick)


def is_complete(cells: Any, gathering: int) -> bool:
    """Tell whether enough units, or enough goods, have gathered."""
    if cells[gathering + UNITS_WANTED] > 0:
        return bool(cells[gathering + TAIL] - cells[gathering + HEAD] >= TURN * cells[gathering + UNITS_WANTED])
    return bool(cells[gathering + GATHERED] >= cells[gathering + WORTH_WANTED])


def close_one(cells: Any, events: Any, gathering: int, tick: int) -> None:
    """Close a group: so many as make it complete, or all who are there; its first unit leads."""
    at, last = cells[gathering + HEAD], cells[gathering + TAIL]
    wanted, worth, complete = cells[gathering + UNITS_WANTED], cells[gathering + WORTH_WANTED], is_complete(cells, gathering)
    leader, before, size, gathered = cells[at], 0, 0, 0
    while at < last and not (complete and (size == wanted if wanted > 0 else gathered >= worth)):
        row = cells[at]
        held = -cells[row + LINE]
        if before > 0:
            cells[before + MATE] = row
        cells[held + LEADER] = leader
        gathered += cells[held + WORTH]
        before = held
        size += 1
        at += TURN
    cells[gathering + HEAD] = at
    cells[gathering + GATHERED] -= gathered
    begin_or_wait(cells, events, leader, tick)
    wake_at_time_out(cells, events, gathering)


def wake_at_time_out(cells: Any, events: Any, gathering: int) -> None:
    """Settle on the tick on which the first who waits has waited long enough; the event has no row."""
    head = cells[gathering + HEAD]
    if cells[gathering + AT_MOST] >= 0 and head < cells[gathering + TAIL]:
        tick = cells[head + SINCE] + cells[gathering + AT_MOST]
        if tick != cells[gathering + WAKE]:
            cells[gathering + WAKE] = tick
            heappush(events, tick << cells[BITS])
