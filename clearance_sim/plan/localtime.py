"""Tell local hours of the day, weekdays and months of ticks."""

from __future__ import annotations

import datetime
from functools import lru_cache
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
    return np.array([_offset_on(day, zone) for day in days.tolist()], dtype=np.int64)[position]


@lru_cache(maxsize=4096)
def _offset_on(day: int, zone: str) -> int:
    """Give the milliseconds by which local time is ahead of UTC at noon of a UTC day counted from 1970."""
    noon = datetime.datetime(1970, 1, 1, 12, tzinfo=datetime.UTC) + datetime.timedelta(days=day)
    offset = noon.astimezone(ZoneInfo(zone)).utcoffset()
    return 0 if offset is None else int(offset.total_seconds()) * 1000


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
