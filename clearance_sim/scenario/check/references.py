"""Check that every calendar, station, staff group, yard and time zone that is named exists."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from clearance_sim.errors import KeyPath, Text
from clearance_sim.scenario.check.doubts import Doubts
from clearance_sim.scenario.flows import Flow
from clearance_sim.scenario.port import Port

CALENDAR = Text(zh="日历", en="calendar")
STATION = Text(zh="作业点", en="station")
STAFF = Text(zh="人员组", en="staff group")
YARD = Text(zh="场地", en="yard")


def check_references(port: Port, path: KeyPath, doubts: Doubts) -> None:
    """Add a problem for every name of a standing part of the port that is not there."""
    _check_zones(port, path, doubts)
    for name, station in port.stations.items():
        here = (*path, "stations", name)
        _calendar(port, station.hours, (*here, "hours"), doubts)
        for lane, group in station.lanes.items():
            _calendar(port, group.hours, (*here, "lanes", lane, "hours"), doubts)
    for name, staff in port.staff.items():
        for position, shift in enumerate(staff.shifts):
            _calendar(port, shift.hours, (*path, "staff", name, "shifts", position, "hours"), doubts)
    for name, flow in port.flows.items():
        _check_flow(port, flow, (*path, "flows", name), doubts)


def _check_flow(port: Port, flow: Flow, path: KeyPath, doubts: Doubts) -> None:
    if flow.arrivals.poisson is not None:
        _calendar(port, flow.arrivals.poisson.within, (*path, "arrivals", "poisson", "within"), doubts)
    for name, step in flow.steps.items():
        here = (*path, "steps", name)
        if step.station is not None:
            doubts.unknown((*here, "station"), STATION, step.station, port.stations)
        elif step.needs:
            doubts.add((*here, "needs"), "没有 station 的步骤不占用人员；请写 station，或去掉 needs",
                       "a step without a `station` uses no staff; name a station or drop `needs`")  # fmt: skip
        for group in step.needs:
            doubts.unknown((*here, "needs", group), STAFF, group, port.staff)
        for position, yard in enumerate(step.yards):
            doubts.unknown((*here, "yards", position), YARD, yard, port.yards)


def _calendar(port: Port, name: str | None, path: KeyPath, doubts: Doubts) -> None:
    if name is not None:
        doubts.unknown(path, CALENDAR, name, port.calendars)


def _check_zones(port: Port, path: KeyPath, doubts: Doubts) -> None:
    named: list[tuple[KeyPath, str | None]] = [
        ((*path, "zone"), port.zone),
        ((*path, "partner_zone"), port.partner_zone),
        *(((*path, "calendars", name, "zone"), calendar.zone) for name, calendar in port.calendars.items()),
    ]
    for where, zone in named:
        if zone is not None and not is_zone(zone):
            doubts.add(where, f"没有时区 {zone}；应写 IANA 名称，例如 Asia/Shanghai、Asia/Ulaanbaatar、Asia/Chita",
                       f"there is no time zone {zone}; write an IANA name such as Asia/Shanghai, Asia/Ulaanbaatar, "
                       "Asia/Chita")  # fmt: skip


def is_zone(name: str) -> bool:
    """Tell whether the machine or the package `tzdata` knows a time zone.

    Examples
    --------
    >>> is_zone("Asia/Chita"), is_zone("Asia/Manzhouli"), is_zone("../etc/passwd")
    (True, False, False)
    """
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
