"""Name the stations on which each clock depends, so that a saturated one is not averaged away."""

from __future__ import annotations

from collections.abc import Iterable

from clearance_sim.analysis.bounds import steps_before, steps_inside
from clearance_sim.analysis.lineage import ancestors, flow_name
from clearance_sim.analysis.queues import queues_as
from clearance_sim.plan.plan import BOX, DECLARATION, UNIT, Plan, PlannedFlow


def relies_on(plan: Plan) -> dict[tuple[str, str], frozenset[str]]:
    """Give by flow and clock the stations of all steps that must come before the clock stops.

    The key ``("", "crossing_hours")`` has the stations at which vehicles themselves queue.
    """
    found: dict[tuple[str, str], frozenset[str]] = {}
    queues: set[str] = set()
    for flow in plan.flows:
        name = flow_name(plan.port, flow)
        vehicle = _until(flow, [i for i, step in enumerate(flow.steps) if step.level != DECLARATION])
        inside = steps_inside(flow)
        customs = _until(flow, [] if flow.released < 0 else [flow.released])
        found[name, "crossing_hours"] = _stations(plan, flow, vehicle & inside)
        found[name, "before_port_hours"] = _stations(plan, flow, steps_before(flow))
        found[name, "after_port_hours"] = _stations(plan, flow, vehicle - inside - steps_before(flow))
        found[name, "zone_hours"] = found[name, "after_port_hours"]
        found[name, "clearance_hours"] = found[name, "working_hours"] = _stations(plan, flow, customs)
        people = _until(flow, [i for i, step in enumerate(flow.steps) if step.level == BOX])
        found[name, "passage_hours"] = _stations(plan, flow, people & inside)
        for part in ("crossing_home_hours", "crossing_partner_hours"):
            found[name, part] = found[name, "crossing_hours"]
        queueing = BOX if queues_as(flow) == "passenger" else UNIT
        queues |= {
            plan.stations[step.station].name
            for step in (flow.steps[position] for position in inside)
            if step.station >= 0 and step.level == queueing and plan.takes[step.rows].any()
        }
    found["", "crossing_hours"] = frozenset(queues)
    return found


def _until(flow: PlannedFlow, steps: Iterable[int]) -> frozenset[int]:
    return frozenset().union(*(ancestors(flow, step) for step in steps))


def _stations(plan: Plan, flow: PlannedFlow, steps: Iterable[int]) -> frozenset[str]:
    visited = [flow.steps[step] for step in steps]
    return frozenset(
        plan.stations[step.station].name
        for step in visited
        if step.station >= 0 and plan.takes[step.rows].any()
    )
