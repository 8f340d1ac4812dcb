"""Show to the minute what border-resident trade and e-commerce lists change, on a zone and a yard of round numbers.

Lots come every ten minutes and trucks every twelve hours, so that nobody meets by luck; where lots come at random,
their mean wait is held against the theory of Poisson arrivals.
"""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from reform_cases import shipped

from clearance_sim.analysis.bounds import exits
from clearance_sim.analysis.clocks import read_clocks
from clearance_sim.clock import HOUR, MINUTE, NEVER
from clearance_sim.engine import run
from clearance_sim.errors import ScenarioError
from clearance_sim.plan.draft import Draft
from clearance_sim.plan.drafting import drafts, midnight
from clearance_sim.plan.drawing import draw
from clearance_sim.plan.plan import Plan
from clearance_sim.plan.trace import Trace
from clearance_sim.reforms.package import apply_package
from clearance_sim.reforms.parcels import REGIME
from clearance_sim.scenario.flows import Arrivals
from clearance_sim.scenario.study import Scenario

Played = tuple[Plan, Trace]
ZONE = {
    "mode": "road", "direction": "import", "cargo": "resident_trade", "unit": "lot", "value_per_unit": "8000 CNY",
    "arrivals": {"poisson": {"rate": "6/h"}},
    "steps": {
        "check_in": {"station": "windows", "handling": "1 min"},
        "load": {"gather": {"value": "24000 CNY"}, "handling": "40 min"},
        "release": {"role": "release", "with_group": "load", "handling": "1 min"},
    },
}  # fmt: skip
YARD = {
    "mode": "road", "direction": "export", "cargo": "parcels", "boxes": 30, "teu_per_box": 0,
    "arrivals": {"renewal": {"gap": "12 h"}}, "marks": {"released": "release", "left": "gate"},
    "steps": {
        "declare": {"role": "declaration", "per": "declaration", "after": [], "handling": "1 h", "documents": 4},
        "sort": {"station": "line", "after": [], "handling": "2 h"},
        "examine": {"per": "box", "station": "desks", "handling": "6 min"},
        "release": {"role": "release", "after": ["declare", "examine"], "handling": "1 min"},
        "gate": {"role": "gate", "handling": "1 min"},
    },
}  # fmt: skip
ON_LISTS = {"share": "100 %", "checking": "10 min"}


def place(name: str, flow: dict[str, Any], **changes: Any) -> Draft:
    """Give a port with this flow alone for sixty days of 2019."""
    port = {
        "title": "small place", "stations": {"windows": {"lanes": 9}, "line": {"lanes": 2}, "desks": {"lanes": 2}},
        "flows": {"only": {**flow, **changes}},
    }  # fmt: skip
    written = {"title": "t", "seed": 7, "period": {"from": "2019-03-11", "to": "2019-05-09"}, "ports": {name: port}}
    return drafts(Scenario.model_validate(written))[name]


def played(draft: Draft, *calls: dict[str, dict[str, Any]], every: str = "") -> Played:
    """Run a draft under a package; `every` puts so long between two arrivals once the package is applied."""
    draft = apply_package(draft, list(calls)).draft
    if every:
        arrivals = Arrivals.model_validate({"renewal": {"gap": every}})
        draft = draft.with_flow("only", draft.port.flows["only"].model_copy(update={"arrivals": arrivals}))
    plan = draw(draft, 0)
    return plan, run(plan)


def stays(run_of: Played, step: str) -> NDArray[np.int64]:
    """Give the minutes from entry to the end of a unit's step, of those for whom it is over."""
    plan, trace = run_of
    ends, flow = trace.end[plan.flows[0].step(step).rows], plan.flows[0]
    over = ends != NEVER
    return np.asarray((ends - flow.entry)[over] // MINUTE)


def gathering(run_of: Played) -> NDArray[np.int64]:
    """Give the minutes that each lot waited for others before it was loaded."""
    plan, trace = run_of
    rows = plan.flows[0].step("load").rows
    over = trace.start[rows] != NEVER
    return np.asarray((trace.start[rows] - trace.ready[rows])[over] // MINUTE)


@pytest.mark.parametrize(
    ("level", "waits"),
    [
        # 24,000 at 8,000 a resident are three lots, one every ten minutes: the first waits 20, the last not at all.
        ({}, [20, 10, 0]),
        ({"quota": "12000 CNY"}, [10, 0]),
        ({"quota": "13000 CNY"}, [10, 0]),  # one is not enough, two are
        ({"quota": "24000 CNY"}, [0]),
        ({"truckload": "48000 CNY"}, [50, 40, 30, 20, 10, 0]),
        ({"truckload": "40000 CNY", "quota": "10000 CNY"}, [30, 20, 10, 0]),
    ],
)  # fmt: skip
def test_a_larger_quota_covers_a_truck_with_fewer_residents(level: dict[str, Any], waits: list[int]) -> None:
    gathered = played(place("erenhot", ZONE), {"border_trade": {"residents": 144, **level}}, every="10 min")
    found, stayed = gathering(gathered), stays(gathered, "release")
    assert found[: 4 * len(waits)].tolist() == 4 * waits
    # Nothing else moves: 1 min at the window, the wait, 40 min of loading, 1 min of release.
    assert len(stayed) > 8600
    assert np.array_equal(stayed, found[: len(stayed)] + 42)


def test_twice_the_residents_halve_the_wait_for_one_another() -> None:
    """Of three Poisson arrivals the wait for the third is 2, 1 and 0 gaps: a gap on average, 10 min at 144 a day."""
    border = place("erenhot", ZONE)
    before, after = played(border), played(border, {"border_trade": {"residents": 288}})
    # 8,640 lots: the standard error of the mean gap is about 1 %.
    assert gathering(before).mean() + 0.5 == pytest.approx(10, rel=0.05)
    assert gathering(after).mean() + 0.5 == pytest.approx(5, rel=0.05)
    old, new = before[0].flows[0].entry, after[0].flows[0].entry
    assert np.isin(old, new).all(), "who came before comes when it came before"


def test_border_trade_moves_nobody_else_at_a_shipped_port() -> None:
    draft = shipped("erenhot")
    plans = [draw(apply_package(draft, calls).draft, 0) for calls in ([], [{"border_trade": {"residents": 120}}])]
    runs = [(plan, run(plan)) for plan in plans]
    for old, new in zip(*(plan.flows for plan in plans), strict=True):
        for step in old.steps:
            ends = [trace.end[flow.step(step.name).rows] for (_, trace), flow in zip(runs, (old, new), strict=True)]
            assert np.array_equal(*ends) == (old.name != "border_trade"), (old.name, step.name)


def test_lots_stand_outside_the_customs_clocks_and_have_a_stay() -> None:
    plan = draw(shipped("erenhot", 5), 0)
    trace = run(plan)
    (lots,) = [flow for flow in plan.flows if flow.name == "border_trade"]
    clocks = read_clocks(plan, lots, trace, exits(lots, trace)).by_name
    assert len(clocks["clearance_hours"].ticks) == len(clocks["working_hours"].ticks) == 0
    assert len(clocks["crossing_hours"].ticks) > 100


def test_a_selected_parcel_holds_its_truck_in_2019_and_not_on_lists() -> None:
    """30 parcels at 6 min by two desks take 90 min after 2 h of sorting; release and gate take a minute each."""
    yard = place("erenhot", YARD)
    before, after = played(yard), played(yard, {"ecommerce_release": ON_LISTS})
    assert set(stays(before, "gate").tolist()) == {2 * 60 + 90 + 2}
    assert set(stays(after, "gate").tolist()) == {2 * 60 + 2}
    # The parcels are examined all the same, in the same 90 min: 88 of them after their truck has left.
    plan, trace = after
    flow = plan.flows[0]
    clocks = read_clocks(plan, flow, trace, exits(flow, trace)).by_name
    assert set(clocks["after_port_hours"].finished.tolist()) == {88 * MINUTE}
    assert len(clocks["clearance_hours"].ticks) == 0, "lists stand outside the clearance time"
    documents = [flow.step(name).documents for name in ("declare", f"declare_{REGIME}")]
    assert documents == [4, 1]


def test_papers_hold_a_truck_that_is_declared_as_general_goods() -> None:
    slow = {"declare": {**YARD["steps"]["declare"], "handling": "5 h"}}  # type: ignore[index]
    yard = place("erenhot", YARD, steps={**YARD["steps"], **slow})  # type: ignore[dict-item]
    before, after = played(yard), played(yard, {"ecommerce_release": ON_LISTS})
    assert set(stays(before, "gate").tolist()) == {5 * 60 + 2}
    assert set(stays(after, "gate").tolist()) == {2 * 60 + 2}


@pytest.mark.parametrize(
    ("level", "minutes"),
    [
        ({"sorting": 3000}, 60 + 90 + 2),  # 3,000 lists at 3,000 an hour
        ({"lists": 6000, "selected": "0.5 %"}, 240 + 90 + 2),  # twice the lists, half as often selected
        ({"selected": "2 %"}, 120 + 180 + 2),  # sixty parcels
    ],
)
def test_lists_selection_and_sorting_speed_make_the_load(level: dict[str, Any], minutes: int) -> None:
    yard = place("erenhot", YARD)
    held = played(yard, {"ecommerce_release": {"share": "0 %", **level}})
    assert set(stays(held, "gate").tolist()) == {minutes}


def test_out_of_a_bonded_zone_parcels_have_been_sorted_before() -> None:
    out = played(place("manzhouli", YARD), {"ecommerce_release": {"mode": 1210, **ON_LISTS}})
    assert set(stays(out, "gate").tolist()) == {10 + 2}
    plan = out[0]
    assert not any(plan.takes[plan.flows[0].step(name).rows].any() for name in ("sort", "examine"))


def test_a_bonded_zone_is_needed_and_only_manzhouli_has_one() -> None:
    packaged = apply_package(shipped("erenhot"), [{"ecommerce_release": {"mode": "1210"}}])
    assert "needs a bonded zone" in packaged.not_applicable["ecommerce_release"].en
    assert packaged.draft.port == shipped("erenhot").port


@pytest.mark.parametrize("mode", [9710, 9810])
def test_codes_of_2020_are_refused_before_july_2020(mode: int) -> None:
    yard = place("erenhot", YARD)
    first = midnight(datetime.date(2020, 7, 1), yard.port.zone)
    call = {"ecommerce_release": {"mode": mode, **ON_LISTS}}
    with pytest.raises(ScenarioError, match="from 2020-07-01 only") as refused:
        apply_package(replace(yard, origin=first - 24 * HOUR), [call], ("reforms",))
    assert refused.value.problems[0].path == ("reforms", 0, "ecommerce_release", "mode")
    assert set(stays(played(replace(yard, origin=first), call), "gate").tolist()) == {2 * 60 + 2}


def test_goods_to_businesses_are_examined_before_others() -> None:
    """Two trucks come together and are sorted side by side; two desks need 90 min for the parcels of each."""
    yard = replace(
        place("erenhot", YARD, arrivals={"renewal": {"gap": "12 h"}, "batch": 2}),
        origin=midnight(datetime.date(2020, 7, 6), "Asia/Shanghai"),
    )
    last = {}
    for mode in (9610, 9710):
        plan, trace = played(yard, {"ecommerce_release": {"mode": mode, "share": "50 %", "checking": "10 min"}})
        flow = plan.flows[0]
        listed = flow.regime == flow.regime_names.index(REGIME)
        rows = flow.step(f"examine_{REGIME}").rows
        ends = trace.end[rows].reshape(len(flow.entry), 30).max(axis=1) - flow.entry
        second = np.arange(len(flow.entry)) % 2 == 1
        behind = listed & second & ~np.roll(listed, 1)
        assert behind.sum() > 5
        last[mode] = set((ends[behind] // MINUTE).tolist())
    assert last == {9610: {120 + 180}, 9710: {120 + 90}}
