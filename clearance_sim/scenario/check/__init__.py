"""Check what the schema cannot see from one place: names that must exist, orders, sums, sizes.

One file per question: `references` (does what is named exist?), `routes`, `lanes`, `staffing`, `yards`,
`marks`, `sizes`, `study`.
"""

from __future__ import annotations

from clearance_sim.errors import Problem
from clearance_sim.scenario.check.doubts import Doubts
from clearance_sim.scenario.check.lanes import check_lanes
from clearance_sim.scenario.check.marks import check_marks
from clearance_sim.scenario.check.references import check_references
from clearance_sim.scenario.check.routes import check_route
from clearance_sim.scenario.check.sizes import check_period, check_sizes, length_in_ticks
from clearance_sim.scenario.check.staffing import check_staffing
from clearance_sim.scenario.check.study import check_study
from clearance_sim.scenario.check.yards import check_yards
from clearance_sim.scenario.study import Scenario


def problems(scenario: Scenario) -> list[Problem]:
    """Give everything that is wrong between the parts of a valid scenario; an empty list is consent."""
    doubts = Doubts()
    usable_period = check_period(scenario.period, doubts)
    for name, port in scenario.ports.items():
        path = ("ports", name)
        check_references(port, path, doubts)
        for flow_name, flow in port.flows.items():
            check_route(flow, (*path, "flows", flow_name), doubts)
        check_lanes(port, path, doubts)
        check_staffing(port, path, doubts)
        check_yards(port, path, doubts)
        check_marks(port, path, doubts)
        if usable_period:
            check_sizes(port, path, length_in_ticks(scenario.period), doubts)
    if usable_period:
        check_study(scenario, doubts)
    return doubts.found
