"""Write what stations and officers do: visits, waits, queues, utilisation, baseline beside the headline variant."""

from __future__ import annotations

from typing import Final

from clearance_sim.report.reader import BASELINE, Reader, Value, station_items
from clearance_sim.report.titles import party_title, port_title, station_title, variant_title
from clearance_sim.report.wording import say
from clearance_sim.report.workbook.look import ONE, TWO, WHOLE, Book, Page

_MEASURES: Final = (
    ("wait_mean", "wait_hours", "mean", TWO), ("handling_mean", "handling_hours", "mean", TWO),
    ("queue_mean", "queue_length", "mean", ONE), ("utilisation", "utilisation", "mean", ONE),
    ("peak", "utilisation", "peak_hour", ONE),
)  # fmt: skip


def write_stations(book: Book, reader: Reader) -> None:
    """Write the sheet of stations, staff groups and yards, port by port."""
    language, shown = book.language, reader.shown_variants
    widths = [36.0, 16.0, 11.0, *[11.0] * (len(_MEASURES) * len(shown)), 18.0]
    page = Page(book, say("sheet.stations", language), reader.say("table.stations_title", language), widths)
    measures = [
        f"{variant_title(reader, key, language)}\n{say(f'column.{label}', language)}"
        for key in shown for label, *_ in _MEASURES
    ]  # fmt: skip
    names = [reader.say(f"column.{key}", language) for key in ("station", "party", "visits")]
    page.head([*names, *measures, reader.say("column.remark", language)], 62.0, freeze=1)
    for port in reader.ports:
        page.band(port_title(reader, port, language))
        for item in station_items(reader, port):
            _write_item(page, reader, port, item)


def _write_item(page: Page, reader: Reader, port: str, item: str) -> None:
    language, model = page.book.language, reader.port(port)
    holder = model.stations.get(item) or model.staff.get(item) or model.yards.get(item.removeprefix("yard:"))
    waits = reader.value(BASELINE, port, "", "wait_hours", "mean", item)
    values: list[object] = []
    for key in reader.shown_variants:
        for _, measure, statistic, _ in _MEASURES:
            value = reader.value(key, port, "", measure, statistic, item)
            percent = measure == "utilisation" and value is not None
            values.append(value.mean * 100 if percent and value is not None else value)
    if waits is None and all(value in (None, 0.0) for value in values):
        return
    growth = [reader.value(key, port, "", "saturation_per_day", "mean", item) for key in reader.shown_variants]
    patterns = [pattern for _ in reader.shown_variants for *_, pattern in _MEASURES]
    names = [
        station_title(reader, port, item, language),
        "" if holder is None else party_title(holder.party, language, reader.of_halls),
    ]
    page.cells(
        [*names, None if waits is None else waits.n, *values, _remark(growth, language)],
        [None, None, WHOLE, *patterns, None],
    )


def _remark(growth: list[Value | None], language: str) -> str:
    grown = [value.mean for value in growth if value is not None and value.saturated]
    return say("table.growing", language, growth=f"{max(grown):.1f}") if grown else ""
