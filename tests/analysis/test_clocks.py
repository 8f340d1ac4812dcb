"""Work out the three clocks on paper and compare to the tick (rule 17)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hand_made import HandFlow, HandStep, made, minutes

from clearance_sim.analysis.bounds import exits
from clearance_sim.analysis.clocks import Clocks, read_clocks
from clearance_sim.clock import MINUTE, NEVER
from clearance_sim.plan.plan import BOX, DECLARATION, Plan
from clearance_sim.plan.trace import Trace


def clocks(made_: tuple[Plan, Trace]) -> Clocks:
    plan, trace = made_
    return read_clocks(plan, plan.flows[0], trace, exits(plan.flows[0], trace))


def in_minutes(found: Clocks, clock: str) -> list[float | None]:
    return [None if tick == NEVER else tick / MINUTE for tick in found.by_name[f"{clock}_hours"].ticks.tolist()]


def papers_and_truck(**more: object) -> HandFlow:
    """Two trucks: the first declared ahead and released before it arrives, the second declared on arrival."""
    return HandFlow(
        entry=[100, 200],
        steps=[
            HandStep("advance", [(50, 55, 65), (200,)], DECLARATION, ahead=True),
            HandStep("declare", [(65,), (200, 210, 220)], DECLARATION, after=(0,)),
            HandStep("release", [(65, 65, 80), (220, 230, 240)], DECLARATION, after=(1,)),
            HandStep("gate", [(100, 105, 110), (200, 205, 210)]),
            HandStep("leave", [(110, 110, 120), (240, 245, 250)], after=(2, 3)),
        ],
        more={"arrived": 3, "accepted": (0, 1), "released": 2, "border": 3} | more,
    )


def test_release_before_arrival_counts_zero_and_its_share_is_shown() -> None:
    found = clocks(made([papers_and_truck()]))
    # Arrived mark = end of the gate (110, 210); released at 80 and 240.
    assert in_minutes(found, "clearance") == [0, 30]
    assert found.released_before_arrival == 0.5


def test_release_on_the_tick_of_arrival_counts_zero_but_is_not_before() -> None:
    flow = papers_and_truck()
    flow.steps[3].rows[0] = (60, 70, 80)
    found = clocks(made([flow]))
    assert in_minutes(found, "clearance")[0] == 0
    assert found.released_before_arrival == 0


def test_working_time_runs_from_the_accepting_step_taken_to_release() -> None:
    # Accepted at 65 (ahead) and 220 (ordinary): 80 - 65 and 240 - 220.
    assert in_minutes(clocks(made([papers_and_truck()])), "working") == [15, 20]


def test_crossing_runs_from_entry_to_the_last_end_and_splits_at_the_border() -> None:
    found = clocks(made([papers_and_truck()]))
    assert in_minutes(found, "crossing") == [20, 50]
    # Import: the partner's part comes first, up to the border at 110 and 210.
    assert in_minutes(found, "crossing_partner") == [10, 10]
    assert in_minutes(found, "crossing_home") == [10, 40]


def test_an_export_has_its_home_part_first() -> None:
    found = clocks(made([papers_and_truck(direction="export")]))
    assert in_minutes(found, "crossing_home") == [10, 10]
    assert in_minutes(found, "crossing_partner") == [10, 40]


def test_excluded_regimes_are_outside_the_customs_clocks_only() -> None:
    regimes = {"regime": np.array([1, 0]), "regime_names": ("port", "transit"), "excluded": (1,)}
    found = clocks(made([papers_and_truck(**regimes)]))
    assert in_minutes(found, "clearance") == [30]
    assert in_minutes(found, "working") == [20]
    assert in_minutes(found, "crossing") == [20, 50]


def test_a_declaration_that_does_not_take_the_release_has_no_customs_clock() -> None:
    flow = papers_and_truck()
    flow.steps[2].rows[0] = (65,)
    assert in_minutes(clocks(made([flow])), "clearance") == [30]


def test_unfinished_entities_are_kept_as_never_and_counted() -> None:
    flow = papers_and_truck()
    flow.steps[2].rows[1] = (220, 230, None)
    flow.steps[4].rows[1] = (None, None, None)
    found = clocks(made([flow]))
    assert in_minutes(found, "crossing") == [20, None]
    assert in_minutes(found, "clearance") == [0, None]
    assert found.by_name["crossing_hours"].unfinished_share == 0.5


def test_only_entities_that_arrive_between_warm_up_and_cool_down_are_measured() -> None:
    plan, trace = made([papers_and_truck()])
    late = replace(plan, warm_up=minutes(101)[0])
    assert in_minutes(clocks((late, trace)), "crossing") == [50]
    early = replace(plan, cool_down=plan.horizon - minutes(200)[0])
    assert in_minutes(clocks((early, trace)), "crossing") == [20]


def test_a_train_leaves_with_its_last_box_and_its_papers_see_the_last_box() -> None:
    flow = HandFlow(
        entry=[0],
        boxes=[0, 0, 0],
        declarations=[0, 0],
        steps=[
            HandStep("lift", [(0, 0, 10), (0, 10, 25), (0, 5, 15)], BOX),
            HandStep("release", [(25, 25, 40), (25, 30, 60)], DECLARATION, after=(0,)),
        ],
        more={"arrived": 0, "released": 1},
    )
    found = clocks(made([flow]))
    assert in_minutes(found, "crossing") == [25]
    assert in_minutes(found, "clearance") == [15, 35]


def test_a_shared_declaration_is_seen_from_its_first_truck_and_counts_once() -> None:
    flow = HandFlow(
        entry=[0, 7],
        declarations=[0],
        declaration_of_unit=[0, 0],
        units_per_declaration=2,
        steps=[
            HandStep("papers", [(0, 0, 30)], DECLARATION),
            HandStep("leave", [(30, 30, 31), (30, 30, 33)], after=(0,)),
        ],
        more={"released": 0},
    )
    found = clocks(made([flow]))
    assert in_minutes(found, "clearance") == [30]
    assert in_minutes(found, "crossing") == [31, 26]
