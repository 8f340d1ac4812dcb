"""Run one coupled part of a port tick by tick: a lean event loop over flat integers, complete for every rule.

No axis is vectorised here: the loop goes from event to event as SimPy does, but an event is one integer in a
heap and a row is an index, so a step costs a tenth of SimPy's objects. It is exact because it follows the
rules literally: whatever happens on a tick, then admissions, gatherings and one dispatch (rule 1). The
functions are written so that they run over Python lists as they are and over arrays when numba compiles them.

Rows stand in the order of (number, row), so a row's index is its own tie-break, and a turn is one integer:
(priority and tick) shifted left, then the index (rule 2). Hours, shifts and departures are not asked for but
happen: each change is an event, and ``room[lane]`` counts the lanes of a group that are on, open and free.
"""

from __future__ import annotations

from heapq import heappop, heappush

from clearance_sim.vector.part import Heaps, Part, Record
from clearance_sim.vector.settling import enter_yards, leave_together, settle_one
from clearance_sim.vector.starting import change, dispatch, end_of_handling, give_back


def run_part(part: Part, now: Record) -> None:  # noqa: PLR0912, PLR0915 - a call costs as much as a step
    """Run the part from its first arrival to the horizon, writing the columns of `now`."""
    heaps = empty_heaps(part)
    events, over, due, lines = heaps.events, heaps.over, heaps.due, heaps.lines
    bits, mask, horizon, couples = part.bits, part.mask, part.horizon, part.couples
    takes, work, late, line_of, is_bound = part.takes, part.work, part.late, part.line, part.is_bound
    next_at, next_row, arrival_tick, change_tick = part.next_at, part.next_row, part.arrival_tick, part.change_tick
    pool_of_line, plain_lane = part.pool_of_line, part.plain_lane
    ready, admitted, start, end = now.ready, now.admitted, now.start, now.end
    waits, room, pool_due, rows, begun, changed = now.waits, now.room, now.pool_due, len(part.takes), 0, 0
    while True:
        tick = min(events[0] >> bits, arrival_tick[begun], change_tick[changed])
        if tick >= horizon:
            return
        while change_tick[changed] == tick:
            changed = change(part, now, heaps, changed)
        while arrival_tick[begun] == tick:
            over.append(rows + begun)
            begun += 1
        while events[0] >> bits == tick:
            row = heappop(events) & mask
            if row < rows:
                end[row] = tick
                over.append(row)
                if is_bound[row]:
                    leave_together(part, now, heaps, row)
                if line_of[row] >= 0:
                    pool = pool_of_line[line_of[row]]
                    if plain_lane[pool] >= 0:
                        room[plain_lane[pool]] += 1
                    else:
                        give_back(part, now, row, line_of[row])
                    if pool_due[pool] == 0:
                        pool_due[pool] = 1
                        due.append(pool)
        while over or (couples and settle_one(part, now, heaps, tick)):
            while over:
                row = over.pop()
                for at in range(next_at[row], next_at[row + 1]):
                    other = next_row[at]
                    waits[other] -= 1
                    if waits[other] == 0:
                        ready[other], line = tick, line_of[other]
                        if is_bound[other]:
                            enter_yards(part, now, heaps, other, tick)
                        elif line >= 0:
                            admitted[other] = tick
                            heappush(lines[line], late[other] + (tick << bits))
                            pool = pool_of_line[line]
                            if pool_due[pool] == 0:
                                pool_due[pool] = 1
                                due.append(pool)
                        else:
                            admitted[other] = start[other] = tick
                            if takes[other]:
                                heappush(events, (tick + work[other]) << bits | other)
                            else:
                                end[other] = tick
                                over.append(other)
        start_all(part, now, heaps, tick)


def start_all(part: Part, now: Record, heaps: Heaps, tick: int) -> None:
    """Dispatch every pool that is due; in a plain one all wait for one lane group, and for nothing else."""
    due, room = heaps.due, now.room
    while due:
        pool = due.pop()
        now.pool_due[pool] = 0
        lane = part.plain_lane[pool]
        if lane < 0:
            dispatch(part, now, heaps, pool, tick)
            continue
        standing = heaps.lines[part.plain_line[pool]]
        while standing and room[lane] > 0:
            row = heappop(standing) & part.mask
            room[lane] -= 1
            now.start[row], now.lane[row] = tick, lane
            done = end_of_handling(part, row, lane, tick) if part.is_slow[lane] else tick + part.work[row]
            heappush(heaps.events, done << part.bits | row)


def empty_heaps(part: Part) -> Heaps:
    """Give the heaps before anything happens; one event at the horizon keeps that of events from being empty."""
    return Heaps(
        over=[0][:0],
        due=[0][:0],
        events=[part.horizon << part.bits],
        lines=[[0][:0] for _ in range(len(part.pool_of_line))],
        asking=[[0][:0] for _ in range(len(part.turns_away))],
        gathered=[[0][:0] for _ in range(len(part.at_most))],
    )
