"""Write the queue over the local day: a row per flow, kind of day and statistic, a column per hour."""

from __future__ import annotations

from typing import Final

from clearance_sim.report.reader import Reader
from clearance_sim.report.titles import full_flow_title, variant_title
from clearance_sim.report.wording import say
from clearance_sim.report.workbook.look import ONE, Book, Page

_DAYS: Final = ("working_day", "monday", "first_day_after_holiday", "weekend", "holiday")
_STATISTICS: Final = ("p50", "p90")


def write_queues(book: Book, reader: Reader) -> None:
    """Write the sheet of queues, baseline and headline variant, flows that queue at all."""
    language = book.language
    title = reader.say("table.queues_title", language)
    page = Page(book, say("sheet.queues", language), title, [37.0, 22.0, 14.0, *[5.5] * 24])
    heads = [reader.say(f"column.{key}", language) for key in ("flow", "day_class", "measure")]
    page.head([*heads, *(str(hour) for hour in range(24))], freeze=3)
    for variant in reader.shown_variants:
        page.band(variant_title(reader, variant, language))
        for flow in reader.flow_models:
            start = page.row
            for day in _DAYS:
                for statistic in _STATISTICS:
                    _write_row(page, reader, variant, flow, (day, statistic), first=page.row == start)


def _write_row(page: Page, reader: Reader, variant: str, flow: str, kind: tuple[str, str], first: bool) -> None:
    day, statistic = kind
    language, port = page.book.language, flow.split(".", 1)[0]
    values = [
        reader.value(variant, port, flow, "queue_vehicles", statistic, f"{day}@{hour}") for hour in range(24)
    ]
    if all(value is None for value in values):
        return
    names = [full_flow_title(reader, flow, language) if first else "", say(f"day_class.{day}", language),
             reader.say(f"column.queue_{statistic}", language)]  # fmt: skip
    if any(value is not None and value.saturated for value in values):
        page.cells([*names, say("general.saturated", language), *[None] * 23], [None] * 27)
        return
    page.cells([*names, *values], [None, None, None, *[ONE] * 24], **({"top": 1} if first else {}))
