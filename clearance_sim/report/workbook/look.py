"""Set the look of every sheet: fonts, number formats, widths, frozen heads, A4 landscape print."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from clearance_sim.report.numbers import MINUS, change_decimals
from clearance_sim.report.reader import Value
from clearance_sim.report.wording import say

_FONTS: Final = {"zh": "宋体", "en": "Calibri"}
_HEAD_FILL, _BAND_FILL, _RULE = "#D9E6F2", "#F0F0F0", "#BFBFBF"
_MARGINS: Final = {"left": 0.5, "right": 0.5, "top": 0.6, "bottom": 0.7}
_LINE: Final = 14.0
TWO: Final = "0.00"
ONE: Final = "0.0"
WHOLE: Final = "#,##0"
CHANGE: Final = "+0.00;\u22120.00;0"
CHANGE_ONE: Final = "+0.0;\u22120.0;0"


def change_pattern(value: object) -> str:
    """Give the number format of a change in hours, with more decimals where two would hide it."""
    if not isinstance(value, float) or value == 0 or abs(value) >= 0.005:
        return CHANGE
    zeros = "0" * change_decimals(value)
    return f"+0.{zeros};{MINUS}0.{zeros};0"


@dataclass
class Book:
    """Hold an open workbook, its language and the formats made so far (xlsxwriter wants each made once)."""

    file: Any
    language: str
    footer: str

    def __post_init__(self) -> None:
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def format(self, **settings: Any) -> Any:
        """Give a cell format in the book's font."""
        key = tuple(sorted(settings.items()))
        if key not in self._formats:
            base = {"font_name": _FONTS[self.language], "font_size": 10, "valign": "vcenter"}
            self._formats[key] = self.file.add_format({**base, **settings})
        return self._formats[key]

    @cached_property
    def head(self) -> Any:
        """Give the format of column heads."""
        return self.format(bold=True, text_wrap=True, align="center", bg_color=_HEAD_FILL, bottom=1, top=1)

    @cached_property
    def title(self) -> Any:
        """Give the format of a sheet's title."""
        return self.format(bold=True, font_size=14)

    @cached_property
    def band(self) -> Any:
        """Give the format of a row that heads a group."""
        return self.format(bold=True, bg_color=_BAND_FILL, bottom=1, bottom_color=_RULE)

    @cached_property
    def prose(self) -> Any:
        """Give the format of sentences."""
        return self.format(text_wrap=True, valign="top")

    def text(self, **more: Any) -> Any:
        """Give the format of a text in a table."""
        return self.format(**{"bottom": 4, "bottom_color": _RULE, "top_color": _RULE, **more})

    def number(self, pattern: str, **more: Any) -> Any:
        """Give the format of a number in a table."""
        return self.text(num_format=pattern, align="right", **more)


def _lines(text: str, width: float) -> int:
    """Count the lines of a text in a column; a Chinese character takes two units of width."""
    needed = sum(1.8 if ord(character) > 0x2E7F else 0.82 for character in text)
    return max(1, math.ceil(needed / (width * 0.95)))


class Page:
    """Write one sheet from top to bottom."""

    def __init__(self, book: Book, name: str, title: str, widths: Sequence[float]) -> None:
        self.book = book
        self.columns = len(widths)
        self.widths = widths
        self.sheet = book.file.add_worksheet(name)
        for position, width in enumerate(widths):
            self.sheet.set_column(position, position, width)
        self.sheet.hide_gridlines(2)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(**_MARGINS)
        self.sheet.set_footer(f"&L&8{book.footer}&R&8{say('sheet.page', book.language)}")
        self.sheet.set_row(0, 24)
        self.sheet.write_string(0, 0, title, book.title)
        self.row = 1

    def prose(self, text: str) -> None:
        """Write a sentence over the whole width, its row as high as it needs."""
        self.sheet.merge_range(self.row, 0, self.row, self.columns - 1, text, self.book.prose)
        self._fit(text, sum(self.widths))
        self.row += 1

    def fact(self, label: str, text: str) -> None:
        """Write a label and what it says over the rest of the width."""
        self.sheet.write_string(self.row, 0, label, self.book.format(bold=True, valign="top"))
        self.sheet.merge_range(self.row, 1, self.row, self.columns - 1, text, self.book.prose)
        self._fit(text, sum(self.widths[1:]))
        self.row += 1

    def _fit(self, text: str, width: float) -> None:
        """Make the row as high as `text` needs."""
        self.sheet.set_row(self.row, _LINE * _lines(text, width))

    def subtitle(self, text: str) -> None:
        """Write a heading within the sheet, one row below what stands above."""
        self.row += 1
        self.sheet.write_string(self.row, 0, text, self.book.format(bold=True, font_size=11))
        self.row += 1

    def head(self, labels: Sequence[str], height: float = 30.0, freeze: int | None = None) -> None:
        """Write column heads; with `freeze` they and so many columns stay in sight, and repeat in print."""
        self.sheet.set_row(self.row, height)
        for position, label in enumerate(labels):
            self.sheet.write_string(self.row, position, label, self.book.head)
        if freeze is not None:
            self.sheet.freeze_panes(self.row + 1, freeze)
            self.sheet.repeat_rows(self.row)
        self.row += 1

    def band(self, text: str) -> None:
        """Write a row that heads a group."""
        for position in range(self.columns):
            self.sheet.write_blank(self.row, position, None, self.book.band)
        self.sheet.write_string(self.row, 0, text, self.book.band)
        self.row += 1

    def cells(self, values: Sequence[object], patterns: Sequence[str | None], **more: Any) -> None:
        """Write a row: numbers by their pattern, texts as they are, nothing for None and NaN."""
        told = [self._estimate(value) if isinstance(value, Value) else value for value in values]
        for position, (value, pattern) in enumerate(zip(told, patterns, strict=True)):
            if isinstance(value, (int, float)) and math.isfinite(value):
                self.sheet.write_number(self.row, position, value, self.book.number(pattern or WHOLE, **more))
            elif isinstance(value, str):
                # Two spaces at the beginning say that a text belongs to the one above it.
                indent: dict[str, Any] = {"indent": 1} if value.startswith("  ") else {}
                aligned: dict[str, Any] = {"align": "right"} if pattern else {"text_wrap": True}
                if position and position == self.columns - 1:
                    indent = {"indent": 1}
                self.sheet.write_string(
                    self.row, position, value.strip(), self.book.text(**aligned, **indent, **more)
                )
            else:
                self.sheet.write_blank(self.row, position, None, self.book.text(**more))
        wrapped = [_lines(value, self.widths[position]) for position, value in enumerate(told)
                   if isinstance(value, str) and patterns[position] is None]  # fmt: skip
        if max(wrapped, default=1) > 1:
            self.sheet.set_row(self.row, _LINE * max(wrapped))
        self.row += 1

    def _estimate(self, value: Value) -> float | str:
        """Give the number, or the word that stands for it; a lower bound is written with its sign."""
        if value.saturated:
            return say("general.saturated", self.book.language)
        return f"≥{value.mean:.2f}" if value.flag == "at_least" else value.mean
