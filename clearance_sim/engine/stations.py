"""Hold stations: lanes, the lines of those who wait, and the order in which they are dispatched (rule 2).

Stations that share staff form one pool, since a start at one decides what may start at the other. Those who
wait for the same lanes and the same staff stand in one line: if its head cannot start, nobody in it can.
"""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

import simpy

from clearance_sim.clock import NEVER, Ticks
from clearance_sim.engine.hours import Environment, OpenHours, WorkingTime
from clearance_sim.engine.staff import StaffGroup
from clearance_sim.plan.plan import PlannedLanes, PlannedStation

if TYPE_CHECKING:
    from clearance_sim.engine.port import PortInTime

Turn = tuple[int, int, int, int]
"""Priority of the step for the entity, tick admitted or ready, number, step: rule 2, smallest first."""


class Handling(simpy.Event):
    """Stand for one entity's turn at a station: it waits until `begin`, and happens when the handling ends."""

    def __init__(self, env: Environment, line: Line, row: int, work: int) -> None:
        super().__init__(env)
        self.callbacks.append(_give_back)
        self.line, self.row, self.work = line, row, work

    def begin(self, lane: Lanes, now: int) -> None:
        """Take a lane and the staff now, and schedule the end of the handling."""
        self.lane = lane
        lane.take()
        for group, number in self.line.needs:
            group.busy += number
        self._ok, self._value = True, None
        lasts = lane.lasts(self.line.station.work_at(self.work, now), now)
        if lasts != NEVER:
            self.env.schedule(self, delay=lasts)


def _give_back(handling: Any) -> None:
    """Give lane and staff back when a handling ends, and have the pool dispatched at the end of this tick."""
    handling.lane.give_back()
    for group, number in handling.line.needs:
        group.busy -= number
    handling.line.pool.dispatch_this_tick()


class Lanes:
    """Count the lanes of one group that are on and busy (rule 3); surge lanes are off at first (rule 6)."""

    def __init__(self, position: int, planned: PlannedLanes) -> None:
        self.position = position
        self.count = planned.count
        self.is_surge = planned.surge
        self.on = 0 if planned.surge else planned.count
        self.busy = 0
        self._hours = None if planned.available is None else OpenHours(planned.available)
        self._working = None if planned.working is None else WorkingTime(planned.working)

    @property
    def has_hours(self) -> bool:
        """Tell whether the lanes are closed or broken at times."""
        return self._hours is not None

    def can_start(self, now: int) -> bool:
        """Tell whether a lane is on, free, open and not broken."""
        return self.busy < self.on and (self._hours is None or self._hours.is_open(now))

    def take(self) -> None:
        """Take one lane."""
        self.busy += 1

    def give_back(self) -> None:
        """Give one lane back."""
        self.busy -= 1

    def lasts(self, work: int, now: int) -> int:
        """Give the ticks from now until `work` is done: more where it rests; `NEVER` if it is not done."""
        if self._working is None:
            return work
        end = self._working.end_of(now, work)
        return NEVER if end == NEVER else end - now

    def next_chance(self, now: int) -> int:
        """Give the tick after `now` at which lanes that are closed or broken now are open again, or `NEVER`."""
        return NEVER if self._hours is None else self._hours.next_opening(now)


class Places(Lanes):
    """Count the places of a departure: so many on the ticks of the timetable, none between (rule 9)."""

    def __init__(self, position: int, planned: PlannedLanes, departures: Ticks) -> None:
        super().__init__(position, planned)
        self._to_come: list[int] = departures.tolist()[::-1]

    @property
    def has_hours(self) -> bool:
        """Tell that there is a timetable."""
        return True

    def can_start(self, now: int) -> bool:
        """Tell whether a departure is now and has a place left; unused places lapse."""
        while self._to_come and self._to_come[-1] < now:
            self._to_come.pop()
            self.busy = 0
        return self.busy < self.count and bool(self._to_come) and self._to_come[-1] == now

    def give_back(self) -> None:
        """Do nothing: who has left holds no place of a later departure."""

    def next_chance(self, now: int) -> int:
        """Give the tick of the next departure after `now`, or `NEVER`."""
        return next((tick for tick in reversed(self._to_come) if tick > now), NEVER)


class Station:
    """Hold what belongs to one station as a whole: its lanes, its surge rule, its slow-downs."""

    def __init__(self, planned: PlannedStation, lanes: list[Lanes]) -> None:
        self.lanes = lanes
        self.lines: list[Line] = []
        self.has_surge = planned.surge_at > 0
        self._surge_at, self._calm_at = planned.surge_at, planned.calm_at
        self._slow: list[list[int]] = [] if planned.slow is None else planned.slow.tolist()

    def work_at(self, work: int, now: int) -> int:
        """Give how long handling takes that starts now: longer or shorter during a slow-down, rounded up."""
        for begin, end, percent in self._slow:
            if begin <= now < end:
                work = max(1, -(-work * percent // 100))
        return work

    def open_one_more(self) -> bool:
        """Turn the next surge lane on if enough wait; tell whether one was."""
        if self._waiting() >= self._surge_at:
            for lanes in self.lanes:
                if lanes.is_surge and lanes.on < lanes.count:
                    lanes.on += 1
                    return True
        return False

    def close_if_calm(self) -> None:
        """Turn all surge lanes off if few enough wait; what they began is finished."""
        if self._waiting() <= self._calm_at:
            for lanes in self.lanes:
                if lanes.is_surge:
                    lanes.on = 0

    def _waiting(self) -> int:
        return sum(len(line.waiting) for line in self.lines)


class Line:
    """Hold those who wait for the same lane groups and the same staff, in order of their turn."""

    def __init__(
        self, pool: Pool, station: Station, lanes: list[Lanes], needs: list[tuple[StaffGroup, int]]
    ) -> None:
        self.pool = pool
        self.station = station
        self.lanes = lanes
        self.needs = needs
        self.waiting: list[tuple[Turn, Handling]] = []
        self.depends_on_the_clock = bool(needs) or any(group.has_hours for group in lanes)

    def join(self, turn: Turn, handling: Handling) -> None:
        """Stand in line from this tick on."""
        heappush(self.waiting, (turn, handling))
        self.pool.dispatch_this_tick()

    def lane_for_the_first(self, now: int) -> Lanes | None:
        """Give the first free and open lane group in lane order, if the staff are free as well."""
        for group, number in self.needs:
            if not group.has_free(number, now):
                return None
        for lanes in self.lanes:
            if lanes.can_start(now):
                return lanes
        return None


class Pool:
    """Hold stations that share staff, or one station alone."""

    def __init__(self, port: PortInTime) -> None:
        self._port = port
        self.lines: list[Line] = []
        self.surging: list[Station] = []
        self._is_due = False

    def dispatch_this_tick(self) -> None:
        """Have the pool dispatched once, at the end of this tick."""
        if not self._is_due:
            self._is_due = True
            self._port.pools_due.append(self)
            self._port.settle_this_tick()

    def dispatch(self) -> None:
        """Start everybody who can start, then open surge lanes one by one as long as too many wait."""
        self._is_due = False
        now = self._port.env.now
        self._start_all_who_can(now)
        if self.surging:
            while any(station.open_one_more() for station in self.surging):
                self._start_all_who_can(now)
            for station in self.surging:
                station.close_if_calm()
        self._wake_at_next_change(now)

    def _start_all_who_can(self, now: int) -> None:
        """Start in the order of the turns over all lines; who cannot start is passed over."""
        trace = self._port.trace
        standing = [line for line in self.lines if line.waiting]
        while standing:
            line = standing[0] if len(standing) == 1 else min(standing, key=lambda each: each.waiting[0][0])
            lane = line.lane_for_the_first(now)
            if lane is None:
                standing.remove(line)
                continue
            _, handling = heappop(line.waiting)
            trace.start[handling.row], trace.lane[handling.row] = now, lane.position
            handling.begin(lane, now)
            if not line.waiting:
                standing.remove(line)

    def _wake_at_next_change(self, now: int) -> None:
        """Settle again when a closed lane opens or a shift changes, if somebody waits for it."""
        for line in self.lines:
            if line.waiting and line.depends_on_the_clock:
                for tick in _changes_for(line, now):
                    self._port.wake_at(tick, self)


def _changes_for(line: Line, now: int) -> Iterable[int]:
    for lanes in line.lanes:
        if (tick := lanes.next_chance(now)) != NEVER:
            yield tick
    for group, _ in line.needs:
        if (tick := group.shifts.next_change(now)) != NEVER:
            yield tick
