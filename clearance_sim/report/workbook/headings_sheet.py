"""Write the four headings of the reply: fewer documents, better flow, faster, cheaper, by flow and variant."""

from __future__ import annotations

from typing import Final

from clearance_sim.report.reader import BASELINE, Reader
from clearance_sim.report.titles import capital, clock_title, full_flow_title, variant_title
from clearance_sim.report.wording import say
from clearance_sim.report.workbook.look import CHANGE, CHANGE_ONE, TWO, Book, Page

_MEASURES: Final = (
    ("documents", "documents", "unit_documents"), ("steps", "steps", "unit_steps"),
    ("time", "crossing_hours", "unit_hours"), ("time", "clearance_hours", "unit_hours"),
    ("cost", "cost_cny_per_declaration", "unit_cost_declaration"), ("cost", "cost_cny_per_teu", "unit_cost_teu"),
)  # fmt: skip
_COLUMNS: Final = (
    ("flow", 31.0, None), ("heading", 14.0, None), ("measure", 24.0, None), ("unit", 20.0, None),
    ("baseline", 11.0, TWO), ("value", 11.0, TWO), ("difference", 11.0, CHANGE), ("interval_low", 11.0, CHANGE),
    ("interval_high", 11.0, CHANGE), ("percent", 9.0, CHANGE_ONE), ("verdict", 18.0, None),
)  # fmt: skip


def write_headings(book: Book, reader: Reader) -> None:
    """Write the sheet of 减单证、优流程、提时效、降成本: means under baseline and variant with the paired change."""
    language = book.language
    page = Page(
        book, say("sheet.headings", language), say("table.headings_title", language), [w for _, w, _ in _COLUMNS]
    )
    labels = [say(f"column.{key}", language) for key, _, _ in _COLUMNS]
    page.head(labels, 32.0, freeze=1)
    for variant in reader.variants:
        page.band(variant_title(reader, variant, language))
        for flow in reader.flow_models:
            _write_flow(page, reader, variant, flow)


def _write_flow(page: Page, reader: Reader, variant: str, flow: str) -> None:
    language, port = page.book.language, flow.split(".", 1)[0]
    first = True
    for heading, measure, unit in _MEASURES:
        effect = reader.effect(variant, port, flow, measure)
        if effect is None:
            continue
        title = (
            capital(clock_title(measure, language)) if heading == "time" else say(f"measure.{measure}", language)
        )
        compared = effect.verdict not in ("saturated", "not_applicable")
        words = say(f"verdict.{effect.verdict}", language)
        if heading != "time" and effect.verdict in ("shortened", "lengthened"):
            words = say("verdict.less" if effect.verdict == "shortened" else "verdict.more", language)
        means = [reader.value(key, port, flow, measure, "mean") for key in (BASELINE, variant)]
        changes = [effect.difference, effect.low, effect.high, effect.percent] if compared else [None] * 4
        names = [
            full_flow_title(reader, flow, language) if first else "",
            say(f"heading.{heading}", language),
            title,
        ]
        row = [*names, say(f"measure.{unit}", language), *means, *changes, words]
        page.cells(row, [pattern for _, _, pattern in _COLUMNS], **({"top": 1} if first else {}))
        first = False
