"""Keep stations open longer: later and earlier on every open day, on more days, on public holidays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from clearance_sim.plan.draft import Draft
from clearance_sim.scenario.stations import Calendar, Shift, WeeklyHours

_WEEK: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MIDNIGHT: Final = "24:00"


@dataclass(frozen=True)
class Longer:
    """Hold from when to when something is open at least, and whether on all days and on public holidays too."""

    opens: str
    closes: str
    every_day: bool
    on_holidays: bool


def open_longer(calendar: Calendar, longer: Longer) -> Calendar:
    """Give the calendar with hours that are at least so long; nothing that was open closes.

    Examples
    --------
    >>> calendar = Calendar.model_validate({"weekly": [{"from": "08:00", "to": "18:00"}]})
    >>> hours, = open_longer(calendar, Longer("00:00", "20:00", False, False)).weekly
    >>> hours.from_, hours.to
    ('00:00', '20:00')
    """
    weekly = [_stretched(hours, longer) for hours in calendar.weekly]
    if longer.every_day:
        shut = [day for day in _WEEK if not any(day in hours.days for hours in calendar.weekly)]
        if shut:
            added = WeeklyHours.model_validate({"days": shut, "from": longer.opens, "to": longer.closes})
            weekly.append(added)
    changes = {"weekly": weekly} | ({"holidays": [], "closed": []} if longer.on_holidays else {})
    return calendar.model_copy(update=changes)


def stations_open_longer(draft: Draft, stations: Iterable[str], longer: Longer, mark: str) -> Draft:
    """Give a draft in which these stations, and lanes with hours of their own there, are open longer.

    A calendar that gets longer is a new one with `mark` after its name: others may keep the old one.
    """
    for name in stations:
        station = draft.port.stations[name]
        draft, hours = _new_hours(draft, station.hours, longer, mark)
        lanes = dict(station.lanes)
        for key, group in lanes.items():
            draft, own = _new_hours(draft, group.hours, longer, mark)
            lanes[key] = group.model_copy(update={"hours": own})
        draft = draft.with_station(name, station.model_copy(update={"hours": hours, "lanes": lanes}))
    return draft


def staff_on_duty_longer(draft: Draft, groups: Iterable[str], longer: Longer, mark: str) -> Draft:
    """Give a draft in which the shifts of these groups are on duty for the longer hours too, as many as before."""
    staff = dict(draft.port.staff)
    for name in groups:
        shifts: list[Shift] = []
        for shift in staff[name].shifts:
            draft, hours = _new_hours(draft, shift.hours, longer, mark)
            shifts.append(shift.model_copy(update={"hours": hours}))
        staff[name] = staff[name].model_copy(update={"shifts": shifts})
    return draft.with_port(staff=staff)


def _new_hours(draft: Draft, name: str | None, longer: Longer, mark: str) -> tuple[Draft, str | None]:
    if name is None:
        return draft, None
    old = draft.port.calendars[name]
    new = open_longer(old, longer)
    if new == old:
        return draft, name
    longer_name = f"{name}_{mark}"
    return draft.with_port(calendars={**draft.port.calendars, longer_name: new}), longer_name


def _stretched(hours: WeeklyHours, longer: Longer) -> WeeklyHours:
    """Stretch hours of one day; those over midnight, or round the clock, stay."""
    if hours.to <= hours.from_:
        return hours
    return hours.model_copy(update={"from_": min(hours.from_, longer.opens), "to": max(hours.to, longer.closes)})
