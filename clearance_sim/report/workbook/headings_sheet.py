"""Write the four headings of the reply: fewer documents, better flow, faster, cheaper, by flow and variant."""

from __future__ import annotations

from typing import Final

from clearance_sim.clock import HOUR
from clearance_sim.report.reader import BASELINE, Effect, Reader, Value
from clearance_sim.report.titles import capital, clock_title, full_flow_title, variant_title
from clearance_sim.report.wording import say
from clearance_sim.report.workbook.look import CHANGE, CHANGE_ONE, TWO, Book, Page

_MEASURES: Final = (
    ("documents", "documents", "unit_documents"), ("steps", "steps", "unit_steps"),
    ("time", "crossing_hours", "unit_hours"), ("time", "passage_hours", "unit_hours"), ("time", "clearance_hours", "unit_hours"),
    ("time", "mean_queue_vehicles", "unit_vehicles"),
    ("time", "crossing_within_target_share", "unit_percent"),
    ("time", "passage_within_target_share", "unit_percent"),
    ("time", "clearance_within_target_share", "unit_percent"),
    ("time", "released_before_arrival_share", "unit_percent"),
    ("time", "unfinished_share", "unit_percent"),
    ("cost", "cost_cny_per_declaration", "unit_cost_declaration"), ("cost", "cost_cny_per_teu", "unit_cost_teu"),
)  # fmt: skip
_COLUMNS: Final = (
    ("flow", 37.0, None), ("heading", 16.0, None), ("measure", 36.0, None), ("unit", 19.0, None),
    ("baseline", 11.0, TWO), ("value", 11.0, TWO), ("difference", 11.0, CHANGE), ("interval_low", 11.0, CHANGE),
    ("interval_high", 11.0, CHANGE), ("percent", 9.0, CHANGE_ONE), ("verdict", 18.0, None),
)  # fmt: skip


def write_headings(book: Book, reader: Reader) -> None:
    """Write the sheet of 减单证、优流程、提时效、降成本: means under baseline and variant with the paired change."""
    language = book.language
    page = Page(
        book, say("sheet.headings", language), reader.say("table.headings_title", language), [w for _, w, _ in _COLUMNS]
    )
    labels = [reader.say(f"column.{key}", language) for key, _, _ in _COLUMNS]
    page.head(labels, 32.0, freeze=1)
    for variant in reader.variants:
        page.band(variant_title(reader, variant, language))
        for flow in reader.flow_models:
            _write_flow(page, reader, variant, flow)


def _write_flow(page: Page, reader: Reader, variant: str, flow: str) -> None:
    language, port = page.book.language, flow.split(".", 1)[0]
    first = True
    for heading, measure, unit in _MEASURES:
        statistic = "share" if measure.endswith("_share") else "mean"
        for item in reader.items(variant, port, flow, measure):
            effect = reader.effect(variant, port, flow, measure, statistic, item)
            if effect is None or (item and "target" not in measure):
                continue
            means = [reader.value(key, port, flow, measure, statistic, item) for key in (BASELINE, variant)]
            name = full_flow_title(reader, flow, language) if first else ""
            titles = [name, say(f"heading.{heading}", language), _title(reader, measure, item, language)]
            row = [*titles, reader.say(f"measure.{unit}", language), *_numbers(means, effect, statistic)]
            row.append(_finding(effect, heading, measure, language))
            page.cells(row, [pattern for _, _, pattern in _COLUMNS], **({"top": 1} if first else {}))
            first = False


def _title(reader: Reader, measure: str, item: str, language: str) -> str:
    if measure.endswith("_within_target_share"):
        clock = capital(clock_title(measure.replace("_within_target_share", "_hours"), language))
        return reader.say("measure.within_target", language, clock=clock, hours=f"{reader.lasting(float(item) * HOUR):g}")
    if measure.endswith("_hours"):
        return capital(clock_title(measure, language))
    return reader.say(f"measure.{measure}", language)


def _numbers(means: list[Value | None], effect: Effect, statistic: str) -> list[object]:
    """Give baseline, variant, change, interval and per cent; shares in per cent, their change in points."""
    scale = 100.0 if statistic == "share" else 1.0
    shown = [value if value is None or value.saturated or scale == 1 else value.mean * scale for value in means]
    if not effect.is_change:
        return [*shown, None, None, None, None]
    changes = [effect.difference * scale, effect.low * scale, effect.high * scale]
    return [*shown, *changes, None if scale > 1 else effect.percent]


def _finding(effect: Effect, heading: str, measure: str, language: str) -> str:
    if effect.verdict in ("shortened", "lengthened") and (heading != "time" or not measure.endswith("_hours")):
        return say("verdict.less" if effect.verdict == "shortened" else "verdict.more", language)
    return say(f"verdict.{effect.verdict}", language)
