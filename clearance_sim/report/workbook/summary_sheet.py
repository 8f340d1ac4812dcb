"""Write the first sheet: the question, what was run, the findings in words, references, what does not apply."""

from __future__ import annotations

from collections.abc import Sequence

from clearance_sim.report import cells
from clearance_sim.report.answers.all import answers
from clearance_sim.report.basis import (
    basis,
    not_applicable_sentences,
    period,
    reference_sentence,
    saturation_sentence,
)
from clearance_sim.report.claims import claims, loss_sentence
from clearance_sim.report.reader import BASELINE, Reader
from clearance_sim.report.rows import EffectRow, effect_rows
from clearance_sim.report.sources import SourceRow
from clearance_sim.report.targets import target_sentences
from clearance_sim.report.titles import full_flow_title, reform_title, variant_title
from clearance_sim.report.wording import join_clauses, say
from clearance_sim.report.workbook.look import Book, Page, change_pattern


def write_summary(book: Book, reader: Reader, sources: Sequence[SourceRow]) -> None:
    """Write the summary."""
    language, result = book.language, reader.result
    widths = [36.0, *[22.0] * max(3, len(reader.variants))]
    page = Page(book, say("sheet.summary", language), result.scenario.title.text.in_language(language), widths)
    for label, text in _facts(reader, language):
        page.fact(say(f"sheet.{label}", language), text)
    _write_findings(page, reader)
    if told := target_sentences(reader, language):
        page.subtitle(say("sheet.targets", language))
        for sentence in told:
            page.prose(sentence)
    for answer in answers(reader, language):
        page.subtitle(answer.title)
        for sentence in answer.sentences:
            page.prose(sentence)
    _write_remarks(page, reader)
    if result.references:
        page.subtitle(say("sheet.references", language))
        page.prose(reference_sentence(reader, language))
    page.subtitle(say("sheet.how_to_read", language))
    for sentence in basis(reader, language, sources, references=False):
        page.prose(sentence)


def _write_findings(page: Page, reader: Reader) -> None:
    language = page.book.language
    if reader.headline is None:
        return
    page.subtitle(reader.say("table.overview", language))
    _write_overview(page, reader)
    page.prose(reader.say("table.overview_reading", language))
    page.subtitle(say("sheet.findings", language))
    for sentence in claims(reader, reader.headline, reader.first_clock, language):
        page.prose(sentence)
    for variant in reader.variants:
        page.fact(variant_title(reader, variant, language), loss_sentence(reader, variant, reader.first_clock, language))


def _write_remarks(page: Page, reader: Reader) -> None:
    """Write what is saturated, and what does not apply where."""
    language = page.book.language
    for variant in [BASELINE, *reader.variants]:
        if (saturation := saturation_sentence(reader, variant, language)) is not None:
            page.prose(saturation)
    if reasons := not_applicable_sentences(reader, language):
        page.subtitle(say("sheet.not_applicable", language))
        for sentence in reasons:
            page.prose(sentence)


def _facts(reader: Reader, language: str) -> list[tuple[str, str]]:
    result, scenario = reader.result, reader.result.scenario
    question = [] if scenario.question is None else [("question", scenario.question.text.in_language(language))]
    variants = [
        variant_title(reader, info.key, language)
        + say(
            "general.brackets",
            language,
            text=join_clauses([reform_title(r, language) for r in info.reforms], language),
        )
        for info in result.variants
        if info.reforms
    ]
    return [
        *question,
        ("period", period(reader, language)),
        *([("variants", say("general.semicolon", language).join(variants))] if variants else []),
        ("replications", str(result.n_replications)),
        ("seed", str(result.seed)),
        ("scenario", result.digest),
        ("version", result.version),
        ("engine", result.engine),
    ]


def _write_overview(page: Page, reader: Reader) -> None:
    language = page.book.language
    titles = [variant_title(reader, variant, language) for variant in reader.variants]
    page.head([reader.say("column.flow", language), *titles])
    tables = [{row.flow: row for row in effect_rows(reader, key, (reader.first_clock,))} for key in reader.variants]
    for flow in dict.fromkeys(flow for table in tables for flow in table):
        values = ["" if flow not in table else _overview_cell(table[flow], language) for table in tables]
        patterns = [change_pattern(value) for value in values]
        page.cells([full_flow_title(reader, flow, language), *values], [None, *patterns])


def _overview_cell(row: EffectRow, language: str) -> float | str:
    """Give the change as a number where it is shown, in brackets where it is not, else the verdict."""
    effect = row.effect
    if effect is None or not (told := cells.change_text(row)):
        return say(f"verdict.{row.verdict}", language)
    return effect.difference if effect.shown else f"({told.split(' ')[0]})"
