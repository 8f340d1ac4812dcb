"""Decide in the event loop who starts: lanes, staff, surge, and what opens and closes (rules 2, 4, 5, 6, 9)."""

from __future__ import annotations

from heapq import heappop, heappush

from clearance_sim.vector.part import Heaps, Part, Record

LANE, PLACES, SHIFT = 0, 1, 2
"""What changes: a lane group opens or closes, departs or has departed, or a staff group's number on duty."""


def call_pool(now: Record, heaps: Heaps, pool: int) -> None:
    """Have a pool dispatched at the end of this tick."""
    if now.pool_due[pool] == 0:
        now.pool_due[pool] = 1
        heaps.due.append(pool)


def change(part: Part, now: Record, heaps: Heaps, number: int) -> int:
    """Open or close a lane group, let its places depart, or change a shift; give the number of the next change."""
    what, which, value = part.change_kind[number], part.change_of[number], part.change_to[number]
    if what == SHIFT:
        now.free_staff[which] += value - now.on_duty[which]
        now.on_duty[which] = value
    elif what == PLACES:
        now.room[which] = value
    else:
        now.room[which] += now.on[which] * (value - now.is_open[which])
        now.is_open[which] = value
    if part.change_pool[number] >= 0:
        call_pool(now, heaps, part.change_pool[number])
    return number + 1


def give_back(part: Part, now: Record, row: int, line: int) -> None:
    """Give lane and staff back; who has departed holds no place of a later departure."""
    if part.is_slot[now.lane[row]] == 0:
        now.room[now.lane[row]] += 1
    for at in range(part.needs_at[line], part.needs_at[line + 1]):
        now.free_staff[part.needs_group[at]] += part.needs_number[at]


def dispatch(part: Part, now: Record, heaps: Heaps, pool: int, tick: int) -> None:
    """Start everybody who can start, then open surge lanes as long as too many wait (rule 6)."""
    start_in_turn(part, now, heaps, pool, tick)
    if part.surge_at[pool] == part.surge_at[pool + 1]:
        return
    while open_one_more(part, now, heaps, pool):
        start_in_turn(part, now, heaps, pool, tick)
    for at in range(part.surge_at[pool], part.surge_at[pool + 1]):
        station = part.surge_station[at]
        if waiting_at(part, heaps, pool, station) <= part.calm_number[station]:
            for lane in range(part.lanes_at[station], part.lanes_at[station + 1]):
                if part.is_surge[lane]:
                    now.room[lane] -= now.on[lane] * now.is_open[lane]
                    now.on[lane] = 0


def waiting_at(part: Part, heaps: Heaps, pool: int, station: int) -> int:
    """Count who stands in the lines of a station."""
    standing = 0
    for line in range(part.lines_at[pool], part.lines_at[pool + 1]):
        if part.station_of_line[line] == station:
            standing += len(heaps.lines[line])
    return standing


def open_one_more(part: Part, now: Record, heaps: Heaps, pool: int) -> bool:
    """Turn on the next surge lane of the first station at which too many wait; tell whether one was."""
    for at in range(part.surge_at[pool], part.surge_at[pool + 1]):
        station = part.surge_station[at]
        if waiting_at(part, heaps, pool, station) >= part.surge_number[station]:
            for lane in range(part.lanes_at[station], part.lanes_at[station + 1]):
                if part.is_surge[lane] and now.on[lane] < part.count[lane]:
                    now.on[lane] += 1
                    now.room[lane] += now.is_open[lane]
                    return True
    return False


def start_in_turn(part: Part, now: Record, heaps: Heaps, pool: int, tick: int) -> None:
    """Start in the order of the turns over all lines of the pool; who cannot start is passed over (rule 2)."""
    first, last = part.lines_at[pool], part.lines_at[pool + 1]
    lines, can = heaps.lines, 0
    for line in range(first, last):
        now.chance[line] = free_lane(part, now, line) if lines[line] else -1
        if now.chance[line] >= 0:
            can += 1
    while can > 0:
        best = -1
        for line in range(first, last):
            if now.chance[line] >= 0 and (best < 0 or lines[line][0] < lines[best][0]):
                best = line
        lane = free_lane(part, now, best)
        if lane >= 0:
            begin(part, now, heaps, heappop(lines[best]) & part.mask, lane, tick)
        if lane < 0 or not lines[best]:
            now.chance[best] = -1
            can -= 1


def free_lane(part: Part, now: Record, line: int) -> int:
    """Give the first free and open lane group for a line if its staff are free as well; -1 if there is none."""
    for at in range(part.needs_at[line], part.needs_at[line + 1]):
        if now.free_staff[part.needs_group[at]] < part.needs_number[at]:
            return -1
    for at in range(part.line_lanes_at[line], part.line_lanes_at[line + 1]):
        if now.room[part.line_lane[at]] > 0:
            return int(part.line_lane[at])
    return -1


def begin(part: Part, now: Record, heaps: Heaps, row: int, lane: int, tick: int) -> None:
    """Take the lane and the staff on this tick, and put the end on the calendar."""
    line = part.line[row]
    now.room[lane] -= 1
    for at in range(part.needs_at[line], part.needs_at[line + 1]):
        now.free_staff[part.needs_group[at]] -= part.needs_number[at]
    now.start[row] = tick
    now.lane[row] = lane
    end = end_of_handling(part, row, lane, tick) if part.is_slow[lane] else tick + part.work[row]
    heappush(heaps.events, end << part.bits | row)


def end_of_handling(part: Part, row: int, lane: int, start: int) -> int:
    """Give the smallest tick by which the work is done: slower in events, resting where the lane rests (rule 4)."""
    work, station = part.work[row], part.station_of_lane[lane]
    for at in range(part.slow_at[station], part.slow_at[station + 1]):
        if part.slow_begin[at] <= start < part.slow_end[at]:
            work = max(1, -(-work * part.slow_percent[at] // 100))
    if part.rests[lane] == 0:
        return int(start + work)
    low, high = part.work_at[lane], part.work_at[lane + 1]
    last = high
    while low < high:
        middle = (low + high) // 2
        if part.work_end[middle] <= start:
            low = middle + 1
        else:
            high = middle
    while low < last:
        opening = max(start, part.work_begin[low])
        if opening + work <= part.work_end[low]:
            return int(opening + work)
        work -= part.work_end[low] - opening
        low += 1
    return part.horizon
