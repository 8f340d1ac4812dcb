"""Decide in the event loop who starts: lanes, staff, surge, and what opens and closes (rules 2, 4, 5, 6, 9)."""

from __future__ import annotations

from typing import Any, Final

from clearance_sim.vector.beginning import begin
from clearance_sim.vector.handling import done, slowed, spell_of
from clearance_sim.vector.part import (
    CALM_AT, CHANCE, COUNT, FIRST_LANE, FREE_STAFF, GROUP, HEAD, HORIZON, IS_OPEN, IS_SLOT, IS_SLOW,
    IS_SURGE, KIND, LANE, LANES, LANES_END, LANE_SIZE, LASTS, LAST_LANE, LINES, LINES_END, LINE_SIZE, NEED, NEEDS,
    NEEDS_END, OF_POOL, OF_STATION, ON, ON_DUTY, PEOPLE, POOL, PRIORITY, ROOM, SINCE, SLOWS, SLOWS_END,
    SPANS, SPANS_END, STANDING, STATION, SURGES, SURGES_END, SURGE_AT, TAIL, TURN, VALUE, WHAT,
)  # fmt: skip
from clearance_sim.vector.queues import due, has_lower_number

LANE_GROUP: Final = 0
PLACES: Final = 1
SHIFT: Final = 2
"""What changes: a lane group opens or closes, departs or has departed, or a staff group's number on duty."""


def change(cells: Any, number: int, tick: int) -> None:
    """Open or close a lane group, let its places depart, or change a shift."""
    kind, what, value = cells[number + KIND], cells[number + WHAT], cells[number + VALUE]
    if kind == SHIFT:
        cells[what + FREE_STAFF] += value - cells[what + ON_DUTY]
        cells[what + ON_DUTY] = value
    elif kind == PLACES:
        cells[what + ROOM] = value
    else:
        cells[what + ROOM] += cells[what + ON] * (value - cells[what + IS_OPEN])
        cells[what + IS_OPEN] = value
    if cells[number + OF_POOL] > 0:
        due(cells, cells[number + OF_POOL], tick)


def give_back(cells: Any, lane: int, line: int, tick: int) -> None:
    """Give lane and staff back to who waits; who has departed holds no place of a later departure."""
    if cells[lane + IS_SLOT] == 0:
        cells[lane + ROOM] += 1
    for need in range(cells[line + NEEDS], cells[line + NEEDS_END], NEED):
        cells[cells[need + GROUP] + FREE_STAFF] += cells[need + PEOPLE]
    if cells[cells[line + POOL] + STANDING] > 0:
        due(cells, cells[line + POOL], tick)


def dispatch(cells: Any, events: Any, pool: int, tick: int) -> None:
    """Start in the order of the turns over all lines of the pool; who cannot start is passed over (rule 2).

    Then surge lanes open, one by one, as long as too many wait (rule 6).
    """
    while True:
        for line in range(cells[pool + LINES], cells[pool + LINES_END], LINE_SIZE):
            cells[line + CHANCE] = cells[line + HEAD] < cells[line + TAIL]
        line = next_line(cells, pool)
        while line > 0:
            lane = lane_for(cells, line)
            if lane == 0:
                cells[line + CHANCE] = 0
            else:
                row = cells[cells[line + HEAD]]
                cells[line + HEAD] += TURN
                cells[pool + STANDING] -= 1
                cells[line + CHANCE] = cells[line + HEAD] < cells[line + TAIL]
                start(cells, events, row, line, lane, tick)
            line = next_line(cells, pool) if cells[pool + STANDING] > 0 else 0
        if cells[pool + SURGES] == cells[pool + SURGES_END]:
            return
        if not open_one_more(cells, pool):
            break
    close_if_calm(cells, pool)


def next_line(cells: Any, pool: int) -> int:
    """Give the line, of those that still have a chance, whose head has the first turn; 0 if none has."""
    best = 0
    for line in range(cells[pool + LINES], cells[pool + LINES_END], LINE_SIZE):
        if cells[line + CHANCE] and (best == 0 or comes_first(cells, line, best)):
            best = line
    return best


def comes_first(cells: Any, line: int, other: int) -> bool:
    """Tell whether the head of a line has its turn before that of another: priority, tick, number, step."""
    if cells[line + PRIORITY] != cells[other + PRIORITY]:
        return bool(cells[line + PRIORITY] < cells[other + PRIORITY])
    mine, its = cells[line + HEAD], cells[other + HEAD]
    if cells[mine + SINCE] != cells[its + SINCE]:
        return bool(cells[mine + SINCE] < cells[its + SINCE])
    return has_lower_number(cells, cells[mine], cells[its])


def lane_for(cells: Any, line: int) -> int:
    """Give the first lane group with room for a line whose staff is free; 0 if there is none."""
    for need in range(cells[line + NEEDS], cells[line + NEEDS_END], NEED):
        if cells[cells[need + GROUP] + FREE_STAFF] < cells[need + PEOPLE]:
            return 0
    for at in range(cells[line + LANES], cells[line + LANES_END]):
        if cells[cells[at] + ROOM] > 0:
            return int(cells[at])
    return 0


def start(cells: Any, events: Any, row: int, line: int, lane: int, tick: int) -> None:
    """Start a row of a line on a lane and take the staff that it needs."""
    cells[lane + ROOM] -= 1
    for need in range(cells[line + NEEDS], cells[line + NEEDS_END], NEED):
        cells[cells[need + GROUP] + FREE_STAFF] -= cells[need + PEOPLE]
    cells[row + LANE] = lane
    if cells[lane + IS_SLOW]:
        cells[row + LASTS] = end_of_handling(cells, row, lane, tick) - tick
    begin(cells, events, row, tick)


def close_if_calm(cells: Any, pool: int) -> None:
    """Turn the surge lanes of each station off where few enough wait; what they began is finished."""
    for at in range(cells[pool + SURGES], cells[pool + SURGES_END]):
        station = cells[at]
        if waiting_at(cells, pool, station) <= cells[station + CALM_AT]:
            for lane in range(cells[station + FIRST_LANE], cells[station + LAST_LANE], LANE_SIZE):
                if cells[lane + IS_SURGE]:
                    cells[lane + ROOM] -= cells[lane + ON] * cells[lane + IS_OPEN]
                    cells[lane + ON] = 0


def waiting_at(cells: Any, pool: int, station: int) -> int:
    """Count who stands in the lines of a station."""
    standing = 0
    for line in range(cells[pool + LINES], cells[pool + LINES_END], LINE_SIZE):
        if cells[line + STATION] == station:
            standing += (cells[line + TAIL] - cells[line + HEAD]) // TURN
    return standing


def open_one_more(cells: Any, pool: int) -> bool:
    """Turn on the next surge lane of the first station at which too many wait; tell whether one was."""
    for at in range(cells[pool + SURGES], cells[pool + SURGES_END]):
        station = cells[at]
        if waiting_at(cells, pool, station) >= cells[station + SURGE_AT]:
            for lane in range(cells[station + FIRST_LANE], cells[station + LAST_LANE], LANE_SIZE):
                if cells[lane + IS_SURGE] and cells[lane + ON] < cells[lane + COUNT]:
                    cells[lane + ON] += 1
                    cells[lane + ROOM] += cells[lane + IS_OPEN]
                    return True
    return False


def end_of_handling(cells: Any, row: int, lane: int, tick: int) -> int:
    """Give when handling ends that starts on a tick at a lane that rests, or at a station that slows down."""
    station, first, last = cells[lane + OF_STATION], cells[lane + SPANS], cells[lane + SPANS_END]
    work = slowed(cells[row + LASTS], tick, cells, cells[station + SLOWS], cells[station + SLOWS_END])
    if first == 0:
        return int(tick + work)
    return done(work, tick, cells, spell_of(tick, cells, first, last), last, cells[HORIZON])
