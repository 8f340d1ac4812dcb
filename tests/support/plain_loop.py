"""Run a plan by a second, deliberately plain event loop: no SimPy, no heaps, everything looked at anew.

It shares no code with the engines, and reads hours and breakdowns themselves where both engines read what the plan
has reckoned from them: engines that agree could be wrong together, this loop would say so. It visits every tick on
which anything can happen, and there scans all rows that are not over. It is meant to be slow and plainly right by
the rules, for plans of a few hundred rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clearance_sim.clock import NEVER
from clearance_sim.plan.plan import DECLARATION, UNIT, Plan, PlannedFlow, PlannedStation, PlannedStep
from clearance_sim.plan.trace import Trace


@dataclass
class Row:
    """Hold one row of the plan and what has happened to it so far."""

    index: int
    flow: int
    step: PlannedStep
    entity: int
    takes: bool
    earliest: int
    after: list[int]
    owners: list[tuple[int, int, int]]
    ready: int | None = None
    admitted: int | None = None
    start: int | None = None
    end: int | None = None
    lane: int = -1
    in_line: int | None = None
    """Tick from which the row stands in line: admitted, or its group closed."""


def related(flow: PlannedFlow, level: int, entity: int, other: int) -> list[int]:
    """Give the entities of level `other` whose end an entity of `level` waits for."""
    shared = flow.units_per_declaration > 1
    if level == other:
        return [entity]
    if other == UNIT:
        return [int(flow.levels[level].unit[entity])]
    if level == UNIT:
        if other == DECLARATION and shared:
            return [int(flow.declaration_of_unit[entity])]
        return np.flatnonzero(flow.levels[other].unit == entity).tolist()
    return related(flow, UNIT, int(flow.levels[level].unit[entity]), other)


def make_rows(plan: Plan) -> list[Row]:
    rows: list[Row] = []
    for position, flow in enumerate(plan.flows):
        for step in flow.steps:
            for entity in range(step.last_row - step.first_row):
                index = step.first_row + entity
                unit = int(flow.levels[step.level].unit[entity])
                takes = bool(plan.takes[index])
                entry = int(flow.entry[unit])
                earliest = int(plan.lead_ready[index]) if step.ahead and takes else entry
                after = [
                    flow.steps[before].first_row + other
                    for before in step.after
                    for other in related(flow, step.level, entity, flow.steps[before].level)
                ]
                owners = [
                    (yard, position, entity if plan.yards[yard].level == step.level else unit) for yard in step.yards
                ]
                rows.append(Row(index, position, step, entity, takes, earliest, after, owners))
    return rows


class PlainPort:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.rows = make_rows(plan)
        self.not_over = list(self.rows)
        self.members: dict[tuple[int, int, int], list[int]] = {}
        for row in self.rows:
            for owner in row.owners if row.takes else []:
                self.members.setdefault(owner, []).append(row.index)
        self.asked: dict[tuple[int, int, int], int] = {}
        self.admitted: set[tuple[int, int, int]] = set()
        self.turned_away: set[tuple[int, int, int]] = set()
        self.groups: list[tuple[int, int, list[int]]] = []
        self.leader_of: dict[tuple[int, int, int], int] = {}
        self.surge_on = dict.fromkeys(range(len(plan.lanes)), 0)

    def ticks_of_calendars(self) -> set[int]:
        edges: set[int] = set()
        for lanes in self.plan.lanes:
            if lanes.open is not None:
                edges |= set(lanes.open.ravel().tolist())
            if lanes.down is not None:
                edges |= set(lanes.down.ravel().tolist())
        for station in self.plan.stations:
            if station.slot_ticks is not None:
                edges |= set(station.slot_ticks.tolist())
        for group in self.plan.staff:
            edges |= set(group.change_ticks.tolist())
        return edges

    def run(self) -> Trace:
        roots = {row.earliest for row in self.rows if not row.after}
        first = min(roots, default=0)
        todo = roots | {tick for tick in self.ticks_of_calendars() if tick >= first}
        done: set[int] = set()
        while True:
            now = min((tick for tick in todo - done if tick < self.plan.horizon), default=None)
            if now is None:
                return self.trace()
            done.add(now)
            self.make_ready(now)
            while self.admit_one(now) or self.close_one_gathering(now):
                self.make_ready(now)
            self.start_delays(now)
            self.dispatch(now)
            self.repeat_leaders()
            for row in self.not_over:
                if row.step.gather is not None and row.admitted == now and row.step.gather.at_most != NEVER:
                    todo.add(now + row.step.gather.at_most)
            self.not_over = [row for row in self.not_over if not self.over(row.index, now)]
            todo |= {row.earliest for row in self.not_over if row.step.awaits_entry}
            todo |= {row.end for row in self.not_over if row.end is not None and row.end > now}

    def over(self, index: int, now: int) -> bool:
        end = self.rows[index].end
        return end is not None and end <= now

    def make_ready(self, now: int) -> None:
        changed = True
        while changed:
            changed = False
            for row in self.not_over:
                if row.ready is None and not self.follows(row) and self.may_begin(row, now):
                    row.ready = now
                    changed = True
                    if not row.takes:
                        row.admitted = row.start = row.end = now
                if row.ready is not None and row.admitted is None:
                    self.ask(row, now)

    def may_begin(self, row: Row, now: int) -> bool:
        if not row.after:
            return now >= row.earliest
        if row.step.awaits_entry and now < row.earliest:
            return False
        return all(self.over(index, now) for index in row.after)

    def ask(self, row: Row, now: int) -> None:
        for owner in row.owners:
            if owner in self.turned_away:
                return
            self.asked.setdefault(owner, now)
            if owner not in self.admitted:
                return
        row.admitted = now

    def has_left(self, owner: tuple[int, int, int], now: int) -> bool:
        return all(self.over(index, now) for index in self.members[owner])

    def admit_one(self, now: int) -> bool:
        for position, yard in enumerate(self.plan.yards):
            inside = [owner for owner in self.admitted if owner[0] == position and not self.has_left(owner, now)]
            asking = [owner for owner in self.asked if owner[0] == position and owner not in self.admitted]
            if asking and len(inside) < yard.capacity:
                self.admitted.add(min(asking, key=lambda owner: (self.asked[owner], self.number(owner))))
                return True
        self.turn_away(now)
        return False

    def turn_away(self, now: int) -> None:
        for owner in [owner for owner in self.asked if owner not in self.admitted]:
            if self.plan.yards[owner[0]].turns_away:
                del self.asked[owner]
                self.turned_away.add(owner)
                first = min(row.index for row in self.not_over if row.takes and owner in row.owners and row.ready == now)
                self.rows[first].lane = -2

    def follows(self, row: Row) -> bool:
        """Tell whether a row repeats a leader's: its unit gathered at an earlier step and does not lead."""
        return row.step.gather is None and self.is_led(row)

    def is_led(self, row: Row) -> bool:
        """Tell whether another unit leads this one at this step."""
        if row.step.group < 0:
            return False
        return self.leader_of.get((row.flow, row.step.group, row.entity), row.entity) != row.entity

    def close_one_gathering(self, now: int) -> bool:
        for position, flow in enumerate(self.plan.flows):
            for number, step in enumerate(flow.steps):
                if step.gather is not None and self.close(position, number, step, now):
                    return True
        return False

    def close(self, flow: int, number: int, step: PlannedStep, now: int) -> bool:
        waiting = sorted(
            (row.admitted, int(self.plan.number[row.index]), row.entity)
            for row in self.not_over
            if row.flow == flow and row.step is step and row.takes and row.admitted is not None
            and (flow, number, row.entity) not in self.leader_of
        )  # fmt: skip
        rule = step.gather
        size = 0
        if rule.number and len(waiting) >= rule.number:
            size = rule.number
        worth = np.cumsum([int(self.plan.flows[flow].worth[unit]) for _, _, unit in waiting])
        if rule.worth and waiting and worth[-1] >= rule.worth:
            size = int(np.argmax(worth >= rule.worth)) + 1
        if not size and waiting and rule.at_most != NEVER and now >= waiting[0][0] + rule.at_most:
            size = len(waiting)
        if not size:
            return False
        members = [unit for _, _, unit in waiting[:size]]
        self.groups.append((flow, number, members))
        self.leader_of |= {(flow, number, unit): members[0] for unit in members}
        self.rows[step.first_row + members[0]].in_line = now
        return True

    def repeat_leaders(self) -> None:
        for flow, number, (leader, *others) in self.groups:
            for step in self.plan.flows[flow].steps:
                if step.group == number:
                    first = self.rows[step.first_row + leader]
                    for unit in others:
                        row = self.rows[step.first_row + unit]
                        row.start, row.end, row.lane = first.start, first.end, first.lane
                        if step.gather is None:
                            row.ready, row.admitted = first.ready, first.admitted

    def may_start(self, row: Row) -> bool:
        """Tell whether a row waits to be handled: admitted, and at the head of its group where it gathers."""
        if row.admitted is None or row.start is not None or self.follows(row):
            return False
        return row.step.gather is None or self.leader_of.get((row.flow, row.step.group, row.entity)) == row.entity

    def number(self, owner: tuple[int, int, int]) -> int:
        yard, flow, entity = owner
        return int(self.plan.flows[flow].levels[self.plan.yards[yard].level].number[entity])

    def start_delays(self, now: int) -> None:
        for row in self.not_over:
            if self.may_start(row) and row.step.station < 0:
                row.start, row.end = now, now + int(self.plan.work[row.index])

    def dispatch(self, now: int) -> None:
        while True:
            self.start_all_who_can(now)
            if not any(self.open_one_more(station) for station in self.plan.stations):
                break
        for position, station in enumerate(self.plan.stations):
            if station.surge_at and len(self.waiting_at(position)) <= station.calm_at:
                for lane in range(station.first_lane, station.last_lane):
                    self.surge_on[lane] = 0

    def waiting_at(self, station: int) -> list[Row]:
        return [row for row in self.not_over if row.step.station == station and self.may_start(row)]

    def open_one_more(self, station: PlannedStation) -> bool:
        position = self.plan.stations.index(station)
        if station.surge_at and len(self.waiting_at(position)) >= station.surge_at:
            for lane in range(station.first_lane, station.last_lane):
                if self.plan.lanes[lane].surge and self.surge_on[lane] < self.plan.lanes[lane].count:
                    self.surge_on[lane] += 1
                    return True
        return False

    def start_all_who_can(self, now: int) -> None:
        waiting = [row for row in self.not_over if row.step.station >= 0 and self.may_start(row)]
        waiting.sort(
            key=lambda row: (
                int(self.plan.priority[row.index]), row.in_line or row.admitted, int(self.plan.number[row.index]), row.index
            )
        )
        for row in waiting:
            lane = self.free_lane(row, now)
            if lane is not None:
                row.start, row.lane = now, lane
                row.end = self.end_of(row, lane, now)

    def end_of(self, row: Row, lane: int, now: int) -> int:
        """Walk from edge to edge of the lane's hours and breakdowns until the work is done."""
        work, lanes = int(self.plan.work[row.index]), self.plan.lanes[lane]
        slow = self.plan.stations[row.step.station].slow
        for begin, end, percent in [] if slow is None else slow.tolist():
            if begin <= now < end:
                work = max(1, (work * percent + 99) // 100)
        hours = None if lanes.open is None or not lanes.resumes else lanes.open.tolist()
        down = [] if lanes.down is None else lanes.down.tolist()
        edges = {edge for part in (hours or [], down) for interval in part for edge in interval}
        at = now
        for edge in [*sorted(edge for edge in edges if edge > now), 2**61]:
            works = (hours is None or any(b <= at < e for b, e in hours)) and not any(b <= at < e for b, e in down)
            if works and work <= edge - at:
                return at + work
            work -= edge - at if works else 0
            at = edge
        return self.plan.horizon

    def running(self, now: int) -> list[Row]:
        return [
            row
            for row in self.not_over
            if row.lane >= 0 and not self.is_led(row)
            if row.start is not None and row.end is not None and row.end > now
        ]

    def free_lane(self, row: Row, now: int) -> int | None:
        running = self.running(now)
        for group, number in row.step.needs:
            staff = self.plan.staff[group]
            on_duty = 0
            for tick, count in zip(staff.change_ticks.tolist(), staff.on_duty.tolist(), strict=True):
                if tick <= now:
                    on_duty = count
            busy = sum(count for other in running for needed, count in other.step.needs if needed == group)
            if on_duty - busy < number:
                return None
        station = self.plan.stations[row.step.station]
        for position in range(station.first_lane, station.last_lane):
            lanes = self.plan.lanes[position]
            may_use = int(self.plan.eligible[row.index]) >> (position - station.first_lane) & 1
            is_open = lanes.open is None or any(begin <= now < end for begin, end in lanes.open.tolist())
            is_down = lanes.down is not None and any(begin <= now < end for begin, end in lanes.down.tolist())
            used = sum(other.lane == position for other in running)
            on = self.surge_on[position] if lanes.surge else lanes.count
            if station.slot_ticks is not None:
                is_open = now in station.slot_ticks.tolist()
                used = sum(other.lane == position and other.start == now for other in running)
            if may_use and is_open and not is_down and used < on:
                return position
        return None

    def trace(self) -> Trace:
        def column(name: str) -> np.ndarray:
            values = [getattr(row, name) for row in self.rows]
            horizon = self.plan.horizon
            return np.array([NEVER if value is None or value >= horizon else value for value in values], dtype=np.int64)

        lane = np.array([row.lane for row in self.rows], dtype=np.int64)
        return Trace(column("ready"), column("admitted"), column("start"), column("end"), lane)


def run_plainly(plan: Plan) -> Trace:
    """Run a plan by the plain loop."""
    return PlainPort(plan).run()

