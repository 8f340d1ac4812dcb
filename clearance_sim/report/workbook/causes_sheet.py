"""Write what the hours of every flow were lost to, cause by cause, and what each variant moved."""

from __future__ import annotations

from typing import Final

from clearance_sim.report.causes import away_sentences, cause_title, causes_of
from clearance_sim.report.reader import BASELINE, Reader
from clearance_sim.report.titles import capital, full_flow_title, variant_title
from clearance_sim.report.wording import say
from clearance_sim.report.workbook.look import CHANGE, TWO, Book, Page, change_pattern

_COLUMNS: Final = (
    ("flow", 37.0, None), ("cause", 38.0, None), ("baseline", 12.0, TWO), ("value", 12.0, TWO),
    ("difference", 12.0, CHANGE), ("interval_low", 12.0, CHANGE), ("interval_high", 12.0, CHANGE), ("verdict", 18.0, None),
)  # fmt: skip
_RUN_COLUMNS: Final = (
    ("flow", 37.0, None), ("cause", 38.0, None), ("mean", 12.0, TWO), ("interval_low", 12.0, TWO),
    ("interval_high", 12.0, TWO),
)  # fmt: skip


def write_causes(book: Book, reader: Reader) -> None:
    """Write the sheet of causes: mean hours per vehicle, variant by variant, or of one scenario alone."""
    language = book.language
    columns = _COLUMNS if reader.variants else _RUN_COLUMNS
    page = Page(
        book, say("sheet.causes", language), reader.say("table.causes_title", language), [w for _, w, _ in columns]
    )
    page.head([reader.say(f"column.{key}", language) for key, _, _ in columns], 20.0, freeze=2)
    for variant in reader.variants or [BASELINE]:
        if reader.variants:
            page.band(variant_title(reader, variant, language))
        for port in reader.ports:
            for flow in reader.flows(port):
                _write_flow(page, reader, variant, flow)
    page.subtitle(reader.say("note.title", language))
    page.prose(reader.say("cause.note", language))
    for variant in [BASELINE, *reader.variants]:
        for sentence in away_sentences(reader, variant, language):
            page.prose(sentence)


def _write_flow(page: Page, reader: Reader, variant: str, flow: str) -> None:
    language, port = page.book.language, flow.split(".", 1)[0]
    if reader.saturated([BASELINE, variant], port, flow):
        word, blanks = say("general.saturated", language), [None] * (page.columns - 3)
        page.cells([full_flow_title(reader, flow, language), word, "", *blanks], [None] * page.columns, top=1)
        return
    for number, cause in enumerate(causes_of(reader, port, flow, list(dict.fromkeys((BASELINE, variant))))):
        names: list[object] = [
            "" if number else full_flow_title(reader, flow, language),
            capital(cause_title(reader, port, cause, language)),
        ]
        more = {} if number else {"top": 1}
        if variant == BASELINE:
            value = reader.value(BASELINE, port, flow, "cause_hours", "mean", cause)
            bounds = [None, None] if value is None else [value.low, value.high]
            page.cells([*names, value, *bounds], [pattern for _, _, pattern in _RUN_COLUMNS], **more)
            continue
        means = [reader.value(key, port, flow, "cause_hours", "mean", cause) for key in (BASELINE, variant)]
        effect = reader.effect(variant, port, flow, "cause_hours", "mean", cause)
        patterns = [pattern for _, _, pattern in _COLUMNS]
        changes: list[object] = [None, None, None, ""]
        if effect is not None:
            changes[-1] = _finding(effect.verdict, language)
            if effect.is_change:
                changes[:3] = [effect.difference, effect.low, effect.high]
                patterns[4:7] = [change_pattern(number) for number in changes[:3]]
        page.cells([*names, *means, *changes], patterns, **more)


def _finding(verdict: str, language: str) -> str:
    word = {"shortened": "less", "lengthened": "more"}.get(verdict, verdict)
    return say(f"verdict.{word}", language)
