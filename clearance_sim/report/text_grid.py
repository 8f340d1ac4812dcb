"""Lay text out in columns for terminals: Chinese counts two cells, headings span the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from rich.cells import cell_len
from rich.text import Text as Styled

_GAP: Final = 2
_LEAST: Final = 14
_NO_LINE_START: Final = "，。、；：）]%）"


@dataclass
class TextGrid:
    """Collect the rows of a table; lines come out with `lines`.

    Columns named in `left` stand left, all others right; heads may have line breaks. A row with a single cell
    is a heading over the whole width.
    """

    heads: Sequence[str]
    left: frozenset[int] = frozenset({0})
    rows: list[tuple[Styled, ...]] = field(default_factory=list)

    def add(self, *cells: str | Styled) -> None:
        """Add a row."""
        self.rows.append(tuple(cell if isinstance(cell, Styled) else Styled(cell) for cell in cells))

    @property
    def widths(self) -> list[int]:
        """Give the width of each column in cells: the widest cell or line of its head."""
        found = []
        for position, head in enumerate(self.heads):
            cells = [cell_len(row[position].plain) for row in self.rows if len(row) > 1]
            found.append(max([*cells, *map(cell_len, head.split("\n"))]))
        return found

    @property
    def width(self) -> int:
        """Give the width of the whole table in cells."""
        return sum(self.widths) + _GAP * (len(self.heads) - 1)

    def lines(self, room: int | None = None) -> list[Styled]:
        """Give the table's lines: heads, a rule, rows; in `room` cells, the first column is broken if it must."""
        widths = self.widths
        total = sum(widths) + _GAP * (len(widths) - 1)
        if room is not None and total > room:
            total -= widths[0]
            widths[0] = max(_LEAST, room - total)
            total += widths[0]
        heads = [head.split("\n") for head in self.heads]
        heads[0] = break_cells(self.heads[0], widths[0])
        depth = max(map(len, heads))
        found = []
        for level in range(depth):
            cells = [Styled("" if level < depth - len(head) else head[level - depth]) for head in heads]
            found.append(self._line(cells, widths))
        found.append(Styled("-" * total))
        for row in self.rows:
            found += [row[0]] if len(row) == 1 else self._broken(row, widths)
        return found

    def _broken(self, row: Sequence[Styled], widths: Sequence[int]) -> list[Styled]:
        """Give a row whose first cell may need several lines; its numbers stand in the last."""
        name = row[0].plain
        lead = len(name) - len(name.lstrip())
        *above, last = break_cells(name.strip(), widths[0] - lead)
        indented = [Styled(" " * lead + line) for line in above]
        return [*indented, self._line([Styled(" " * lead + last), *row[1:]], widths)]

    def _line(self, cells: Sequence[Styled], widths: Sequence[int]) -> Styled:
        line = Styled()
        for position, (cell, width) in enumerate(zip(cells, widths, strict=True)):
            blank = " " * max(0, width - cell_len(cell.plain))
            line.append(" " * _GAP if position else "")
            if position in self.left:
                line.append_text(cell).append(blank)
            else:
                line.append(blank).append_text(cell)
        line.rstrip()
        return line


def break_cells(text: str, width: int, indent: int = 0) -> list[str]:
    """Break text into lines of at most `width` cells, at blanks and between Chinese characters.

    Parameters
    ----------
    indent
        Blanks before every line but the first.

    Examples
    --------
    >>> break_cells("变慢者占比（%）", 8)
    ['变慢者占', '比（%）']
    >>> break_cells("- shorter by 1.2 h", 12, indent=2)
    ['- shorter by', '  1.2 h']
    """
    lines = [""]
    for piece in _pieces(text):
        if cell_len((lines[-1] + piece).rstrip()) > width and lines[-1].strip():
            lines.append(" " * indent)
        lines[-1] += piece if lines[-1].strip() else piece.lstrip()
    return [line.rstrip() for line in lines]


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for character in text:
        before = pieces[-1][-1] if pieces else " "
        wide = cell_len(character) == 2 or cell_len(before) == 2
        glued = character in _NO_LINE_START or character == " " or before in "（["
        if pieces and (glued or not (wide or before == " ")):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces
