"""Tables of the terminal: what is claimed, what is named instead of a number, widths, consoles, the notes below."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from rich.cells import cell_len
from synthetic_study import VARIANTS

from clearance_sim.report.claims import claims, leading_claims
from clearance_sim.report.console import printable
from clearance_sim.report.reader import Reader
from clearance_sim.report.rows import effect_rows
from clearance_sim.report.sources import SourceRow
from clearance_sim.report.tables import table_text
from clearance_sim.report.titles import short_flow_title

SOURCES = [SourceRow("a", "2", False, "CNS"), SourceRow("b", "5 min", True, "guess", "3 min", "5 min", "9 min")]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [80, 100, 120, 160])
def test_the_table_fits_the_terminal(invented: Any, language: str, width: int) -> None:
    text = table_text(invented, language, width)
    widest = max(text.splitlines(), key=cell_len)
    assert cell_len(widest) <= width, widest


def test_there_is_a_block_for_every_variant(invented: Any) -> None:
    text = table_text(invented, "zh", 120)
    for key, (title, _) in VARIANTS.items():
        assert (f"{title.zh}与基准的有无对比" in text) == (key != "baseline")


@pytest.mark.parametrize("width", [80, 160])
def test_the_words_of_a_comparison_of_scenarios(invented: Any, width: int) -> None:
    text = table_text(invented, "zh", width, SOURCES)
    assert "有无对比" in text
    assert "同比" not in text and "环比" not in text


def test_the_notes_name_clock_unit_interval_seed_closing_and_assumptions(invented: Any) -> None:
    notes = table_text(invented, "zh", 2000, SOURCES).split("\n口径\n")[1]
    for words in (
        "95%", "20次重复", "种子2019", "按票计", "按车或列计", "不含：", "闭关时间计入", "样本量",
        "2019-03-01 至 2019-04-30", "输入 2 项，其中 1 项为假设", "不是关区统计数据",
        "对照值只并列供比较，不参与计算", "97.39 小时",
    ):  # fmt: skip
        assert words in notes


def test_a_saturated_flow_is_named_and_has_no_mean(invented: Any) -> None:
    text = table_text(invented, "zh", 160)
    lines = [line for line in text.splitlines() if "公路进口·煤炭" in line and line.strip() != "公路进口·煤炭"]
    assert lines and all("已饱和" in line and "nan" not in line for line in lines)
    assert "卡口通道，排队每天增加 12.5 车" in text


def test_a_reform_that_does_not_apply_says_why(invented: Any) -> None:
    text = table_text(invented, "zh", 160)
    assert "农产品绿色通道·策克·农产品绿色通道不适用：该口岸没有果蔬货流" in text


def test_one_scenario_is_told_without_variants(alone: Any) -> None:
    text = table_text(alone, "en", 120)
    assert "17.0" in text and "[16.7, 17.3]" in text
    assert "Baseline" not in text and "with-and-without" not in text
    assert "Gate lanes" in text


def test_a_change_is_claimed_only_if_its_interval_excludes_zero(reader: Reader) -> None:
    for variant in reader.variants:
        rows = {row.flow: row for row in effect_rows(reader, variant, ("crossing_hours",))}
        told = claims(reader, variant, "crossing_hours", "en")
        claimed = [sentence for sentence in told if "no difference" not in sentence]
        for flow, row in rows.items():
            named = any(f"of {short_flow_title(reader, flow, 'en')} by" in sentence for sentence in claimed)
            assert named == (row.effect is not None and row.effect.shown and row.verdict != "saturated")


def test_an_interval_with_zero_claims_nothing(reader: Reader) -> None:
    told = claims(reader, "green", "crossing_hours", "zh")
    assert any("满洲里公路进口木材" in sentence and "未见差异" in sentence for sentence in told)
    assert not any("木材" in sentence and ("缩短" in sentence or "延长" in sentence) for sentence in told)


def test_who_loses_is_always_on_the_screen(invented: Any) -> None:
    table = {name: column.copy() for name, column in invented.comparison.items()}
    worse = (table["variant"] == "together") & (table["flow"] == "ceke.road.import.meat")
    for name, value in (("difference", 1.0), ("low", 0.8), ("high", 1.2), ("percent", 20.0)):
        table[name][worse] = value
    table["verdict"] = table["verdict"].astype(object)
    table["verdict"][worse] = "lengthened"
    reader = Reader(type(invented)(**{**vars(invented), "comparison": table}))
    told = leading_claims(reader, "together", "crossing_hours", "en")
    assert any("lengthens" in sentence and "Ceke road import of meat" in sentence for sentence in told)
    assert len(told) < 16


def test_numbers_that_were_not_measured_are_blank_and_never_nan(invented: Any) -> None:
    assert np.isnan(invented.comparison["difference"]).any()
    for language in ("zh", "en"):
        assert "nan" not in table_text(invented, language, 160).lower()


@pytest.mark.parametrize("encoding", ["cp936", "gbk", "ascii", "cp437", "utf-8", None, "no-such-code"])
def test_no_console_is_crashed(invented: Any, encoding: str | None) -> None:
    text = printable(table_text(invented, "zh", 120), encoding)
    text.encode(encoding if encoding in ("cp936", "gbk", "cp437", "utf-8") else "ascii")


def test_chinese_windows_reads_every_number(invented: Any) -> None:
    told = printable(table_text(invented, "zh", 120), "cp936")
    assert "?" not in told
    assert "-1.19 [-1.44, -0.93]" in told


def test_colour_marks_only_findings(invented: Any) -> None:
    plain = table_text(invented, "en", 120)
    coloured = table_text(invented, "en", 120, colour=True)
    assert "\x1b[" not in plain
    assert "\x1b[32mshortened" in coloured


def test_a_flow_by_which_nobody_came_is_named_and_not_listed(invented: Any) -> None:
    table = {name: column.copy() for name, column in invented.summary.items()}
    gone = table["flow"] == "ceke.road.import.meat"
    for name in ("mean", "low", "high"):
        table[name][gone] = np.nan
    told = table_text(type(invented)(**{**vars(invented), "summary": table}), "zh", 120)
    assert "公路进口·肉类" not in told
    assert "时段内没有车辆、未列出：策克公路进口肉类。" in told
