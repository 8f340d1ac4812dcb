"""Write the workbook as a whole, with the same bytes for the same result."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import xlsxwriter

from clearance_sim.report.reader import Reader
from clearance_sim.report.sources import SourceRow
from clearance_sim.report.titles import stamp
from clearance_sim.report.workbook.answers_sheet import write_answers
from clearance_sim.report.workbook.causes_sheet import write_causes
from clearance_sim.report.workbook.comparison_sheet import write_comparison, write_run
from clearance_sim.report.workbook.headings_sheet import write_headings
from clearance_sim.report.workbook.look import Book
from clearance_sim.report.workbook.queue_sheet import write_queues
from clearance_sim.report.workbook.recovery_sheet import write_recovery
from clearance_sim.report.workbook.sources_sheet import write_sources
from clearance_sim.report.workbook.stations_sheet import write_stations
from clearance_sim.report.workbook.summary_sheet import write_summary

_CREATED: Final = datetime.datetime(2020, 1, 1)
"""The date in the file's properties; a true one would make equal results differ."""


def write_workbook(reader: Reader, path: Path, language: str, sources: Sequence[SourceRow] = ()) -> None:
    """Write the sheets: summary, Table 1, four headings, answers, causes, recovery from events, stations, queues,
    sources.

    Parameters
    ----------
    reader
        The study; without variants the sheets that compare are left out.
    path
        File to write.
    language
        ``zh`` or ``en``.
    sources
        Inputs with their sources for the last sheet.
    """
    file = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    title = reader.result.scenario.title.text.in_language(language)
    file.set_properties({"title": title, "created": _CREATED, "comments": stamp(reader, language)})
    book = Book(file, language, stamp(reader, language))
    write_summary(book, reader, sources)
    if reader.variants:
        write_comparison(book, reader, sources)
        write_headings(book, reader)
    else:
        write_run(book, reader, sources)
    write_answers(book, reader)
    write_causes(book, reader)
    write_recovery(book, reader)
    write_stations(book, reader)
    write_queues(book, reader)
    write_sources(book, sources)
    file.close()
