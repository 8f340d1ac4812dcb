"""Write where every input comes from: its source, or that it is assumed, in which range and why."""

from __future__ import annotations

from collections.abc import Sequence

from clearance_sim.report.sources import SourceRow
from clearance_sim.report.wording import say
from clearance_sim.report.workbook.look import Book, Page


def write_sources(book: Book, sources: Sequence[SourceRow]) -> None:
    """Write the sheet of sources; without a list it says so."""
    language = book.language
    page = Page(
        book, say("sheet.sources", language), say("sheet.sources", language), [54.0, 30.0, 11.0, 24.0, 75.0]
    )
    if not sources:
        page.prose(say("sheet.no_sources", language))
        return
    keys = ("source_path", "source_value", "source_kind", "source_range", "source_text")
    page.head([say(f"column.{key}", language) for key in keys], 20.0, freeze=1)
    for source in sources:
        kind = say("sheet.assumption" if source.is_assumption else "sheet.sourced", language)
        limits = " / ".join((source.low, source.likely, source.high)) if source.is_assumption else ""
        page.cells([source.path, source.value, kind, limits, source.text], [None] * 5)
