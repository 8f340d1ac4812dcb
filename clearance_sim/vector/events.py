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

from clearance_sim.vector.part import PADDING, Heaps, Part, Record
from clearance_sim.vector.settling import enter_yards, leave_together, settle_one
from clearance_sim.vector.starting import change, dispatch, give_back


def run_part(part: Part, now: Record) -> None:  # noqa: PLR0912, PLR0915 - a call costs as much as a step
    """Run the part from its first arrival to the horizon, writing the columns of `now`."""
    heaps = empty_heaps(part)
    events, over, due, lines, bits, mask = heaps.events, heaps.over, heaps.due, heaps.lines, part.bits, part.mask
    takes, work, late, line_of, is_bound = part.takes, part.work, part.late, part.line, part.is_bound
    next_at, next_row, arrival_tick, change_tick = part.next_at, part.next_row, part.arrival_tick, part.change_tick
    ready, admitted, start, end, lane_of = now.ready, now.admitted, now.start, now.end, now.lane
    waits, room, dispatched, pool_of_line, plain_lane = now.waits, now.room, now.dispatched, part.pool_of_line, part.plain_lane
    rows, nobody, tick, begun, changed = len(takes), part.nobody, min(arrival_tick[0], change_tick[0]), 0, 0
    while tick < part.horizon:
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
                line = line_of[row]
                if line >= 0:
                    due.append(pool_of_line[line])
                    if plain_lane[pool_of_line[line]] >= 0:
                        room[lane_of[row]] += 1
                    else:
                        give_back(part, now, row, line)
        while len(over) > PADDING or (part.couples and settle_one(part, now, heaps, tick)):
            while len(over) > PADDING:
                row = over.pop()
                for at in range(next_at[row], next_at[row + 1]):
                    other = next_row[at]
                    waits[other] -= 1
                    if waits[other] == 0:
                        ready[other] = admitted[other] = tick
                        line = line_of[other]
                        if is_bound[other]:
                            enter_yards(part, now, heaps, other, tick)
                        elif line >= 0:
                            heappush(lines[line], late[other] + (tick << bits))
                            due.append(pool_of_line[line])
                        elif takes[other]:
                            start[other] = tick
                            heappush(events, (tick + work[other]) << bits | other)
                        else:
                            start[other] = end[other] = tick
                            over.append(other)
        while len(due) > PADDING:
            pool = due.pop()
            lane, standing = plain_lane[pool], lines[part.plain_line[pool]]
            if lane < 0 and dispatched[pool] != tick:
                dispatch(part, now, heaps, pool, tick)
            while lane >= 0 and room[lane] > 0 and standing[0] < nobody:
                row = heappop(standing) & mask
                room[lane] -= 1
                start[row], lane_of[row] = tick, lane
                heappush(events, (tick + work[row]) << bits | row)
        tick = min(events[0] >> bits, arrival_tick[begun], change_tick[changed])


def empty_heaps(part: Part) -> Heaps:
    """Give the heaps before anything happens; one event at the horizon keeps that of events from being empty.

    Lists that are often empty hold two items that are never taken, since compiled code gives the memory of an
    empty list back and asks for it again, which costs more than the step.
    """
    return Heaps(
        over=[0, 0],
        due=[0, 0],
        events=[part.horizon << part.bits],
        lines=[[part.nobody, part.nobody] for _ in range(len(part.pool_of_line))],
        asking=[[0][:0] for _ in range(len(part.turns_away))],
        gathered=[[0][:0] for _ in range(len(part.at_most))],
    )
