"""Decide in the event loop who starts: lanes, staff, surge, and what opens and closes (rules 2, 4, 5, 6, 9)."""

from __future__ import annotations

from heapq import heappop, heappush

from clearance_sim.vector.part import PADDING, Heaps, Part, Record

LANE, PLACES, SHIFT = 0, 1, 2
"""What changes: a lane group opens or closes, departs or has departed, or a staff group's number on duty."""


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
        heaps.due.append(part.change_pool[number])
    return number + 1


def give_back(part: Part, now: Record, row: int, line: int) -> None:
    """Give lane and staff back; who has departed holds no place of a later departure."""
    if part.is_slot[now.lane[row]] == 0:
        now.room[now.lane[row]] += 1
    for at in range(part.needs_at[line], part.needs_at[line + 1]):
        now.free_staff[part.needs_group[at]] += part.needs_number[at]


def dispatch(part: Part, now: Record, heaps: Heaps, pool: int, tick: int) -> None:  # noqa: PLR0912 - as in `events`
    """Start in the order of the turns over all lines of the pool; who cannot start is passed over (rule 2).

    A line needs staff, and a lane of one of its groups, the first that has room. Then surge lanes open, one by
    one, as long as too many wait (rule 6).
    """
    first, last, lines, nobody = part.lines_at[pool], part.lines_at[pool + 1], heaps.lines, part.nobody
    room, free_staff, chance = now.room, now.free_staff, now.chance
    needs_at, needs_group, needs_number = part.needs_at, part.needs_group, part.needs_number
    line_lanes_at, line_lane = part.line_lanes_at, part.line_lane
    now.dispatched[pool] = tick
    while True:
        for line in range(first, last):
            chance[line] = lines[line][0] < nobody
        while True:
            best = -1
            for line in range(first, last):
                if chance[line] and (best < 0 or lines[line][0] < lines[best][0]):
                    best = line
            if best < 0:
                break
            lane = -1
            for at in range(line_lanes_at[best], line_lanes_at[best + 1]):
                if room[line_lane[at]] > 0:
                    lane = line_lane[at]
                    break
            for at in range(needs_at[best], needs_at[best + 1]):
                if free_staff[needs_group[at]] < needs_number[at]:
                    lane = -1
            if lane < 0:
                chance[best] = 0
                continue
            row = heappop(lines[best]) & part.mask
            chance[best] = lines[best][0] < nobody
            room[lane] -= 1
            for at in range(needs_at[best], needs_at[best + 1]):
                free_staff[needs_group[at]] -= needs_number[at]
            now.start[row], now.lane[row] = tick, lane
            end = end_of_handling(part, row, lane, tick) if part.is_slow[lane] else tick + part.work[row]
            heappush(heaps.events, end << part.bits | row)
        if part.surge_at[pool] == part.surge_at[pool + 1]:
            return
        if not open_one_more(part, now, heaps, pool):
            break
    close_if_calm(part, now, heaps, pool)


def close_if_calm(part: Part, now: Record, heaps: Heaps, pool: int) -> None:
    """Turn the surge lanes of each station off where few enough wait; what they began is finished."""
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
            standing += len(heaps.lines[line]) - PADDING
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
