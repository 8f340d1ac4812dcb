"""Describe what stands in a port: calendars, staff, stations with lanes, yards."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

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


class LaneGroup(StrictModel):
    """Hold lanes that are alike: the same eligibility and hours (rule 3)."""

    title: Title | None = None
    count: Annotated[int, Field(ge=1, le=10_000)] = 1
    accepts: list[str] | None = None
    """Who may use it: names of flows, cargo, regimes, `import` or `export`; absent = everybody."""
    hours: Name | None = None
    """A calendar of the port; absent = the station's."""


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
    closing: Literal["finish"] = "finish"
    """What happens to handling in progress when the hours end."""
    lanes: Annotated[dict[Name, LaneGroup], Field(min_length=1)]
    priority: list[str] = []
    """Who is taken first, in order: flows, cargo, regimes; those not named come last, all equal."""

    @model_validator(mode="before")
    @classmethod
    def _bare_number_of_lanes(cls, written: Any) -> Any:
        if isinstance(written, dict) and isinstance(written.get("lanes"), int):
            return {**written, "lanes": {"general": {"count": written["lanes"]}}}
        return written

    @model_validator(mode="after")
    def _few_enough_groups(self) -> Station:
        if len(self.lanes) > 60:
            raise fault("一个作业点最多 60 组车道", "a station has at most 60 lane groups")
        return self


class Yard(StrictModel):
    """Limit how many vehicles (or boxes) may be inside a set of steps; the rest wait outside (rule 7)."""

    title: Title | None = None
    party: Party = "terminal"
    side: Side = "home"
    capacity: Annotated[int, Field(ge=1, le=100_000)]
    holds: Literal["unit", "box", "declaration"] = "unit"
