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
from clearance_sim.analysis.ruler import Ruler, ruler_of
from clearance_sim.analysis.tallies import Tallies
from clearance_sim.analysis.tallying import served_by
from clearance_sim.clock import HOUR, Ticks
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

    def add_up(self, spent: Integers) -> Numbers:
        """Add up the ticks spent in each piece by the hour of the day."""
        return np.asarray(np.bincount(self.hour, weights=spent, minlength=26), dtype=np.float64)


class _Offer(NamedTuple):
    """Hold when lanes are open or somebody of a staff group is on duty, and the ticks offered, by the hour.

    Attributes
    ----------
    opened
        Shape ``(pieces,)``, 1 or 0; None where that changes within a piece.
    """

    opened: Integers | None
    offered: Numbers


@lru_cache(maxsize=64)
def _hours(ruler: Ruler, days: LocalDays, warm_up: int, horizon: int) -> _Hours:
    """Give the hours of a ruler, on which the period and the local hours begin and end."""
    first, last, *edges = ruler.at(np.concatenate([[warm_up, horizon], days.edges])).tolist()
    hour = np.full(len(ruler.marks) - 1, 25, dtype=np.int64)
    hour[first:last] = 24
    hour[edges[0] : edges[-1]] = np.repeat(days.hour, np.diff(edges))
    return _Hours(hour)


def utilisations(reasons: Reasons, tallies: Tallies, days: LocalDays) -> list[Utilisation]:
    """Give the utilisation of every station, then of every staff group, in the plan's order.

    Notes
    -----
    Lanes are offered while open and not broken. Work after closing is not counted: it is overtime, not use of
    open lanes. Surge lanes are offered as long as they are used. Of departures the places are counted: those
    used among those offered. Staff is offered while somebody is on duty; whoever a lane serves keeps busy those
    whom the step needs, a group of units once. The busiest hour is the local hour of the day with the highest
    share over all days together.
    """
    plan, ruler = reasons.plan, ruler_of(reasons.plan)
    hours = _hours(ruler, days, plan.warm_up, plan.horizon)
    offers = [_of_lanes(ruler, lanes, hours) for lanes in plan.lanes]
    offers += [_of_staff(ruler, group, plan.horizon, hours) for group in plan.staff]
    worked = _worked(reasons, tallies, ruler, [opened for opened, _ in offers])
    busy, offered = np.zeros((2, len(plan.stations) + len(plan.staff), 26))
    at = [lanes.station for lanes in plan.lanes] + list(range(len(plan.stations), len(busy)))
    surges = [lanes.surge for lanes in plan.lanes] + [False] * len(plan.staff)
    for position, spent, offer, surge in zip(at, worked, offers, surges, strict=True):
        by_hour = hours.add_up(spent)
        busy[position] += by_hour
        offered[position] += by_hour if surge else offer.offered
    for position, station in enumerate(plan.stations):
        if station.slot_ticks is not None:
            start, _ = served_by(reasons, _visits(plan, station.first_lane), station.first_lane)
            busy[position] = _by_hour(start, plan, days)
            offered[position] = plan.lanes[station.first_lane].count * _by_hour(station.slot_ticks, plan, days)
    return _shares(busy, offered)


def _worked(reasons: Reasons, tallies: Tallies, ruler: Ruler, opened: Sequence[Integers | None]) -> Integers:
    """Give the ticks for which all lane groups, then all staff groups, were used while open; shape ``(groups, pieces)``."""
    first_staff = len(reasons.plan.lanes)
    worked = np.zeros((len(opened), len(ruler.marks) - 1), dtype=np.int64)
    for (lanes, needs), time in tallies.served.items():
        worked[lanes] += time.spent
        for staff, people in needs:
            worked[first_staff + staff] += time.spent * people
    for group, levels in enumerate(opened):
        if levels is None:
            worked[group] = _within_pieces(reasons, tallies, ruler, group)
        else:
            worked[group] *= levels
    return worked


def _within_pieces(reasons: Reasons, tallies: Tallies, ruler: Ruler, group: int) -> Integers:
    """Give the same of a group that opens or closes within a piece: whoever it served is looked at anew."""
    plan, staff = reasons.plan, group - len(reasons.plan.lanes)
    opened = plan.lanes[group].available if staff < 0 else _on_duty(plan.staff[staff], plan.horizon)
    used = ruler.nothing()
    for lanes, needs in tallies.served:
        times = int(lanes == group) if staff < 0 else sum(people for one, people in needs if one == staff)
        if times:
            visits = [each for each in _visits(plan, lanes) if each[1].needs == needs]
            used += ruler.presence(*served_by(reasons, visits, lanes), opened) * times
    return used.spent


def _visits(plan: Plan, lanes: int) -> list[tuple[int, PlannedStep]]:
    """Give the steps at the station of a lane group, each with the position of its flow."""
    station = plan.lanes[lanes].station
    return [(number, step) for number, flow in enumerate(plan.flows) for step in flow.steps if step.station == station]


def _by_hour(ticks: Ticks, plan: Plan, days: LocalDays) -> Numbers:
    """Count ticks by the hour of the day, as `_Hours` adds time up."""
    hour = (ticks - days.edges[0]) // HOUR
    counted: Numbers = np.bincount(days.hour[hour[(hour >= 0) & (hour < len(days.hour))]], minlength=26).astype(np.float64)
    counted[24] = np.count_nonzero((ticks >= plan.warm_up) & (ticks < plan.horizon)) - counted.sum()
    return counted


@lru_cache(maxsize=256)
def _of_lanes(ruler: Ruler, lanes: PlannedLanes, hours: _Hours) -> _Offer:
    """Give when lanes are open, and lane-ticks: the same in every replication but for breakdowns."""
    opened = ruler.opened(lanes.available)
    offered = hours.add_up(ruler.offered(lanes.available).spent * lanes.count)
    return _Offer(None if opened is None else opened.spent, offered)


@lru_cache(maxsize=64)
def _of_staff(ruler: Ruler, group: PlannedStaff, horizon: int, hours: _Hours) -> _Offer:
    """Give when somebody of a staff group is on duty, and person-ticks."""
    opened = ruler.opened(_on_duty(group, horizon))
    offered = hours.add_up(ruler.course(group.change_ticks, group.on_duty).spent)
    return _Offer(None if opened is None else opened.spent, offered)


def _on_duty(group: PlannedStaff, horizon: int) -> Intervals:
    """Give the intervals in which at least one person of the group is on duty."""
    there = np.concatenate([[0], (group.on_duty > 0).astype(np.int64), [0]])
    ticks = np.append(group.change_ticks, max(horizon, int(group.change_ticks.max(initial=0))) + 1)
    begin, end = ticks[np.flatnonzero(np.diff(there) == 1)], ticks[np.flatnonzero(np.diff(there) == -1)]
    return np.column_stack([begin, end])


def _shares(busy: Numbers, offered: Numbers) -> list[Utilisation]:
    """Divide what was worked by what was offered, each row as `_Hours` adds them up; NaN where nothing was offered."""
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(offered[:, :25].any(axis=1), busy[:, :25].sum(axis=1) / offered[:, :25].sum(axis=1), np.nan)
        by_hour = np.where(offered[:, :24] > 0, busy[:, :24] / offered[:, :24], np.nan)
    return list(map(Utilisation, mean.tolist(), np.fmax.reduce(by_hour, axis=1).tolist()))
