"""Describe what stands in a port: calendars, staff, stations with lanes, yards."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from clearance_sim.scenario.distributions import Distribution
from clearance_sim.scenario.values import Name, StrictModel, Title, fault

Party = Literal["trader", "customs", "border_police", "terminal", "partner"]
"""Who holds the vehicle or its papers: trader or agent, customs, border police, railway or terminal,
partner side."""
Side = Literal["home", "partner"]
Weekday = Literal["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
Country = Literal["CN", "MN", "RU"]
ClockTime = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")]
"""A local time of day, ``08:00`` to ``24:00``."""


class WeeklyHours(StrictModel):
    """Open from one local time to another on the named weekdays; `to` before `from` runs over midnight."""

    days: Annotated[list[Weekday], Field(min_length=1)] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    from_: Annotated[ClockTime, Field(alias="from")]
    to: ClockTime


class Calendar(StrictModel):
    """Say when something is open: weekly hours in a time zone, less public holidays and dated closures.

    A make-up working day (调休) of a country in `holidays` is worked with the hours of a Monday.
    """

    zone: str | None = None
    """IANA time zone; absent = the port's zone."""
    weekly: Annotated[list[WeeklyHours], Field(min_length=1)]
    holidays: list[Country] = []
    """Countries on whose public holidays this is closed; a year without holiday data is an error."""
    closed: list[datetime.date] = []


class Shift(StrictModel):
    """Put a number of people on duty during a calendar's hours."""

    hours: Name | None = None
    """A calendar of the port; absent = round the clock."""
    count: Annotated[int, Field(ge=0, le=10_000)]


class StaffGroup(StrictModel):
    """Hold one kind of officers or workers, shared by every step that needs them."""

    title: Title | None = None
    party: Party = "customs"
    shifts: Annotated[list[Shift], Field(min_length=1)]


class Breakdowns(StrictModel):
    """Break down on the clock, whether in use or not: so long in order, so long under repair, again and again.

    What is interrupted goes on after the repair (rule 4). Every lane has breakdowns of its own.
    """

    in_order: Distribution
    repair: Distribution


class Surge(StrictModel):
    """Open one more surge lane whenever so many wait; close them all when few enough wait (rule 6)."""

    open_at: Annotated[int, Field(ge=1, le=100_000)]
    close_at: Annotated[int, Field(ge=0, le=100_000)]

    @model_validator(mode="after")
    def _in_order(self) -> Surge:
        if self.close_at >= self.open_at:
            raise fault("close_at 应小于 open_at", "`close_at` must be smaller than `open_at`")
        return self


class Slots(StrictModel):
    """Let so many depart at each path of a daily timetable; unused places lapse (rule 9)."""

    paths: Annotated[list[ClockTime], Field(min_length=1, max_length=1440)]
    places: Annotated[int, Field(ge=1, le=10_000)] = 1


class LaneGroup(StrictModel):
    """Hold lanes that are alike: the same eligibility and hours (rule 3)."""

    title: Title | None = None
    count: Annotated[int, Field(ge=1, le=10_000)] = 1
    accepts: list[str] | None = None
    """Who may use it: names of flows, cargo, regimes, `import` or `export`; absent = everybody."""
    hours: Name | None = None
    """A calendar of the port; absent = the station's."""
    breakdowns: Breakdowns | None = None
    surge: bool = False
    """Opened only by the station's `surge` rule."""


class Station(StrictModel):
    """Serve vehicles, boxes or papers at lanes, windows, bays, cranes or tracks."""

    title: Title | None = None
    kind: Literal["lane", "window", "scanner", "bay", "track", "crane", "team", "line"] = "lane"
    agency: Title | None = None
    """The body that runs it, in words."""
    party: Party = "customs"
    side: Side = "home"
    hours: Name | None = None
    """A calendar of the port; absent = always open."""
    closing: Literal["finish", "resume"] = "finish"
    """Handling in progress when the hours end is finished, or rests and resumes at the next opening."""
    lanes: dict[Name, LaneGroup] = {}
    slots: Slots | None = None
    """Departures on the paths of a timetable instead of lanes."""
    surge: Surge | None = None
    priority: list[str] = []
    """Who is taken first, in order: flows, cargo, regimes; those not named come last, all equal."""

    @model_validator(mode="before")
    @classmethod
    def _bare_number_of_lanes(cls, written: Any) -> Any:
        if isinstance(written, dict) and isinstance(written.get("lanes"), int):
            return {**written, "lanes": {"general": {"count": written["lanes"]}}}
        return written

    @model_validator(mode="after")
    def _lanes_or_slots(self) -> Station:
        if bool(self.lanes) == (self.slots is not None):
            raise fault("作业点应写 lanes 或 slots 之一", "a station has either `lanes` or `slots`")
        told_apart = sum(group.count if group.breakdowns else 1 for group in self.lanes.values())
        if told_apart > 60:
            raise fault("一个作业点最多 60 组车道（有故障的车道每条一组）",
                        "a station has at most 60 lane groups (lanes with breakdowns count one by one)")  # fmt: skip
        if (self.surge is not None) != any(group.surge for group in self.lanes.values()):
            raise fault("surge 规则与 surge 车道必须同时写", "a `surge` rule needs lanes with `surge: true`, and they need it")
        return self


class Yard(StrictModel):
    """Limit how many vehicles (or boxes) may be inside a set of steps; the rest wait outside (rule 7)."""

    title: Title | None = None
    party: Party = "terminal"
    side: Side = "home"
    capacity: Annotated[int, Field(ge=1, le=100_000)]
    holds: Literal["unit", "box", "declaration"] = "unit"
    when_full: Literal["wait", "turn_away"] = "wait"
    """Whoever finds no place waits outside, or leaves for good and is counted as lost."""
