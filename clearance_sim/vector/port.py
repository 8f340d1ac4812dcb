"""Run a port through time as arrays."""

from __future__ import annotations

from clearance_sim.plan.plan import Plan
from clearance_sim.plan.trace import Trace
from clearance_sim.vector.coupled import CoupledPart
from clearance_sim.vector.ticks import TickColumns


def run(plan: Plan) -> Trace:
    ticks = TickColumns(plan.n_rows)
    places = [(f, k) for f, flow in enumerate(plan.flows) for k in range(len(flow.steps))]
    CoupledPart(plan, places, ticks).solve()
    return ticks.finished(plan)
