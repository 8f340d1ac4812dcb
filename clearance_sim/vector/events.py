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


def run_part(part: Part, now: Record) -> None:
    """Run the part from its first arrival to the horizon, writing the columns of `now`."""
    heaps = Heaps(
        fresh=[0][:0],
        due=[0][:0],
        events=[part.horizon << part.bits],
        lines=[[0][:0] for _ in range(len(part.pool_of_line))],
        asking=[[0][:0] for _ in range(len(part.turns_away))],
        gathered=[[0][:0] for _ in range(len(part.at_most))],
    )
    begun, changed = 0, 0
    while True:
        tick = min(heaps.events[0] >> part.bits, part.arrival_tick[begun], part.change_tick[changed])
        if tick >= part.horizon:
            return
        while part.change_tick[changed] == tick:
            change(part, now, heaps, changed)
            changed += 1
        while part.arrival_tick[begun] == tick:
            row = part.arrival_row[begun]
            now.waits[row] -= 1
            if now.waits[row] == 0:
                heaps.fresh.append(row)
            begun += 1
        end_all(part, now, heaps, tick)
        pass_on(part, now, heaps, tick)
        while part.couples and settle_one(part, now, heaps, tick):
            pass_on(part, now, heaps, tick)
        start_all(part, now, heaps, tick)


def end_all(part: Part, now: Record, heaps: Heaps, tick: int) -> None:
    """End every handling that ends on this tick: give back what it held, release what waits for it."""
    events, fresh, due = heaps.events, heaps.fresh, heaps.due
    waits, next_row = now.waits, part.next_row
    last = (tick + 1) << part.bits
    while events[0] < last:
        row = heappop(events) & part.mask
        if row >= len(part.takes):
            continue
        now.end[row] = tick
        line = part.line[row]
        if line >= 0:
            if part.is_plain[line]:
                now.room[now.lane[row]] += 1
            else:
                give_back(part, now, row, line)
            pool = part.pool_of_line[line]
            if now.pool_due[pool] == 0:
                now.pool_due[pool] = 1
                due.append(pool)
        if part.is_bound[row]:
            leave_together(part, now, heaps, row)
        for at in range(part.next_at[row], part.next_at[row + 1]):
            other = next_row[at]
            waits[other] -= 1
            if waits[other] == 0:
                fresh.append(other)


def pass_on(part: Part, now: Record, heaps: Heaps, tick: int) -> None:
    """Make ready whoever can be on this tick, and pass over the steps that are not taken (rule 16)."""
    fresh, due, waits = heaps.fresh, heaps.due, now.waits
    while fresh:
        row = fresh.pop()
        now.ready[row] = tick
        if part.is_bound[row]:
            enter_yards(part, now, heaps, row, tick)
            continue
        now.admitted[row] = tick
        line = part.line[row]
        if line >= 0:
            heappush(heaps.lines[line], part.late[row] + (tick << part.bits))
            now.standing[line] += 1
            pool = part.pool_of_line[line]
            if now.pool_due[pool] == 0:
                now.pool_due[pool] = 1
                due.append(pool)
            continue
        now.start[row] = tick
        if part.takes[row]:
            heappush(heaps.events, (tick + part.work[row]) << part.bits | row)
            continue
        now.end[row] = tick
        for at in range(part.next_at[row], part.next_at[row + 1]):
            other = part.next_row[at]
            waits[other] -= 1
            if waits[other] == 0:
                fresh.append(other)


def start_all(part: Part, now: Record, heaps: Heaps, tick: int) -> None:
    """Dispatch every pool that is due; a plain one has one line for one lane group, and nothing else to ask."""
    due, room = heaps.due, now.room
    while due:
        pool = due.pop()
        now.pool_due[pool] = 0
        line = part.plain_line[pool]
        if line < 0:
            dispatch(part, now, heaps, pool, tick)
            continue
        lane = part.line_lane[part.line_lanes_at[line]]
        standing = heaps.lines[line]
        while standing and room[lane] > 0:
            row = heappop(standing) & part.mask
            room[lane] -= 1
            now.start[row] = tick
            now.lane[row] = lane
            end = end_of_handling(part, row, lane, tick) if part.is_slow[lane] else tick + part.work[row]
            if end < part.horizon:
                heappush(heaps.events, end << part.bits | row)


__all__ = ["run_part"]
