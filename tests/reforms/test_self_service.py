"""Show what passenger self-service moves, on a lone coach reckoned by hand and on the halls that ship.

The lone coach: passengers alight in 60 s, stand before 2 desks of 30 s or 2 e-channels of 7 s, and board in 120 s.
Whoever stands in the k-th pair before two servers of s seconds is through after k times s.
"""

from __future__ import annotations

from math import ceil
from typing import Any

import numpy as np
import pytest
from reform_cases import CASES, shipped

from clearance_sim.analysis.bounds import exits
from clearance_sim.analysis.clocks import read_clocks
from clearance_sim.clock import DAY, HOUR, MINUTE, NEVER, SECOND
from clearance_sim.engine import run
from clearance_sim.errors import ScenarioError
from clearance_sim.plan.draft import Draft
from clearance_sim.plan.drafting import drafts
from clearance_sim.plan.drawing import draw
from clearance_sim.plan.plan import Plan
from clearance_sim.plan.trace import Trace
from clearance_sim.reforms.package import apply_package
from clearance_sim.scenario.study import Scenario

ALIGHT, BOARD, DESK, CHANNEL = 60, 120, 30, 7
Played = tuple[Plan, Trace]


def lone_coach(passengers: int = 10, citizens: str = "100 %", in_force: dict[str, Any] | None = None) -> Draft:
    """Give a hall to which one coach comes, none of whose citizens takes an e-channel."""
    steps = {
        "alight": {"handling": f"{ALIGHT} s"},
        "citizens": {"per": "box", "share": citizens, "handling": "0 s"},
        "self_service": {"role": "self_service_check", "per": "box", "station": "e_channels", "only_if": "citizens",
                         "share": "0 %", "handling": f"{CHANNEL} s"},
        "citizen_desk": {"role": "passenger_check", "per": "box", "station": "desks", "after": ["citizens"],
                         "only_if": "citizens", "unless": "self_service", "needs": {"officers": 1},
                         "handling": f"{DESK} s"},
        "foreign_desk": {"role": "passenger_check", "per": "box", "station": "desks", "after": ["alight"],
                         "unless": "citizens", "needs": {"officers": 1}, "handling": f"{DESK} s"},
        "board": {"after": ["self_service", "citizen_desk", "foreign_desk"], "handling": f"{BOARD} s"},
    }  # fmt: skip
    flow = {
        "mode": "road", "direction": "import", "cargo": "coach_passengers", "unit": "coach", "boxes": passengers,
        "arrivals": {"renewal": {"gap": "1 h"}}, "steps": steps,
    }  # fmt: skip
    hall = {
        "title": "hall", "flows": {"coaches": flow}, "in_force": in_force or {},
        "staff": {"officers": {"party": "border_police", "shifts": [{"count": 2}]}},
        "stations": {"desks": {"lanes": 2}, "e_channels": {"lanes": 2}},
    }  # fmt: skip
    written = {"title": "t", "seed": 3, "period": {"length": "119 min"}, "ports": {"hall": hall}}
    return drafts(Scenario.model_validate(written))["hall"]


def played(draft: Draft, **level: Any) -> Played:
    """Run a hall, under self-service if a level is given."""
    plan = draw(apply_package(draft, [{"self_service": level}] if level else []).draft, 0)
    return plan, run(plan)


def crossing(run: Played) -> int:
    """Give the seconds between the coach's coming and its leaving."""
    plan, trace = run
    (flow,) = plan.flows
    (stay,) = (exits(flow, trace) - flow.entry).tolist()
    return int(stay) // SECOND


def passage(run: Played) -> list[int]:
    """Give the seconds of every passenger, the shortest first."""
    plan, trace = run
    (flow,) = plan.flows
    clock = read_clocks(plan, flow, trace, exits(flow, trace)).by_name["passage_hours"]
    return [int(ticks) // SECOND for ticks in clock.finished]


def through(people: int, servers: int, seconds: int) -> int:
    """Give when the last of so many is through, who all stand before equal servers at once."""
    return ceil(people / servers) * seconds


def test_a_coach_waits_for_the_last_of_its_passengers_at_the_desks() -> None:
    found = played(lone_coach())
    assert crossing(found) == ALIGHT + through(10, 2, DESK) + BOARD == 60 + 150 + 120
    assert passage(found) == [ALIGHT + k * DESK for k in (1, 1, 2, 2, 3, 3, 4, 4, 5, 5)]


def test_in_the_e_channels_ten_people_are_through_in_35_seconds_instead_of_150() -> None:
    found = played(lone_coach(), use="100 %", lanes=0)
    assert crossing(found) == ALIGHT + 5 * CHANNEL + BOARD == 60 + 35 + 120
    assert passage(found) == [ALIGHT + k * CHANNEL for k in (1, 1, 2, 2, 3, 3, 4, 4, 5, 5)]


def test_two_more_e_channels_serve_four_at_a_time() -> None:
    # One officer watches up to six: four need no second one, and the desks keep both of theirs.
    found = played(lone_coach(), use="100 %", lanes=2)
    assert crossing(found) == ALIGHT + 3 * CHANNEL + BOARD


def test_where_some_take_the_e_channels_the_slower_of_the_two_queues_decides() -> None:
    found = played(lone_coach(40), use="60 %", lanes=0)
    plan, _ = found
    quick = int(plan.takes[plan.flows[0].step("self_service").rows].sum())
    assert 0 < quick < 40
    assert crossing(found) == ALIGHT + max(through(quick, 2, CHANNEL), through(40 - quick, 2, DESK)) + BOARD


def test_only_those_who_may_take_the_e_channels() -> None:
    level = {"eligible": "50 %", "use": "80 %", "lanes": 0}
    reformed = apply_package(lone_coach(), [{"self_service": level}]).draft.port.flows["coaches"]
    assert reformed.steps["self_service"].share == pytest.approx(0.4)
    in_force = lone_coach(in_force={"self_service": {"eligible": "30 %", "use": "0 %", "lanes": 0}})
    reformed = apply_package(in_force, [{"self_service": {"use": "50 %"}}]).draft.port.flows["coaches"]
    assert reformed.steps["self_service"].share == pytest.approx(0.15), "who may is as in force"


def test_foreigners_gain_only_by_the_desks_that_citizens_leave() -> None:
    before, after = (played(lone_coach(40, "50 %"), use=use, lanes=0) for use in ("0 %", "100 %"))
    foreign = before[0].takes[before[0].flows[0].step("foreign_desk").rows]
    assert crossing(before) == ALIGHT + through(40, 2, DESK) + BOARD
    assert crossing(after) == ALIGHT + through(int(foreign.sum()), 2, DESK) + BOARD
    assert not after[0].takes[after[0].flows[0].step("self_service").rows][foreign].any()


def test_who_watches_more_e_channels_comes_from_the_desks() -> None:
    # Two e-channels have one watcher of up to three; four more make six, with two: one of two desk officers goes.
    hall = lone_coach(citizens="0 %")
    found = played(hall, lanes=4, lanes_per_officer=3)
    assert crossing(found) == ALIGHT + through(10, 1, DESK) + BOARD
    assert crossing(played(hall, lanes=4, lanes_per_officer=6)) == ALIGHT + through(10, 2, DESK) + BOARD
    assert crossing(played(hall, lanes=0, officers_freed=1)) == ALIGHT + through(10, 1, DESK) + BOARD


def test_taking_the_last_officer_off_the_desks_is_refused_where_it_is_written() -> None:
    with pytest.raises(ScenarioError) as refused:
        apply_package(lone_coach(), [{"self_service": {"officers_freed": 2}}], ("reforms",))
    (problem, *_) = refused.value.problems
    assert problem.path[:3] == ("reforms", 0, "self_service")
    assert "officers" in problem.text.en


@pytest.mark.parametrize("port", ["erenhot_passengers", "manzhouli_passengers"])
def test_at_the_halls_that_ship_the_desks_have_less_to_do_and_people_are_through_sooner(port: str) -> None:
    draft = shipped(port, 1)
    before, after = played(draft), played(draft, **CASES["self_service"].level)
    for old, new in zip(before[0].flows, after[0].flows, strict=True):
        fewer, more = after[0].takes[new.step("citizen_desk").rows], before[0].takes[old.step("citizen_desk").rows]
        assert fewer.sum() < more.sum() and not np.any(fewer & ~more), "nobody new stands at a desk"
        means = [
            read_clocks(plan, flow, trace, exits(flow, trace)).by_name["passage_hours"].finished.mean()
            for (plan, trace), flow in ((before, old), (after, new))
        ]
        assert means[1] < means[0]


def test_the_level_in_force_gives_the_share_of_the_route() -> None:
    for port in ("erenhot_passengers", "manzhouli_passengers"):
        hall = shipped(port, 1).port
        level = hall.in_force["self_service"]
        eligible, use = (float(level[key].removesuffix(" %")) / 100 for key in ("eligible", "use"))
        for flow in hall.flows.values():
            assert flow.steps["self_service"].share == pytest.approx(eligible * use)


def test_citizens_at_erenhot_wait_no_longer_for_their_papers_than_was_published() -> None:
    # CNS 2018-10-30: at most 30 minutes, counted here from the opening at 08:00 for whoever is there before.
    plan, trace = played(shipped("erenhot_passengers"))
    for flow in plan.flows:
        for name in ("self_service", "citizen_desk"):
            rows = flow.step(name).rows
            taken = plan.takes[rows] & (trace.start[rows] != NEVER)
            ready, start = trace.ready[rows][taken], trace.start[rows][taken]
            midnight = (plan.origin + ready + 8 * HOUR) // DAY * DAY - plan.origin - 8 * HOUR  # Beijing time
            assert len(ready) > 100
            assert (start - np.maximum(ready, midnight + 8 * HOUR)).max() <= 30 * MINUTE
