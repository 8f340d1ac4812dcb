"""Run a port portion by portion: what is uncoupled as arrays, what is coupled in sweeps or by the event loop.

The axis of time is gone except inside the event loop: a portion is solved whole, from the first tick to the
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
from clearance_sim.vector.gatherings import follow, gather
from clearance_sim.vector.graph import Portion, portions
from clearance_sim.vector.roomy import has_yards_for_each, is_ever_over_full, without_yards
from clearance_sim.vector.stations import solve_stations
from clearance_sim.vector.sweeps import is_to_be_swept, sweep
from clearance_sim.vector.ticks import Solving, side_by_side
from clearance_sim.vector.turns import forget_turns

LEFT_TO_THE_LOOP: float = 0.5
"""The most of a part's rows for which the loop may still be needed without yards, lest a trial that fails cost much."""


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
    every = list(zip(plans, side_by_side(plans), strict=True))
    _solve_all(every)
    return [ticks.finished(plan) for plan, (_, ticks) in zip(plans, every, strict=True)]


def _solve_all(every: Solving) -> None:
    """Solve every portion of some plans."""
    plans = [plan for plan, _ in every]
    for portion in portions(plans[0]):
        if portion.gathers:
            every = [(gather(plan, portion.places[0], ticks), ticks) for plan, ticks in every]
            continue
        left: Solving = every
        if portion.is_coupled and has_yards_for_each(plans[0], portion.places):
            left = _solve_roomy(every, portion)
        if left:
            _solve(left, portion)
        follow(every, plans, portion.led)


def _solve_roomy(every: Solving, portion: Portion) -> Solving:
    """Try a coupled portion without its yards, if that leaves little to the loop; give the plans where it fails."""
    parts = portions(every[0][0], portion.places, yards=False)
    in_loop = _rows(every, [part for part in parts if _is_for_the_loop(every, part)])
    if in_loop > LEFT_TO_THE_LOOP * _rows(every, [portion]):
        return every
    roomy = [(without_yards(plan), ticks) for plan, ticks in every]
    for part in parts:
        _solve(roomy, part)
    over_full = [(plan, ticks) for plan, ticks in every if is_ever_over_full(plan, portion.places, ticks)]
    for plan, ticks in over_full:
        forget_turns(plan, portion.places, ticks.turn)
    return over_full


def _rows(every: Solving, parts: Sequence[Portion]) -> int:
    """Count the rows of portions that are taken."""
    steps = [(flow, step) for part in parts for flow, step in part.places]
    return sum(int(plan.takes[plan.flows[flow].steps[step].rows].sum()) for plan, _ in every for flow, step in steps)


def _solve(every: Solving, portion: Portion) -> None:
    """Solve a portion in each plan, a station in all at once, by the method that fits it."""
    if portion.is_coupled and is_to_be_swept(every, portion.places):
        every = sweep(every, portion.places, _solve_all)
    if _is_for_the_loop(every, portion):
        for plan, ticks in every:
            CoupledPart(plan, portion.places, ticks).solve()
    elif _is_delay(every, portion):
        for plan, ticks in every:
            solve_delay(plan, portion.places[0], ticks)
    else:
        solve_stations(every, portion.places)


def _is_for_the_loop(every: Solving, portion: Portion) -> bool:
    if portion.is_coupled or _is_delay(every, portion):
        return portion.is_coupled
    return not all(has_array_method(plan, portion.places) for plan, _ in every)


def _is_delay(every: Solving, portion: Portion) -> bool:
    flow, position = portion.places[0]
    return any(plan.flows[flow].steps[position].station < 0 for plan, _ in every)
