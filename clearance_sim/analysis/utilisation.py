"""Tell how busy lanes and officers are in the time they are open or on duty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from clearance_sim.analysis.causes import Reasons
from clearance_sim.analysis.days import LocalDays
from clearance_sim.analysis.intervals import Numbers
from clearance_sim.analysis.ruler import Presence, Ruler, ruler_of
from clearance_sim.analysis.tallies import Tallies
from clearance_sim.analysis.tallying import served_by
from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import Integers, Intervals, Plan, PlannedLanes, PlannedStaff, PlannedStep


class Utilisation(NamedTuple):
    """Hold the share of open time that is worked: over the whole period, and in the busiest hour of the day."""

    mean: float
    peak_hour: float


@dataclass(frozen=True, eq=False)
class _Hours:
    """Hold for each piece between marks the local hour of the day; 24 = in the period but in no whole hour, 25 = outside.

    Lane-ticks (or person-ticks) added up so are told by shape ``(26,)``; integers, exact below two to the 53rd.
    """

    hour: Integers

    def add_up(self, time: Presence) -> Numbers:
        """Add up the time by the hour of the day."""
        return np.asarray(np.bincount(self.hour, weights=time.spent, minlength=26), dtype=np.float64)


@lru_cache(maxsize=64)
def _hours(ruler: Ruler, days: LocalDays, warm_up: int, horizon: int) -> _Hours:
    """Give the hours of a ruler, on which the period and the local hours begin and end."""
    first, last, *edges = ruler.at(_edges(warm_up, horizon, days)).tolist()
    hour = np.full(len(ruler.marks) - 1, 25, dtype=np.int64)
    hour[first:last] = 24
    hour[edges[0] : edges[-1]] = np.repeat(days.hour, np.diff(edges))
    return _Hours(hour)


def station_utilisation(reasons: Reasons, tallies: Tallies, days: LocalDays) -> list[Utilisation]:
    """Give the utilisation of every station, in the plan's order.

    Notes
    -----
    Lanes are offered while open and not broken. Work after closing is not counted: it is overtime, not use of
    open lanes. Surge lanes are offered as long as they are used. Of departures the places are counted: those
    used among those offered. The busiest hour is the local hour of the day with the highest share over all
    days together.
    """
    plan = reasons.plan
    ruler = ruler_of(plan)
    hours = _hours(ruler, days, plan.warm_up, plan.horizon)
    found = []
    for position, station in enumerate(plan.stations):
        if station.slot_ticks is not None:
            start, _ = served_by(reasons, _visits(plan, position), station.first_lane)
            count = plan.lanes[station.first_lane].count
            edges = _edges(plan.warm_up, plan.horizon, days)
            taken, departures = (_before(ticks, edges, days) for ticks in (np.sort(start), station.slot_ticks))
            found.append(_utilisation(taken, count * departures))
            continue
        busy, offered = np.zeros((2, 26))
        for group in range(station.first_lane, station.last_lane):
            lanes = plan.lanes[group]
            opened, offers = _offered(ruler, lanes, hours)
            if opened is None:
                used = ruler.presence(*served_by(reasons, _visits(plan, position), group), lanes.available)
            else:
                used = _sum(ruler, [time for (own, _), time in tallies.served.items() if own == group]).while_(opened)
            by_hour = hours.add_up(used)
            busy += by_hour
            offered += by_hour if lanes.surge else offers
        found.append(_utilisation(busy, offered))
    return found


def _visits(plan: Plan, station: int) -> list[tuple[int, PlannedStep]]:
    return [(number, step) for number, flow in enumerate(plan.flows) for step in flow.steps if step.station == station]


def _before(ordered: Ticks, edges: Ticks, days: LocalDays) -> Numbers:
    """Count ticks in the hours that lie between edges, as `_Hours` adds time up."""
    first, last, *before = np.searchsorted(ordered, edges, side="left").tolist()
    counted: Numbers = np.bincount(days.hour, weights=np.diff(before), minlength=26).astype(np.float64)
    counted[24] = last - first - counted.sum()
    return counted


def staff_utilisation(reasons: Reasons, tallies: Tallies, days: LocalDays) -> list[Utilisation]:
    """Give the utilisation of every staff group, in the plan's order, in the time somebody is on duty.

    Whoever a lane serves keeps busy those whom the step needs, a group of units once.
    """
    plan = reasons.plan
    ruler = ruler_of(plan)
    hours = _hours(ruler, days, plan.warm_up, plan.horizon)
    found = []
    for position, group in enumerate(plan.staff):
        asked = {key: sum(number for staff, number in key[1] if staff == position) for key in tallies.served}
        opened, offered = _on_offer(ruler, group, plan.horizon, hours)
        if opened is None:
            busy, on_duty = ruler.nothing(), _on_duty(group, plan.horizon)
            for (lanes, needs), people in asked.items():
                if people:
                    visits = [each for each in _visits(plan, plan.lanes[lanes].station) if each[1].needs == needs]
                    busy += ruler.presence(*served_by(reasons, visits, lanes), on_duty) * people
        else:
            busy = _sum(ruler, [tallies.served[key] * people for key, people in asked.items() if people]).while_(opened)
        found.append(_utilisation(hours.add_up(busy), offered))
    return found


def _sum(ruler: Ruler, presences: Sequence[Presence]) -> Presence:
    return presences[0] if len(presences) == 1 else sum(presences, ruler.nothing())


@lru_cache(maxsize=256)
def _offered(ruler: Ruler, lanes: PlannedLanes, hours: _Hours) -> tuple[Presence | None, Numbers]:
    """Give when lanes are open and the lane-ticks that they offer: the same in every replication but for breakdowns."""
    return ruler.opened(lanes.available), hours.add_up(ruler.offered(lanes.available) * lanes.count)


@lru_cache(maxsize=64)
def _on_offer(ruler: Ruler, group: PlannedStaff, horizon: int, hours: _Hours) -> tuple[Presence | None, Numbers]:
    """Give when somebody of a staff group is on duty, and the person-ticks offered."""
    opened = ruler.opened(_on_duty(group, horizon))
    return opened, hours.add_up(ruler.course(group.change_ticks, group.on_duty))


def _edges(warm_up: int, horizon: int, days: LocalDays) -> Ticks:
    """Give the start and the end of the period, then the edges of its local hours."""
    return np.concatenate([np.array([warm_up, horizon], dtype=np.int64), days.edges])


def _on_duty(group: PlannedStaff, horizon: int) -> Intervals:
    """Give the intervals in which at least one person of the group is on duty."""
    there = np.concatenate([[0], (group.on_duty > 0).astype(np.int64), [0]])
    ticks = np.append(group.change_ticks, max(horizon, int(group.change_ticks.max(initial=0))) + 1)
    begin, end = ticks[np.flatnonzero(np.diff(there) == 1)], ticks[np.flatnonzero(np.diff(there) == -1)]
    return np.column_stack([begin, end])


def _utilisation(busy: Numbers, offered: Numbers) -> Utilisation:
    """Divide what was worked by what was offered, both as `_Hours` adds them up."""
    whole, open_by_hour = float(offered[:25].sum()), offered[:24]
    known = open_by_hour > 0
    return Utilisation(
        float(busy[:25].sum()) / whole if whole else float("nan"),
        float((busy[:24][known] / open_by_hour[known]).max()) if known.any() else float("nan"),
    )
