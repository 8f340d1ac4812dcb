"""Check that enough people are ever on duty for what a step needs."""

from __future__ import annotations

from clearance_sim.errors import KeyPath
from clearance_sim.scenario.check.doubts import Doubts
from clearance_sim.scenario.port import Port
from clearance_sim.scenario.stations import Calendar, StaffGroup

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY = 24 * 60
_WEEK = 7 * _DAY


def check_staffing(port: Port, path: KeyPath, doubts: Doubts) -> None:
    """Add a problem for every step that waits for more people than a group ever has on duty."""
    most = {name: most_on_duty(group, port) for name, group in port.staff.items()}
    for flow_name, flow in port.flows.items():
        for step_name, step in flow.steps.items():
            for group, number in step.needs.items():
                if number > most.get(group, number):
                    here = (*path, "flows", flow_name, "steps", step_name, "needs", group)
                    doubts.add(here, f"需要 {number} 人，而 {group} 同时在岗最多 {most[group]} 人",
                               f"needs {number}, but {group} has at most {most[group]} on duty at a time")  # fmt: skip


def most_on_duty(group: StaffGroup, port: Port) -> int:
    """Give the largest number on duty in an ordinary week.

    Shifts in unlike time zones are simply added up: an upper bound, so that nothing right is refused.
    """
    calendars = [port.calendars.get(shift.hours) if shift.hours else None for shift in group.shifts]
    zones = {calendar.zone or port.zone for calendar in calendars if calendar is not None}
    if len(zones) > 1:
        return sum(shift.count for shift in group.shifts)
    changes: dict[int, int] = {}
    always = 0
    for shift, calendar in zip(group.shifts, calendars, strict=True):
        if calendar is None:
            always += shift.count
            continue
        for begin, end in minutes_of_week(calendar):
            changes[begin] = changes.get(begin, 0) + shift.count
            changes[end] = changes.get(end, 0) - shift.count
    on_duty, most = 0, 0
    for minute in sorted(changes):
        on_duty += changes[minute]
        most = max(most, on_duty)
    return always + most


def minutes_of_week(calendar: Calendar) -> list[tuple[int, int]]:
    """Give the open intervals in minutes from Monday 00:00, cut at the end of the week; one calendar, no overlap."""
    spans: list[tuple[int, int]] = []
    for hours in calendar.weekly:
        begin, end = _minutes(hours.from_), _minutes(hours.to)
        length = end - begin if end > begin else end - begin + _DAY
        for day in hours.days:
            first = _WEEKDAYS.index(day) * _DAY + begin
            spans.append((first, min(first + length, _WEEK)))
            if first + length > _WEEK:
                spans.append((0, first + length - _WEEK))
    merged: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged


def _minutes(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)
