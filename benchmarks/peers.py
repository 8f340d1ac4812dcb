"""Hold the work items as models of two other open tools, Ciw and salabim, in the style of their documentation.

They take the plan's own draws as numbers of milliseconds, which floats hold exactly, so that departures can be
compared to the tick. What each tool records besides (Ciw a record per visit, salabim its monitors) is part of it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import Plan


def _counts(plan: Plan) -> list[int]:
    return [plan.lanes[plan.stations[step.station].first_lane].count for step in plan.flows[0].steps]


def by_ciw(plan: Plan) -> Ticks:
    """Run a line of stations in Ciw; give when each vehicle left the last, 0 for who had not."""
    import ciw

    class Drawn(ciw.dists.Distribution):  # type: ignore[misc]
        """Give each individual what the plan has drawn for it."""

        def __init__(self, times: list[float]) -> None:
            self.times = times

        def sample(self, t: Any = None, ind: Any = None) -> float:
            return self.times[ind.id_number - 1]

    flow, counts = plan.flows[0], _counts(plan)
    gaps = np.diff(flow.entry, prepend=0).astype(float).tolist()
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Sequential([*gaps, float("inf")]), *[None] * (len(counts) - 1)],
        service_distributions=[Drawn(plan.work[step.rows].astype(float).tolist()) for step in flow.steps],
        number_of_servers=counts,
        routing=np.eye(len(counts), k=1).tolist(),
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(float(plan.horizon))
    left = np.zeros(len(flow.entry), dtype=np.int64)
    for record in simulation.get_all_records():
        if record.node == len(counts):
            left[record.id_number - 1] = round(record.exit_date)
    return left


def by_salabim(plan: Plan) -> Ticks:
    """Run a line of stations in salabim; give when each vehicle left the last, 0 for who had not."""
    import salabim

    flow, counts = plan.flows[0], _counts(plan)
    entries = flow.entry.tolist()
    work = [plan.work[step.rows].tolist() for step in flow.steps]
    left = np.zeros(len(entries), dtype=np.int64)
    environment = salabim.Environment(trace=False, yieldless=False)
    desks = [salabim.Resource(capacity=count) for count in counts]

    class Vehicle(salabim.Component):  # type: ignore[misc]
        def setup(self, position: int) -> None:
            self.position = position

        def process(self) -> Any:
            for desk, times in zip(desks, work, strict=True):
                yield self.request(desk)
                yield self.hold(times[self.position])
                self.release(desk)
            left[self.position] = environment.now()

    class Arrivals(salabim.Component):  # type: ignore[misc]
        def process(self) -> Any:
            for position, tick in enumerate(entries):
                yield self.hold(till=tick)
                Vehicle(position=position)

    Arrivals()
    environment.run(till=plan.horizon)
    return left
