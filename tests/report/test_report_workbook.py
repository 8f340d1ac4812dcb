"""The workbook: sheets, frozen heads, A4 landscape, numbers equal to the tables, same bytes, both languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from clearance_sim.report.reader import Reader
from clearance_sim.report.sources import SourceRow
from clearance_sim.report.workbook.book import write_workbook

SOURCES = [SourceRow("ports.erenhot.stations.road_gate.lanes", "2", False, "CNS 2024-04-01"),
           SourceRow("ports.ceke.steps.gate", "5 min", True, "没有公布数据", "3 min", "5 min", "9 min")]  # fmt: skip
SHEETS = {"zh": ["摘要", "方案比较", "四项指标", "等待原因", "作业点", "排队", "数据来源"],
          "en": ["Summary", "Comparison", "Four headings", "Causes of waiting", "Stations", "Queues", "Sources"]}  # fmt: skip


@pytest.fixture(scope="module", params=["zh", "en"])
def book(request: pytest.FixtureRequest, reader: Reader, tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("book") / "comparison.xlsx"
    write_workbook(reader, path, request.param, SOURCES)
    found = openpyxl.load_workbook(path)
    found.language = request.param
    return found


def words(sheet: Any) -> list[str]:
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_the_sheets_in_their_order(book: Any) -> None:
    assert book.sheetnames == SHEETS[book.language]


def test_every_sheet_prints_on_a4_landscape_one_page_wide(book: Any) -> None:
    for sheet in book:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        # One page wide is the format's default and so not written; 0 is as many pages high as it takes.
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0)


def test_heads_stay_in_sight_and_repeat_in_print(book: Any) -> None:
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes is not None
        assert sheet.print_title_rows


def test_numbers_are_numbers_and_equal_the_tables(book: Any, invented: Any) -> None:
    sheet = book.worksheets[1]
    row = next(
        cells for cells in sheet.iter_rows(min_row=4, values_only=True) if isinstance(cells[2], (int, float))
    )
    table = invented.comparison
    wanted = ((table["variant"] == "advance") & (table["flow"] == "manzhouli.rail.import.container")
              & (table["measure"] == "crossing_hours") & (table["statistic"] == "mean"))  # fmt: skip
    assert row[3] == pytest.approx(17.0)
    for column, name in ((7, "difference"), (8, "low"), (9, "high"), (10, "percent")):
        assert row[column] == pytest.approx(float(table[name][wanted][0]))


def test_a_saturated_flow_has_the_word_and_no_number(book: Any) -> None:
    word = {"zh": "已饱和", "en": "saturated"}[book.language]
    sheet = book.worksheets[1]
    coal = {"zh": "煤炭", "en": "coal"}[book.language]
    rows = [row for row in sheet.iter_rows(values_only=True) if row[0] and coal in str(row[0])]
    assert rows and all(row[3] == word and row[7] is None and row[15] == word for row in rows)


def test_the_notes_stand_below_the_table_and_in_the_summary(book: Any) -> None:
    wanted = {
        "zh": ["有无对比：", "其中 1 项为假设", "97.39"],
        "en": ["With-and-without", "1 are assumptions", "97.39"],
    }
    for sheet in book.worksheets[:2]:
        text = "".join(words(sheet))
        assert all(word in text for word in wanted[book.language])
        assert "同比" not in text


def test_the_four_headings_of_the_reply_are_told(book: Any) -> None:
    text = words(book.worksheets[2])
    wanted = {
        "zh": ["减单证", "优流程", "提时效", "降成本"],
        "en": ["Fewer documents", "Better flow", "Faster", "Cheaper"],
    }
    assert set(wanted[book.language]) <= set(text)


def test_every_source_stands_in_the_last_sheet(book: Any) -> None:
    assert {"CNS 2024-04-01", "没有公布数据", "3 min / 5 min / 9 min"} <= set(words(book.worksheets[6]))


def test_equal_results_give_equal_bytes(reader: Reader, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_workbook(reader, tmp_path / f"{name}.xlsx", "zh", SOURCES)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_a_text_that_looks_like_a_formula_stays_a_text(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    write_workbook(reader, path, "zh", [SourceRow("x", '=HYPERLINK("x")', False, "=1+1")])
    cells = [cell for row in openpyxl.load_workbook(path).worksheets[6].iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)


def test_one_scenario_alone_has_no_sheets_that_compare(alone: Any, tmp_path: Path) -> None:
    write_workbook(Reader(alone), tmp_path / "run.xlsx", "zh")
    assert openpyxl.load_workbook(tmp_path / "run.xlsx").sheetnames == [
        "摘要",
        "结果",
        "等待原因",
        "作业点",
        "排队",
        "数据来源",
    ]


def test_the_sheet_of_causes_adds_up_to_the_crossing_time_and_tells_who_was_turned_away(book: Any) -> None:
    sheet = book.worksheets[3]
    rows = [row for row in sheet.iter_rows(min_row=3, max_col=5, values_only=True) if row[1]]
    first = rows[: next(number for number, row in enumerate(rows) if number and row[0])]
    assert sum(row[2] for row in first) == pytest.approx(17.0)  # the invented mean of containers by rail
    coal = next(row for row in sheet.iter_rows(values_only=True) if row[0] and row[1] in ("已饱和", "saturated"))
    assert not any(coal[2:])
    told = " ".join(words(sheet))
    wanted = {"zh": ["对方口岸：闭关", "因场地已满而离去"], "en": ["Partner side: closed", "found a yard full"]}
    assert all(word in told for word in wanted[book.language])
