"""Lay the measured period out in local hours and days, with the class of each day."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from clearance_sim.clock import DAY, HOUR, Ticks
from clearance_sim.errors import ScenarioError
from clearance_sim.plan.localtime import local_hours
from clearance_sim.plan.plan import Integers, Plan
from clearance_sim.ports.holidays import day_class

DAY_CLASSES: Final = ("working_day", "monday", "first_day_after_holiday", "weekend", "holiday")
MIN_BLOCKS: Final = 15
"""Blocks of time over which growth is judged where the period has fewer days."""
_EPOCH: Final = datetime.date(1970, 1, 1)


@dataclass(frozen=True, eq=False)
class LocalDays:
    """Hold the whole local hours of a period and the whole local days among them.

    Attributes
    ----------
    edges
        Shape ``(hours + 1,)``, ticks at which a local hour begins.
    hour
        Shape ``(hours,)``, local hour of the day, 0 to 23.
    day
        Shape ``(hours,)``, position of the local day.
    classes
        One of `DAY_CLASSES` for each day.
    whole
        Shape ``(days,)``, the day has all its hours in the period.
    """

    edges: Ticks
    hour: Integers
    day: Integers
    classes: tuple[str, ...]
    whole: tuple[bool, ...]


def class_of(date: datetime.date) -> str:
    """Give the class of a day; by weekday only where the year has no holiday data."""
    try:
        return day_class(date)
    except ScenarioError:
        return ("monday", *["working_day"] * 4, "weekend", "weekend")[date.weekday()]


def days_of(plan: Plan) -> LocalDays:
    """Give the local hours of [warm-up, horizon) of a plan."""
    return lay_out(plan.origin, plan.warm_up, plan.horizon, plan.zone)


@lru_cache(maxsize=64)
def lay_out(origin: int, first: int, last: int, zone: str) -> LocalDays:
    """Give the local hours of the ticks [first, last) since `origin`."""
    # Zones differ from UTC by whole quarters of an hour, so the first full local hour is found among them.
    quarter = HOUR // 4
    start = -(-(origin + first) // quarter) * quarter - origin
    tries = start + quarter * np.arange(5, dtype=np.int64)
    local = local_hours(origin, tries, zone)
    begins = np.flatnonzero(np.diff(local.hour) != 0)
    before = local_hours(origin, tries[:1] - 1, zone)
    start = int(tries[0] if int(before.hour[0]) != int(local.hour[0]) else tries[begins[0] + 1])
    count = max(0, (last - start) // HOUR)
    edges = start + HOUR * np.arange(count + 1, dtype=np.int64)
    at = local_hours(origin, edges[:-1], zone)
    names, day = np.unique(at.day, return_inverse=True)
    sizes = np.bincount(day, minlength=len(names)) if count else np.zeros(0, dtype=np.int64)
    classes = tuple(class_of(_EPOCH + datetime.timedelta(days=int(name))) for name in names)
    return LocalDays(edges, at.hour, day.astype(np.int64), classes, tuple(bool(size >= 23) for size in sizes))


def blocks(first: int, last: int) -> Ticks:
    """Give the edges of the blocks of time over which a queue's growth is judged: days, or fifteen equal parts."""
    count = max(MIN_BLOCKS, (last - first) // DAY)
    return first + np.arange(count + 1, dtype=np.int64) * (last - first) // count


def measured_days(plan: Plan) -> float:
    """Give the length of [warm-up, horizon) in days."""
    return (plan.horizon - plan.warm_up) / DAY
