"""Lay out the tables of the terminal: Table 1 variant by variant, or one scenario alone, with 口径 below."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.text import Text as Styled

from clearance_sim.report import cells
from clearance_sim.report.answers.all import answers
from clearance_sim.report.basis import basis, not_applicable_sentences, saturation_sentence
from clearance_sim.report.beside import beside_grid
from clearance_sim.report.binding import binding_sentences
from clearance_sim.report.causes import away_sentences, moved_sentences
from clearance_sim.report.claims import leading_claims, loss_sentence
from clearance_sim.report.numbers import change, decimals, plain
from clearance_sim.report.reader import BASELINE, Reader, station_items
from clearance_sim.report.recovery import recovery_grids
from clearance_sim.report.rows import TABLE_CLOCKS, EffectRow, RunRow, effect_rows, run_rows
from clearance_sim.report.targets import target_sentences
from clearance_sim.report.text_grid import TextGrid, break_cells
from clearance_sim.report.titles import (
    clock_title,
    flow_title,
    port_title,
    short_flow_title,
    station_title,
    variant_title,
)
from clearance_sim.report.wording import say

if TYPE_CHECKING:
    from clearance_sim.experiments.study import StudyResult
    from clearance_sim.report.sources import SourceRow

_COLOURS: Final = {"shortened": "green", "lengthened": "red", "saturated": "yellow"}


def table_text(
    result: StudyResult, language: str, width: int, sources: Sequence[SourceRow] = (), colour: bool = False
) -> str:
    """Give everything that `run` or `compare` prints, as text.

    Parameters
    ----------
    result
        The study; without variants its baseline alone is told.
    language
        ``zh`` or ``en``.
    width
        Cells of the terminal; below about 110 each flow takes two lines.
    sources
        Inputs with their sources, counted in the notes.
    colour
        Mark findings in colour; False wherever ``NO_COLOR`` is set or the output is no terminal.
    """
    reader = Reader(result)
    out = io.StringIO()
    console = Console(
        file=out, width=1000, force_terminal=colour, color_system="standard" if colour else None,
        legacy_windows=False, highlight=False, emoji=False, markup=False,
    )  # fmt: skip
    for line in _lines(reader, language, max(width, 40), sources):
        console.print(line, soft_wrap=True)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _lines(reader: Reader, language: str, width: int, sources: Sequence[SourceRow]) -> Iterator[Styled]:
    title = reader.result.scenario.title.text.in_language(language)
    if not reader.variants:
        yield from _heading(title, width)
        yield from _run_grid(reader, language).lines(width)
        remarks = [saturation_sentence(reader, BASELINE, language), *away_sentences(reader, BASELINE, language)]
        yield from _sentences(remarks, width)
        yield from _heading(reader.say("table.stations_title", language), width)
        yield from _stations_grid(reader, language).lines(width)
    for variant in reader.told_alone:
        yield from _block(reader, variant, title, language, width)
    if reader.told_alone:
        yield from _heading(reader.say("table.overview", language), width)
        yield from _overview(reader, language).lines(width)
        yield from _sentences([reader.say("table.overview_reading", language)], width)
    if reader.headline in reader.told_alone:
        yield from _heading(say("sheet.findings", language), width)
        yield from _sentences(leading_claims(reader, reader.headline or "", reader.first_clock, language), width)
    if told := target_sentences(reader, language):
        yield from _heading(say("sheet.targets", language), width)
        yield from _sentences(told, width)
    for answer in answers(reader, language):
        yield from _heading(answer.title, width)
        yield from answer.grid().lines(width)
        yield from _sentences(answer.sentences, width)
    yield from _heading(reader.say("note.title", language), width)
    yield from _sentences(basis(reader, language, sources), width)


def _block(reader: Reader, variant: str, title: str, language: str, width: int) -> Iterator[Styled]:
    name = variant_title(reader, variant, language)
    yield from _heading(reader.say("table.compare_heading", language, title=title, variant=name), width)
    rows = list(effect_rows(reader, variant))
    grid = _effect_grid(reader, rows, language)
    yield from (grid if grid.width <= width else _stacked_grid(reader, rows, language)).lines()
    yield from _sentences([loss_sentence(reader, variant, reader.first_clock, language)], width)
    if (beside := beside_grid(reader, variant, language, width)) is not None:
        yield from _heading(reader.say("table.beside", language, variant=name), width)
        yield from beside.lines(width)
        yield from _sentences([reader.say("table.beside_reading", language)], width)
    if told := moved_sentences(reader, variant, language):
        yield from _heading(reader.say("table.causes_heading", language, variant=name), width)
        yield from _sentences(told, width)
    if binding := binding_sentences(reader, variant, language):
        yield from _heading(say("binding.heading", language, variant=name), width)
        yield from _sentences(binding, width)
    remarks = not_applicable_sentences(reader, language, variant) + away_sentences(reader, variant, language)
    yield from _sentences([saturation_sentence(reader, variant, language), *remarks], width)
    recoveries = list(recovery_grids(reader, variant, language))
    for heading, recovery in recoveries:
        yield from _heading(heading, width)
        yield from [] if recovery is None else recovery.lines(width)
        yield from _sentences([None if recovery else say("recovery.untouched", language)], width)
    told_how = any(recovery for _, recovery in recoveries)
    yield from _sentences([say("recovery.reading", language) if told_how else None], width)


def _heading(text: str, width: int) -> Iterator[Styled]:
    yield Styled()
    for line in break_cells(text, width):
        yield Styled(line, style="bold")


def _sentences(sentences: Sequence[str | None], width: int) -> Iterator[Styled]:
    for sentence in sentences:
        if sentence:
            yield from map(Styled, break_cells(f"- {sentence}", width, indent=2))


def _by_clock_and_port(rows: Sequence[EffectRow]) -> dict[tuple[str, str], list[EffectRow]]:
    found: dict[tuple[str, str], list[EffectRow]] = {}
    for clock in TABLE_CLOCKS:
        for row in rows:
            if row.clock == clock:
                found.setdefault((clock, row.port), []).append(row)
    return found


def _section(reader: Reader, clock: str, port: str, language: str) -> Styled:
    what = reader.say(
        f"table.{clock}", language, port=port_title(reader, port, language), clock=clock_title(clock, language)
    )
    return Styled(what, style="bold")


def _effect_grid(reader: Reader, rows: Sequence[EffectRow], language: str) -> TextGrid:
    """Give Table 1 with a line per flow."""
    keys = ("flow_short", "sample", "baseline_pair", "variant_pair", "change_interval", "percent", "slower", "verdict")
    grid = TextGrid([reader.say(f"column.{key}", language) for key in keys], frozenset({0, len(keys) - 1}))
    for (clock, port), group in _by_clock_and_port(rows).items():
        grid.add(_section(reader, clock, port, language))
        for row in group:
            sample = cells.sample_text(reader, row.flow, clock, row.sample, language)
            name = f"  {flow_title(reader, row.flow, language)}"
            grid.add(name, sample, *_hours(row, language), _verdict(row, language))
    return grid


def _stacked_grid(reader: Reader, rows: Sequence[EffectRow], language: str) -> TextGrid:
    """Give Table 1 with two lines per flow, its name, sample and finding above its numbers."""
    keys = ("baseline_pair", "variant_pair", "change_interval", "percent", "slower")
    grid = TextGrid(["", *(reader.say(f"column.{key}", language) for key in keys)])
    for (clock, port), group in _by_clock_and_port(rows).items():
        grid.add(_section(reader, clock, port, language))
        for row in group:
            sample = cells.sample_text(reader, row.flow, clock, row.sample, language)
            told = say("general.brackets", language, text=sample) if sample else ""
            name = f"  {flow_title(reader, row.flow, language)}{told}{say('general.colon', language)}"
            grid.add(Styled(name).append_text(_verdict(row, language)))
            if row.verdict != "saturated":
                grid.add("  ", *_hours(row, language))
    return grid


def _hours(row: EffectRow, language: str) -> tuple[str, ...]:
    return (
        cells.mean_and_p90(row.mean.baseline, row.p90.baseline, language),
        cells.mean_and_p90(row.mean.variant, row.p90.variant, language),
        cells.change_text(row), cells.percent_text(row), cells.slower_text(row),
    )  # fmt: skip


def _verdict(row: EffectRow, language: str) -> Styled:
    return Styled(say(f"verdict.{row.verdict}", language), style=_COLOURS.get(row.verdict, ""))


def _overview(reader: Reader, language: str) -> TextGrid:
    """Give flows against variants: the change of the mean crossing time."""
    titles = ["\n".join(break_cells(variant_title(reader, key, language), 14)) for key in reader.told_alone]
    grid = TextGrid([reader.say("column.flow", language), *titles])
    tables = [{row.flow: row for row in effect_rows(reader, key, (reader.first_clock,))} for key in reader.told_alone]
    for flow in dict.fromkeys(flow for table in tables for flow in table):
        name = short_flow_title(reader, flow, language)
        grid.add(name, *(_overview_cell(table.get(flow), language) for table in tables))
    return grid


def _overview_cell(row: EffectRow | None, language: str) -> Styled:
    if row is None:
        return Styled()
    effect = row.effect
    if effect is None or not cells.change_text(row):
        return _verdict(row, language)
    told = change(effect.difference)
    if not effect.shown:
        return Styled(f"({told})")
    return Styled(told, style=_COLOURS.get(row.verdict, ""))


def _run_grid(reader: Reader, language: str) -> TextGrid:
    keys = ("flow_short", "sample", "mean", "interval", "p50", "p90", "p95")
    grid = TextGrid([reader.say(f"column.{key}", language) for key in keys])
    place = ("", "")
    for row in sorted(run_rows(reader), key=lambda row: TABLE_CLOCKS.index(row.clock)):
        if (row.clock, row.port) != place:
            place = (row.clock, row.port)
            grid.add(_section(reader, row.clock, row.port, language))
        grid.add(f"  {flow_title(reader, row.flow, language)}", *_run_cells(reader, row, language))
    return grid


def _run_cells(reader: Reader, row: RunRow, language: str) -> list[str]:
    mean = row.statistics.get("mean")
    places = decimals(mean.mean) if mean else 1
    interval = "" if mean is None or row.saturated else f"[{plain(mean.low, places)}, {plain(mean.high, places)}]"
    quantiles = [
        "" if row.saturated else cells.value_text(row.statistics.get(name), places, language)
        for name in ("p50", "p90", "p95")
    ]
    sample = cells.sample_text(reader, row.flow, row.clock, row.sample, language)
    return [sample, cells.value_text(mean, places, language), interval, *quantiles]


def _stations_grid(reader: Reader, language: str) -> TextGrid:
    """Give what stations and officers do in one scenario."""
    keys = ("station", "visits", "wait_mean", "queue_mean", "utilisation", "peak")
    grid = TextGrid([reader.say(f"column.{key}", language) for key in keys])
    for port in reader.ports:
        rows = [(item, _station_cells(reader, port, item, language)) for item in station_items(reader, port)]
        shown = [(item, cells_) for item, cells_ in rows if any(cells_)]
        if shown:
            grid.add(Styled(port_title(reader, port, language), style="bold"))
        for item, told in shown:
            grid.add(f"  {station_title(reader, port, item, language)}", *told)
    return grid


def _station_cells(reader: Reader, port: str, item: str, language: str) -> list[str]:
    """Give visits, wait, queue and utilisation as text; empty texts where nobody came."""
    waits = reader.value(BASELINE, port, "", "wait_hours", "mean", item)
    queue = reader.value(BASELINE, port, "", "queue_length", "mean", item)
    used = [reader.value(BASELINE, port, "", "utilisation", name, item) for name in ("mean", "peak_hour")]
    busy = [plain(value.mean * 100, 1) if value is not None and value.mean > 0 else "" for value in used]
    if waits is None and not any(busy):
        return [""] * 5
    visits = "" if waits is None else f"{waits.n:.0f}"
    wait = "" if waits is None else cells.value_text(waits, decimals(waits.mean), language)
    length = "" if queue is None else cells.value_text(queue, 2, language)
    return [visits, wait, length, *busy]
