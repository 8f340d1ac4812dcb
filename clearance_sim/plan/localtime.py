"""Tell local hours of the day, weekdays and months of ticks."""

from __future__ import annotations

import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from clearance_sim.clock import DAY, HOUR, Ticks
from clearance_sim.plan.plan import Integers


class LocalHours(NamedTuple):
    """Hold the local hour (0-23), weekday (Monday = 0), month (January = 0) and day since 1970 of ticks."""

    hour: Integers
    weekday: Integers
    month: Integers
    day: Integers


def utc_offsets(origin: int, ticks: Ticks, zone: str) -> Integers:
    """Give the milliseconds by which local time is ahead of UTC, asked once per UTC day of `ticks`."""
    days, position = np.unique((origin + ticks) // DAY, return_inverse=True)
    info = ZoneInfo(zone)
    epoch = datetime.datetime(1970, 1, 1, 12, tzinfo=datetime.UTC)
    offsets = [(epoch + datetime.timedelta(days=int(day))).astimezone(info).utcoffset() for day in days]
    seconds = [0 if offset is None else int(offset.total_seconds()) for offset in offsets]
    return (np.array(seconds, dtype=np.int64) * 1000)[position]


def local_hours(origin: int, ticks: Ticks, zone: str) -> LocalHours:
    """Give the local clock and calendar position of ticks counted from `origin`.

    Examples
    --------
    >>> noon = local_hours(1546272000000, np.array([12 * HOUR]), "Asia/Shanghai")
    >>> int(noon.hour[0]), int(noon.weekday[0]), int(noon.month[0])
    (12, 1, 0)
    """
    local = origin + ticks + utc_offsets(origin, ticks, zone)
    day = local // DAY
    months = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    return LocalHours(hour=local % DAY // HOUR, weekday=(day + 3) % 7, month=months, day=day)
