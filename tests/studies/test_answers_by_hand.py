"""What the goldens of the later studies say agrees with what can be reckoned by hand."""

from __future__ import annotations

import pytest
from golden import STUDIES, kept

from clearance_sim.clock import DAY, NEVER
from clearance_sim.plan.drafting import drafts
from clearance_sim.plan.drawing import draw
from clearance_sim.ports.shelf import open_scenario
from clearance_sim.reforms.package import apply_package, variant_calls


def row(study: str, **equal: str) -> dict[str, str]:
    """Give the one row of a study's full golden that has these entries."""
    (found,) = [each for each in kept(study, "full") if all(each[name] == text for name, text in equal.items())]
    return found


def mean_change(study: str, variant: str, flow: str) -> dict[str, str]:
    return row(study, variant=variant, flow=flow, measure="crossing_hours", statistic="mean")


def test_the_whole_package_is_at_each_port_the_ports_own() -> None:
    """Ports share nothing: what the union does at a port is, to the last digit, what the port's package does."""
    rows = kept("reply-package", "full")
    for port in ("manzhouli", "erenhot", "ceke"):
        alone, whole = (
            [{**each, "variant": ""} for each in rows
             if (each["variant"], each["port"], each["measure"]) == (variant, port, "crossing_hours")]
            for variant in (port, "whole")
        )  # fmt: skip
        assert alone == whole
        assert alone


def test_what_the_package_brings_to_ceke_has_no_baseline() -> None:
    for flow in ("ceke.rail.import.coal", "ceke.road.import.meat"):
        told = mean_change("reply-package", "whole", flow)
        assert (told["baseline"], told["change"], told["flag"]) == ("", "", "only_in_variant")
        assert float(told["value"]) > 0


def test_trains_carry_the_tonnes_of_the_trucks_that_stay_away() -> None:
    """103,100 trucks a year x 97 t x 30 % / 3,300 t a train = 909 trains a year, 2.5 a day; delays move one or two."""
    scenario = open_scenario(STUDIES / "coal-by-rail.yaml").scenario
    draft = apply_package(drafts(scenario)["ceke"], variant_calls(scenario, "thirty")).draft
    (trains,) = [flow for flow in draw(draft, 0).flows if flow.unit_kind == "train"]
    came = int((trains.entry != NEVER).sum())
    assert came == pytest.approx(103_100 * 97 * 0.3 / 3300 / 365 * draft.horizon / DAY, abs=3)


def test_trucks_gain_the_more_the_more_coal_goes_by_rail_and_one_track_is_enough() -> None:
    shares = ("fifteen", "thirty", "fifty")
    gains = [float(mean_change("coal-by-rail", each, "ceke.road.import.coal")["change"]) for each in shares]
    assert gains == sorted(gains, reverse=True)
    assert gains[0] < 0
    one, two = (float(mean_change("coal-by-rail", each, "ceke.rail.import.coal")["value"])
                for each in ("nine_tenths", "nine_tenths_two_tracks"))  # fmt: skip
    assert two < one < two + 1, "one handover track costs a train less than an hour, with nine tenths of the coal"


def test_a_line_more_takes_an_eighth_off_what_each_is_busy() -> None:
    """The same work on eight bulk lines instead of seven; then the other side's transshipment is the busiest."""
    study = "transshipment-at-erenhot"
    seven, eight = (float(row(study, variant=each, measure="busiest_utilisation", item="bulk_lines")["value"])
                    for each in ("baseline", "all") if row(study, variant=each, measure="busiest_utilisation"))  # fmt: skip
    assert eight == pytest.approx(seven * 7 / 8, abs=0.01)
    assert row(study, variant="all_2025", measure="busiest_utilisation")["item"] == "zu_transship"


def test_inspection_tracks_help_the_trains_that_they_check_and_cranes_the_boxes_in() -> None:
    study = "transshipment-at-erenhot"
    assert mean_change(study, "tracks", "erenhot.rail.export.container")["flag"] == "shortened"
    assert mean_change(study, "cranes", "erenhot.rail.export.container")["flag"] == "no_difference"
    assert mean_change(study, "cranes", "erenhot.rail.import.container")["flag"] == "shortened"


def test_a_lane_taken_from_the_others_costs_them_and_a_new_one_does_not() -> None:
    general = {each: mean_change("produce-in-winter", each, "erenhot.road.export.general")
               for each in ("erenhot", "erenhot_shared", "erenhot_new")}  # fmt: skip
    assert [general[each]["flag"] for each in general] == ["lengthened", "lengthened", "no_difference"]
    assert float(general["erenhot_shared"]["change"]) < float(general["erenhot"]["change"])
    for variant in general:
        assert mean_change("produce-in-winter", variant, "erenhot.road.export.fresh_produce")["flag"] == "shortened"
    assert mean_change("produce-in-winter", "manzhouli_without", "manzhouli.road.export.fresh_produce")["flag"] == "lengthened"


def test_one_lane_cannot_do_the_work_of_the_gate_and_three_are_the_fewest_in_time() -> None:
    """4.5 min a truck at the export gate; some 350 h of work come in the four weeks in which one lane is open 260 h."""
    produce = {"flow": "erenhot.road.export.fresh_produce", "measure": "crossing_hours", "statistic": "p90", "unit": ""}
    flags = {number: row("lanes-and-officers", variant=f"lanes_{number}", **produce)["flag"] for number in (1, 2, 3, 4, 5)}
    assert flags == {1: "saturated", 2: "open", 3: "reached", 4: "reached", 5: "reached"}
    assert row("lanes-and-officers", flow=produce["flow"], measure="smallest", item="lanes")["value"] == "3"
    assert float(row("lanes-and-officers", variant="lanes_3", **produce)["high"]) <= 8 < float(
        row("lanes-and-officers", variant="lanes_2", **produce)["high"])  # fmt: skip


def test_the_cheapest_package_is_the_least_cost_of_those_within_the_bound() -> None:
    """Green lane 50 万 / 10 + 10 万 = 15 万 a year; with advance declaration 20 万 more."""
    study = "cheapest-package"
    yearly = {each["variant"]: float(each["value"]) for each in kept(study, "full") if each["measure"] == "yearly_cny"}
    assert (yearly["baseline"], yearly["green"], yearly["advance"], yearly["advance_green"]) == (0, 15e4, 20e4, 35e4)
    assert yearly["all"] == yearly["advance"] + yearly["new_lane"] + yearly["joint"]
    reached = {each["variant"] for each in kept(study, "full")
               if each["measure"] == "crossing_hours" and each["statistic"] == "p90" and each["flag"] == "reached"}  # fmt: skip
    assert row(study, measure="cheapest")["value"] == min(reached, key=lambda variant: yearly[variant])
    assert "baseline" not in reached


def test_a_station_is_busier_by_the_growth_of_the_traffic_until_it_is_full() -> None:
    """1.08 x 1.07 x 1.06 = 1.225 in 2022; Zabaikalsk's terminal and Zamyn-Uud's road post bind, both the other side's."""
    study = "growth-and-capacity"
    for port, station in (("manzhouli", "zab_terminal"), ("erenhot", "zu_road_post")):
        base, later = (row(study, variant=each, port=port, measure="busiest_utilisation")
                       for each in ("baseline", "in_2022"))  # fmt: skip
        assert base["item"] == later["item"] == station
        assert float(later["value"]) / float(base["value"]) == pytest.approx(1.08 * 1.07 * 1.06, rel=0.04)
