"""Hold what is thought so far of the course of a coupled part of one plan, and hand on what changes in it.

The axis is the entities of one step whose ends are new: all who wait for those get their new ready ticks at once, step
by step along the route. It is exact because a ready tick is the latest of some ends, in whatever order they are found.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import UNIT, Integers, Plan, PlannedStep
from clearance_sim.plan.stops import route_of
from clearance_sim.plan.trace import NO_LANE
from clearance_sim.vector.admission import Admission
from clearance_sim.vector.crowd import Crowd
from clearance_sim.vector.premises import pool_of_station
from clearance_sim.vector.relations import FAR, Place
from clearance_sim.vector.ticks import TickColumns, ready_from_outside
from clearance_sim.vector.waiting import stages

YARDS: Final = -1
"""Stands for all yards of a part, in place of a pool."""


class Course:
    """Hold a part of one plan while it is swept; the tick columns hold what is thought of its rows.

    Attributes
    ----------
    pools
        Who takes the stations of each pool; those with most to do for each lane come first.
    moved
        The pools, or `YARDS`, to which somebody comes otherwise than they were last solved for.
    rows
        How many rows the part has.
    """

    def __init__(self, plan: Plan, places: Sequence[Place], ticks: TickColumns) -> None:
        self.plan, self.ticks = plan, ticks
        self._steps = {
            stage.place: plan.flows[stage.place[0]].steps[stage.place[1]] for stage in stages(plan, places)
        }
        self._following: dict[Place, list[Place]] = {place: [] for place in self._steps}
        for (flow, position), step in self._steps.items():
            for before in step.after:
                if (flow, before) in self._following:
                    self._following[flow, before].append((flow, position))
        self.rows = sum(step.last_row - step.first_row for step in self._steps.values())
        in_order = sorted(self._steps)
        self._admission = Admission(plan, in_order)
        self._held = self._admission.held
        self._admitted: Ticks = np.empty_like(ticks.ready) if self._held else ticks.ready
        for place in self._steps:
            self._guess(place)
        self._pool = dict(zip(in_order, pools_of(plan, in_order), strict=True))
        members = {
            pool: [place for place in in_order if self._pool[place] == pool] for pool in set(self._pool.values()) if pool >= 0
        }
        in_turn = sorted(members, key=lambda pool: (-self._load(members[pool]), pool))
        self.pools = {pool: Crowd(plan, members[pool], ticks, self._admitted) for pool in in_turn}
        self.moved = {*self.pools, YARDS} if self._held else {*self.pools}

    @property
    def solved(self) -> int:
        """Count the rows that were solved, all times counted."""
        return self._admission.looked_at + sum(crowd.solved for crowd in self.pools.values())

    def _load(self, places: Sequence[Place]) -> float:
        """Tell how long each lane of a pool works."""
        plan, steps = self.plan, [self._steps[place] for place in places]
        stations = [plan.stations[number] for number in {step.station for step in steps}]
        lanes = sum(lane.count for each in stations for lane in plan.lanes[each.first_lane : each.last_lane])
        return sum(int(plan.work[step.rows].sum()) for step in steps) / lanes

    def _guess(self, place: Place) -> None:
        """Let everybody pass a step as if nobody had to wait."""
        step, ticks = self._steps[place], self.ticks
        ticks.turn.pop(place, None)
        ready = self._all_ready(place)
        ticks.ready[step.rows] = self._admitted[step.rows] = ticks.start[step.rows] = ready
        ticks.end[step.rows], ticks.lane[step.rows] = self._in_time(ready + self.plan.work[step.rows]), NO_LANE

    def _in_time(self, ticks: Ticks) -> Ticks:
        return np.where(ticks < self.plan.horizon, ticks, FAR)

    def hand_on(self, new: Sequence[tuple[Place, Integers]]) -> None:
        """Hand on new ends of some entities at some steps, up to the pools and yards that they come to next."""
        told: dict[Place, list[Integers]] = {}
        for place, who in new:
            self._tell(place, who, told)
        for place in self._steps:
            if place in told:
                self._tell(place, self._begin(place, self._move(place, told[place])), told)

    def _tell(self, place: Place, who: Integers, told: dict[Place, list[Integers]]) -> None:
        """Tell the next steps whose ends at a step are new."""
        if len(who) and place in self._held:
            self.moved.add(YARDS)
        for following in self._following[place] if len(who) else ():
            told.setdefault(following, []).append(who)

    def _move(self, place: Place, told: Sequence[Integers]) -> Integers:
        """Write new ready ticks at a step for those who were told; give for whom they are new."""
        ready, step, steps = self.ticks.ready, self._steps[place], self.plan.flows[place[0]].steps
        if all(steps[before].level == step.level for before in step.after):
            who = told[0] if len(told) == 1 else _once(told, step)
            new = self._ready(place, who)
        else:
            who, new = np.arange(step.last_row - step.first_row), self._all_ready(place)
        is_new = new != ready[step.first_row + who]
        moved: Integers = who[is_new]
        ready[step.first_row + moved] = new[is_new]
        if len(moved) and place in self._held:
            self.moved.add(YARDS)
        return moved

    def _all_ready(self, place: Place) -> Ticks:
        """Give when all rows of a step are ready."""
        ready = ready_from_outside(self.plan, *place, self.ticks, ())
        assert ready is not None  # nothing is inside
        return self._in_time(ready)

    def _ready(self, place: Place, who: Integers) -> Ticks:
        """Give when some entities are ready that wait for nothing but ends of their own, and their entry."""
        flow, step = self.plan.flows[place[0]], self._steps[place]
        ready: Ticks = np.maximum.reduce([self.ticks.end[flow.steps[before].first_row + who] for before in step.after])
        if step.awaits_entry:
            unit = who if step.level == UNIT else flow.levels[step.level].unit[who]
            ready = np.maximum(ready, flow.entry[unit])
        return self._in_time(ready)

    def _begin(self, place: Place, who: Integers) -> Integers:
        """Let entities begin a step, or come to its station; give those that need none, whose ends are new by that."""
        plan, ticks, step = self.plan, self.ticks, self._steps[place]
        rows = step.first_row + who
        begin = ticks.ready[rows]
        if place in self._held:
            begin = np.maximum(begin, self._held[place][who])
        self._admitted[rows] = begin
        if step.station >= 0:
            passes = ~plan.takes[rows]
            if not passes.all():
                self.moved.add(self._pool[place])
            who, rows, begin = who[passes], rows[passes], begin[passes]
        ticks.start[rows], ticks.end[rows] = begin, self._in_time(begin + plan.work[rows])
        return who

    def enter_yards(self) -> None:
        """Admit everybody to the yards anew if somebody asks or leaves otherwise, and hand on what that changes."""
        if YARDS in self.moved:
            self.moved.discard(YARDS)
            admitted = self._admission.admit(self.ticks.ready, self.ticks.end)
            self.hand_on([(place, self._begin(place, who)) for place, who in admitted])

    def write_admitted(self) -> None:
        """Write when everybody was admitted."""
        for place, step in self._steps.items():
            if place in self._held:
                self.ticks.admit(step.rows, self._admitted[step.rows])
            else:
                self.ticks.admit_at_once(step.rows)


def pools_of(plan: Plan, places: Sequence[Place]) -> Sequence[int]:
    """Give the pool of each step, -1 where it is a delay."""
    pools = pool_of_station(tuple(map(route_of, plan.flows)), len(plan.stations))
    stations = (plan.flows[flow].steps[position].station for flow, position in places)
    return [pools[station] if station >= 0 else -1 for station in stations]


def _once(told: Sequence[Integers], step: PlannedStep) -> Integers:
    """Give each entity of a step once who was told, in order."""
    is_told = np.zeros(step.last_row - step.first_row, dtype=np.bool_)
    for who in told:
        is_told[who] = True
    return np.flatnonzero(is_told)
