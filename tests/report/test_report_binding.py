"""Where capacities stand in series, the busiest is named before and after; only where a variant touches them."""

from __future__ import annotations

from typing import Any

import pytest

from clearance_sim.ports.shelf import open_port
from clearance_sim.report.binding import binding_sentences, busiest, stations_in_series
from clearance_sim.report.json_form import json_form
from clearance_sim.report.reader import BASELINE, Effect, Reader, Value
from clearance_sim.report.tables import table_text
from clearance_sim.scenario.port import Port

Used = dict[str, dict[str, float]]
SHIPPED = open_port("erenhot").scenario.ports["erenhot"]
NAN = float("nan")


class Told(Reader):
    """A study in which stations of Erenhot are used so under each variant, and changes are told with certainty."""

    def __init__(self, result: Any, used: Used) -> None:
        super().__init__(result)
        self.used = used

    def port(self, port: str) -> Port:
        return SHIPPED if port == "erenhot" else super().port(port)

    def value(self, variant: str, port: str, flow: str, measure: str, statistic: str, item: str = "") -> Value | None:
        share = self.used.get(variant, {}).get(item) if port == "erenhot" else None
        return None if share is None else Value(share, share - 0.01, share + 0.01, 100, 8, "")

    def effect(
        self, variant: str, port: str, flow: str, measure: str, statistic: str = "mean", item: str = ""
    ) -> Effect | None:
        before, after = (self.used.get(key, {}).get(item) for key in (BASELINE, variant))
        if port != "erenhot" or before is None or after is None:
            return None
        gain = after - before
        return Effect(before, after, gain, gain - 0.001, gain + 0.001, NAN, "shortened", NAN, NAN, NAN, NAN)


BEFORE = {"jining_line": 0.73, "bulk_lines": 0.68, "standard_track": 0.61, "rail_brokers": 0.9}


def sentences(invented: Any, after: dict[str, float], language: str) -> list[str]:
    return binding_sentences(Told(invented, {BASELINE: BEFORE, "green": BEFORE | after}), "green", language)


def test_desks_of_papers_stand_in_no_series_of_trains(invented: Any) -> None:
    rail = stations_in_series(Told(invented, {}), "erenhot", "rail")
    assert {"jining_line", "bulk_lines", "standard_track", "border_line", "zu_transship"} <= set(rail)
    assert not {"rail_brokers", "road_review", "road_police"} & set(rail)


def test_the_station_that_binds_next_is_named_with_the_one_before(invented: Any) -> None:
    after = {"jining_line": 0.48}
    assert sentences(invented, after, "en") == [
        "Erenhot, rail: now Bulk transshipment lines, 68 % [67, 69] (68 % in the baseline); next Standard-gauge "
        "border-inspection track, 61 %. In the baseline it was Paths of the Jining line, 73 %."
    ]
    assert sentences(invented, after, "zh") == [
        "二连浩特·铁路：最忙的变为散货换装线，68%[67, 69]（基准68%）；其次是准轨边检股道，61%。基准中最忙的是集二线运行线，73%。"
    ]


def test_where_the_same_station_stays_the_busiest_that_is_said(invented: Any) -> None:
    assert sentences(invented, {"standard_track": 0.2}, "en") == [
        "Erenhot, rail: still Paths of the Jining line, 73 % [72, 74] (73 % in the baseline); next Bulk "
        "transshipment lines, 68 %."
    ]


@pytest.mark.parametrize("after", [{}, {"jining_line": 0.735}])
def test_a_variant_that_touches_no_capacity_has_no_sentence(invented: Any, after: dict[str, float]) -> None:
    assert sentences(invented, after, "en") == []


def test_the_json_names_the_stations_in_the_order_of_their_use(invented: Any) -> None:
    told = json_form(invented)["ports"]["erenhot"]["variants"][BASELINE]["busiest"]
    reader = Reader(invented)
    for mode in ("rail", "road"):
        shares = [reader.value(BASELINE, "erenhot", "", "utilisation", "mean", name) for name in told[mode]]
        means = [share.mean for share in shares if share is not None]
        assert len(means) == len(told[mode]) >= 1 and means == sorted(means, reverse=True)
        assert told[mode] == [one.station for one in busiest(reader, BASELINE, "erenhot", mode)]


def test_the_table_of_a_study_without_such_changes_stays_as_it_is(invented: Any) -> None:
    assert "capacities in series" not in table_text(invented, "en", 120)
