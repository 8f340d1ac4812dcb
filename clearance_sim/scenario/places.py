"""Hold where things stand: the text of a scenario file, and line and column within it.

The text is kept with the positions, so that an error can show its line without reading the file again.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_LINE_BREAKS = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
SNIPPET_WIDTH: Final = 100


@dataclass(frozen=True, eq=False)
class SourceText:
    """Hold the text of one file and the name under which errors show it."""

    shown: str
    path: Path | None
    text: str
    lines: tuple[str, ...]

    @classmethod
    def of(cls, text: str, shown: str, path: Path | None = None) -> SourceText:
        """Split `text` into lines as YAML does."""
        return cls(shown, path, text, tuple(_LINE_BREAKS.split(text)))


@dataclass(frozen=True)
class Place:
    """Point into a file; `line` and `column` count from one, `length` is at least one character."""

    source: SourceText
    line: int
    column: int
    length: int = 1

    def __str__(self) -> str:
        """Give ``file:line:column``, which editors make clickable."""
        return f"{self.source.shown}:{self.line}:{self.column}"

    @property
    def short(self) -> str:
        """Give ``file:line``."""
        return f"{self.source.shown}:{self.line}"


def width(text: str) -> int:
    """Count the columns of a terminal that `text` fills; Chinese characters fill two.

    Examples
    --------
    >>> width("口岸: x")
    7
    """
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def snippet(place: Place, remark: str = "") -> list[str]:
    """Show the line of `place` and the one before it, with a caret and a remark under it."""
    lines = place.source.lines
    if not 1 <= place.line <= len(lines):
        return []
    number_width = max(3, len(str(place.line)) + 1)
    shown = []
    before = lines[place.line - 2].rstrip() if place.line > 1 else ""
    if before.strip():
        shown.append(f"{place.line - 1:>{number_width}} | {_printable(before)[:SNIPPET_WIDTH]}".rstrip())
    line, column = lines[place.line - 1], min(place.column, len(lines[place.line - 1]) + 1)
    left = 0
    if column > SNIPPET_WIDTH - 20:
        left = column - SNIPPET_WIDTH // 2
    visible = _printable(line[left : left + SNIPPET_WIDTH])
    shown.append(f"{place.line:>{number_width}} | {visible}".rstrip())
    pad = " " * width(visible[: column - 1 - left])
    shown.append(f"{'':>{number_width}} | {pad}^ {remark}".rstrip())
    return shown


def _printable(text: str) -> str:
    """Show a tab as one arrow, and other control signs as dots: a terminal must not act on them."""
    return "".join("→" if sign == "\t" else sign if sign.isprintable() else "·" for sign in text)
