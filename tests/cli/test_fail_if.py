"""``--fail-if`` tests the bound of an interval and refuses what it cannot test, before anything runs."""

from __future__ import annotations

from typing import Any

import pytest

from clearance_sim.cli.conditions import read_condition, refuse_unknown_names
from clearance_sim.errors import UsageError

FLOW = "erenhot.road.export.fresh_produce"
ROWS = [
    ("baseline", "erenhot", FLOW, "crossing_hours", "", "p90", 5.0, 4.5, 5.5),
    ("half", "erenhot", FLOW, "crossing_hours", "", "p90", 3.9, 3.7, 4.1),
    ("most", "erenhot", FLOW, "crossing_hours", "", "p90", 3.0, 2.8, 3.2),
    ("half", "erenhot", "", "utilisation", "gate", "mean", 0.9, 0.88, 0.92),
    ("stuck", "erenhot", "x.y", "crossing_hours", "", "p90", float("nan"), float("nan"), float("nan")),
]
COLUMNS = ("variant", "port", "flow", "measure", "item", "statistic", "mean", "low", "high")
SUMMARY: dict[str, list[Any]] = {
    name: list(column) for name, column in zip(COLUMNS, zip(*ROWS, strict=True), strict=True)
}


@pytest.mark.parametrize(
    ("written", "missed_by"),
    [
        (f"upper(border_time.p90[{FLOW}]) > 4 h", ["half"]),
        (f"mean(border_time.p90[{FLOW}]) > 4 h", []),
        (f"lower(border_time.p90[{FLOW}]) < 200 min", ["most"]),
        (f"upper(border_time.p90[{FLOW}]@most) > 4 h", []),
        (f"upper(border_time.p90[{FLOW}]@baseline) > 4 小时", ["baseline"]),
        (f"upper(crossing_hours.p90[{FLOW}]@half) >= 4.1 h", ["half"]),
        ("mean(utilisation.mean[erenhot, gate]) > 85 %", ["half"]),
        ("upper(border_time.p90[x.y]) > 1000 d", ["stuck"]),
    ],
)
def test_condition_is_tested_on_the_named_bound(written: str, missed_by: list[str]) -> None:
    sentences = read_condition(written).come_true(SUMMARY)
    assert [text.en.split("variant ")[1].split(":")[0] for text in sentences] == missed_by


@pytest.mark.parametrize(
    "written",
    [
        "border_time.p90 > 4 h",
        f"best(border_time.p90[{FLOW}]) > 4 h",
        f"upper(border_time.p90[{FLOW}]) > 4",
        "mean(utilisation.mean[erenhot, gate]) > 85",
        "mean(documents.mean[erenhot]) > many",
        "",
    ],
)
def test_condition_that_cannot_be_read_is_refused(written: str) -> None:
    with pytest.raises(UsageError, match="fail-if"):
        read_condition(written)


def test_unknown_place_is_refused_with_the_one_that_was_meant() -> None:
    condition = read_condition("upper(border_time.p90[erenhot.road.export.produce]) > 4 h")
    with pytest.raises(UsageError, match=f"did you mean {FLOW}"):
        refuse_unknown_names(condition, ["erenhot", FLOW], ["baseline"])


def test_number_that_the_results_do_not_hold_is_refused() -> None:
    with pytest.raises(UsageError, match="no such number"):
        read_condition(f"upper(border_time.p99[{FLOW}]) > 4 h").come_true(SUMMARY)
