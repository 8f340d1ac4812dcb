"""Write the whole report of a study into a folder: a workbook per language and the six figures per port."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from clearance_sim.report.reader import Reader
from clearance_sim.report.sources import SourceRow
from clearance_sim.report.wording import LANGUAGES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from clearance_sim.experiments.study import StudyResult

KINDS: Final = ("cumulative", "parties", "queue", "effects", "bottlenecks", "causes")
"""The figures in their order; each is drawn by the module of its name in `report.figures`."""
WORTH_A_POOL: Final = 10
"""From so many figures on a second process pays for starting it, if nobody says how many shall draw."""
FIGURES_EACH: Final = 3
"""A process starts for so many figures at least: it takes as long to start as to draw them."""
_NEW_OBJECTS: Final = 50_000


class _Picture(NamedTuple):
    """Name one figure: of a port, in one language."""

    folder: Path
    language: str
    port: str
    kind: str


_reader: Reader | None = None


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
        That draw, this one among them; None = as many as there are processors, if it is worth it.

    Returns
    -------
        The files, in an order that does not depend on `processes`.
    """
    from clearance_sim.report.workbook.book import write_workbook

    reader = Reader(result)
    pictures = folder / "figures"
    pictures.mkdir(exist_ok=True)
    wanted = [
        _Picture(pictures, language, port, kind)
        for language in languages for port in reader.ports if reader.flows(port) for kind in _kinds(reader)
    ]  # fmt: skip
    if processes is None:
        processes = (os.cpu_count() or 1) if len(wanted) >= WORTH_A_POOL else 1
    written = []
    with _handed_out(result, wanted, min(processes, len(wanted) // FIGURES_EACH) - 1) as handed:
        for position, language in enumerate(languages):
            written.append(folder / ("comparison.xlsx" if position == 0 else f"comparison-{language}.xlsx"))
            write_workbook(reader, written[-1], language, sources)
        for one in wanted:
            written += _drawn(reader, one, handed.get(one))
    return written


def figures(reader: Reader, language: str, port: str) -> Iterator[tuple[str, Figure]]:
    """Make a port's figures one after the other, each with its file name; to be used in `lettering.style`."""
    for kind in _kinds(reader):
        yield f"{KINDS.index(kind) + 1}-{kind}-{port}", _make(reader, language, port, kind)


def _kinds(reader: Reader) -> list[str]:
    return [kind for kind in KINDS if kind != "effects" or reader.variants]


def _make(reader: Reader, language: str, port: str, kind: str) -> Figure:
    draw: Callable[[Reader, str, str], Figure] = import_module(f"clearance_sim.report.figures.{kind}").draw
    return draw(reader, port, language)


def _draw(reader: Reader, wanted: _Picture) -> list[Path]:
    from clearance_sim.report.figures.page import save
    from clearance_sim.report.lettering import style

    folder, language, port, kind = wanted
    with style(), seldom_collecting():
        figure = _make(reader, language, port, kind)
        return save(figure, folder, f"{KINDS.index(kind) + 1}-{kind}-{port}-{language}")


def _drawn(reader: Reader, wanted: _Picture, elsewhere: Future[list[Path]] | None) -> list[Path]:
    """Draw here what no other process has begun, and what one has lost that died."""
    if elsewhere is not None and not elsewhere.cancel():
        try:
            return elsewhere.result()
        except BrokenProcessPool:
            # A worker was killed, or the caller's script cannot be imported again: slower, and the same files.
            pass
    return _draw(reader, wanted)


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


@contextmanager
def _handed_out(
    result: StudyResult, wanted: Sequence[_Picture], helpers: int
) -> Iterator[dict[_Picture, Future[list[Path]]]]:
    """Let other processes draw from the last figure on, while this one starts at the first."""
    if helpers < 1:
        yield {}
        return
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(helpers, context, initializer=_remember, initargs=(result,))
    handed: dict[_Picture, Future[list[Path]]] = {}
    try:
        with suppress(BrokenProcessPool):
            for one in reversed(wanted):
                handed[one] = pool.submit(_draw_remembered, one)
        yield handed
    finally:
        pool.shutdown(cancel_futures=True)


def _remember(result: StudyResult) -> None:
    """Keep the study in a drawing process, which leaves Ctrl-C to the one that started it."""
    global _reader  # noqa: PLW0603
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _reader = Reader(result)


def _draw_remembered(wanted: _Picture) -> list[Path]:
    assert _reader is not None
    return _draw(_reader, wanted)
