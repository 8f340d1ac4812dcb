"""Bound the stay at the port on paper, and on random ports with marks put anywhere they may stand (rule 17c)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hand_made import HandFlow, HandStep, made
from plain_causes import plain_causes, watching
from random_ports import random_plan

from clearance_sim.analysis.bounds import exits, joins, last_ends, steps_inside
from clearance_sim.analysis.causes import Reasons, tell_causes
from clearance_sim.analysis.groups import form_groups
from clearance_sim.analysis.ledger import Key
from clearance_sim.analysis.lineage import ancestors, seen_from
from clearance_sim.analysis.measures import Measured, measure
from clearance_sim.analysis.queues import vehicle_waits
from clearance_sim.analysis.reliance import relies_on
from clearance_sim.analysis.stay import tell_stay
from clearance_sim.analysis.walk import walk_back
from clearance_sim.clock import MINUTE, NEVER
from clearance_sim.engine import run
from clearance_sim.plan.plan import DECLARATION, UNIT, Plan, PlannedFlow
from clearance_sim.plan.trace import Trace

FLOW = "lab.road.import.cargo_0"
STATIONS = [("depot", 1), ("gate", 1), ("siding", 1)]


def two_trucks(**marks: object) -> HandFlow:
    """Two trucks: a run to the port, a gate, the border, the yard, a wait at a siding beyond, a run onward.

    Entered at 0 and 10; the first is at the port from 70 to 100, the second from 90 to 135.
    """
    return HandFlow(
        entry=[0, 10],
        steps=[
            HandStep("load", [(0, 5, 20), (10, 20, 30)], station=0, party="trader"),
            HandStep("run", [(20, 20, 70), (30, 30, 90)], after=(0,), party="partner", charge=40.0),
            HandStep("gate", [(70, 75, 80), (90, 95, 105)], after=(1,), station=1),
            HandStep("yard", [(80, 80, 100), (105, 105, 135)], after=(2,), party="terminal"),
            HandStep("siding", [(100, 200, 201), (135, 300, 301)], after=(3,), station=2, party="terminal"),
            HandStep("onward", [(201, 201, 321), (301, 301, None)], after=(4,), party="trader"),
        ],
        more={"border": 2, "joined": 1, "left": 3, "value_of_time": 60.0} | marks,
    )


def measured(flow: HandFlow) -> Measured:
    return measure(*made([flow], stations=STATIONS))


def minutes_of(found: Measured, clock: str) -> list[int | None]:
    ticks = found.clocks[FLOW, f"{clock}_hours"].ticks.tolist()
    return [None if tick == NEVER else tick // MINUTE for tick in ticks]


def value(found: Measured, *key: str) -> float:
    return found.ledger.values[found.ledger.keys.index(Key(*key))]


def test_the_stay_runs_from_joining_to_leaving_and_what_lies_outside_has_times_of_its_own() -> None:
    found = measured(two_trucks())
    assert minutes_of(found, "crossing") == [30, 45]
    assert minutes_of(found, "crossing_partner") == [10, 15]
    assert minutes_of(found, "crossing_home") == [20, 30]
    assert minutes_of(found, "before_port") == [70, 80]
    assert minutes_of(found, "after_port") == [221, None]
    assert found.clocks[FLOW, "after_port_hours"].unfinished_share == 0.5


def test_without_marks_the_same_trucks_stay_from_their_entry_to_their_last_end() -> None:
    found = measured(two_trucks(joined=-1, left=-1))
    assert minutes_of(found, "crossing") == [321, None]
    assert (FLOW, "before_port_hours") not in found.clocks
    assert (FLOW, "after_port_hours") not in found.clocks


def test_who_has_left_the_port_is_finished_there_though_still_on_the_road() -> None:
    found = measured(two_trucks())
    assert value(found, FLOW, "unfinished_share", "", "share") == 0
    assert value(found, FLOW, "throughput_per_day", "", "mean") == 2
    on_the_way = two_trucks()
    on_the_way.steps[1].rows[1] = (30, 30, None)
    for step in on_the_way.steps[2:]:
        step.rows[1] = (None, None, None)
    assert minutes_of(measured(on_the_way), "crossing") == [30, None]
    assert minutes_of(measured(on_the_way), "before_port") == [70, None]


def test_parties_and_causes_tell_the_stay_and_nothing_outside_it() -> None:
    found = measured(two_trucks())
    told = {item: value(found, FLOW, "cause_hours", item, "mean") * 60 for item in ("handling", "queue", "papers")}
    assert told == pytest.approx({"handling": (25 + 40) / 2, "queue": 5, "papers": 0})
    assert value(found, FLOW, "party_handling_hours", "trader", "mean") == 0
    assert value(found, FLOW, "party_handling_hours", "partner", "mean") == 0
    assert value(found, FLOW, "party_handling_hours", "terminal", "mean") * 60 == pytest.approx((20 + 30) / 2)


def test_waits_beyond_the_port_are_no_queue_of_it_and_its_time_costs_nothing_there() -> None:
    plan, trace = made([two_trucks()], stations=STATIONS)
    begin, end = vehicle_waits(plan, plan.flows[0], trace)
    assert sorted(zip((begin // MINUTE).tolist(), (end // MINUTE).tolist(), strict=True)) == [(70, 75), (90, 95)]
    # 75 minutes at the port at one yuan a minute, and 40 yuan of toll each, for two declarations.
    cost = value(measured(two_trucks()), FLOW, "cost_cny_per_declaration", "", "mean")
    assert cost == pytest.approx((75 + 2 * 40) / 2)


def test_a_queue_beyond_the_port_that_grows_takes_no_number_of_the_stay_away() -> None:
    plan, _ = made([two_trucks()], stations=STATIONS)
    relies = relies_on(plan)
    assert relies[FLOW, "crossing_hours"] == relies["", "crossing_hours"] == {"gate"}
    assert relies[FLOW, "before_port_hours"] == {"depot"}
    assert relies[FLOW, "after_port_hours"] == {"siding"}


def marked(plan: Plan, seed: int) -> Plan:
    """Put the two marks on every flow of a random port, anywhere that a checked scenario may have them."""
    chance = np.random.default_rng(seed)
    flows = []
    for flow in plan.flows:
        vehicle = [i for i, step in enumerate(flow.steps) if step.level != DECLARATION and not step.ahead]
        left = int(chance.choice([-1, *vehicle]))
        reach = set(vehicle) if left < 0 else ancestors(flow, left) - {left}
        joined = int(chance.choice([-1, *(i for i in vehicle if i in reach)]))
        flows.append(replace(flow, joined=joined, left=left))
    return replace(plan, flows=tuple(flows))


def stays(plan: Plan, trace: Trace) -> Iterator[tuple[int, PlannedFlow, np.ndarray, np.ndarray]]:
    for number, flow in enumerate(plan.flows):
        yield number, flow, joins(flow, trace), exits(flow, trace)


@pytest.mark.parametrize("first", range(0, 300, 150))
def test_on_random_ports_the_parts_sum_to_the_bounded_stay_to_the_tick(first: int) -> None:
    bounded = 0
    for seed in range(first, first + 150):
        plan = marked(random_plan(seed), seed)
        trace = run(plan)
        reasons = Reasons(plan, trace, [form_groups(plan, flow, trace) for flow in plan.flows])
        for number, flow, joining, leaving in stays(plan, trace):
            legs = walk_back(flow, trace, leaving)
            gone = leaving != NEVER
            stay = (leaving - joining)[gone]
            assert (stay >= 0).all()
            told = np.sum(list(tell_causes(reasons, number, legs).values()), axis=0)
            assert np.array_equal(told[gone], stay), (seed, flow.name)
            assert np.array_equal(tell_stay(plan, flow, trace, leaving, legs).total, stay), (seed, flow.name)
            assert {leg.position for leg in legs} <= steps_inside(flow)
            done = last_ends(flow, trace)
            assert (done[done != NEVER] >= leaving[done != NEVER]).all()
            bounded += int(gone.sum()) if flow.joined >= 0 or flow.left >= 0 else 0
    assert bounded > 500


def test_the_last_end_of_a_vehicle_is_that_of_all_its_steps() -> None:
    ended = 0
    for seed in range(200):
        plan = random_plan(seed)
        trace = run(plan)
        for flow in plan.flows:
            own = [step for step in flow.steps if step.level != DECLARATION and len(flow.levels[step.level])]
            ends = [seen_from(flow, trace.end[step.rows], step.level, UNIT) for step in own]
            nobody = np.full(len(flow.entry), NEVER, dtype=np.int64)
            everything = np.where(np.min(ends, axis=0) == NEVER, NEVER, np.max(ends, axis=0)) if ends else nobody
            assert np.array_equal(last_ends(flow, trace), everything), (seed, flow.name)
            ended += int((everything != NEVER).sum())
    assert ended > 500


def test_on_random_ports_every_minute_of_a_bounded_stay_is_named_alike_by_a_plain_telling(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    units = 0
    for seed in range(150):
        plan = marked(random_plan(seed), seed)
        with watching(monkeypatch) as seen:
            trace = run(plan)
        if any((column[column != NEVER] % MINUTE).any() for column in (trace.ready, trace.start, trace.end)):
            continue  # slowed down to parts of a minute
        reasons = Reasons(plan, trace, [form_groups(plan, flow, trace) for flow in plan.flows])
        for number, flow, _, leaving in stays(plan, trace):
            causes = tell_causes(reasons, number, walk_back(flow, trace, leaving))
            for unit in np.flatnonzero(leaving != NEVER).tolist():
                ours = {cause: int(ticks[unit]) / MINUTE for cause, ticks in causes.items() if ticks[unit]}
                assert ours == plain_causes(plan, number, trace, seen, unit), (seed, number, unit)
                units += 1
    assert units > 250
