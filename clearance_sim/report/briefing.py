"""Write the whole report of a study into a folder: a workbook per language and the five figures per port."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from clearance_sim.report.reader import Reader
from clearance_sim.report.sources import SourceRow
from clearance_sim.report.wording import LANGUAGES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from clearance_sim.experiments.study import StudyResult


def write_report(
    result: StudyResult, folder: Path, languages: Sequence[str] = LANGUAGES, sources: Sequence[SourceRow] = ()
) -> list[Path]:
    """Write ``comparison.xlsx`` and ``figures/*.{png,svg,pdf}`` into a folder that nobody reads yet.

    Parameters
    ----------
    result
        The study.
    folder
        An existing folder; the caller renames it when everything is in it.
    languages
        The first one's workbook is ``comparison.xlsx``, another's ``comparison-en.xlsx``; figures end in ``-zh``, ``-en``.
    sources
        Inputs with their sources, as `sources.source_rows` gives them.

    Returns
    -------
        The files, in the order in which they were written.
    """
    from clearance_sim.report.figures.page import save
    from clearance_sim.report.lettering import style
    from clearance_sim.report.workbook.book import write_workbook

    reader = Reader(result)
    written = []
    for position, language in enumerate(languages):
        written.append(folder / ("comparison.xlsx" if position == 0 else f"comparison-{language}.xlsx"))
        write_workbook(reader, written[-1], language, sources)
    pictures = folder / "figures"
    pictures.mkdir(exist_ok=True)
    with style():
        for language in languages:
            for name, figure in figures(reader, language):
                written += save(figure, pictures, f"{name}-{language}")
    return written


def figures(reader: Reader, language: str) -> Iterator[tuple[str, Figure]]:
    """Make the figures one after the other, each with its file name; make and save them in `lettering.style`."""
    from clearance_sim.report.figures import bottlenecks, cumulative, effects, parties, queue

    for port in reader.ports:
        if not reader.flows(port):
            continue
        yield f"1-cumulative-{port}", cumulative.draw(reader, port, language)
        yield f"2-parties-{port}", parties.draw(reader, port, language)
        yield f"3-queue-{port}", queue.draw(reader, port, language)
        if reader.variants:
            yield f"4-effects-{port}", effects.draw(reader, port, language)
        yield f"5-bottlenecks-{port}", bottlenecks.draw(reader, port, language)
