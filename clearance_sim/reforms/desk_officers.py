"""Find the officers who man the desks of a passenger hall, and take some of them off."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Final

from clearance_sim.plan.draft import Draft
from clearance_sim.scenario.flows import Flow

SELF_SERVICE: Final = "self_service_check"
DESK: Final = "passenger_check"
"""Roles of the two ways through the document check."""


def desks_beside(flows: Mapping[str, Flow]) -> dict[str, list[str]]:
    """Give by group of desk officers the stations of e-channels that people of the same flows may take instead."""
    found: dict[str, set[str]] = {}
    for flow in flows.values():
        channels = {step.station for step in flow.steps.values() if step.role == SELF_SERVICE and step.station}
        for step in flow.steps.values():
            for group in step.needs if step.role == DESK else ():
                found.setdefault(group, set()).update(channels)
    return {group: sorted(channels) for group, channels in found.items()}


def more_watchers(draft: Draft, channels: list[str], opened: int, lanes_per_officer: int) -> int:
    """Give how many more officers must watch the e-channels if so many are opened at each station.

    Parameters
    ----------
    channels
        Names of the stations of e-channels.
    opened
        E-channels opened at each of them.
    lanes_per_officer
        E-channels that one officer watches.
    """
    standing = [sum(group.count for group in draft.port.stations[name].lanes.values()) for name in channels]
    return sum(ceil((count + opened) / lanes_per_officer) - ceil(count / lanes_per_officer) for count in standing)


def off_the_desks(draft: Draft, group: str, officers: int) -> Draft:
    """Take officers off every shift; a shift too small for its work is refused by the check of every package."""
    if officers == 0:
        return draft
    old = draft.port.staff[group]
    shifts = [shift.model_copy(update={"count": max(0, shift.count - officers)}) for shift in old.shifts]
    return draft.with_port(staff={**draft.port.staff, group: old.model_copy(update={"shifts": shifts})})
