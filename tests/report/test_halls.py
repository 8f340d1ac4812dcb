"""Tell a study of passenger halls in minutes and of people: one coach an hour whose ten passengers are reckoned by hand.

They stand before two desks of 30 s: the pairs are through 30, 60, 90, 120 and 150 s after the coach has come, 90 s on
average; it leaves with the last of them. In e-channels of 7 s they are through after 7 to 35 s, 21 s on average.
"""

from __future__ import annotations

import string
from functools import cache

import pytest

from clearance_sim.engine import run
from clearance_sim.experiments.study import StudyResult, run_study
from clearance_sim.plan.drafting import drafts
from clearance_sim.plan.drawing import draw
from clearance_sim.ports.shelf import port_files
from clearance_sim.report.json_form import json_form
from clearance_sim.report.lettering import missing_glyphs
from clearance_sim.report.reader import Reader
from clearance_sim.report.story import one_truck_and_one_train, tell
from clearance_sim.report.tables import table_text
from clearance_sim.report.titles import flow_title, queuers_word
from clearance_sim.report.wording import hall_labels, labels
from clearance_sim.scenario.door import load_text

TEXT = """
title: {zh: 小旅检, en: A small hall}
period: {length: 8 d}
warm_up: 1 d
cool_down: 1 d
replications: 2
ports:
  hall:
    title: {zh: 小旅检, en: Small hall}
    staff: {officers: {party: border_police, shifts: [{count: 2}]}}
    stations:
      desks: {title: {zh: 人工台, en: Desks}, party: border_police, lanes: 2}
      e_channels: {title: {zh: 自助通道, en: E-channels}, party: border_police, lanes: 2}
    flows:
      coaches:
        title: {zh: 大客车, en: Coaches}
        mode: road
        direction: import
        cargo: coach_passengers
        unit: coach
        boxes: 10
        arrivals: {renewal: {gap: 1 h}}
        steps:
          channel: {role: self_service_check, per: box, station: e_channels, share: 0 %, handling: 7 s, contact: false}
          desk: {role: passenger_check, per: box, station: desks, after: [], unless: channel, needs: {officers: 1},
                 handling: 30 s}
targets:
  - {flow: hall.road.import.coach_passengers, clock: passage, statistic: mean, at_most: 1 min}
variants:
  all: {title: {zh: 全部自助, en: All by e-channel}, reforms: [{旅客自助通关: {lanes: 0, use: 100 %}}]}
"""
FLOW = "hall.road.import.coach_passengers"


@cache
def study() -> StudyResult:
    return run_study(load_text(TEXT, port_files()).scenario, jobs=1)


def fields_of(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_a_study_of_halls_is_told_in_minutes() -> None:
    reader = Reader(study())
    assert reader.of_halls and reader.first_clock == "passage_hours"
    passage = reader.effect("all", "hall", FLOW, "passage_hours")
    assert passage is not None
    assert (passage.baseline, passage.value) == pytest.approx((1.5, 0.35))
    assert passage.difference == pytest.approx(-1.15)
    crossing = reader.effect("all", "hall", FLOW, "crossing_hours")
    assert crossing is not None and (crossing.baseline, crossing.value) == pytest.approx((2.5, 35 / 60))


def test_a_queue_in_a_hall_is_one_of_people() -> None:
    # Of ten, two each wait 0, 30, 60, 90 and 120 s: 600 s an hour, a sixth of a person on average.
    queue = Reader(study()).value("baseline", "hall", FLOW, "mean_queue_vehicles", "mean")
    assert queue is not None and queue.mean == pytest.approx(600 / 3600, rel=0.01)
    assert queuers_word(Reader(study()).flow_models[FLOW], "en") == "passengers"


def test_machines_read_hours_as_everywhere() -> None:
    read = json_form(study())["ports"]["hall"]
    passage = read["variants"]["baseline"]["flows"][FLOW]["passage_hours"]["mean"]["mean"]
    assert passage == pytest.approx(90 / 3600)


@pytest.mark.parametrize(
    ("language", "has", "has_not"),
    [
        ("zh", ["分钟，按人", "人", "公路入境·大客车旅客", "缩短 1.15 分钟", "不超过 1 分钟"],
         ["小时", "按车、列", "进口"]),
        ("en", ["minutes per passenger", "passengers", "Road inbound, coach passengers", "by 1.15 min", "at most 1 min"],
         ["hours per", " h ", "truck", "train", "import"]),
    ],
)  # fmt: skip
def test_tables_speak_of_people_and_minutes(language: str, has: list[str], has_not: list[str]) -> None:
    told = table_text(study(), language, width=160)
    assert [words for words in has if words not in told] == []
    assert [words for words in has_not if words in told] == []


def test_beside_goods_people_are_told_in_hours_like_them() -> None:
    text = TEXT.replace("ports:\n", "ports:\n  ceke:\n", 1)
    text = text.replace("period: {length: 8 d}", "period: {from: 2019-03-11, to: 2019-03-13}")
    text = text.replace("warm_up: 1 d\ncool_down: 1 d\nreplications: 2", "replications: 1")
    reader = Reader(run_study(load_text(text, port_files()).scenario, jobs=1))
    assert not reader.of_halls and reader.first_clock == "crossing_hours"
    value = reader.value("baseline", "hall", FLOW, "passage_hours", "mean")
    assert value is not None and value.mean == pytest.approx(90 / 3600)
    assert flow_title(reader, FLOW, "zh") == "公路入境·大客车旅客"


def test_the_story_of_a_coach_counts_its_passengers_and_seconds() -> None:
    scenario = load_text(TEXT, port_files()).scenario
    draft = drafts(scenario)["hall"]
    plan = draw(draft, 0)
    trace = run(plan)
    ((flow, unit),) = one_truck_and_one_train(plan, trace)
    told = tell(plan, trace, scenario.ports["hall"], flow, unit, "en")
    # Waited 60 s and handled 30 s on average; the coach stays 150 s.
    assert "stayed 0:02:30" in told
    assert "0:01:00  0:00:30  desk (Desks; 10 passengers; waited and handled are means)" in told


def test_labels_of_halls_stand_for_others_and_speak_of_no_truck() -> None:
    for key, text in hall_labels().items():
        if key != "party.trader":  # the name of a party comes from the glossary
            assert fields_of(text.zh) | fields_of(text.en) <= fields_of(labels()[key].zh), key
        assert not [word for word in ("小时", "、列", "（列）", "票") if word in text.zh], key
        assert not {"hours", "truck", "train", "h", "h:"} & set(text.en.replace(",", " ").split()), key
    assert missing_glyphs("".join(text.zh + text.en for text in hall_labels().values())) == ""
