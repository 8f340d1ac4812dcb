"""Turn a calendar of local hours, public holidays and closures into intervals of ticks."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from clearance_sim.clock import DAY
from clearance_sim.plan.plan import Intervals
from clearance_sim.ports.holidays import days_off, make_up_days
from clearance_sim.scenario.stations import Calendar, Weekday, WeeklyHours

_WEEKDAYS: Final[tuple[Weekday, ...]] = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MINUTES_OF_DAY: Final = 24 * 60
_EPOCH: Final = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_MILLISECOND: Final = datetime.timedelta(milliseconds=1)


def open_intervals(calendar: Calendar, default_zone: str, origin: int, first: int, last: int) -> Intervals:
    """Give when a calendar is open between two ticks.

    Hours belong to the local day on which they begin: a night shift that begins on the eve of a holiday is
    worked to its end, and one that would begin on the holiday is not. A day is closed when it is among
    `closed` or a public holiday of one of the calendar's countries; a make-up working day of one of them has
    the hours of a Monday; a dated closure is stronger than both, a holiday stronger than a make-up day.

    Parameters
    ----------
    calendar
        The calendar; its own zone, or else `default_zone`, says which local day it is.
    default_zone
        IANA zone of the port.
    origin
        Milliseconds since 1970 UTC of tick 0.
    first, last
        Ticks [first, last) that are wanted; `first` may be negative (steps ahead of arrival).

    Returns
    -------
        Shape ``(k, 2)``, ticks [from, to) cut to [first, last), sorted, disjoint; hours that touch are one.

    Raises
    ------
    ScenarioError
        If a holiday of a year without data would be needed.

    Notes
    -----
    A local time that a change to summer time skips counts as the same distance after midnight would; one
    that occurs twice counts as the first (PEP 495, ``fold=0``).

    Examples
    --------
    >>> from clearance_sim.clock import HOUR
    >>> halves = [{"from": "09:00", "to": "12:00"}, {"from": "13:00", "to": "17:00"}]
    >>> office = Calendar.model_validate({"weekly": halves})
    >>> origin = 1546272000000  # 2019-01-01 00:00 in Beijing
    >>> (open_intervals(office, "Asia/Shanghai", origin, 0, 24 * HOUR) / HOUR).tolist()
    [[9.0, 12.0], [13.0, 17.0]]
    """
    return _intervals(calendar.model_dump_json(by_alias=True), default_zone, origin, first, last)


@lru_cache(maxsize=256)
def _intervals(written: str, default_zone: str, origin: int, first: int, last: int) -> Intervals:
    """Remember what every replication of a port asks again (25 ms for a year); read-only, as it is shared."""
    calendar = Calendar.model_validate_json(written)
    zone = ZoneInfo(calendar.zone or default_zone)
    spans = sorted(
        (max(begin - origin, first), min(end - origin, last))
        for day in _local_days(zone, origin + first, origin + last)
        for begin, end in _openings(calendar, zone, day, origin + first, origin + last)
    )
    merged: list[tuple[int, int]] = []
    for begin, end in spans:
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((begin, end))
    intervals = np.array(merged, dtype=np.int64).reshape(-1, 2)
    intervals.setflags(write=False)
    return intervals


def _local_days(zone: ZoneInfo, first: int, last: int) -> Iterator[datetime.date]:
    """Give every local date on which hours may begin that reach into [first, last)."""
    begin = (_EPOCH + first * _MILLISECOND).astimezone(zone).date()
    # Hours that begin at 24:00 and run a day reach almost two days on.
    begin -= datetime.timedelta(days=2)
    for offset in range((last - first) // DAY + 5):
        yield begin + datetime.timedelta(days=offset)


def _openings(
    calendar: Calendar, zone: ZoneInfo, day: datetime.date, first: int, last: int
) -> Iterator[tuple[int, int]]:
    """Give the hours that begin on a local day and reach into [first, last), in UTC milliseconds."""
    written = [(_instant(day, begin, zone), _instant(day, end, zone), hours.days)
               for hours in calendar.weekly for begin, end in [_minutes(hours)]]  # fmt: skip
    reaching = [(begin, end, days) for begin, end, days in written if max(begin, first) < min(end, last)]
    # Asked last, so that a year without data is refused only where its holidays would matter.
    if reaching and (weekday := _worked_as(calendar, day)) is not None:
        yield from ((begin, end) for begin, end, days in reaching if weekday in days)


def _worked_as(calendar: Calendar, day: datetime.date) -> Weekday | None:
    """Give the weekday whose hours are worked on a day; None when it is closed all day."""
    if day in calendar.closed or any(day in days_off(country, day.year) for country in calendar.holidays):
        return None
    if any(day in make_up_days(country, day.year) for country in calendar.holidays):
        return "Mon"
    return _WEEKDAYS[day.weekday()]


def _minutes(hours: WeeklyHours) -> tuple[int, int]:
    """Give beginning and end in minutes after midnight; an end not after the beginning is on the next day."""
    begin, end = (60 * int(text[:2]) + int(text[3:]) for text in (hours.from_, hours.to))
    return begin, end if end > begin else end + _MINUTES_OF_DAY


def _instant(day: datetime.date, minutes: int, zone: ZoneInfo) -> int:
    """Give the UTC milliseconds of a local wall time, `minutes` after the midnight that begins `day`."""
    local = datetime.datetime.combine(day, datetime.time()) + datetime.timedelta(minutes=minutes)
    return (local.replace(tzinfo=zone) - _EPOCH) // _MILLISECOND
