"""Count who stands in the queues of stations and in the queues of vehicles, looking at each step once."""

from __future__ import annotations

from typing import NamedTuple

from clearance_sim.analysis.queues import cut_to_stay, queueing_level, waits
from clearance_sim.analysis.ruler import Presence, Ruler, ruler_of
from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import Plan
from clearance_sim.plan.trace import Trace


class Queue(NamedTuple):
    """Hold the time that all have stood in a queue together, and how many times somebody did."""

    stood: Presence
    waits: int

    def joined_by(self, other: Queue) -> Queue:
        """Give the queue with those of another one."""
        return Queue(self.stood + other.stood, self.waits + other.waits)


class Queues(NamedTuple):
    """Hold the queue of every station and the queue of vehicles of every flow, in the plan's order."""

    stations: list[Queue]
    flows: list[Queue]


def tell_queues(plan: Plan, trace: Trace) -> Queues:
    """Count the queues of a replication.

    Notes
    -----
    A vehicle that waits at a station stands in both kinds of queue, and mostly for the same time: what `queues.waits`
    gives is then counted once for both.
    """
    ruler = ruler_of(plan)
    nobody = Queue(ruler.nothing(), 0)
    stations, flows = [nobody] * len(plan.stations), [nobody] * len(plan.flows)
    for number, flow in enumerate(plan.flows):
        cut = cut_to_stay(plan, flow, trace)
        for step in flow.steps:
            is_vehicle = step.level == queueing_level(flow)
            if step.station < 0 and not is_vehicle:
                continue
            found = waits(plan, flow, trace, step)
            if not len(found.who):
                continue
            queue = _counted(ruler, found.begin, found.end)
            if step.station >= 0:
                stations[step.station] = stations[step.station].joined_by(queue)
            if is_vehicle:
                within = cut(found)
                own = queue if within is found else _counted(ruler, within.begin, within.end)
                flows[number] = flows[number].joined_by(own)
    return Queues(stations, flows)


def _counted(ruler: Ruler, begin: Ticks, end: Ticks) -> Queue:
    return Queue(ruler.presence(begin, end), len(begin))
