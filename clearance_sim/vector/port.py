"""Run a port portion by portion: what is uncoupled as arrays, what is coupled by the event loop.

The axis of time is gone except inside coupled parts: a portion is solved whole, from the first tick to the
horizon, once all that decides over it is solved. That is exact because ends decide over starts in one direction
only; where they decide both ways, `graph` has put the steps into one coupled portion.
"""

from __future__ import annotations

from clearance_sim.plan.plan import Plan
from clearance_sim.plan.trace import Trace
from clearance_sim.vector.coupled import CoupledPart
from clearance_sim.vector.graph import portions
from clearance_sim.vector.stations import has_array_method, solve_delay, solve_station
from clearance_sim.vector.ticks import TickColumns


def run(plan: Plan) -> Trace:
    """Run a plan; the trace equals that of the SimPy engine in every column.

    Examples
    --------
    >>> from clearance_sim.vector import run
    >>> run.__name__
    'run'
    """
    ticks = TickColumns(plan)
    for portion in portions(plan):
        flow, position = portion.places[0]
        station = plan.flows[flow].steps[position].station
        if portion.is_coupled or (station >= 0 and not has_array_method(plan, portion.places)):
            CoupledPart(plan, portion.places, ticks).solve()
        elif station < 0:
            solve_delay(plan, portion.places, ticks)
        else:
            solve_station(plan, portion.places, ticks)
    return ticks.finished(plan)
