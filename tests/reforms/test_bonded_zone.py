"""Show the bonded zone's own clock, to the minute, and that the port keeps its own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import small_border
from reform_cases import shipped

from clearance_sim.analysis.bounds import exits, goes_on
from clearance_sim.analysis.clocks import Clocks, read_clocks
from clearance_sim.analysis.procedure import measure_procedure
from clearance_sim.analysis.reliance import relies_on
from clearance_sim.clock import MINUTE, NEVER
from clearance_sim.engine import run
from clearance_sim.plan.draft import Draft
from clearance_sim.plan.drawing import draw
from clearance_sim.plan.plan import Plan
from clearance_sim.plan.trace import Trace
from clearance_sim.reforms.bonded_zone import way_out
from clearance_sim.reforms.package import apply_package
from clearance_sim.report.story import tell
from clearance_sim.vector import run as run_vector

NAME = "bonded_transfer"
LEVEL = {"share": "40 %", "sealing": "5 min", "run": "3 h", "work": "4 h"}


def trucks(declarations: int = 1, followed: bool = False) -> Draft:
    """Give an import of a truck every 5 h: 10 min across, a declaration of 60, release 1, gate 5; then 8 h inland."""
    inland = {"inland": {"handling": "8 h", "role": "line_run", "party": "terminal"}} if followed else {}
    flow = {
        "mode": "road", "direction": "import", "cargo": "general", "arrivals": {"renewal": {"gap": "5 h"}},
        "declarations": declarations,
        "marks": {"accepted": ["declare"], "released": "release", **({"left": "gate"} if followed else {})},
        "steps": {
            "cross": {"role": "travel", "handling": "10 min"},
            "declare": {
                "role": "declaration", "per": "declaration", "handling": "60 min", "documents": 5,
                "charges": [{"item": "broker", "amount": "300 CNY"}],
            },
            "release": {"role": "release", "handling": "1 min"},
            "gate": {"role": "gate", "handling": "5 min"},
            **inland,
        },
    }  # fmt: skip
    return small_border.draft("60 d", flows={"goods_in": flow}, stations={}, staff={}, in_force={})


def played(draft: Draft, **level: Any) -> tuple[Plan, Trace, Clocks]:
    plan = draw(apply_package(draft, [{NAME: level}] if level else []).draft, 0)
    trace = run(plan)
    assert run_vector(plan) == trace
    flow = plan.flows[0]
    return plan, trace, read_clocks(plan, flow, trace, exits(flow, trace))


def minutes(clocks: Clocks, name: str) -> set[int]:
    return set((clocks.by_name[name].finished // MINUTE).tolist())


@pytest.mark.parametrize("declarations", [1, 3])
def test_a_truck_under_bond_leaves_the_port_sooner_and_is_cleared_by_the_zones_own_clock(
    declarations: int,
) -> None:
    draft = trucks(declarations)
    plan, trace, clocks = played(draft, **LEVEL)
    flow = plan.flows[0]
    sealed = plan.takes[flow.step("bonded_seal").rows]
    left = exits(flow, trace)
    stay = np.where(left == NEVER, -1, (left - flow.entry) // MINUTE)
    # At the port: across 10, sealed in 5 instead of 60 declared, released 1, gate 5.
    assert set(stay[sealed & (left != NEVER)]) == {21} and set(stay[~sealed & (left != NEVER)]) == {76}
    # Beyond it: 3 h to the zone, all declarations 4 h there side by side, released in 1 min as at the port.
    assert minutes(clocks, "after_port_hours") == {421} and minutes(clocks, "zone_hours") == {241}
    # Nobody else is followed beyond the port, nor counted there; 40 % by their own lots, within 1.96 deviations.
    for name in ("after_port_hours", "zone_hours"):
        assert len(clocks.by_name[name].number) == sealed.sum() > 0, name
    assert abs(sealed.sum() - 0.4 * len(sealed)) < 1.96 * np.sqrt(len(sealed) * 0.4 * 0.6)
    assert minutes(clocks, "clearance_hours") == {71}, "only the others are cleared at the port, 10 + 60 + 1"
    assert len(clocks.by_name["clearance_hours"].number) == declarations * (~sealed).sum()


def test_what_was_followed_before_is_followed_to_the_zone_from_where_it_ended() -> None:
    draft = trucks(followed=True)
    (_, _, before), (plan, _, after) = played(draft), played(draft, **LEVEL)
    assert minutes(before, "after_port_hours") == {480} and "zone_hours" not in before.by_name
    # 8 h inland for everybody; then 3 h, 4 h and 1 min for those under bond.
    assert minutes(after, "after_port_hours") == {480, 901} and minutes(after, "zone_hours") == {241}
    assert goes_on(plan, plan.flows[0]).all()


def test_papers_and_charges_move_to_the_zone_and_are_not_saved() -> None:
    draft = trucks()
    found = []
    for level in ({}, LEVEL):
        plan, trace, _ = played(draft, **level)
        flow = plan.flows[0]
        leaving = exits(flow, trace)
        done = leaving != NEVER
        sealed = plan.takes[flow.step("bonded_seal").rows] if level else np.zeros(len(done), dtype=np.bool_)
        found.append((measure_procedure(plan, flow, flow.entry, leaving, done), float(sealed[done].mean())))
    (old, _), (new, sealed) = found
    assert old.documents == 5 and new.documents == pytest.approx(5 + sealed), "the seal is one document more"
    assert old.cost_per_declaration == new.cost_per_declaration == 300


def test_a_trucks_story_tells_both_times_only_of_who_goes_there() -> None:
    draft = apply_package(trucks(), [{NAME: LEVEL}]).draft
    plan, trace, _ = played(trucks(), **LEVEL)
    flow = plan.flows[0]
    sealed = plan.takes[flow.step("bonded_seal").rows]
    under_bond, at_port = (int(np.flatnonzero(each)[0]) for each in (sealed, ~sealed))
    # Hand-reckoned above: 421 and 241 minutes.
    told = tell(plan, trace, draft.port, flow, under_bond, "zh").splitlines()[-1]
    assert told.strip() == "离口岸后用时 7:01（区内通关时间 4:01）"
    told = tell(plan, trace, draft.port, flow, under_bond, "en").splitlines()[-1]
    assert told.strip() == "time after the port 7:01 (clearance time in the bonded zone 4:01)"
    assert "离口岸后用时" not in tell(plan, trace, draft.port, flow, at_port, "zh")


def test_a_port_whose_goods_nobody_sends_under_bond_has_no_clock_of_a_zone() -> None:
    draft = shipped("erenhot", 2)
    assert apply_package(draft, [{NAME: {"share": "0 %"}}]).draft.port == draft.port
    plan = draw(apply_package(draft, [{NAME: LEVEL}]).draft, 0)
    trace = run(plan)
    with_zone = [
        flow.name
        for flow in plan.flows
        if "zone_hours" in read_clocks(plan, flow, trace, exits(flow, trace)).by_name
    ]
    assert with_zone == ["rail_containers_in", "rail_bulk_in", "road_import"]
    assert relies_on(plan)["erenhot.rail.import.bulk", "zone_hours"] == {"jining_line"}


@pytest.mark.parametrize(("port", "hours"), [("manzhouli", (0.5, 1)), ("erenhot", (5, 9))])
def test_the_run_is_short_where_the_port_has_a_zone_of_its_own(port: str, hours: tuple[float, float]) -> None:
    plan = draw(apply_package(shipped(port, 2), [{NAME: {"share": "40 %"}}]).draft, 0)
    flow = next(flow for flow in plan.flows if flow.name == "road_import")
    rows = flow.step("run_to_zone").rows
    run_ = plan.work[rows][plan.takes[rows]] / (60 * MINUTE)
    assert hours[0] <= run_.min() < run_.max() <= hours[1]


def test_a_flow_that_ends_in_several_ways_is_not_followed() -> None:
    steps = {
        "declare": {"role": "declaration", "per": "declaration", "handling": "1 h"},
        "release": {"role": "release", "handling": "1 min"},
        "gate": {"role": "gate", "handling": "5 min", "after": ["release"]},
        "shed": {"handling": "5 min", "after": ["release"]},
    }
    flow = {**small_border.flow("general", "1/d", "import"), "steps": steps, "marks": {"released": "release"}}
    border = small_border.draft("9 d", flows={"goods_in": flow}, in_force={})
    assert way_out(border.port.flows["goods_in"]) is None
    assert NAME in apply_package(border, [{NAME: {}}]).not_applicable
