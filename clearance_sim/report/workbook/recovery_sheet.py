"""Write how the port gets over the events of the variants: a row per variant and queue."""

from __future__ import annotations

import math
from typing import Final

from clearance_sim.report.reader import Reader, Value
from clearance_sim.report.recovery import Recovered, event_title, recovered, who
from clearance_sim.report.titles import port_title, variant_title
from clearance_sim.report.wording import say
from clearance_sim.report.workbook.look import ONE, Book, Page

_ESTIMATES: Final = ("peak", "at_end", "queue_days", "stay_days")


def write_recovery(book: Book, reader: Reader) -> None:
    """Write the sheet of recovery; none where no variant has an event of its own."""
    rows = {variant: recovered(reader, variant) for variant in reader.variants}
    if not any(rows.values()):
        return
    language = book.language
    widths = [16.0, 22.0, 30.0, 11.0, 11.0, 11.0, *[9.0] * (3 * len(_ESTIMATES)), 22.0]
    page = Page(book, say("recovery.sheet", language), say("recovery.sheet_title", language), widths)
    ends = [
        f"{say(f'recovery.{key}_plain', language)}\n{end}"
        for key in _ESTIMATES
        for end in ("", reader.say("column.interval_low", language), reader.say("column.interval_high", language))
    ]
    heads = ("port", "event", "who", "usual_plain", "band", "peak_without")
    page.head([*(say(f"recovery.{key}", language) for key in heads), *ends, reader.say("column.remark", language)],
              62.0, freeze=3)  # fmt: skip
    for variant, own in rows.items():
        if own:
            page.band(variant_title(reader, variant, language))
        for one in own:
            page.cells(
                _row(reader, variant, one, language), [None] * 3 + [ONE] * (3 + 3 * len(_ESTIMATES)) + [None]
            )
    page.prose(say("recovery.reading", language))


def _row(reader: Reader, variant: str, one: Recovered, language: str) -> list[object]:
    names = [
        port_title(reader, one.port, language),
        event_title(reader, variant, one, language),
        who(reader, one, language),
    ]
    usual = one.numbers["usual"]
    estimates = [number for key in _ESTIMATES for number in _numbers(one.numbers.get(key))]
    bounded = any(value.flag == "at_least" for value in one.numbers.values())
    remark = say("recovery.not_yet", language) if bounded else ""
    return [*names, usual.mean, usual.high, one.without["peak"], *estimates, remark]


def _numbers(value: Value | None) -> list[float | None]:
    if value is None:
        return [None, None, None]
    return [value.mean, *(end if math.isfinite(end) else None for end in (value.low, value.high))]
