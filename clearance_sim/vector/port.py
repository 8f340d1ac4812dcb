"""Run a port portion by portion: what is uncoupled as arrays, what is coupled by the event loop.

The axis of time is gone except inside coupled parts: a portion is solved whole, from the first tick to the
horizon, once all that decides over it is solved. That is exact because ends decide over starts in one direction
only; where they decide both ways, `graph` has put the steps into one coupled portion.
"""

from __future__ import annotations

from collections.abc import Sequence

from clearance_sim.plan.plan import Plan
from clearance_sim.plan.trace import Trace
from clearance_sim.vector.coming import solve_delay
from clearance_sim.vector.coupled import CoupledPart
from clearance_sim.vector.disciplines import has_array_method
from clearance_sim.vector.graph import portions
from clearance_sim.vector.stations import solve_stations
from clearance_sim.vector.ticks import TickColumns


def run(plan: Plan) -> Trace:
    """Run a plan; the trace equals that of the SimPy engine in every column.

    Examples
    --------
    >>> from clearance_sim.vector import run
    >>> run.__name__
    'run'
    """
    return run_together([plan])[0]


def run_together(plans: Sequence[Plan]) -> list[Trace]:
    """Run plans that have the same horizon, stations and routes, each station for all of them at once."""
    every = [(plan, TickColumns(plan)) for plan in plans]
    for portion in portions(plans[0]):
        flow, position = portion.places[0]
        station = plans[0].flows[flow].steps[position].station
        if station < 0 and not portion.is_coupled:
            for plan, ticks in every:
                solve_delay(plan, portion.places, ticks)
        elif portion.is_coupled or not all(has_array_method(plan, portion.places) for plan in plans):
            for plan, ticks in every:
                CoupledPart(plan, portion.places, ticks).solve()
        else:
            solve_stations(every, portion.places)
    return [ticks.finished(plan) for plan, ticks in every]
