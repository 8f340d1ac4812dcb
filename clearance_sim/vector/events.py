"""Run one coupled part of a port tick by tick: a lean event loop over flat integers, complete for every rule.

No axis is vectorised here: the loop goes from event to event as SimPy does, but an event is one integer in a
heap and a row eight cells, so a step costs a fraction of SimPy's objects. It is exact because it follows the
rules literally: whatever happens on a tick, then admissions, gatherings and one dispatch (rule 1). The
functions are written so that they run over a list as they are and over an array when numba compiles them.

Hours, shifts and departures are not asked for but happen: each change is an event. Rows are told of in the order in
which they end, and begin in the order in which they are let go.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import Any

from clearance_sim.vector.part import (
    ARRIVAL, ARRIVALS, BITS, CHANGE, CHANGES, CHILDREN, DELAY, DUE, DUE_END, EDGE, EDGES, EDGES_END, END, FIRST,
    FREED, FREED_END, HEAD, HELD, HOLDS, HORIZON, LANE, LEFT, LINE, MASK, OVER, OVER_END, PLAIN_LANE, PLAIN_LINE,
    POOL, READY, ROOM, ROW, SKIPPED, START, TAIL, TO, TURN, UNIT, UNITS, WAITS, WAY, WHO, WORK,
)  # fmt: skip
from clearance_sim.vector.queues import due, stand
from clearance_sim.vector.settling import enter_yards, leave_together, settle_one
from clearance_sim.vector.starting import change, dispatch, give_back


def run_part(cells: Any) -> None:
    """Run the part from its first arrival to the horizon, writing its rows."""
    horizon, bits, mask, holds = cells[HORIZON], cells[BITS], cells[MASK], cells[HOLDS]
    arrival, changed, told, come = cells[ARRIVALS], cells[CHANGES], cells[OVER], cells[FREED]
    events = [horizon << bits]
    tick = min(cells[arrival], cells[changed])
    while tick < horizon:
        while cells[changed] == tick:
            change(cells, changed, tick)
            changed += CHANGE
        while cells[arrival] == tick:
            let_go(cells, cells[arrival + WHO])
            arrival += ARRIVAL
        while events[0] >> bits == tick:
            row = heappop(events) & mask
            if row > 0:
                finish(cells, row, tick)
        while told < cells[OVER_END] or come < cells[FREED_END] or (holds and settle_one(cells, events, tick)):
            while told < cells[OVER_END]:
                tell(cells, cells[told])
                told += 1
            while come < cells[FREED_END]:
                begin(cells, events, cells[come], tick)
                come += 1
        start_in_turn(cells, events, tick)
        tick = min(events[0] >> bits, cells[arrival], cells[changed])


def finish(cells: Any, row: int, tick: int) -> None:
    """End a handling: give lane, staff and places in yards back."""
    way, lane = cells[row + WAY], cells[row + LANE]
    cells[row + END] = tick
    cells[cells[OVER_END]] = row
    cells[OVER_END] += 1
    line = cells[way + LINE]
    if line > 0:
        pool = cells[line + POOL]
        due(cells, pool, tick)
        if cells[pool + PLAIN_LANE] > 0:
            cells[lane + ROOM] += 1
        else:
            give_back(cells, lane, line)
    if cells[way + HELD] > 0:
        leave_together(cells, row)


def let_go(cells: Any, row: int) -> None:
    """Count one of the ends for which a row waits; it is free with the last."""
    cells[row + WAITS] -= 1
    if cells[row + WAITS] == 0:
        cells[cells[FREED_END]] = row
        cells[FREED_END] += 1


def tell(cells: Any, row: int) -> None:
    """Tell those who wait for a row that it has ended.

    A child's end counts for its unit, and lets the unit, or its children of another level, go with the last.
    """
    way = cells[row + WAY]
    entity = (row - cells[way + FIRST]) // ROW
    for edge in range(cells[way + EDGES], cells[way + EDGES_END], EDGE):
        low, high = entity, entity + 1
        if cells[edge + UNIT] > 0:
            low = cells[cells[edge + UNIT] + entity]
            left = cells[edge + LEFT] + low
            cells[left] -= 1
            high = low + (cells[left] == 0)
        elif cells[edge + UNITS] > 0:
            low, high = cells[cells[edge + UNITS] + entity], cells[cells[edge + UNITS] + entity + 1]
        if cells[edge + CHILDREN] > 0:
            low, high = cells[cells[edge + CHILDREN] + low], cells[cells[edge + CHILDREN] + high]
        for other in range(cells[edge + TO] + low * ROW, cells[edge + TO] + high * ROW, ROW):
            let_go(cells, other)


def begin(cells: Any, events: list[int], row: int, tick: int) -> None:
    """Let a row that is ready ask for its yards, stand in line, be handled at once, or be over if not taken."""
    way = cells[row + WAY]
    line = cells[way + LINE]
    cells[row + READY] = tick
    if line == SKIPPED:
        cells[row + START] = cells[row + END] = tick
        cells[cells[OVER_END]] = row
        cells[OVER_END] += 1
    elif cells[way + HELD] > 0:
        enter_yards(cells, events, row, tick)
    elif line == DELAY:
        cells[row + START] = tick
        heappush(events, (tick + cells[row + WORK]) << cells[BITS] | row)
    else:
        stand(cells, line, row, tick)
        due(cells, cells[line + POOL], tick)


def start_in_turn(cells: Any, events: list[int], tick: int) -> None:
    """Dispatch every pool of which somebody came, ended, opened or changed shift on this tick."""
    for at in range(cells[DUE], cells[DUE_END]):
        pool = cells[at]
        line, lane = cells[pool + PLAIN_LINE], cells[pool + PLAIN_LANE]
        if lane == 0:
            dispatch(cells, events, pool, tick)
        else:
            while cells[lane + ROOM] > 0 and cells[line + HEAD] < cells[line + TAIL]:
                row = cells[cells[line + HEAD]]
                cells[line + HEAD] += TURN
                cells[lane + ROOM] -= 1
                cells[row + START] = tick
                cells[row + LANE] = lane
                heappush(events, (tick + cells[row + WORK]) << cells[BITS] | row)
    cells[DUE_END] = cells[DUE]
