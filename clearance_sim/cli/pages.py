"""Print short pages for people: headings, paragraphs and lists, wrapped where Chinese fills two columns."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


class Page:
    """Write a page to standard output as wide as the terminal, at most 100 columns."""

    def __init__(self) -> None:
        from rich.console import Console

        probe = Console(file=sys.stdout)
        width = min(probe.width, 100) if probe.is_terminal else 100
        self._console: Console = Console(file=sys.stdout, width=width, highlight=False, markup=False, emoji=False)

    def heading(self, text: str) -> None:
        """Write a line on its own, after an empty one."""
        self._console.print()
        self._console.print(text, style="bold")

    def paragraph(self, text: str, indent: int = 2) -> None:
        """Write a text under the last heading."""
        from rich.padding import Padding
        from rich.text import Text as Words

        self._console.print(Padding(Words(text), (0, 0, 0, indent), expand=False))

    def table(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Write rows in columns; numbers stand to the right."""
        from rich.box import SIMPLE_HEAD
        from rich.table import Table

        table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
        for position, name in enumerate(header):
            numeric = all(row[position].isdigit() for row in rows)
            table.add_column(name, justify="right" if numeric else "left", overflow="fold")
        for row in rows:
            table.add_row(*row)
        self._console.print(table)
