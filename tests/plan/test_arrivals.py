"""Arrivals: timetables meet their counts exactly, profiles keep their volume, numbers are packed without loss."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats
from small_ports import flow, small_plan

from clearance_sim.clock import DAY, HOUR
from clearance_sim.errors import ScenarioError
from clearance_sim.plan.drafting import drafts
from clearance_sim.plan.drawing import draw
from clearance_sim.plan.entities import pack
from clearance_sim.plan.identity import Identity
from clearance_sim.plan.localtime import local_hours
from clearance_sim.scenario.study import Scenario

STEPS = {"pass": {"handling": "1 min"}}


def year_plan(arrivals: dict[str, Any], first: str = "2019-01-01", last: str = "2019-12-31", **port: Any):
    written = {
        "title": "lab", "period": {"from": first, "to": last},
        "ports": {"lab": {"title": "lab", "flows": {"all": {**flow(STEPS), "arrivals": arrivals}}, **port}},
    }  # fmt: skip
    return draw(drafts(Scenario.model_validate(written))["lab"], 0)


def test_a_timetable_meets_the_count_of_every_period_exactly():
    volumes = [
        {"from": "2018-01-01", "to": "2018-06-30", "count": 748},
        {"from": "2018-07-01", "to": "2018-12-31", "count": 1053},
    ]
    timetable = {"timetable": {"paths": ["00:40", "03:10", "09:00", "12:30", "16:20", "19:00", "21:30"], "volumes": volumes}}
    assert len(year_plan(timetable, "2018-01-01", "2018-06-30").flows[0].entry) == 748
    assert len(year_plan(timetable, "2018-07-01", "2018-12-31").flows[0].entry) == 1053
    whole = year_plan(timetable, "2018-01-01", "2018-12-31").flows[0].entry
    assert len(whole) == 1801
    clock = set((whole % DAY // (10 * 60_000)).tolist())
    assert clock == {4, 19, 54, 75, 98, 114, 129}  # ten-minute marks of the paths, and nothing else


def test_a_train_keeps_its_number_whichever_part_of_the_year_is_simulated():
    volumes = [{"from": "2019-01-01", "to": "2019-12-31", "count": 700}]
    timetable = {"timetable": {"paths": ["06:00", "18:00"], "volumes": volumes, "delay": {"exponential": "2 h"}}}
    year, march = year_plan(timetable).flows[0], year_plan(timetable, "2019-03-01", "2019-03-31").flows[0]
    origin = 59 * DAY
    in_year = dict(zip(year.levels[0].number.tolist(), year.entry.tolist(), strict=True))
    assert all(in_year[number] == tick + origin
               for number, tick in zip(march.levels[0].number.tolist(), march.entry.tolist(), strict=True))  # fmt: skip


def test_more_trains_than_paths_are_refused():
    volumes = [{"from": "2019-01-01", "to": "2019-12-31", "count": 366}]
    with pytest.raises(ScenarioError, match="only 365 paths"):
        year_plan({"timetable": {"paths": ["06:00"], "volumes": volumes}})


def test_a_period_without_volume_is_refused_with_its_first_day():
    volumes = [{"from": "2019-01-01", "to": "2019-03-31", "count": 300}]
    with pytest.raises(ScenarioError, match="2019-04-01"):
        year_plan({"poisson": {"volumes": volumes}})


def test_a_profile_shapes_the_hours_and_keeps_the_volume():
    """Chi-square over the 24 hours at 1e-4, and the total within a Poisson interval at 1e-4, seed fixed."""
    hours = [1.0] * 8 + [5.0] * 10 + [1.0] * 6
    volumes = [{"from": "2019-01-01", "to": "2019-12-31", "count": 20_000}]
    plan = year_plan({"poisson": {"volumes": volumes, "hours": hours, "weekdays": [1, 1, 1, 1, 1, 0.5, 0]}})
    entry = plan.flows[0].entry
    low, high = stats.poisson.ppf([5e-5, 1 - 5e-5], 20_000)
    assert low <= len(entry) <= high
    local = local_hours(plan.origin, entry, "Asia/Shanghai")
    counts = np.bincount(local.hour, minlength=24)
    expected = np.array(hours) / sum(hours) * len(entry)
    assert stats.chisquare(counts, expected).pvalue > 1e-4
    assert not np.any(local.weekday == 6)


def test_nobody_arrives_outside_the_calendar_named():
    calendars = {"day": {"weekly": [{"from": "08:30", "to": "17:15"}], "closed": ["2019-05-01"]}}
    volumes = [{"from": "2019-01-01", "to": "2019-12-31", "count": 5000}]
    plan = year_plan({"poisson": {"volumes": volumes, "within": "day"}}, calendars=calendars)
    minute = plan.flows[0].entry % DAY // 60_000
    # The hour of opening is shared in whole; nobody comes in an hour that is closed throughout.
    assert minute.min() >= 8 * 60 and minute.max() < 18 * 60
    day = plan.flows[0].entry // DAY
    assert not np.any(day == 120)


def test_numbers_hold_flow_arrival_and_child_apart():
    one = np.ones(1, dtype=np.int64)
    seen = set()
    for rank in (0, 200):
        for level in (0, 1, 2):
            for stream, event, member, child in ((0, 0, 0, 0), (3, 2**25 - 1, 2047, 0), (0, 7, 0, 4095), (1, 7, 0, 4095)):
                number = int(pack(rank, level, Identity(stream * one, event * one, member * one, child * one))[0])
                assert 0 <= number < 2**63
                seen.add(number)
    assert len(seen) == 2 * 3 * 4


def test_a_rate_gives_poisson_counts():
    """Mean of 200 h at 30/h within the 1e-4 interval of a Poisson count, seed fixed."""
    port = {"flows": {"all": {**flow(STEPS), "arrivals": {"poisson": {"rate": "30/h"}}}}}
    count = len(small_plan(port, "200 h").flows[0].entry)
    low, high = stats.poisson.ppf([5e-5, 1 - 5e-5], 30 * 200)
    assert low <= count <= high
    assert small_plan(port, "200 h").flows[0].entry.max() < 200 * HOUR
