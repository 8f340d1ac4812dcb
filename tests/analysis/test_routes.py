"""Hold what is remembered of routes, children and windows to what belongs to each plan."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from random_ports import random_plan

from clearance_sim.analysis.bounds import steps_inside
from clearance_sim.analysis.lineage import backwards, children, last_child, last_of_children, window
from clearance_sim.clock import HOUR, NEVER
from clearance_sim.plan.stops import route_of


def test_a_route_is_the_same_in_all_replications_and_another_when_its_steps_are() -> None:
    flow = random_plan(4).flows[0]
    drawn_again = replace(flow, entry=flow.entry + 1)
    shorter = replace(flow, steps=flow.steps[:1])
    assert route_of(flow) is route_of(drawn_again)
    assert route_of(flow) is not route_of(shorter)
    assert len(backwards(flow)) == len(backwards(drawn_again)) == len(flow.steps)
    assert (len(backwards(shorter)), steps_inside(shorter)) == (1, frozenset({0}))


def test_a_flow_in_two_periods_has_two_windows() -> None:
    plan = random_plan(4)
    flow = plan.flows[0]
    all_day, later = replace(plan, warm_up=0), replace(plan, warm_up=plan.horizon // 2 // HOUR * HOUR)
    for planned in (all_day, later, all_day):
        until = planned.horizon - planned.cool_down
        assert np.array_equal(window(planned, flow, 0), (flow.entry >= planned.warm_up) & (flow.entry < until))


def test_the_last_of_children_and_who_it_is_are_those_of_a_plain_loop() -> None:
    rng = np.random.default_rng(11)
    for _ in range(200):
        units = int(rng.integers(1, 8))
        unit = np.repeat(np.arange(units), rng.integers(0, 4, units))
        ends = rng.integers(0, 4, len(unit))
        ends[rng.random(len(unit)) < 0.1] = NEVER
        families = children(unit, units)
        last = last_of_children(ends, families)
        for each in range(units):
            own = ends[unit == each]
            assert last[each] == (NEVER if not len(own) or NEVER in own else own.max())
        who = last_child(ends, families, last)
        for each in np.flatnonzero(last != NEVER):
            assert who[each] == next(at for at in range(len(unit)) if unit[at] == each and ends[at] == last[each])
