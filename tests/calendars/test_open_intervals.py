"""Opening hours in ticks, against a minute-by-minute reading of the same calendar."""

from __future__ import annotations

import datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearance_sim.clock import DAY, HOUR, MINUTE
from clearance_sim.errors import ScenarioError
from clearance_sim.plan.calendars import open_intervals
from clearance_sim.ports.holidays import days_off, make_up_days
from clearance_sim.scenario.stations import Calendar

WEEK = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
ZONES = ["Asia/Shanghai", "Asia/Ulaanbaatar", "Asia/Chita", "Asia/Kathmandu"]


def _origin(text: str, zone: str = "Asia/Shanghai") -> int:
    """Give the UTC milliseconds of a local wall time."""
    return int(datetime.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


def _is_open(calendar: Calendar, local: datetime.datetime) -> bool:
    """Read the calendar for one local minute; the second implementation, which knows no intervals."""
    for back in range(3):
        day = local.date() - datetime.timedelta(days=back)
        if day in calendar.closed or any(day in days_off(c, day.year) for c in calendar.holidays):
            continue
        made_up = any(day in make_up_days(c, day.year) for c in calendar.holidays)
        weekday = "Mon" if made_up else WEEK[day.weekday()]
        minute = local.hour * 60 + local.minute + 1440 * back
        for hours in calendar.weekly:
            begin, end = (int(t[:2]) * 60 + int(t[3:]) for t in (hours.from_, hours.to))
            if weekday in hours.days and begin <= minute < (end if end > begin else end + 1440):
                return True
    return False


def _brute(calendar: Calendar, zone: str, origin: int, first: int, last: int) -> list[bool]:
    local_zone = ZoneInfo(calendar.zone or zone)
    begin = datetime.datetime.fromtimestamp((origin + first) / 1000, datetime.UTC)
    return [
        _is_open(calendar, (begin + datetime.timedelta(minutes=n)).astimezone(local_zone))
        for n in range((last - first) // MINUTE)
    ]


_time = st.builds(lambda h, m: f"{h:02d}:{m:02d}", st.integers(0, 23), st.sampled_from([0, 1, 30, 59]))
_hours = st.fixed_dictionaries(
    {"from": _time | st.just("24:00"), "to": _time | st.just("24:00")},
    optional={"days": st.lists(st.sampled_from(WEEK), min_size=1, unique=True)},
)


@st.composite
def _cases(draw: st.DrawFn) -> tuple[Calendar, str, int, int, int]:
    start = datetime.date(2018, 1, 10) + datetime.timedelta(days=draw(st.integers(0, 1060)))
    offset = draw(st.integers(-3, 3))
    written: dict[str, Any] = {
        "zone": draw(st.none() | st.sampled_from(ZONES)),
        "weekly": draw(st.lists(_hours, min_size=1, max_size=3)),
        "holidays": draw(st.lists(st.sampled_from(["CN", "MN", "RU"]), unique=True)),
        "closed": draw(st.sampled_from([[], [start], [start + datetime.timedelta(days=offset)]])),
    }
    zone = draw(st.sampled_from(ZONES))
    first = MINUTE * draw(st.integers(-4000, 1000))
    last = first + MINUTE * draw(st.integers(0, 5000))
    return Calendar.model_validate(written), zone, _origin(start.isoformat(), zone), first, last


@settings(max_examples=60, deadline=None, derandomize=True)
@given(_cases())
def test_intervals_are_the_minutes_at_which_the_calendar_reads_open(
    case: tuple[Calendar, str, int, int, int],
) -> None:
    _, _, _, first, last = case
    intervals = open_intervals(*case)
    minutes = np.arange(first, last, MINUTE)
    found = np.zeros(len(minutes), dtype=bool)
    for begin, end in intervals:
        found |= (begin <= minutes) & (minutes < end)
    assert found.tolist() == _brute(*case)
    assert all(first <= begin < end <= last for begin, end in intervals)
    assert all(end < begin for (_, end), (begin, _) in pairwise(intervals.tolist()))


def _hours_open(
    written: dict[str, Any], start: str, days: int, zone: str = "Asia/Shanghai"
) -> list[list[float]]:
    calendar = Calendar.model_validate(written)
    return (open_intervals(calendar, zone, _origin(start, zone), 0, days * DAY) / HOUR).tolist()


def test_hours_that_touch_are_one_interval_and_so_is_round_the_clock() -> None:
    halves = [{"from": "00:00", "to": "12:00"}, {"from": "12:00", "to": "24:00"}]
    assert _hours_open({"weekly": halves}, "2019-03-05", 30) == [[0, 720]]
    assert _hours_open({"weekly": [{"from": "08:00", "to": "08:00"}]}, "2019-03-05", 3) == [[0, 72]]


def test_a_night_shift_begun_on_the_eve_of_a_holiday_is_worked_to_its_end() -> None:
    """2019-04-05 is Qingming: no shift begins on it, the one of the 4th ends at 04:00."""
    night = {"weekly": [{"from": "20:00", "to": "04:00"}], "holidays": ["CN"]}
    assert _hours_open(night, "2019-04-04", 3) == [[0, 4], [20, 28], [68, 72]]


def test_a_make_up_sunday_is_worked_with_the_hours_of_a_monday() -> None:
    """28 April 2019 (调休) in a week with short Mondays."""
    weekly = [{"days": ["Mon"], "from": "10:00", "to": "15:00"},
              {"days": ["Tue", "Wed", "Thu", "Fri"], "from": "08:00", "to": "18:00"}]  # fmt: skip
    assert _hours_open({"weekly": weekly, "holidays": ["CN"]}, "2019-04-27", 3) == [[34, 39], [58, 63]]
    assert _hours_open({"weekly": weekly}, "2019-04-27", 3) == [[58, 63]]


def test_a_holiday_of_either_country_closes() -> None:
    """11 July 2019: Naadam in Mongolia, an ordinary Thursday in China."""
    day = {"weekly": [{"from": "08:00", "to": "18:00"}]}
    assert _hours_open({**day, "holidays": ["CN"]}, "2019-07-11", 1) == [[8, 18]]
    assert _hours_open({**day, "holidays": ["CN", "MN"]}, "2019-07-11", 1) == []


def test_the_calendars_own_zone_gives_the_local_day() -> None:
    """Zabaikalsk is one hour ahead of Beijing; its 9 May (Victory Day) begins at 23:00 Beijing time."""
    russian = {"zone": "Asia/Chita", "weekly": [{"from": "00:00", "to": "24:00"}], "holidays": ["RU"]}
    assert _hours_open(russian, "2018-05-08", 3) == [[0, 23], [47, 72]]


def test_summer_time_moves_the_hours_in_universal_time() -> None:
    """Berlin, 31 March 2019: the night is an hour shorter."""
    day = {"weekly": [{"from": "08:00", "to": "18:00"}]}
    assert _hours_open(day, "2019-03-30", 2, "Europe/Berlin") == [[8, 18], [31, 41]]


def test_a_year_without_holiday_data_is_refused_only_where_it_matters() -> None:
    day = {"weekly": [{"from": "08:00", "to": "18:00"}], "holidays": ["CN"]}
    calendar = Calendar.model_validate(day)
    origin = _origin("2017-01-01")
    assert len(open_intervals(calendar, "Asia/Shanghai", origin, 0, 10 * DAY)) == 8
    with pytest.raises(ScenarioError):
        open_intervals(calendar, "Asia/Shanghai", origin, -DAY, 10 * DAY)


def test_the_intervals_cannot_be_changed_by_a_reader() -> None:
    intervals = open_intervals(Calendar.model_validate({"weekly": [{"from": "08:00", "to": "18:00"}]}),
                               "Asia/Shanghai", _origin("2019-01-01"), 0, DAY)  # fmt: skip
    with pytest.raises(ValueError, match="read-only"):
        intervals[0, 0] = 1
