"""Hold yards: a limit on how many entities are inside a set of steps; the rest wait outside (rule 7)."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING

import simpy

from clearance_sim.plan.plan import Plan, PlannedYard
from clearance_sim.plan.trace import TURNED_AWAY

if TYPE_CHECKING:
    from clearance_sim.engine.port import PortInTime

Owner = tuple[int, int]
"""Flow position and position of the entity in the level that the yard counts."""


class Yard:
    """Admit one entity at a time, in order of (tick of asking, number)."""

    def __init__(self, port: PortInTime, planned: PlannedYard, steps_left: dict[Owner, int]) -> None:
        self._port = port
        self._free = planned.capacity
        self._turns_away = planned.turns_away
        self._steps_left = steps_left
        self._asking: list[tuple[int, int, Owner]] = []
        self._first_row: dict[Owner, int] = {}
        self._admissions: dict[Owner, simpy.Event] = {}

    def ask(self, owner: Owner, number: int, row: int) -> simpy.Event:
        """Ask for a place when the entity's first member step becomes ready; later steps share the answer."""
        if owner not in self._admissions:
            self._admissions[owner] = self._port.env.event()
            self._first_row[owner] = row
            heappush(self._asking, (self._port.env.now, number, owner))
            self._port.settle_this_tick()
        self._first_row[owner] = min(self._first_row[owner], row)
        return self._admissions[owner]

    def admit_one(self) -> bool:
        """Admit whoever asked first, if there is a place; tell whether somebody was admitted."""
        if not self._asking or self._free == 0:
            return False
        self._free -= 1
        _, _, owner = heappop(self._asking)
        self._admissions[owner].succeed()
        return True

    def turn_away(self) -> None:
        """Send away for good whoever found no place, if the yard does so."""
        if self._turns_away:
            for _, _, owner in self._asking:
                self._port.trace.lane[self._first_row[owner]] = TURNED_AWAY
            self._asking.clear()

    def step_ended(self, owner: Owner) -> None:
        """Give the place back when the last member step that the entity takes has ended."""
        self._steps_left[owner] -= 1
        if self._steps_left[owner] == 0:
            self._free += 1
            self._port.settle_this_tick()


def member_steps(plan: Plan, yard: int) -> dict[Owner, int]:
    """Count for every entity that needs a place how many member steps it, or its children, take."""
    counts: dict[Owner, int] = {}
    level_of_places = plan.yards[yard].level
    for position, flow in enumerate(plan.flows):
        for step in flow.steps:
            if yard not in step.yards:
                continue
            entities = plan.takes[step.rows].nonzero()[0]
            owners = entities if step.level == level_of_places else flow.levels[step.level].unit[entities]
            for owner in owners.tolist():
                counts[position, owner] = counts.get((position, owner), 0) + 1
    return counts
