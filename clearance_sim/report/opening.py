"""Tell at which hours of a day a flow's gates are closed, for the grey ground of the queue figure."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from clearance_sim.scenario.flows import Flow
    from clearance_sim.scenario.port import Port
    from clearance_sim.scenario.stations import Calendar

_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONDAY: Final = datetime.date(2019, 6, 3)
"""A Monday of the base year outside every public holiday."""
_WEEKDAY_OF: Final = {"monday": 0, "working_day": 2, "first_day_after_holiday": 2, "weekend": 5}


def closed_hours(port: Port, flow: Flow, day_class: str) -> list[int]:
    """Give the local hours in which every gate of the flow on the home side is closed.

    Gates are the stations of kind ``lane`` that its steps use and that have opening hours; a flow without such
    a gate is never closed. An hour counts as closed if the gate is closed at its half.

    Parameters
    ----------
    port, flow
        The model.
    day_class
        Kind of day; a working day stands for a Wednesday, a weekend for a Saturday.
    """
    used = {step.station for step in flow.steps.values() if step.station is not None}
    gates = [port.stations[name] for name in used if name in port.stations]
    calendars = [
        port.calendars[gate.hours]
        for gate in gates
        if gate.kind == "lane" and gate.side == "home" and gate.hours in port.calendars
    ]
    if not calendars or day_class not in _WEEKDAY_OF:
        return []
    day = _MONDAY + datetime.timedelta(days=_WEEKDAY_OF[day_class])
    home = ZoneInfo(port.zone)
    moments = [datetime.datetime.combine(day, datetime.time(hour, 30), home) for hour in range(24)]
    return [
        hour
        for hour, moment in enumerate(moments)
        if not any(
            is_open(calendar, moment.astimezone(ZoneInfo(calendar.zone or port.zone))) for calendar in calendars
        )
    ]


def spells(hours: Sequence[int]) -> list[tuple[int, int]]:
    """Join hours that follow each other into spells, each from the first to the end of the last.

    Examples
    --------
    >>> spells([0, 1, 2, 18, 19])
    [(0, 3), (18, 20)]
    """
    begins = [hour for hour in hours if hour - 1 not in hours]
    ends = [hour + 1 for hour in hours if hour + 1 not in hours]
    return list(zip(begins, ends, strict=True))


def is_open(calendar: Calendar, moment: datetime.datetime) -> bool:
    """Say whether weekly hours are open at a local moment; holidays and dated closures are not looked at."""
    clock = moment.strftime("%H:%M")
    today, yesterday = _DAYS[moment.weekday()], _DAYS[moment.weekday() - 1]
    for hours in calendar.weekly:
        if hours.from_ < hours.to:
            if today in hours.days and hours.from_ <= clock < hours.to:
                return True
        elif (today in hours.days and clock >= hours.from_) or (yesterday in hours.days and clock < hours.to):
            return True
    return False
