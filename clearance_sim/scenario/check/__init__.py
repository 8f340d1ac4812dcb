"""Check what the schema cannot see from one place: names that must exist, orders, sums, sizes.

One file per question: `references` (does what is named exist?), `routes`, `groups`, `lanes`, `staffing`,
`yards`, `happenings` (events and slots), `marks`, `sizes`, `study`; `warnings` refuses nothing.
"""

from __future__ import annotations

from clearance_sim.errors import KeyPath, Problem
from clearance_sim.scenario.check.doubts import Doubts
from clearance_sim.scenario.check.groups import check_groups
from clearance_sim.scenario.check.happenings import check_events, check_slots
from clearance_sim.scenario.check.lanes import check_lanes
from clearance_sim.scenario.check.marks import check_marks
from clearance_sim.scenario.check.references import check_references
from clearance_sim.scenario.check.routes import check_route
from clearance_sim.scenario.check.sizes import check_period, check_sizes, length_in_ticks
from clearance_sim.scenario.check.staffing import check_staffing
from clearance_sim.scenario.check.study import check_study
from clearance_sim.scenario.check.warnings import warnings
from clearance_sim.scenario.check.yards import check_yards
from clearance_sim.scenario.port import Port
from clearance_sim.scenario.study import Scenario

__all__ = ["problems", "warnings"]


def problems(scenario: Scenario) -> list[Problem]:
    """Give everything that is wrong between the parts of a valid scenario; an empty list is consent."""
    doubts = Doubts()
    usable_period = check_period(scenario.period, doubts)
    length = length_in_ticks(scenario.period) if usable_period else None
    years = [scenario, *(scenario.under(key) for key in scenario.variants)]
    growth = max(each.growth.multiple if each.growth is not None else 1.0 for each in years)
    for name, port in scenario.ports.items():
        _check_port(port, ("ports", name), length, growth, doubts)
    if not doubts.found:  # else what is wrong below would be said again for every variant
        for key, variant in scenario.variants.items():
            for name, port in variant.changes.items():
                _check_port(port, ("variants", key, "changes", name), length, growth, doubts)
    if usable_period:
        check_study(scenario, doubts)
    return doubts.found


def _check_port(port: Port, path: KeyPath, length: int | None, growth: float, doubts: Doubts) -> None:
    check_references(port, path, doubts)
    for flow_name, flow in port.flows.items():
        check_route(flow, (*path, "flows", flow_name), doubts)
    check_groups(port, path, doubts)
    check_lanes(port, path, doubts)
    check_slots(port, path, doubts)
    check_events(port, path, doubts)
    check_staffing(port, path, doubts)
    check_yards(port, path, doubts)
    check_marks(port, path, doubts)
    if length is not None:
        check_sizes(port, path, length, growth, doubts)
