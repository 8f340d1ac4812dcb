"""Run one port through time: whatever happens on a tick, then one settle at its end (rule 1).

Endings, arrivals and all that they make ready are ordinary SimPy events. The settle has a lower priority, so
it is the last event of its tick: it admits into yards one by one, letting the tick go on after each, and
dispatches the stations when nobody more can be admitted. What it starts lasts at least one tick.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import simpy

from clearance_sim.clock import NEVER
from clearance_sim.engine.branches import Branch, branches
from clearance_sim.engine.gatherings import Gathering
from clearance_sim.engine.hours import Environment
from clearance_sim.engine.journeys import source
from clearance_sim.engine.staff import StaffGroup
from clearance_sim.engine.stations import Lanes, Line, Places, Pool, Station
from clearance_sim.engine.yards import Yard, member_steps
from clearance_sim.plan.plan import Plan, PlannedStation, PlannedStep
from clearance_sim.plan.trace import NO_LANE, Trace

LAST_IN_TICK: Final = 9
"""SimPy's event priority of the settle; ordinary events have 0 and 1."""


def run(plan: Plan) -> Trace:
    """Run a plan from its earliest event to its horizon.

    Examples
    --------
    >>> from clearance_sim.engine import run
    >>> run.__name__
    'run'
    """
    all_branches = [branch for number, flow in enumerate(plan.flows) for branch in branches(flow, number)]
    starts = {id(branch): _starts(plan, branch) for branch in all_branches if branch.begins_by_the_clock}
    first = min((times[0][0] for times in starts.values() if times), default=0)
    port = PortInTime(plan, min(first, 0))
    for branch in all_branches:
        if times := starts.get(id(branch)):
            port.env.process(source(port, branch, times))
    port.env.run(until=plan.horizon)
    port.repeat_leaders()
    return port.trace.finished()


def _starts(plan: Plan, branch: Branch) -> list[tuple[int, int]]:
    """Give (tick, entity) of a branch that begins on arrival, or ahead of it where that is taken."""
    flow, step = plan.flows[branch.flow], branch.stretches[0][0]
    ticks = flow.entry[flow.levels[step.level].unit]
    if step.ahead:
        ticks = np.where(plan.takes[step.rows], plan.lead_ready[step.rows], ticks)
    return sorted(zip(ticks.tolist(), range(len(ticks)), strict=True))


class Columns:
    """Hold the trace while it is being written, as plain lists: one row is written at a time."""

    def __init__(self, rows: int) -> None:
        self.ready = [NEVER] * rows
        self.admitted = [NEVER] * rows
        self.start = [NEVER] * rows
        self.end = [NEVER] * rows
        self.lane = [NO_LANE] * rows

    def repeat(self, step: PlannedStep, members: list[int], *, whole_row: bool) -> None:
        """Copy the first member's row of a step to the others; where they gathered, each was ready by itself."""
        leader, *others = (step.first_row + member for member in members)
        columns = [self.start, self.end, self.lane] + ([self.ready, self.admitted] if whole_row else [])
        for column in columns:
            for row in others:
                column[row] = column[leader]

    def finished(self) -> Trace:
        """Give the trace as read-only arrays."""
        return Trace(**{name: np.array(column, dtype=np.int64) for name, column in vars(self).items()})


class PortInTime:
    """Hold a port while it runs: its clock, stations, staff and yards, and what this tick still owes."""

    def __init__(self, plan: Plan, first_tick: int) -> None:
        self.env = Environment(initial_time=first_tick)
        self.trace = Columns(plan.n_rows)
        self.takes: list[bool] = plan.takes.tolist()
        self.work: list[int] = plan.work.tolist()
        self.priority: list[int] = plan.priority.tolist()
        self.number: list[int] = plan.number.tolist()
        self.pools_due: list[Pool] = []
        self._plan = plan
        self._eligible: list[int] = plan.eligible.tolist()
        self._stations = [_station(plan, planned) for planned in plan.stations]
        self._staff = [StaffGroup(planned) for planned in plan.staff]
        self._yards = [
            Yard(self, planned, member_steps(plan, position)) for position, planned in enumerate(plan.yards)
        ]
        self._pools = _pools(self, plan)
        for pool, station in zip(self._pools, self._stations, strict=True):
            if station.has_surge:
                pool.surging.append(station)
        self._lines: dict[tuple[int, int, tuple[tuple[int, int], ...]], Line] = {}
        self._settle_is_due = False
        self._wakes: dict[int, set[Pool]] = {}
        self._gatherings = {
            (number, position): Gathering(self, step.gather, flow.worth.tolist())
            for number, flow in enumerate(plan.flows)
            for position, step in enumerate(flow.steps)
            if step.gather is not None
        }

    def settle_this_tick(self) -> None:
        """Settle once, after everything else that happens on this tick."""
        if not self._settle_is_due:
            self._settle_is_due = True
            self._at_end_of_tick(0, self._settle)

    def wake_at(self, tick: int, pool: Pool) -> None:
        """Dispatch a pool at a later tick, when a lane opens or a shift changes."""
        self.settle_at(tick)
        self._wakes[tick].add(pool)

    def settle_at(self, tick: int) -> None:
        """Settle at this or a later tick, when a gathering's time is out; one event per tick."""
        if tick not in self._wakes:
            self._wakes[tick] = set()
            self._at_end_of_tick(tick - self.env.now, self._wake)

    def line_of(self, step: PlannedStep, row: int) -> Line | None:
        """Give the line in which the row waits; None for a delay."""
        if step.station < 0:
            return None
        key = (step.station, self._eligible[row], step.needs)
        line = self._lines.get(key)
        return line if line is not None else self._open_line(key)

    def ask_yard(self, yard: int, step: PlannedStep, flow: int, row: int, entity: int) -> simpy.Event:
        """Ask for a place in a yard for the entity, or for its unit where the yard counts units."""
        owner = self._owner(yard, step, flow, entity)
        levels = self._plan.flows[flow].levels
        number = int(levels[self._plan.yards[yard].level].number[owner])
        return self._yards[yard].ask((flow, owner), number, row)

    def leave_yard(self, yard: int, step: PlannedStep, flow: int, entity: int) -> None:
        """Tell a yard that one of its member steps has ended."""
        self._yards[yard].step_ended((flow, self._owner(yard, step, flow, entity)))

    def gather(self, flow: int, step: PlannedStep, unit: int) -> simpy.Event:
        """Wait for a group at a step; the event's value is the group."""
        return self._gatherings[flow, step.group].join(unit, self.number[step.first_row + unit])

    def repeat_leaders(self) -> None:
        """Write the leader's times into the rows of everybody who went with it (rule 8)."""
        for (number, position), gathering in self._gatherings.items():
            steps = [step for step in self._plan.flows[number].steps if step.group == position]
            for group in gathering.groups:
                for step in steps:
                    self.trace.repeat(step, group.members, whole_row=step.gather is None)

    def _owner(self, yard: int, step: PlannedStep, flow: int, entity: int) -> int:
        if step.level == self._plan.yards[yard].level:
            return entity
        return int(self._plan.flows[flow].levels[step.level].unit[entity])

    def _open_line(self, key: tuple[int, int, tuple[tuple[int, int], ...]]) -> Line:
        position, eligible, needs = key
        station, pool = self._stations[position], self._pools[position]
        lanes = [each for bit, each in enumerate(station.lanes) if eligible >> bit & 1]
        line = Line(pool, station, lanes, [(self._staff[number], count) for number, count in needs])
        pool.lines.append(line)
        station.lines.append(line)
        self._lines[key] = line
        return line

    def _at_end_of_tick(self, delay: int, do: Any) -> None:
        event = simpy.Event(self.env)
        event._ok, event._value = True, None
        event.callbacks.append(do)
        self.env.schedule(event, priority=LAST_IN_TICK, delay=delay)  # type: ignore[arg-type]

    def _settle(self, _: simpy.Event) -> None:
        self._settle_is_due = False
        for yard in self._yards:
            if yard.admit_one():
                self.settle_this_tick()  # who was admitted goes on first, on the same tick
                return
        for yard in self._yards:
            yard.turn_away()
        for gathering in self._gatherings.values():
            if gathering.close_one():
                self.settle_this_tick()
                return
        due, self.pools_due = self.pools_due, []
        for pool in due:
            pool.dispatch()

    def _wake(self, _: simpy.Event) -> None:
        self.settle_this_tick()
        for pool in self._wakes.pop(self.env.now):
            pool.dispatch_this_tick()


def _station(plan: Plan, planned: PlannedStation) -> Station:
    groups = list(enumerate(plan.lanes))[planned.first_lane : planned.last_lane]
    if planned.slot_ticks is not None:
        return Station(planned, [Places(position, group, planned.slot_ticks) for position, group in groups])
    return Station(planned, [Lanes(position, group) for position, group in groups])


def _pools(port: PortInTime, plan: Plan) -> list[Pool]:
    """Give the pool of every station: one for all stations that share a staff group, else one each."""
    pools = [Pool(port) for _ in plan.stations]
    pool_of_staff: dict[int, Pool] = {}
    for flow in plan.flows:
        for step in flow.steps:
            for group, _ in step.needs:
                mine = pools[step.station]
                shared = pool_of_staff.setdefault(group, mine)
                pools = [shared if pool is mine else pool for pool in pools]
                pool_of_staff = {staff: shared if pool is mine else pool for staff, pool in pool_of_staff.items()}
    return pools
