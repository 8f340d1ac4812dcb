"""Read one column of a CSV file beside a scenario, and name every row that cannot be read."""

from __future__ import annotations

import csv
import datetime
import io
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from clearance_sim.clock import DAY, HOUR, MINUTE, SECOND
from clearance_sim.errors import KeyPath, Text
from clearance_sim.scenario import names
from clearance_sim.scenario.file_text import DATA_FILE, read_text
from clearance_sim.scenario.located import Located
from clearance_sim.scenario.places import Place

SHOWN_ROWS: Final = 20
"""How many bad rows are shown; whoever mends these sees the rest."""
LONGEST: Final = 4000 * DAY
TICKS_OF: Final = {"s": SECOND, "min": MINUTE, "h": HOUR, "d": DAY}
_MOMENT = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?")

Read = Callable[[str], Any]
"""Gives what a cell says; raises `UnreadableError`."""


class UnreadableError(Exception):
    """Say why a cell cannot be read."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.text = Text(zh=zh, en=en)


def moment(cell: str) -> datetime.datetime:
    """Read a local date and time of day, as written by hand, by a program or by a spreadsheet.

    Examples
    --------
    >>> moment("2019-01-31 08:05"), moment("2019/1/31 8:05:30")
    (datetime.datetime(2019, 1, 31, 8, 5), datetime.datetime(2019, 1, 31, 8, 5, 30))
    """
    found = _MOMENT.fullmatch(cell)
    if found is None:
        raise UnreadableError(f"读不懂到达时刻 {_short(cell)}；应写当地日期和时刻，例如 2019-01-31 08:05",
                         f"{_short(cell)} is no local date and time such as 2019-01-31 08:05")  # fmt: skip
    try:
        return datetime.datetime(*(int(part or 0) for part in found.groups()))  # type: ignore[arg-type]
    except ValueError:
        raise UnreadableError(f"没有 {_short(cell)} 这个时刻", f"there is no such moment as {_short(cell)}") from None


def milliseconds(unit: str) -> Read:
    """Give a reader of durations in a unit.

    Examples
    --------
    >>> milliseconds("min")("12.5")
    750000
    """
    ticks = TICKS_OF[unit]

    def read(cell: str) -> int:
        try:
            value = float(cell) if "_" not in cell else math.nan
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise UnreadableError(f"{_short(cell)} 不是数；只写数字，单位已由 unit 给出（{unit}），小数用点",
                             f"{_short(cell)} is no number; write digits and a decimal point (`unit` says {unit})")  # fmt: skip
        if value < 0:
            raise UnreadableError(f"时长不能为负：{_short(cell)}", f"a duration is not negative; found {_short(cell)}")
        if value * ticks > LONGEST:
            raise UnreadableError(f"时长 {_short(cell)} {unit} 超过 {LONGEST // DAY} 天；单位写对了吗？",
                             f"{_short(cell)} {unit} is longer than {LONGEST // DAY} d; is the unit right?")  # fmt: skip
        return round(value * ticks)

    return read


def _short(cell: str) -> str:
    return f"“{cell}”" if len(cell) <= 40 else f"“{cell[:37]}...”"


@dataclass(frozen=True)
class Asked:
    """Say which column is asked for, where that is written, and under which key path."""

    path: KeyPath
    name: str
    place: Place
    """Of the column's name, or of what stands for it."""
    file_place: Place


class DataFile:
    """Hold the text of one CSV file; it is split into rows for each column that is asked for.

    Raises
    ------
    ScenarioFileError
        If the file is missing, too large, or no UTF-8 text.
    """

    def __init__(self, path: Path, because: Place) -> None:
        self._source = read_text(path, because, DATA_FILE)

    def column(self, asked: Asked, read: Read) -> tuple[list[Any], list[Located]]:
        """Give the values of a column in the order of the lines, and what cannot be read."""
        rows = csv.reader(io.StringIO(self._source.text, newline=""))
        try:
            header = [cell.strip() for cell in next(rows, [])]
            fault = self._no_column(header, asked)
            if fault is not None:
                return [], [fault]
            values, bad = self._values(rows, header.index(asked.name), asked, read)
        except csv.Error as error:
            text = Text(zh=f"这一行不合 CSV 格式（{error}）", en=f"this line is no CSV ({error})")
            return [], [self._at(asked, rows.line_num, 1, text)]
        if not values and not bad:
            text = Text(zh=f"{asked.name} 一列没有数据", en=f"the column {asked.name} has no values")
            return [], [self._at(asked, 1, 1, text)]
        return values, bad

    def _values(
        self, rows: Any, position: int, asked: Asked, read: Read
    ) -> tuple[list[Any], list[Located]]:
        values: list[Any] = []
        bad: list[Located] = []
        more = 0
        for row in rows:
            cell = row[position].strip() if position < len(row) else ""
            if not cell and not any(part.strip() for part in row):
                continue
            try:
                values.append(read(cell) if cell else _refuse_empty(asked.name))
            except UnreadableError as error:
                if len(bad) < SHOWN_ROWS:
                    bad.append(self._at(asked, rows.line_num, _column_of(row, position), error.text))
                else:
                    more += 1
        if more:
            tail = Text(zh=f"\n本文件另有 {more} 行读不懂", en=f"\n{more} further rows of this file cannot be read")
            text = Text(zh=bad[-1].text.zh + tail.zh, en=bad[-1].text.en + tail.en)
            bad[-1] = replace(bad[-1], text=text)
        return values, bad

    def _no_column(self, header: Sequence[str], asked: Asked) -> Located | None:
        shown, line = self._source.shown, ",".join(header)
        if not any(header):
            return self._at(asked, 1, 1, Text(zh="文件第一行应是列名，这里是空的",
                                              en="the first line holds the names of the columns; it is empty"))  # fmt: skip
        if header.count(asked.name) == 1:
            return None
        if header.count(asked.name) > 1:
            text = Text(zh=f"有两列都叫 {asked.name}", en=f"two columns are called {asked.name}")
            return self._at(asked, 1, 1, text)
        for sign, zh, en in ((";", "分号", "semicolons"), ("\t", "制表符", "tabs"), ("，", "全角逗号", "full-width commas")):
            if sign in line and len(header) == 1:
                text = Text(zh=f"各列以{zh}分隔；请改用逗号（另存为“CSV UTF-8（逗号分隔）”）",
                            en=f"the columns are separated by {en}; save the file with commas (CSV UTF-8)")  # fmt: skip
                return self._at(asked, 1, 1, text)
        near = names.closest(asked.name, header)
        hint = Text(zh=f"是不是 {near}？", en=f"did you mean {near}?") if near else None
        listed = ", ".join(header[:12]) + ("..." if len(header) > 12 else "")
        text = Text(zh=f"{shown} 中没有名为 {asked.name} 的列；现有：{listed}",
                    en=f"{shown} has no column called {asked.name}; there are: {listed}")  # fmt: skip
        return Located(asked.path, text, asked.place, hint)

    def _at(self, asked: Asked, line: int, column: int, text: Text) -> Located:
        origin = brought_in(self._source.shown, asked.file_place)
        return Located(asked.path, text, Place(self._source, line, column), None, (origin,))


def brought_in(shown: str, by: Place) -> Text:
    """Tell which line names a data file."""
    return Text(zh=f"{shown} 由 {by.short} 引入", en=f"{shown} is named by {by.short}")


def _refuse_empty(name: str) -> Any:
    raise UnreadableError(f"{name} 一列这里是空的", f"the column {name} is empty here")


def _column_of(row: Sequence[str], position: int) -> int:
    """Give the column at which a cell begins in its line, as far as no quotation marks stand before it."""
    return sum(len(cell) + 1 for cell in row[:position]) + 1

