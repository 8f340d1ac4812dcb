"""The studies answer what their golden files say, and what can be reckoned by hand agrees with them.

Goldens are compared exactly, as written with two decimals, on the versions of ``constraints.txt``: the short
runs every day, the full ones in the slow tests.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from golden import SHORT, STUDIES, golden, kept, run_full, run_short, written

from clearance_sim.experiments.rehearsal import rehearse
from clearance_sim.experiments.study import run_study
from clearance_sim.ports.shelf import open_port, open_scenario
from clearance_sim.scenario.check import warnings
from clearance_sim.scenario.inputs import inputs
from clearance_sim.scenario.study import Scenario

FILES = sorted(STUDIES.glob("*.yaml"))
PARTS = sorted((STUDIES.parent / "parts").glob("*.yaml"))


def value(study: str, run: str, **equal: str) -> tuple[float, float, float]:
    """Give value, low and high of the one row of a golden file that has these entries."""
    (row,) = [row for row in kept(study, run) if all(row[name] == text for name, text in equal.items())]
    return float(row["value"]), float(row["low"] or "nan"), float(row["high"] or "nan")


@pytest.mark.parametrize("name", SHORT)
def test_a_short_run_gives_the_golden_rows_exactly(name: str) -> None:
    assert written(run_short(name), "short") == kept(name, "short")


@pytest.mark.slow
@pytest.mark.parametrize("name", SHORT)
def test_the_full_study_gives_the_golden_rows_exactly(name: str) -> None:
    assert written(run_full(name), "full") == kept(name, "full")


def test_every_study_of_a_disturbance_has_its_golden_beside_it() -> None:
    assert {path.stem for path in FILES} - {"three-reforms"} == set(SHORT)
    assert all(golden(name).is_file() for name in SHORT)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_study_opens_with_its_question_in_both_languages(path: Path) -> None:
    comment = path.read_text(encoding="utf-8").split("\nextends:")[0]
    assert all(line.startswith("#") for line in comment.splitlines())
    assert "# Question: " in comment
    assert "# 要回答：" in comment
    question = open_scenario(path).scenario.question
    assert question is not None
    assert question.zh != question.en


@pytest.mark.parametrize("name", SHORT)
def test_every_number_of_a_study_has_a_source_or_is_an_assumption_with_a_range(name: str) -> None:
    loaded = open_scenario(STUDIES / f"{name}.yaml")
    bare = [each.path for each in inputs(loaded) if each.path[0] == "variants" and each.kind == "none"]
    assert not bare
    rehearse(loaded.scenario)
    assert not warnings(loaded.scenario)


@pytest.mark.parametrize("path", PARTS, ids=lambda path: path.stem)
def test_a_part_of_a_port_gives_the_numbers_of_the_whole_port(path: Path) -> None:
    """Road and railway share nothing: flow by flow every number is equal, to the last bit."""
    part = open_scenario(path).scenario
    (name,) = part.ports
    whole = part.model_copy(update={"ports": {name: open_port(name).scenario.ports[name]}})
    few = {"period": part.period.model_copy(update={"to": part.period.from_.replace(day=17)}),
           "warm_up": 0, "cool_down": 0}  # fmt: skip
    alone, together = (_numbers(each.model_copy(update=few)) for each in (part, whole))
    flows = {key: number for key, number in together.items() if key[0] in {key[0] for key in alone} - {""}}
    assert flows
    assert {key: number for key, number in alone.items() if key[0]} == flows


def _numbers(scenario: Scenario) -> dict[tuple[str, ...], str]:
    table = run_study(scenario, replications=1, jobs=1).replications
    names = ("flow", "measure", "item", "statistic")
    keys = zip(*(table[name].tolist() for name in names), strict=True)
    return dict(zip(keys, map(repr, table["value"].tolist()), strict=True))


def test_five_days_without_trains_leave_five_days_of_trains_waiting() -> None:
    """Arrivals a day x 5, from the port's own counts of the second half of 2019 (184 days); within a train or two."""
    flows = open_port("manzhouli").scenario.ports["manzhouli"].flows
    for flow, key in (("rail_containers_in", "import.container"), ("rail_containers_out", "export.container")):
        volumes = flows[flow].arrivals.timetable
        assert volumes is not None
        a_day = volumes.volumes[-1].count / 184
        peak, _, _ = value("five-day-embargo", "full", variant="five_days", flow=f"manzhouli.rail.{key}",
                           measure="peak_queue_vehicles")  # fmt: skip
        assert peak == pytest.approx(5 * a_day, abs=2)


def test_the_outbound_queue_drains_as_slowly_as_zabaikalsk_can_take_more() -> None:
    """The queue over the spare capacity of the partner's terminal, 4.5 trains a day, up to the usual queue again.

    A fluid reckoning: 20.6 trains at 4.5 - 757/184 a day. The interval over replications must hold it, or the
    reckoning be missed by no more than a fifth, for chance keeps a busy terminal from being busy all the time.
    """
    rail = {"variant": "five_days", "flow": "manzhouli.rail.export.container"}
    queue, _, _ = value("five-day-embargo", "full", **rail, measure="peak_queue_vehicles")
    days, _, _ = value("five-day-embargo", "full", **rail, measure="queue_recovery_days")
    _, _, usual = value("five-day-embargo", "full", **rail, measure="usual_queue_vehicles")
    assert days == pytest.approx((queue - usual) / (4.5 - 757 / 184), rel=0.2)


def test_inbound_trains_recover_long_before_outbound_ones() -> None:
    days = {
        key: value("five-day-embargo", "full", variant="five_days", flow=f"manzhouli.rail.{key}",
                   measure="queue_recovery_days")
        for key in ("import.container", "import.bulk", "export.container")
    }  # fmt: skip
    assert days["import.container"][2] < days["export.container"][1]
    assert days["import.bulk"][2] < days["export.container"][1]


def test_a_longer_embargo_takes_longer_to_get_over() -> None:
    three, five = (value("five-day-embargo", "full", variant=variant, item="train", measure="queue_recovery_days")
                   for variant in ("three_days", "five_days"))  # fmt: skip
    assert three[2] < five[1]
    (ten,) = [row for row in kept("five-day-embargo", "full") if row["variant"] == "ten_days"
              and row["item"] == "train" and row["measure"] == "queue_recovery_days"]  # fmt: skip
    assert ten["flag"] == "at_least"


def test_five_closed_days_leave_five_days_of_trucks_waiting() -> None:
    """287 crossings a day over the year (100,600 to 16 December 2019) come on 336 open days: 312 on each."""
    at_end, low, high = value("five-day-closure", "full", variant="five_days", item="truck",
                              measure="queue_at_end_vehicles")  # fmt: skip
    assert at_end == pytest.approx(5 * 287 * 365 / 336, rel=0.03)
    assert low < 5 * 287 * 365 / 336 + 6 < high


def test_a_restart_with_half_the_gates_makes_recovery_longer() -> None:
    half, full = (value("five-day-closure", "full", variant=variant, item="truck", measure="peak_queue_vehicles")
                  for variant in ("half", "five_days"))  # fmt: skip
    assert half[1] > full[2]


def test_who_comes_early_stands_in_line_on_the_first_day_after_the_holiday() -> None:
    """At seven, before the road opens: the usual queue and so many days' worth of vehicles, 312 at Erenhot."""
    at_seven = {
        variant: value("first-day-after-holiday", "full", variant=variant, port="erenhot",
                       item="first_day_after_holiday@7")[0]
        for variant in ("baseline", "one_day", "three_days")
    }  # fmt: skip
    assert at_seven["one_day"] - at_seven["baseline"] == pytest.approx(312, rel=0.05)
    assert at_seven["three_days"] - at_seven["baseline"] == pytest.approx(3 * 312, rel=0.05)


def test_the_first_day_after_a_holiday_is_a_day_like_others_if_nobody_comes_early() -> None:
    for port in ("manzhouli", "erenhot"):
        for hour in (9, 12, 18):
            of_day, low, high = value("first-day-after-holiday", "full", variant="baseline", port=port,
                                      item=f"first_day_after_holiday@{hour}")  # fmt: skip
            usual, usual_low, usual_high = value("first-day-after-holiday", "full", variant="baseline", port=port,
                                                 item=f"working_day@{hour}")  # fmt: skip
            assert low <= usual_high
            assert usual_low <= high, (port, hour, of_day, usual)


def test_one_examiner_fewer_is_felt_only_when_a_pair_is_broken() -> None:
    """Nobody is slower with 11 or 6 per shift; with 3, where one of two pairs is gone, those examined are."""
    rows = [row for row in kept("one-inspector-fewer", "full") if row["statistic"] == "mean"]
    verdicts: dict[str, set[str]] = {}
    for row in rows:
        verdicts.setdefault(row["variant"], set()).add(row["flag"])
    assert verdicts["eleven"] == {"no_difference"}
    assert "lengthened" in verdicts["three"]
    change = {row["variant"]: float(row["change"]) for row in rows if row["flow"] == "erenhot.road.import.general"}
    assert change["four"] < change["three"] < change["two"] < 1


def test_cranes_with_room_to_spare_hide_the_loss_of_one() -> None:
    """Two days without power stop two days' inbound trains: 559/184 a day, less those whose boxes were done."""
    flow = {"flow": "manzhouli.rail.import.container"}
    one, _, _ = value("crane-breakdown", "full", variant="one_out", measure="queue_recovery_days", **flow)
    assert one == 0
    at_end, _, _ = value("crane-breakdown", "full", variant="no_power", measure="queue_at_end_vehicles", **flow)
    assert at_end == pytest.approx(2 * 559 / 184, abs=1)
