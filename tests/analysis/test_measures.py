"""Measure hand-made replications: curve, targets, parties, yards."""

from __future__ import annotations

import numpy as np
from hand_made import HandFlow, HandStep, made, yard

from clearance_sim.analysis.ledger import Key
from clearance_sim.analysis.measures import CDF_HOURS, Measured, measure
from clearance_sim.analysis.reliance import relies_on
from clearance_sim.clock import HOUR
from clearance_sim.plan.plan import BOX, DECLARATION

FLOW = "lab.road.import.cargo_0"
GATE = [("gate", 4)]


def value(found: Measured, measure_: str, item: str = "", statistic: str = "mean", flow: str = FLOW) -> float:
    return found.ledger.values[found.ledger.keys.index(Key(flow, measure_, item, statistic))]


def four_trucks() -> HandFlow:
    """Stays of 15 min, 30 min, 2 h, and one that has not left."""
    return HandFlow(entry=[0] * 4, steps=[HandStep("gate", [(0, 0, 15), (0, 10, 30), (0, 60, 120), (0, 5, None)], station=0)])


def test_the_curve_counts_those_who_have_not_left_as_not_within() -> None:
    found = measure(*made([four_trucks()], GATE))
    assert [value(found, "crossing_cdf", item, "share") for item in ("0.25", "0.5", "1.75", "2", "720")] == [
        0.25, 0.5, 0.5, 0.75, 0.75,
    ]  # fmt: skip
    assert CDF_HOURS[0] == 0.25
    assert list(CDF_HOURS) == sorted(set(CDF_HOURS))


def test_the_share_within_a_target_counts_all_who_arrived() -> None:
    found = measure(*made([four_trucks()], GATE), {FLOW: [("crossing", HOUR // 2)]})
    assert value(found, "crossing_within_target_share", "0.5", "share") == 0.5


def test_statistics_are_over_those_who_left_and_say_how_many_did_not() -> None:
    found = measure(*made([four_trucks()], GATE))
    assert value(found, "crossing_hours") == (0.25 + 0.5 + 2) / 3
    assert value(found, "crossing_hours", statistic="p50") == 0.5
    at = found.ledger.keys.index(Key(FLOW, "crossing_hours", "", "mean"))
    assert (found.ledger.counts[at], found.ledger.unfinished[at]) == (4, 0.25)
    assert value(found, "unfinished_share", statistic="share") == 0.25
    assert value(found, "throughput_per_day") == 3


def test_parties_parts_add_up_to_the_crossing_time() -> None:
    found = measure(*made([four_trucks()], GATE))
    parts = [
        found.ledger.values[i]
        for i, key in enumerate(found.ledger.keys)
        if key.measure in ("party_wait_hours", "party_handling_hours")
    ]
    assert abs(sum(parts) - value(found, "crossing_hours")) < 1e-12
    assert value(found, "party_wait_hours", "customs") == (10 + 60) / 60 / 3


def test_keys_never_repeat() -> None:
    keys = measure(*made([four_trucks()], GATE)).ledger.keys
    assert len(keys) == len(set(keys))


def test_a_train_waits_for_its_yard_once_however_many_boxes_it_has() -> None:
    flow = HandFlow(
        entry=[0],
        boxes=[0, 0, 0],
        steps=[HandStep("lift", [(0, 60, 60, 70), (0, 60, 70, 80), (0, 60, 80, 90)], BOX, yards=(0,), station=0)],
    )
    found = measure(*made([flow], GATE, yards=(yard("track"),)))
    assert value(found, "wait_hours", "yard:track", flow="") == 1.0


def test_a_clock_relies_on_every_station_before_it_stops_and_no_other() -> None:
    flow = HandFlow(
        entry=[0],
        steps=[
            HandStep("papers", [(0, 0, 1)], DECLARATION, station=0),
            HandStep("gate", [(0, 0, 2)], station=1),
            HandStep("leave", [(2, 2, 3)], after=(0, 1), station=2),
            HandStep("scan", [(2,)], after=(1,), station=3),
        ],
        more={"released": 0},
    )
    plan, _ = made([flow], [("window", 1), ("gate", 1), ("exit", 1), ("scanner", 1)])
    relies = relies_on(plan)
    assert relies[FLOW, "clearance_hours"] == {"window"}
    assert relies[FLOW, "crossing_hours"] == {"window", "gate", "exit"}
    assert relies["", "crossing_hours"] == {"gate", "exit"}


def test_a_port_where_nobody_comes_has_no_numbers_but_the_same_keys() -> None:
    empty = HandFlow(entry=[], steps=[HandStep("gate", [], station=0)])
    nobody = measure(*made([empty, four_trucks()], GATE))
    somebody = measure(*made([four_trucks(), four_trucks()], GATE))
    assert nobody.ledger.keys == somebody.ledger.keys
    assert np.isnan(value(nobody, "crossing_hours"))
    assert value(nobody, "entities") == 0
