"""Recovery after an event, on paper: a gate closed for so long, trucks that come on the minute."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from clearance_sim.analysis.recovery import (
    Aftermath,
    Disturbance,
    days_to_recover,
    disturbance,
    follow_event,
    recover,
)
from clearance_sim.clock import DAY, HOUR
from clearance_sim.engine import run
from clearance_sim.plan.drafting import drafts
from clearance_sim.plan.drawing import draw
from clearance_sim.scenario.study import Scenario

GATE = ("", "truck")
FLOW = ("lab.road.export.general", "")


def scenario(**event: Any) -> Scenario:
    """One truck an hour, 40 minutes at one lane: the gate gains on the queue by half a truck an hour."""
    flow = {
        "mode": "road", "direction": "export", "cargo": "general", "arrivals": {"renewal": {"gap": {"fixed": "1 h"}}},
        "steps": {"gate": {"station": "gate", "handling": {"fixed": "40 min"}, "after": []}},
    }  # fmt: skip
    port = {"title": "lab", "stations": {"gate": {"lanes": 1}}, "flows": {"trucks": flow}}
    if event:
        port["events"] = {"stop": {"title": "stop", **event}}
    whole = {"title": "lab", "ports": {"lab": port}, "period": {"from": "2019-03-01", "to": "2019-03-15"}}
    return Scenario.model_validate(whole)


def aftermaths(**event: Any) -> tuple[Disturbance, Aftermath, Aftermath]:
    without, under = (drafts(each)["lab"] for each in (scenario(), scenario(**event)))
    added = disturbance(without, under)
    assert added is not None
    plans = [draw(draft, 0) for draft in (without, under)]
    before, after = (follow_event(plan, run(plan), added) for plan in plans)
    assert list(before) == [FLOW, GATE]
    return added, before[GATE], after[GATE]


def test_two_closed_days_make_a_queue_of_two_days_arrivals_and_take_four_days_to_work_off() -> None:
    added, before, after = aftermaths(**{"from": "2019-03-05", "to": "2019-03-06", "close": ["gate"]})
    assert added == Disturbance(("stop",), 4 * DAY, 6 * DAY)
    # One comes at every full hour of the two days: 48. At the opening one comes and one starts.
    assert (before.peak, before.at_end) == (0, 0)
    assert (after.peak, after.at_end) == (48, 48)
    # 1.5 an hour are worked off while 1 an hour comes: 96 hours for 48, that is four days.
    working = np.flatnonzero(after.queue > 0)
    assert working.tolist() == [0, 1, 2, 3]
    # Every 2 hours the queue is one shorter: on day k it falls from 48 - 12 k to 36 - 12 k.
    assert after.queue[:4] == pytest.approx([42 - 12 * k for k in range(4)], abs=1.0)
    assert before.stay == pytest.approx(np.full(9, 2 / 3))
    assert len(after.stay) == 9
    assert after.stay[4:] == pytest.approx(np.full(5, 2 / 3))
    # Who comes on the first day finds 42 waiting on average, each of whom takes 40 minutes.
    assert after.stay[0] == pytest.approx(2 / 3 * (42 + 1), abs=0.7)


def test_hours_are_counted_from_the_end_of_an_event_that_ends_within_the_day() -> None:
    added, _, after = aftermaths(**{"from": "2019-03-05 06:00", "to": "2019-03-05 18:00", "close": ["gate"]})
    assert (added.begin, added.end) == (4 * DAY + 6 * HOUR, 4 * DAY + 18 * HOUR)
    assert after.at_end == 12
    # The ninth day ends before the horizon, the tenth (from 18:00 on the 14th) as well, the next does not.
    assert len(after.queue) == 10


def test_lost_arrivals_leave_no_queue_behind() -> None:
    _, _, after = aftermaths(**{"from": "2019-03-05", "to": "2019-03-06", "close": ["gate"], "lose": ["trucks"]})
    assert (after.peak, after.at_end) == (0, 0)


def test_the_same_port_and_a_longer_one_are_told_apart() -> None:
    event = {"from": "2019-03-05", "to": "2019-03-06", "close": ["gate"]}
    (one,), (same,) = (drafts(scenario(**event)).values() for _ in range(2))
    assert disturbance(one, same) is None
    (longer,) = drafts(scenario(**event | {"to": "2019-03-07"})).values()
    assert disturbance(one, longer) == Disturbance(("stop",), 4 * DAY, 7 * DAY)


def test_days_are_counted_to_the_last_that_is_above_the_band() -> None:
    rng = np.random.default_rng(7)
    usual = 10 + rng.standard_normal((20, 30))
    added = np.zeros((20, 30))
    added[:, 0] = 50.0
    added[0, 3] = 50.0  # back on day 2 and 3, and disturbed again on day 4
    added[1, 29] = 50.0
    days, bounded = days_to_recover(usual, usual + added)
    assert days[:3].tolist() == [4, 30, 1]
    assert bounded
    days, bounded = days_to_recover(usual, usual - added)
    assert not days.any(), "a queue shorter than usual needs no recovery"
    assert not bounded


def test_nothing_is_disturbed_where_nothing_happens_however_wild_the_days_are() -> None:
    rng = np.random.default_rng(8)
    usual = rng.exponential(5.0, (20, 60))
    assert not days_to_recover(usual, usual.copy())[0].any()


def test_the_band_holds_a_further_day_as_often_as_it_says() -> None:
    """Exact for normal days: 95 % of 4000 further ones, within 3.3 standard errors (error rate 0.1 %)."""
    rng = np.random.default_rng(9)
    inside = 0
    for _ in range(4000):
        usual = rng.normal(50.0, 2.0, (4, 10))
        runs = [{GATE: Aftermath(0, 0, days, days)} for days in usual]
        table = recover("stop", "lab", Disturbance(("stop",), 0, DAY), runs, runs)
        half = table["high"][0] - table["value"][0]
        inside += abs(rng.normal(50.0, 2.0) - usual[:, 3].mean()) <= half
    assert abs(inside / 4000 - 0.95) < 3.3 * (0.95 * 0.05 / 4000) ** 0.5


def test_one_replication_has_peaks_but_no_days() -> None:
    added, before, after = aftermaths(**{"from": "2019-03-05", "to": "2019-03-06", "close": ["gate"]})
    table = recover("stop", "lab", added, [{GATE: before}], [{GATE: after}])
    assert table["measure"].tolist() == ["usual_queue_vehicles", "peak_queue_vehicles", "queue_at_end_vehicles"]
    assert table["value"].tolist() == [0.0, 48.0, 48.0]


def test_rows_tell_days_by_replication_and_mark_a_lower_bound() -> None:
    added, before, after = aftermaths(**{"from": "2019-03-05", "to": "2019-03-06", "close": ["gate"]})
    table = recover("stop", "lab", added, [{GATE: before}] * 3, [{GATE: after}] * 3)
    told = dict(
        zip(table["measure"].tolist(), zip(table["value"], table["low"], table["high"], strict=True), strict=True)
    )
    assert told["queue_recovery_days"] == (4.0, 4.0, 4.0)
    assert set(table["event"]) == {"stop"}
    late, still_before, still = aftermaths(**{"from": "2019-03-05", "to": "2019-03-12", "close": ["gate"]})
    table = recover("stop", "lab", late, [{GATE: still_before}] * 3, [{GATE: still}] * 3)
    row = table["measure"].tolist().index("queue_recovery_days")
    assert (table["value"][row], table["flag"][row]) == (3.0, "at_least")
    assert np.isnan(table["low"][row])
