"""Check what the schema cannot see from one place: names that must exist, orders, sums, sizes."""

from __future__ import annotations

from clearance_sim.errors import Problem
from clearance_sim.scenario.study import Scenario


def problems(scenario: Scenario) -> list[Problem]:
    """Give everything that is wrong between the parts of a valid scenario; an empty list is consent."""
    return []
