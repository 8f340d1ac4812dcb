"""Admit into yards and form groups in the event loop, one at a time at the end of a tick (rules 1, 7, 8)."""

from __future__ import annotations

from heapq import heappop, heappush

from clearance_sim.vector.part import Heaps, Part, Record
from clearance_sim.vector.relations import FAR

NOT_ASKED, ASKING, INSIDE = 0, 1, 2


def enter_yards(part: Part, now: Record, heaps: Heaps, row: int, tick: int) -> None:
    """Ask for a place in each yard of the step, outer first; gather or stand in line when inside all."""
    at = now.asks_at[row]
    while at < part.own_at[row + 1]:
        owner = part.owner[at]
        if now.asked[owner] == NOT_ASKED:
            now.asked[owner] = ASKING
            heappush(heaps.asking[part.yard_of_owner[owner]], tick << part.owner_bits | owner)
        first = now.first_row[owner]
        if first < 0 or part.row_in_plan[row] < part.row_in_plan[first]:
            now.first_row[owner] = row
        if now.asked[owner] != INSIDE:
            now.asks_at[row] = at
            now.next_waiting[row] = now.waiting_row[owner]
            now.waiting_row[owner] = row
            now.admitted[row] = FAR
            return
        at += 1
    now.admitted[row] = tick
    gathering = part.gathering[row]
    if gathering < 0:
        begin_or_wait(part, now, heaps, row, tick)
    else:
        heappush(heaps.gathered[gathering], tick << part.bits | row)
        now.gathered_worth[gathering] += part.worth[row]
        wake_at_time_out(part, now, heaps, gathering)


def begin_or_wait(part: Part, now: Record, heaps: Heaps, row: int, tick: int) -> None:
    """Begin a delay at once, or wait for a lane from this tick on."""
    line = part.line[row]
    if line < 0:
        now.start[row] = tick
        heappush(heaps.events, (tick + part.work[row]) << part.bits | row)
        return
    heappush(heaps.lines[line], part.late[row] + (tick << part.bits))
    heaps.due.append(part.pool_of_line[line])


def leave_together(part: Part, now: Record, heaps: Heaps, leader: int) -> None:
    """Leave the yards of a step, also for those who travel with the leader; after the last each goes on alone."""
    leave_yards(part, now, leader)
    following, row = part.next_ride[leader], leader
    while now.mate[row] >= 0:
        if following >= 0:
            now.mate[part.next_ride[row]] = part.next_ride[now.mate[row]]
        row = now.mate[row]
        leave_yards(part, now, row)
        if following < 0:
            heaps.over.append(row)


def leave_yards(part: Part, now: Record, row: int) -> None:
    """Count one member step of each yard as over; the last gives the place back."""
    for at in range(part.own_at[row], part.own_at[row + 1]):
        owner = part.owner[at]
        now.steps_left[owner] -= 1
        if now.steps_left[owner] == 0:
            now.free[part.yard_of_owner[owner]] += 1


def settle_one(part: Part, now: Record, heaps: Heaps, tick: int) -> bool:
    """Admit one entity into a yard, or else close one group; tell whether anything happened (rule 1)."""
    for yard in range(len(heaps.asking)):
        if heaps.asking[yard] and now.free[yard] != 0:
            now.free[yard] -= 1
            owner = heappop(heaps.asking[yard]) & part.owner_mask
            now.asked[owner] = INSIDE
            row = now.waiting_row[owner]
            while row >= 0:
                following = now.next_waiting[row]
                now.asks_at[row] += 1
                enter_yards(part, now, heaps, row, tick)
                row = following
            return True
    for yard in range(len(heaps.asking)):
        if part.turns_away[yard]:
            while heaps.asking[yard]:
                owner = heaps.asking[yard].pop() & part.owner_mask
                now.lane[now.first_row[owner]] = part.turned_away
    for gathering in range(len(heaps.gathered)):  # noqa: SIM110 - compiled code knows no generators
        if close_one(part, now, heaps, gathering, tick):
            return True
    return False


def close_one(part: Part, now: Record, heaps: Heaps, gathering: int, tick: int) -> bool:
    """Close a group if it is complete or its time is out; its first unit leads."""
    waiting, number, worth = heaps.gathered[gathering], part.gather_number[gathering], part.gather_worth[gathering]
    if not waiting:
        return False
    is_complete = len(waiting) >= number if number > 0 else now.gathered_worth[gathering] >= worth
    if not is_complete and (
        part.has_time_out[gathering] == 0 or (waiting[0] >> part.bits) + part.at_most[gathering] > tick
    ):
        return False
    leader, last, gathered, size = -1, -1, 0, 0
    while waiting:
        row = heappop(waiting) & part.mask
        gathered += part.worth[row]
        size += 1
        if leader < 0:
            leader = row
        else:
            now.mate[last] = row
        last = row
        now.leader[row] = leader
        if is_complete and (size == number or (number == 0 and gathered >= worth)):
            break
    now.gathered_worth[gathering] -= gathered
    begin_or_wait(part, now, heaps, leader, tick)
    wake_at_time_out(part, now, heaps, gathering)
    return True


def wake_at_time_out(part: Part, now: Record, heaps: Heaps, gathering: int) -> None:
    """Settle on the tick on which the first who waits has waited long enough; the event has no row."""
    if part.has_time_out[gathering] and heaps.gathered[gathering]:
        tick = (heaps.gathered[gathering][0] >> part.bits) + part.at_most[gathering]
        if tick != now.gather_wake[gathering]:
            now.gather_wake[gathering] = tick
            heappush(heaps.events, tick << part.bits | len(part.takes))
