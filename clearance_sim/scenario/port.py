"""Describe a port and its partner side as one system: stations, staff, yards and flows."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from clearance_sim.scenario.events import Event
from clearance_sim.scenario.flows import Flow
from clearance_sim.scenario.stations import Calendar, StaffGroup, Station, Yard
from clearance_sim.scenario.values import Name, StrictModel, Title


class Port(StrictModel):
    """Hold everything that is known of one port; shipped ports and users' ports have the same schema."""

    title: Title
    partner: Title | None = None
    zone: str = "Asia/Shanghai"
    partner_zone: str | None = None
    calendars: dict[Name, Calendar] = {}
    staff: dict[Name, StaffGroup] = {}
    stations: dict[Name, Station] = {}
    yards: dict[Name, Yard] = {}
    events: dict[Name, Event] = {}
    flows: Annotated[dict[Name, Flow], Field(min_length=1)]
    in_force: dict[Name, dict[str, Any]] = {}
    """Reforms already in force and their parameters; a reform at that level changes nothing (rule 19)."""
