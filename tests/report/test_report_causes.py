"""What moved from which cause: only claims, the largest first, in both languages; and who never got through."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from clearance_sim.report.causes import CAUSES, away_sentences, cause_title, moved, moved_sentences
from clearance_sim.report.reader import Reader
from clearance_sim.report.tables import table_text
from clearance_sim.report.wording import known

PRODUCE = "erenhot.road.export.fresh_produce"


def with_changes(invented: Any, **changes: tuple[float, float]) -> Reader:
    """Give a study in which the causes of produce at Erenhot change so: cause = (low, high)."""
    table = {name: np.array(column, copy=True) for name, column in invented.comparison.items()}
    causes = table["measure"] == "cause_hours"
    for name in ("difference", "low", "high"):
        table[name][causes] = 0.0
    table["verdict"] = np.where(causes, "no_difference", table["verdict"])
    for cause, (low, high) in changes.items():
        row = causes & (table["variant"] == "green") & (table["flow"] == PRODUCE) & (table["item"] == cause)
        table["low"][row], table["high"][row], table["difference"][row] = low, high, (low + high) / 2
        if low > 0 or high < 0:
            table["verdict"][row] = "lengthened" if low > 0 else "shortened"
    return Reader(SimpleNamespace(**{**vars(invented), "comparison": table}))  # type: ignore[arg-type]


def test_a_change_is_claimed_only_where_its_interval_excludes_zero(invented: Any) -> None:
    reader = with_changes(invented, queue=(-0.4, -0.2), closed=(0.01, 0.03), papers=(-0.5, 0.1))
    assert [one.cause for one in moved(reader, "green", PRODUCE)] == ["queue", "closed"]
    assert moved_sentences(reader, "green", "zh") == ["二连浩特公路出口果蔬：减少 排队 0.30；增加 闭关 0.02。"]
    assert moved_sentences(reader, "green", "en") == [
        "Erenhot road export of fresh produce: less queue 0.30; more closed 0.02."
    ]


def test_what_is_certain_but_tiny_is_left_to_the_workbook(invented: Any) -> None:
    reader = with_changes(invented, queue=(-0.003, -0.001))
    assert moved(reader, "green", PRODUCE)
    assert moved_sentences(reader, "green", "zh") == []


def test_the_most_changed_flows_are_told_and_the_others_counted(reader: Reader) -> None:
    told = moved_sentences(reader, "together", "en", most=3)
    assert len(told) == 4
    assert told[-1].startswith("12 more flows")  # sixteen, less three told and the saturated one


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "时间从哪里减、往哪里加"), ("en", "what moved from which cause")]
)
def test_every_variant_that_moves_something_has_its_block(invented: Any, language: str, words: str) -> None:
    assert table_text(invented, language, 120).count(words) == 4


def test_every_cause_has_a_name_in_both_languages_and_keeps_its_details(reader: Reader) -> None:
    assert all(known(f"cause.{cause}") for cause in CAUSES)
    assert cause_title(reader, "ceke", "partner:closed", "zh") == "对方口岸：闭关"
    assert cause_title(reader, "ceke", "yard:compound", "en") == "full: compound"
    assert cause_title(reader, "ceke", "no_staff:officers", "zh") == "officers当班人数不足"


def test_who_was_turned_away_is_told_of_the_baseline_and_of_each_variant(reader: Reader) -> None:
    told = away_sentences(reader, "green", "zh")
    assert "农产品绿色通道：策克公路进口煤炭因场地已满而离去，每次重复平均 3.0 车；不计入未办结。" in told
    assert all("因事件" not in sentence for sentence in told)
