"""Run one coupled part of a port tick by tick: a lean event loop over flat integers, complete for every rule.

No axis is vectorised here: the loop goes from event to event as SimPy does, but an event is one integer in a
heap and a row is an index, so a step costs a tenth of SimPy's objects. It is exact because it follows the
rules literally: whatever happens on a tick, then admissions, gatherings and one dispatch (rule 1). The
functions are written so that they run over Python lists as they are and over arrays when numba compiles them.

Rows stand in the order of (number, row), so a row's index is its own tie-break (rule 2), and a turn is one
integer: (priority and tick) shifted left, then the index. `part` never changes, `now` does.
"""

from __future__ import annotations

from heapq import heappop, heappush

from clearance_sim.vector.part import Part, State

NOTHING = -1
NOT_ASKED, ASKING, INSIDE = 0, 1, 2


def run_events(part: Part, now: State) -> None:
    """Run the part from its first arrival to the horizon, writing the columns of `now`."""
    begun, arrivals, rows = 0, len(part.arrival_row), len(part.takes)
    events, bits, code_mask = now.events, part.bits, part.mask
    arrival_tick, horizon, couples = part.arrival_tick, part.horizon, part.couples
    while True:
        tick = horizon
        if events and events[0] >> bits < tick:
            tick = events[0] >> bits
        if begun < arrivals and arrival_tick[begun] < tick:
            tick = arrival_tick[begun]
        if tick >= horizon:
            return
        while begun < arrivals and arrival_tick[begun] == tick:
            release(now, part.arrival_row[begun])
            begun += 1
        while events and events[0] >> bits == tick:
            code = heappop(events) & code_mask
            if code < rows:
                finish(part, now, code, tick)
            elif code - rows < len(now.pool_due):
                call_pool(now, code - rows)
        if now.fresh:
            pass_on(part, now, tick)
        if couples:
            while settle_one(part, now, tick):
                pass_on(part, now, tick)
        while now.due:
            pool = now.due.pop()
            now.pool_due[pool] = 0
            dispatch(part, now, pool, tick)


def release(now: State, row: int) -> None:
    """Count one of those that the row waits for; the last makes it ready on this tick."""
    now.waits[row] -= 1
    if now.waits[row] == 0:
        now.fresh.append(row)


def call_pool(now: State, pool: int) -> None:
    """Have a pool dispatched at the end of this tick."""
    if now.pool_due[pool] == 0:
        now.pool_due[pool] = 1
        now.due.append(pool)


def pass_on(part: Part, now: State, tick: int) -> None:
    """Make ready whoever can be on this tick, and pass over the steps that are not taken (rule 16)."""
    fresh = now.fresh
    while fresh:
        row = fresh.pop()
        now.ready[row] = tick
        if part.takes[row]:
            if part.own_at[row] == part.own_at[row + 1] and part.gathering[row] < 0:
                now.admitted[row] = tick
                stand_in_line(part, now, row, tick)
            else:
                enter_yards(part, now, row, tick)
        else:
            now.admitted[row] = tick
            now.start[row] = tick
            now.end[row] = tick
            release_followers(part, now, row)


def release_followers(part: Part, now: State, row: int) -> None:
    """Release the rows that wait for this one's end."""
    for at in range(part.next_at[row], part.next_at[row + 1]):
        release(now, part.next_row[at])


def stand_in_line(part: Part, now: State, row: int, tick: int) -> None:
    """Begin a delay at once, or wait for a lane from this tick on."""
    line = part.line[row]
    if line < 0:
        now.start[row] = tick
        end = tick + part.work[row]
        if end < part.horizon:
            heappush(now.events, end << part.bits | row)
        return
    heappush(now.lines[line], (part.late[row] + tick) << part.bits | row)
    now.standing[part.station_of_line[line]] += 1
    call_pool(now, part.pool_of_line[line])


def finish(part: Part, now: State, row: int, tick: int) -> None:
    """End a handling: give lane, staff and yard places back, release what waits for it."""
    now.end[row] = tick
    line = part.line[row]
    if line >= 0:
        lane = now.lane[row]
        if part.is_slot[lane] == 0:
            now.busy[lane] -= 1
        for at in range(part.needs_at[line], part.needs_at[line + 1]):
            now.staff_busy[part.needs_group[at]] -= part.needs_number[at]
        call_pool(now, part.pool_of_line[line])
    leave_yards(part, now, row)
    if part.rides[row]:
        finish_together(part, now, row)
    release_followers(part, now, row)


def finish_together(part: Part, now: State, leader: int) -> None:
    """End a step for those who travel with the leader; after the last such step each goes on alone (rule 8)."""
    following, row = part.next_ride[leader], leader
    while now.mate[row] >= 0:
        if following >= 0:
            now.mate[part.next_ride[row]] = part.next_ride[now.mate[row]]
        row = now.mate[row]
        leave_yards(part, now, row)
        if following < 0:
            release_followers(part, now, row)


def enter_yards(part: Part, now: State, row: int, tick: int) -> None:
    """Ask for a place in each yard of the step, outer first; gather or stand in line when inside all (rule 7)."""
    at = now.asks_at[row]
    while at < part.own_at[row + 1]:
        owner = part.owner[at]
        if now.asked[owner] == NOT_ASKED:
            now.asked[owner] = ASKING
            heappush(now.asking[part.yard_of_owner[owner]], tick << part.owner_bits | owner)
        first = now.first_row[owner]
        if first < 0 or part.row_in_plan[row] < part.row_in_plan[first]:
            now.first_row[owner] = row
        if now.asked[owner] != INSIDE:
            now.asks_at[row] = at
            now.next_waiting[row] = now.waiting_row[owner]
            now.waiting_row[owner] = row
            return
        at += 1
    now.admitted[row] = tick
    gathering = part.gathering[row]
    if gathering < 0:
        stand_in_line(part, now, row, tick)
    else:
        heappush(now.gathered[gathering], tick << part.bits | row)
        now.gathered_worth[gathering] += part.worth[row]
        wake_at_time_out(part, now, gathering)


def leave_yards(part: Part, now: State, row: int) -> None:
    """Count one member step of each yard as over; the last gives the place back."""
    for at in range(part.own_at[row], part.own_at[row + 1]):
        owner = part.owner[at]
        now.steps_left[owner] -= 1
        if now.steps_left[owner] == 0:
            now.free[part.yard_of_owner[owner]] += 1


def settle_one(part: Part, now: State, tick: int) -> bool:
    """Admit one entity into a yard, or else close one group; tell whether anything happened (rule 1)."""
    for yard in range(len(now.asking)):
        if now.asking[yard] and now.free[yard] != 0:
            now.free[yard] -= 1
            owner = heappop(now.asking[yard]) & part.owner_mask
            now.asked[owner] = INSIDE
            row = now.waiting_row[owner]
            while row >= 0:
                now.asks_at[row] += 1
                following = now.next_waiting[row]
                enter_yards(part, now, row, tick)
                row = following
            return True
    for yard in range(len(now.asking)):
        if part.turns_away[yard]:
            while now.asking[yard]:
                owner = now.asking[yard].pop() & part.owner_mask
                now.lane[now.first_row[owner]] = part.turned_away
    for gathering in range(len(now.gathered)):
        if close_one(part, now, gathering, tick):
            return True
    return False


def close_one(part: Part, now: State, gathering: int, tick: int) -> bool:
    """Close a group if it is complete or its time is out; its first unit leads (rule 8)."""
    waiting = now.gathered[gathering]
    if not waiting:
        return False
    number = part.gather_number[gathering]
    complete = len(waiting) >= number if number > 0 else now.gathered_worth[gathering] >= part.gather_worth[gathering]
    is_over = part.has_time_out[gathering] and (waiting[0] >> part.bits) + part.at_most[gathering] <= tick
    if not complete and not is_over:
        return False
    leader, last, worth, size = NOTHING, NOTHING, 0, 0
    while waiting:
        row = heappop(waiting) & part.mask
        worth += part.worth[row]
        size += 1
        if leader < 0:
            leader = row
        else:
            now.mate[last] = row
        last = row
        now.leader[row] = leader
        if (number > 0 and size == number) or (number == 0 and complete and worth >= part.gather_worth[gathering]):
            break
    now.gathered_worth[gathering] -= worth
    stand_in_line(part, now, leader, tick)
    wake_at_time_out(part, now, gathering)
    return True


def wake_at_time_out(part: Part, now: State, gathering: int) -> None:
    """Settle on the tick on which the first who waits has waited long enough."""
    if part.has_time_out[gathering] and now.gathered[gathering]:
        tick = (now.gathered[gathering][0] >> part.bits) + part.at_most[gathering]
        if tick != now.gather_wake[gathering] and tick < part.horizon:
            now.gather_wake[gathering] = tick
            heappush(now.events, tick << part.bits | (len(part.takes) + len(now.pool_due)))


def dispatch(part: Part, now: State, pool: int, tick: int) -> None:
    """Start everybody who can start, open surge lanes as long as too many wait (rule 6), wake at the next change."""
    start_all(part, now, pool, tick)
    if part.surge_at[pool] < part.surge_at[pool + 1]:
        while open_one_more(part, now, pool):
            start_all(part, now, pool, tick)
        for at in range(part.surge_at[pool], part.surge_at[pool + 1]):
            station = part.surge_station[at]
            if now.standing[station] <= part.calm_number[station]:
                for lane in range(part.lanes_at[station], part.lanes_at[station + 1]):
                    if part.is_surge[lane]:
                        now.on[lane] = 0
    for line in range(part.lines_at[pool], part.lines_at[pool + 1]):
        if part.needs_clock[line] and now.lines[line]:
            wake_at_changes(part, now, line, tick)


def open_one_more(part: Part, now: State, pool: int) -> bool:
    """Turn on the next surge lane of the first station at which too many wait; tell whether one was."""
    for at in range(part.surge_at[pool], part.surge_at[pool + 1]):
        station = part.surge_station[at]
        if now.standing[station] >= part.surge_number[station]:
            for lane in range(part.lanes_at[station], part.lanes_at[station + 1]):
                if part.is_surge[lane] and now.on[lane] < part.count[lane]:
                    now.on[lane] += 1
                    return True
    return False


def start_all(part: Part, now: State, pool: int, tick: int) -> None:
    """Start in the order of the turns over all lines of the pool; who cannot start is passed over (rule 2)."""
    first, last = part.lines_at[pool], part.lines_at[pool + 1]
    if last - first == 1:
        line = now.lines[first]
        while line:
            lane = free_lane(part, now, first, tick)
            if lane < 0:
                return
            begin(part, now, heappop(line) & part.mask, lane, tick)
        return
    for number in range(first, last):
        now.stuck[number] = 0 if now.lines[number] else 1
    while True:
        best = NOTHING
        for number in range(first, last):
            if now.stuck[number] == 0 and (best < 0 or now.lines[number][0] < now.lines[best][0]):
                best = number
        if best < 0:
            return
        lane = free_lane(part, now, best, tick)
        if lane < 0:
            now.stuck[best] = 1
            continue
        begin(part, now, heappop(now.lines[best]) & part.mask, lane, tick)
        if not now.lines[best]:
            now.stuck[best] = 1


def free_lane(part: Part, now: State, line: int, tick: int) -> int:
    """Give the first free and open lane group for a line if its staff are free as well; -1 if there is none."""
    for at in range(part.needs_at[line], part.needs_at[line + 1]):
        group = part.needs_group[at]
        if on_duty(part, now, group, tick) - now.staff_busy[group] < part.needs_number[at]:
            return NOTHING
    for at in range(part.line_lanes_at[line], part.line_lanes_at[line + 1]):
        lane = part.line_lane[at]
        if part.has_hours[lane] and not is_open(part, now, lane, tick):
            continue
        if now.busy[lane] < now.on[lane]:
            return lane
    return NOTHING


def is_open(part: Part, now: State, lane: int, tick: int) -> bool:
    """Tell whether a lane is open at a tick that never decreases; a past departure frees its places (rule 9)."""
    at, last = now.hours_at[lane], part.hours_at[lane + 1]
    while at < last and part.hours_end[at] <= tick:
        at += 1
        if part.is_slot[lane]:
            now.busy[lane] = 0
    now.hours_at[lane] = at
    return at < last and part.hours_begin[at] <= tick


def on_duty(part: Part, now: State, group: int, tick: int) -> int:
    """Give how many of a staff group are on duty at a tick that never decreases (rule 5)."""
    at, last = now.shift_at[group], part.shifts_at[group + 1]
    while at < last and part.shift_tick[at] <= tick:
        now.on_duty[group] = part.shift_number[at]
        at += 1
    now.shift_at[group] = at
    return now.on_duty[group]


def begin(part: Part, now: State, row: int, lane: int, tick: int) -> None:
    """Take the lane and the staff on this tick, and reckon the end (rule 4)."""
    line = part.line[row]
    station = part.station_of_line[line]
    now.standing[station] -= 1
    now.busy[lane] += 1
    for at in range(part.needs_at[line], part.needs_at[line + 1]):
        now.staff_busy[part.needs_group[at]] += part.needs_number[at]
    now.start[row] = tick
    now.lane[row] = lane
    work = part.work[row]
    for at in range(part.slow_at[station], part.slow_at[station + 1]):
        if part.slow_begin[at] <= tick < part.slow_end[at]:
            work = max(1, -(-work * part.slow_percent[at] // 100))
    end = end_of_work(part, lane, tick, work) if part.rests[lane] else tick + work
    if end < part.horizon:
        heappush(now.events, end << part.bits | row)


def end_of_work(part: Part, lane: int, start: int, work: int) -> int:
    """Give the smallest tick by which the work is done if it rests outside the lane's working time."""
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
            return opening + work
        work -= part.work_end[low] - opening
        low += 1
    return part.horizon


def wake_at_changes(part: Part, now: State, line: int, tick: int) -> None:
    """Dispatch again when a lane that is closed opens or a shift changes, since somebody waits for it."""
    for at in range(part.line_lanes_at[line], part.line_lanes_at[line + 1]):
        lane = part.line_lane[at]
        if part.has_hours[lane]:
            opening = now.hours_at[lane] + 1 if is_open(part, now, lane, tick) else now.hours_at[lane]
            is_awaited = part.is_slot[lane] or opening == now.hours_at[lane]
            if is_awaited and opening < part.hours_at[lane + 1] and now.lane_wake[lane] != part.hours_begin[opening]:
                now.lane_wake[lane] = part.hours_begin[opening]
                wake(part, now, part.pool_of_line[line], part.hours_begin[opening])
    for at in range(part.needs_at[line], part.needs_at[line + 1]):
        group = part.needs_group[at]
        on_duty(part, now, group, tick)
        change = now.shift_at[group]
        if change < part.shifts_at[group + 1] and now.shift_wake[group] != part.shift_tick[change]:
            now.shift_wake[group] = part.shift_tick[change]
            wake(part, now, part.pool_of_line[line], part.shift_tick[change])


def wake(part: Part, now: State, pool: int, tick: int) -> None:
    """Call a pool at a later tick."""
    if tick < part.horizon:
        heappush(now.events, tick << part.bits | (len(part.takes) + pool))
