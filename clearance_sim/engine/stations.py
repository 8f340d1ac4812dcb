"""Hold stations: lanes, the lines of those who wait, and the order in which they are dispatched (rule 2).

Stations that share staff form one pool, since a start at one decides what may start at the other. Those who
wait for the same lanes and the same staff stand in one line: if its head cannot start, nobody in it can.
"""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heappop, heappush
from typing import TYPE_CHECKING

import simpy

from clearance_sim.clock import NEVER
from clearance_sim.engine.hours import Environment, OpenHours
from clearance_sim.engine.staff import StaffGroup
from clearance_sim.plan.plan import PlannedLanes

if TYPE_CHECKING:
    from clearance_sim.engine.port import PortInTime

Turn = tuple[int, int, int, int]
"""Priority of the step for the entity, tick admitted or ready, number, step: rule 2, smallest first."""


class Handling(simpy.Event):
    """Stand for one entity's turn at a station: it waits until `begin`, and happens when the handling ends."""

    def __init__(self, env: Environment, line: Line, row: int, work: int) -> None:
        super().__init__(env)
        self.line, self.row, self.work = line, row, work

    def begin(self, lane: Lanes) -> None:
        """Take a lane and the staff now, and schedule the end of the handling."""
        self.lane = lane
        lane.free -= 1
        for group, number in self.line.needs:
            group.busy += number
        self._ok, self._value = True, None
        self.env.schedule(self, delay=self.work)

    def finish(self) -> None:
        """Give lane and staff back and have the pool dispatched at the end of this tick."""
        self.lane.free += 1
        for group, number in self.line.needs:
            group.busy -= number
        self.line.pool.dispatch_this_tick()


class Lanes:
    """Count the free lanes of one group of alike lanes (rule 3)."""

    def __init__(self, position: int, planned: PlannedLanes) -> None:
        self.position = position
        self.free = planned.count
        self.hours = None if planned.open is None else OpenHours(planned.open)

    def can_start(self, now: int) -> bool:
        """Tell whether a lane is free and open."""
        return self.free > 0 and (self.hours is None or self.hours.is_open(now))


class Line:
    """Hold those who wait for the same lane groups and the same staff, in order of their turn."""

    def __init__(self, pool: Pool, lanes: list[Lanes], needs: list[tuple[StaffGroup, int]]) -> None:
        self.pool = pool
        self.lanes = lanes
        self.needs = needs
        self.waiting: list[tuple[Turn, Handling]] = []

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
        self._is_due = False

    def dispatch_this_tick(self) -> None:
        """Have the pool dispatched once, at the end of this tick."""
        if not self._is_due:
            self._is_due = True
            self._port.pools_due.append(self)
            self._port.settle_this_tick()

    def dispatch(self) -> None:
        """Start everybody who can start, in the order of their turns over all lines."""
        self._is_due = False
        now, trace = self._port.env.now, self._port.trace
        standing = [line for line in self.lines if line.waiting]
        while standing:
            line = standing[0] if len(standing) == 1 else min(standing, key=lambda each: each.waiting[0][0])
            lane = line.lane_for_the_first(now)
            if lane is None:
                standing.remove(line)
                continue
            _, handling = heappop(line.waiting)
            trace.start[handling.row], trace.lane[handling.row] = now, lane.position
            handling.begin(lane)
            if not line.waiting:
                standing.remove(line)
        self._wake_at_next_change(now)

    def _wake_at_next_change(self, now: int) -> None:
        """Settle again when a closed lane opens or a shift changes, if somebody waits for it."""
        for line in self.lines:
            if line.waiting:
                for tick in _changes_for(line, now):
                    self._port.wake_at(tick, self)


def _changes_for(line: Line, now: int) -> Iterable[int]:
    for lanes in line.lanes:
        if lanes.hours is not None and (tick := lanes.hours.next_opening(now)) != NEVER:
            yield tick
    for group, _ in line.needs:
        if (tick := group.shifts.next_change(now)) != NEVER:
            yield tick
