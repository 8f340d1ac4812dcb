"""Write the answers of a study, each on a sheet of its own."""

from __future__ import annotations

from clearance_sim.report.answers.all import answers
from clearance_sim.report.reader import Reader
from clearance_sim.report.workbook.look import Book, Page


def write_answers(book: Book, reader: Reader) -> None:
    """Write a sheet for each answer; none where the study asks nothing of the kind."""
    for answer in answers(reader, book.language):
        widths = [44.0 if column == 0 else 32.0 if places is None else 13.0 for column, places in enumerate(answer.places)]
        page = Page(book, answer.sheet, answer.title, widths)
        page.head([head.replace("\n", " ") for head in answer.heads], 46.0, freeze=1)
        patterns = [None if places is None else "0." + "0" * places if places else "0" for places in answer.places]
        for row in answer.rows:
            if len(row) == 1:
                page.band(str(row[0]))
            else:
                page.cells(row, patterns)
        for sentence in answer.sentences:
            page.prose(sentence)
