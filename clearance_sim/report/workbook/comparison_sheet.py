"""Write Table 1: what each variant does to every clock of every flow, or one scenario's clocks alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from clearance_sim.report import cells
from clearance_sim.report.basis import basis, not_applicable_sentences, saturation_sentence
from clearance_sim.report.reader import BASELINE, Reader
from clearance_sim.report.rows import OUTSIDE, PASSAGE, EffectRow, effect_rows, run_rows
from clearance_sim.report.sources import SourceRow
from clearance_sim.report.titles import capital, clock_title, full_flow_title, unit_word, variant_title
from clearance_sim.report.wording import say
from clearance_sim.report.workbook.look import CHANGE, CHANGE_ONE, ONE, TWO, WHOLE, Book, Page

_CLOCKS: Final = (
    "crossing_hours",
    "crossing_home_hours",
    "crossing_partner_hours",
    PASSAGE,
    "clearance_hours",
    "working_hours",
    *OUTSIDE,
)
_COLUMNS: Final = (
    ("flow", 26.0, None), ("clock", 20.0, None), ("sample", 9.0, WHOLE), ("baseline_mean", 7.5, TWO),
    ("baseline_p90", 7.5, TWO), ("variant_mean", 7.5, TWO), ("variant_p90", 7.5, TWO), ("change", 8.5, CHANGE),
    ("interval_low", 7.5, CHANGE), ("interval_high", 7.5, CHANGE), ("percent", 7.5, CHANGE_ONE),
    ("slower", 8.5, ONE), ("documents", 10.5, WHOLE), ("steps", 10.5, WHOLE), ("cost", 15.0, WHOLE),
    ("verdict", 11.0, None),
)  # fmt: skip
_RUN_COLUMNS: Final = (
    ("flow", 31.0, None), ("clock", 21.0, None), ("sample", 9.0, WHOLE), ("mean", 9.0, TWO),
    ("interval_low", 9.0, TWO), ("interval_high", 9.0, TWO), ("p50", 9.0, TWO), ("p90", 9.0, TWO), ("p95", 9.0, TWO),
)  # fmt: skip


_ENGLISH: Final = {"flow": 37.0, "clock": 34.0, "sample": 17.0, "verdict": 19.0}
"""Widths of columns whose English words are longer."""


def _widths(columns: Sequence[tuple[str, float, str | None]], language: str) -> list[float]:
    return [_ENGLISH.get(key, width) if language == "en" else width for key, width, _ in columns]


def write_comparison(book: Book, reader: Reader, sources: Sequence[SourceRow]) -> None:
    """Write the sheet of Table 1 with a block per variant and the 口径 below."""
    language = book.language
    title = reader.say("table.sheet_title", language, title=reader.result.scenario.title.text.in_language(language))
    page = Page(book, say("sheet.comparison", language), title, _widths(_COLUMNS, language))
    page.head([reader.say(f"column.{key}", language) for key, _, _ in _COLUMNS], 42.0, freeze=2)
    for variant in reader.variants:
        page.band(variant_title(reader, variant, language))
        last = ""
        for row in effect_rows(reader, variant, _CLOCKS):
            _write_row(page, reader, row, language, first=row.flow != last)
            last = row.flow
    _write_notes(page, reader, sources)


def _write_row(page: Page, reader: Reader, row: EffectRow, language: str, first: bool) -> None:
    effect = row.effect if cells.change_text(row) else None
    part = row.clock in ("crossing_home_hours", "crossing_partner_hours")
    papers = [cells.pair_text(row.papers[name], places) for name, places in
              (("documents", 1), ("steps", 1), ("cost_cny_per_declaration", 0))] if first else [""] * 3  # fmt: skip
    values = [
        full_flow_title(reader, row.flow, language) if first else "",
        ("  " if part else "") + capital(clock_title(row.clock, language)),
        row.sample, row.mean.baseline, row.p90.baseline, row.mean.variant, row.p90.variant,
        effect and effect.difference, effect and effect.low, effect and effect.high, effect and effect.percent,
        effect and effect.slower_share * 100, *papers, say(f"verdict.{row.verdict}", language),
    ]  # fmt: skip
    patterns = [pattern for _, _, pattern in _COLUMNS]
    patterns[2] = f'#,##0 "{unit_word(reader, row.flow, row.clock, language, plural=True)}"'
    page.cells(values, patterns, **({"font_color": "#595959"} if part else {}), **({"top": 1} if first else {}))


def write_run(book: Book, reader: Reader, sources: Sequence[SourceRow]) -> None:
    """Write the clocks of one scenario alone."""
    language = book.language
    title = reader.result.scenario.title.text.in_language(language)
    page = Page(book, say("sheet.results", language), title, _widths(_RUN_COLUMNS, language))
    page.head([reader.say(f"column.{key}", language) for key, _, _ in _RUN_COLUMNS], 32.0, freeze=2)
    for row in run_rows(reader, _CLOCKS):
        mean = row.statistics.get("mean")
        bounds = [None, None] if mean is None else [mean.low, mean.high]
        patterns = [pattern for _, _, pattern in _RUN_COLUMNS]
        patterns[2] = f'#,##0 "{unit_word(reader, row.flow, row.clock, language, plural=True)}"'
        names = [full_flow_title(reader, row.flow, language), capital(clock_title(row.clock, language))]
        quantiles = [row.statistics.get(name) for name in ("p50", "p90", "p95")]
        page.cells([*names, row.sample, mean, *bounds, *quantiles], patterns)
    _write_notes(page, reader, sources)


def _write_notes(page: Page, reader: Reader, sources: Sequence[SourceRow]) -> None:
    language = page.book.language
    page.subtitle(reader.say("note.title", language))
    for sentence in basis(reader, language, sources):
        page.prose(sentence)
    for variant in [BASELINE, *reader.variants]:
        if (saturation := saturation_sentence(reader, variant, language)) is not None:
            page.prose(saturation)
    for sentence in not_applicable_sentences(reader, language):
        page.prose(sentence)
