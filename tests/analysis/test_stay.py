"""Tell stays backwards on paper, and on random ports against a second, plain telling (rule 18)."""

from __future__ import annotations

import numpy as np
import pytest
from hand_made import HandFlow, HandStep, made, minutes, yard
from plain_walk import plain_legs
from random_ports import random_plan

from clearance_sim.analysis.bounds import exits
from clearance_sim.analysis.stay import PARTIES, Stay, tell_stay
from clearance_sim.engine import run
from clearance_sim.plan.plan import BOX, DECLARATION, Plan, PlannedFlow
from clearance_sim.plan.trace import Trace


def stay_of(plan: Plan, trace: Trace, flow: int = 0) -> Stay:
    return tell_stay(plan, plan.flows[flow], trace, exits(plan.flows[flow], trace))


def parts(stay: Stay, unit: int = 0) -> dict[str, int]:
    """Name the parts of one stay that are not zero, in minutes."""
    named = {f"handling {party}": stay.handling[i, unit] for i, party in enumerate(PARTIES)}
    named |= {f"waiting {party}": stay.waiting[i, unit] for i, party in enumerate(PARTIES)}
    named["papers"] = stay.papers[unit]
    return {name: int(ticks) // 60_000 for name, ticks in named.items() if ticks}


def test_the_gap_where_vehicle_and_papers_join_is_waiting_for_papers() -> None:
    flow = HandFlow(
        entry=[0],
        steps=[
            HandStep("papers", [(0, 20, 50)], DECLARATION),
            HandStep("gate", [(0, 5, 15)], party="terminal"),
            HandStep("leave", [(50, 58, 60)], after=(0, 1), party="border_police"),
        ],
    )
    assert parts(stay_of(*made([flow]))) == {
        "waiting terminal": 5, "handling terminal": 10, "papers": 35, "waiting border_police": 8,
        "handling border_police": 2,
    }  # fmt: skip


def test_a_step_after_papers_only_leads_back_to_the_vehicle_step_before_the_papers() -> None:
    flow = HandFlow(
        entry=[0],
        steps=[
            HandStep("gate", [(0, 0, 10)], party="terminal"),
            HandStep("declare", [(10, 12, 20)], DECLARATION, after=(0,)),
            HandStep("review", [(20, 22, 30)], DECLARATION, after=(1,)),
            HandStep("leave", [(30, 30, 31)], after=(2,)),
        ],
    )
    assert parts(stay_of(*made([flow]))) == {"handling terminal": 10, "papers": 20, "handling customs": 1}


def test_a_train_is_told_along_its_last_box_and_ties_go_to_the_lowest() -> None:
    flow = HandFlow(
        entry=[0],
        boxes=[0, 0, 0],
        steps=[
            HandStep("lift", [(0, 0, 9), (0, 2, 20), (0, 5, 20)], BOX, party="terminal"),
            HandStep("leave", [(20, 20, 30)], after=(0,)),
        ],
    )
    # Box 1 (waits 2, handled 18) and box 2 (waits 5, handled 15) end together: the lower tells.
    assert parts(stay_of(*made([flow]))) == {
        "waiting terminal": 2, "handling terminal": 18, "handling customs": 10,
    }  # fmt: skip


def test_a_tie_between_branches_goes_to_the_vehicle_s_own_step_not_its_boxes_then_to_the_lowest() -> None:
    flow = HandFlow(
        entry=[0],
        boxes=[0],
        steps=[
            HandStep("lift", [(0, 0, 10)], BOX, party="terminal"),
            HandStep("police", [(0, 3, 10)], party="border_police"),
            HandStep("weigh", [(0, 4, 10)], party="trader"),
            HandStep("leave", [(10, 10, 11)], after=(0, 1, 2)),
        ],
    )
    assert parts(stay_of(*made([flow]))) == {
        "waiting border_police": 3, "handling border_police": 7, "handling customs": 1,
    }  # fmt: skip


def test_waiting_outside_a_full_yard_is_held_by_the_yard() -> None:
    flow = HandFlow(entry=[0], steps=[HandStep("check", [(0, 7, 9, 12)], yards=(0,))])
    plan, trace = made([flow], yards=(yard("compound"),))
    assert parts(stay_of(plan, trace)) == {"waiting terminal": 7, "waiting customs": 2, "handling customs": 3}


def test_what_happened_ahead_of_arrival_is_no_part_of_the_stay() -> None:
    flow = HandFlow(
        entry=[100],
        steps=[
            HandStep("book", [(40, 50, 130)], ahead=True, party="trader"),
            HandStep("gate", [(130, 130, 140)], after=(0,)),
        ],
    )
    assert parts(stay_of(*made([flow]))) == {"handling trader": 30, "handling customs": 10}


def test_units_that_have_not_left_have_no_stay() -> None:
    flow = HandFlow(entry=[0, 0], steps=[HandStep("gate", [(0, 0, 5), (0, 5, None)])])
    stay = stay_of(*made([flow]))
    assert stay.units.tolist() == [0]
    assert stay.total.tolist() == minutes(5)


RANDOM_PORTS = range(120)


@pytest.mark.parametrize("first", range(0, len(RANDOM_PORTS), 40))
def test_handling_and_waits_sum_to_every_stay_to_the_tick_and_equal_a_plain_telling(first: int) -> None:
    told = 0
    for seed in RANDOM_PORTS[first : first + 40]:
        plan = random_plan(seed)
        trace = run(plan)
        for flow in plan.flows:
            leaving = exits(flow, trace)
            stay = tell_stay(plan, flow, trace, leaving)
            assert np.array_equal(stay.total, (leaving - flow.entry)[stay.units]), seed
            for position, unit in enumerate(stay.units.tolist()):
                assert parts_of(stay, position) == plain_telling(plan, flow, trace, unit), (seed, flow.name, unit)
                told += 1
    assert told > 100


def parts_of(stay: Stay, position: int) -> dict[str, int]:
    named = {f"handling {party}": int(stay.handling[i, position]) for i, party in enumerate(PARTIES)}
    named |= {f"waiting {party}": int(stay.waiting[i, position]) for i, party in enumerate(PARTIES)}
    return {key: ticks for key, ticks in (named | {"papers": int(stay.papers[position])}).items() if ticks}


def plain_telling(plan: Plan, flow: PlannedFlow, trace: Trace, unit: int) -> dict[str, int]:
    """Tell one stay by the plain walk."""
    told: dict[str, int] = {}
    entry = int(flow.entry[unit])

    def count(name: str, first: int, last: int) -> None:
        ticks = max(last, entry) - max(first, entry)
        if ticks:
            told[name] = told.get(name, 0) + ticks

    for leg in plain_legs(flow, trace, unit):
        count(f"handling {leg.step.party}", leg.start, leg.end)
        count(f"waiting {leg.step.party}", leg.admitted, leg.start)
        if leg.step.yards:
            count(f"waiting {plan.yards[leg.step.yards[-1]].party}", leg.ready, leg.admitted)
        count("papers", leg.came, leg.ready)
    return told
