"""Hold an answer as a table and sentences, and write it to the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clearance_sim.report.numbers import plain
from clearance_sim.report.text_grid import TextGrid

Cell = str | float | None


@dataclass(frozen=True)
class Answer:
    """Hold one answer.

    Attributes
    ----------
    sheet
        Name of its sheet in the workbook.
    title
        The question, as it heads the table.
    heads
        Titles of the columns.
    places
        For each column the decimals of its numbers; None for a column of texts.
    rows
        Cells; None where there is nothing to say. A row of one cell heads those below.
    sentences
        What it comes to, in words, and how it was reckoned.
    """

    sheet: str
    title: str
    heads: Sequence[str]
    places: Sequence[int | None]
    rows: Sequence[Sequence[Cell]]
    sentences: Sequence[str]

    def grid(self) -> TextGrid:
        """Give the table as text."""
        left = frozenset(column for column, places in enumerate(self.places) if places is None)
        grid = TextGrid(self.heads, left)
        for row in self.rows:
            grid.add(*(_told(cell, places) for cell, places in zip(row, self.places, strict=False)))
        return grid


def _told(cell: Cell, places: int | None) -> str:
    return plain(cell, places or 0) if isinstance(cell, float) else cell or ""
