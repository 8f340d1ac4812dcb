"""Write the whole report of a study into a folder: a workbook per language and the six figures per port."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from clearance_sim.report.reader import Reader
from clearance_sim.report.sources import SourceRow
from clearance_sim.report.wording import LANGUAGES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from clearance_sim.experiments.study import StudyResult

WORTH_A_POOL: Final = 4
"""From so many sets of figures on (one port in one language) drawing in processes pays for starting them."""
_NEW_OBJECTS: Final = 10_000


class _Set(NamedTuple):
    """Name one set of figures: a port's, in one language."""

    folder: Path
    language: str
    port: str


_study: StudyResult | None = None


def write_report(
    result: StudyResult,
    folder: Path,
    languages: Sequence[str] = LANGUAGES,
    sources: Sequence[SourceRow] = (),
    processes: int | None = None,
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
    processes
        That draw; 1 = none but this one, None = as many as there are processors, if it is worth it.

    Returns
    -------
        The files, in an order that does not depend on `processes`.
    """
    from clearance_sim.report.workbook.book import write_workbook

    reader = Reader(result)
    written = []
    for position, language in enumerate(languages):
        written.append(folder / ("comparison.xlsx" if position == 0 else f"comparison-{language}.xlsx"))
        write_workbook(reader, written[-1], language, sources)
    pictures = folder / "figures"
    pictures.mkdir(exist_ok=True)
    sets = [
        _Set(pictures, language, port) for language in languages for port in reader.ports if reader.flows(port)
    ]
    if processes is None:
        processes = (os.cpu_count() or 1) if len(sets) >= WORTH_A_POOL else 1
    if processes > 1:
        try:
            return [*written, *_draw_in_pool(result, sets, min(processes, len(sets)))]
        except BrokenProcessPool:
            # A worker was killed, or the caller's script cannot be imported again: slower, and the same files.
            pass
    return [*written, *(path for one in sets for path in _draw_set(reader, one))]


def figures(reader: Reader, language: str, port: str) -> Iterator[tuple[str, Figure]]:
    """Make a port's figures one after the other, each with its file name; to be used in `lettering.style`."""
    from clearance_sim.report.figures import bottlenecks, causes, cumulative, effects, parties, queue

    yield f"1-cumulative-{port}", cumulative.draw(reader, port, language)
    yield f"2-parties-{port}", parties.draw(reader, port, language)
    yield f"3-queue-{port}", queue.draw(reader, port, language)
    if reader.variants:
        yield f"4-effects-{port}", effects.draw(reader, port, language)
    yield f"5-bottlenecks-{port}", bottlenecks.draw(reader, port, language)
    yield f"6-causes-{port}", causes.draw(reader, port, language)


def _draw_set(reader: Reader, wanted: _Set) -> list[Path]:
    from clearance_sim.report.figures.page import save
    from clearance_sim.report.lettering import style

    written = []
    with style(), seldom_collecting():
        for name, figure in figures(reader, wanted.language, wanted.port):
            written += save(figure, wanted.folder, f"{name}-{wanted.language}")
    return written


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Let Python look for rings of dead objects once in `_NEW_OBJECTS`, and as it was before when this ends.

    A figure is thousands of objects that point at each other, and nearly all live until it is saved: at the usual
    700 the search takes an eighth of the drawing. 30 MB more are held meanwhile.
    """
    before = gc.get_threshold()
    gc.set_threshold(max(_NEW_OBJECTS, before[0]), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _draw_in_pool(result: StudyResult, sets: Sequence[_Set], processes: int) -> list[Path]:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, initializer=_remember, initargs=(result,)) as pool:
        return [path for paths in pool.map(_draw_remembered, sets) for path in paths]


def _remember(result: StudyResult) -> None:
    """Keep the study in a drawing process, which leaves Ctrl-C to the one that started it."""
    global _study  # noqa: PLW0603
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _study = result


def _draw_remembered(wanted: _Set) -> list[Path]:
    assert _study is not None
    return _draw_set(Reader(_study), wanted)
