"""Growth against capacity, the smallest number, the least cost: a port small enough to reckon every answer by hand.

One truck comes every 12 minutes and takes 10 at the only lane of the gate: five sixths of the lane's time. With half as
many again, 7.5 come an hour and 6 leave: the queue grows by 36 a day. A second lane is enough for both.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from clearance_sim.experiments.study import run_study
from clearance_sim.plan.drafting import drafts
from clearance_sim.plan.drawing import draw
from clearance_sim.ports.shelf import port_files
from clearance_sim.report.answers.cheapest import cheapest, offers
from clearance_sim.report.answers.growth import growth_paths
from clearance_sim.report.answers.smallest import climbs
from clearance_sim.report.json_form import json_form
from clearance_sim.report.reader import Reader
from clearance_sim.report.tables import table_text
from clearance_sim.report.workbook.book import write_workbook
from clearance_sim.scenario.door import load_text
from clearance_sim.scenario.study import Scenario

TEXT = """
title: {zh: 小口岸, en: A small port}
period: {length: 20 d}
warm_up: 1 d
replications: 3
ports:
  lab:
    title: {zh: 小口岸, en: Small port}
    stations: {gate: {title: {zh: 卡口, en: Gate}, lanes: 1}}
    flows:
      trucks:
        mode: road
        direction: export
        cargo: general
        arrivals: {renewal: {gap: 12 min}}
        steps: {pass: {station: gate, handling: 10 min}}
growth: {year: 2019, yearly: {2020: 20 %, 2021: 25 %, 2022: 100 %}}
investment_years: 10
targets:
  - {flow: lab.road.export.general, clock: crossing, statistic: p90, at_most: 15 min}
ladders:
  lanes: {title: {zh: 车道, en: Lanes}, vary: lab.stations.gate.lanes, values: [3, 2, 1]}
variants:
  second: {title: {zh: 第二条, en: Second lane}, changes: {lab: {stations: {gate: {lanes: 2}}}},
           investment: {once: 200 万元, per_year: 30 万元}}
  faster: {title: {zh: 更快, en: Faster}, changes: {lab: {flows: {trucks: {steps: {pass: {handling: 6 min}}}}}},
           investment: {per_year: 60 万元}}
  both: {title: {zh: 两项, en: Both}, union: [second, faster]}
  twice: {title: {zh: 再并, en: Both again}, union: [both, second]}
  free: {title: {zh: 未给投入, en: No figure}, changes: {lab: {stations: {gate: {lanes: 3}}}}}
  in_2021: {title: {zh: 2021年, en: "2021"}, year: 2021}
  second_2021: {title: {zh: 2021年第二条, en: "2021, second lane"}, year: 2021, union: [second]}
"""
FLOW = "lab.road.export.general"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_text(TEXT, port_files()).scenario


@pytest.fixture(scope="module")
def result(scenario: Scenario) -> Any:
    return run_study(scenario, jobs=1)


@pytest.fixture(scope="module")
def reader(result: Any) -> Reader:
    return Reader(result)


def test_a_year_is_the_product_of_the_growth_up_to_it(scenario: Scenario) -> None:
    growth = scenario.under("in_2021").growth
    assert growth is not None and growth.multiple == pytest.approx(1.2 * 1.25)
    assert scenario.under("second").growth == scenario.growth
    assert [scenario.year_of(key) for key in ("baseline", "in_2021", "second_2021", "both")] == [2019, 2021, 2021, 2019]


def test_who_comes_in_both_years_comes_at_the_same_tick(scenario: Scenario) -> None:
    (before,), (after,) = (
        draw(drafts(each)["lab"], 0).flows for each in (scenario, scenario.under("in_2021"))
    )  # fmt: skip
    assert len(before.entry) < len(after.entry)
    assert (after.entry[: len(before.entry)] == before.entry).all()


def test_the_year_of_saturation_and_the_station_that_binds(reader: Reader) -> None:
    as_it_is, second = growth_paths(reader)
    assert (as_it_is.members, second.members, second.named) == ((), ("second",), "second")
    assert [row.year for row in as_it_is.years] == [row.year for row in second.years] == [2019, 2021]
    first = as_it_is.first_saturated
    assert first is not None and first.year == 2021
    (gate,) = first.growing
    assert gate.station == "gate"
    assert gate.number == pytest.approx(24 * (5 * 1.5 - 6), rel=0.1)
    assert second.first_saturated is None
    busiest = as_it_is.years[0].busiest
    assert busiest is not None and busiest.number == pytest.approx(10 / 12, rel=0.01)


def test_the_smallest_number_meets_the_target_with_its_bound_and_so_do_all_greater_ones(reader: Reader) -> None:
    (climb,) = climbs(reader)
    assert [each.number for each in climb.rungs] == [1, 2, 3]
    # Nobody waits behind trucks 12 minutes apart: 10 minutes with any number of lanes, exactly.
    assert [each.judgement for each in climb.rungs] == ["reached"] * 3
    assert climb.smallest is climb.rungs[0]


def test_what_is_undecided_in_the_middle_is_not_passed_over(reader: Reader) -> None:
    (climb,) = climbs(reader)
    one, two, three = climb.rungs
    gap = type(climb)(climb.ladder, climb.target, (one, type(two)(2, two.variant, two.value, "open"), three))
    assert gap.smallest is three
    none = type(climb)(climb.ladder, climb.target, (one, type(three)(3, three.variant, three.value, "missed")))
    assert none.smallest is None


def test_a_years_cost_is_the_spread_sum_and_the_running_cost_each_variant_once(reader: Reader, scenario: Scenario) -> None:
    yearly = {offer.variant: offer.yearly for offer in offers(reader)}
    assert yearly == {"baseline": 0, "second": 500_000, "faster": 600_000, "both": 1_100_000, "twice": 1_100_000}
    assert scenario.investment_of("free") is None, "what has no figure is not free"
    assert "second_2021" not in yearly, "another year's traffic is no offer"


def test_the_cheapest_must_meet_every_target_with_its_bound(reader: Reader) -> None:
    found = offers(reader)
    best = cheapest(found)
    assert best is not None and best.variant == "baseline"
    paid = found[1:]
    assert getattr(cheapest(paid), "variant", None) == "second"
    undecided = [type(offer)(offer.variant, offer.once, offer.per_year, offer.yearly,
                             tuple(type(one)(one.target, one.value, "open", one.effect) for one in offer.results))
                 for offer in paid]  # fmt: skip
    assert cheapest(undecided) is None


def test_hours_saved_and_money_per_hour_are_of_the_paired_mean(reader: Reader) -> None:
    (faster,) = [offer for offer in offers(reader) if offer.variant == "faster"]
    (result,) = faster.results
    assert result.hours_saved == pytest.approx(4 / 60)
    (second,) = [offer for offer in offers(reader) if offer.variant == "second"]
    assert second.results[0].hours_saved is None, "nobody is faster by a second lane here"
    told = json_form(reader.result)["investment"]
    (row,) = [row for row in told["variants"] if row["variant"] == "faster"]
    assert row["targets"][0]["yearly_cny_per_hour"] == pytest.approx(600_000 / (4 / 60))


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("zh", ["小口岸，不加措施：2021年首次饱和", "小口岸，第二条：到 2021年", "所试的最小数量 1 已达到",
                "基准不花钱已达到全部目标", "未给投入、不参加比较：未给投入"]),
        ("en", ["Small port, As it is: saturated first in 2021", "Small port, Second lane: no station is saturated up to 2021",
                "1, the least that was tried, is enough", "The baseline meets every target at no cost",
                "not ranked: No figure."]),
    ],
)  # fmt: skip
def test_the_answers_stand_in_words_on_the_terminal(result: Any, language: str, wanted: list[str]) -> None:
    text = table_text(result, language, 2000)
    for words in wanted:
        assert words in text
    assert "nan" not in text.lower()
    assert "Lanes: 2 against the baseline" not in text, "values of a ladder have a table of their own"


def test_each_answer_has_its_sheet(reader: Reader, tmp_path: Path) -> None:
    write_workbook(reader, tmp_path / "book.xlsx", "zh")
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    assert {"增长与能力", "最少数量", "投入与效果"} <= set(book.sheetnames)
    rows = list(book["投入与效果"].iter_rows(values_only=True))
    (second,) = [row for row in rows if row[0] == "第二条"]
    assert second[1:4] == (200, 30, 50)


def test_the_answers_are_in_the_json(result: Any) -> None:
    told = json_form(result)
    assert [path["first_saturated_year"] for path in told["growth"]] == [2021, None]
    assert [ladder["smallest"] for ladder in told["ladders"]] == [1]
    assert told["investment"]["cheapest"] == "baseline"
