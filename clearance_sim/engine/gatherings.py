"""Hold gatherings: units wait until a train or convoy is formed, and go on as one (rule 8)."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush
from typing import TYPE_CHECKING

import simpy

from clearance_sim.clock import NEVER
from clearance_sim.plan.plan import PlannedGather

if TYPE_CHECKING:
    from clearance_sim.engine.port import PortInTime


@dataclass
class Group:
    """Hold the units that gathered; the first of them leads and carries the draws, the lane and the slot."""

    members: list[int]
    over: simpy.Event
    """Happens when the group has taken its last step together."""

    @property
    def leader(self) -> int:
        """Give the unit that leads."""
        return self.members[0]


class Gathering:
    """Let units wait at one step of a flow, and close one group at a time, in order of (ready tick, number)."""

    def __init__(self, port: PortInTime, rule: PlannedGather, worth: list[int]) -> None:
        self.groups: list[Group] = []
        self._port = port
        self._rule = rule
        self._worth = worth
        self._waiting: list[tuple[int, int, int]] = []
        self._joined: dict[int, simpy.Event] = {}

    def join(self, unit: int, number: int) -> simpy.Event:
        """Wait for a group from this tick on; the event's value is the `Group`."""
        heappush(self._waiting, (self._port.env.now, number, unit))
        self._joined[unit] = self._port.env.event()
        self._port.settle_this_tick()
        self._wake_at_time_out()
        return self._joined[unit]

    def close_one(self) -> bool:
        """Close a group if it is complete or its time is out; tell whether one was."""
        size = self._complete()
        if size == 0 and self._waiting and self._time_out() <= self._port.env.now:
            size = min(len(self._waiting), self._rule.number or len(self._waiting))
        if size == 0:
            return False
        members = [heappop(self._waiting)[2] for _ in range(size)]
        group = Group(members, self._port.env.event())
        self.groups.append(group)
        for unit in members:
            self._joined.pop(unit).succeed(group)
        self._wake_at_time_out()
        return True

    def _complete(self) -> int:
        """Give the size of a complete group, counted from the first; 0 if there is none."""
        if self._rule.number:
            return self._rule.number if len(self._waiting) >= self._rule.number else 0
        total = 0
        for size, (_, _, unit) in enumerate(sorted(self._waiting), start=1):
            total += self._worth[unit]
            if total >= self._rule.worth:
                return size
        return 0

    def _time_out(self) -> int:
        """Give the tick at which the gathering of the first who waits closes, however few they are."""
        return 2**62 if self._rule.at_most == NEVER else self._waiting[0][0] + self._rule.at_most

    def _wake_at_time_out(self) -> None:
        if self._waiting and self._rule.at_most != NEVER:
            self._port.settle_at(max(self._time_out(), self._port.env.now))
