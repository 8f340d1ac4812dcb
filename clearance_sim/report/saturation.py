"""Say which stations are saturated and how fast their queues grow, in place of a mean."""

from __future__ import annotations

from clearance_sim.report.reader import Reader
from clearance_sim.report.titles import station_title
from clearance_sim.report.wording import say


def growing_stations(reader: Reader, variant: str, port: str) -> list[tuple[str, float]]:
    """Give the stations of a port whose queue grew over the whole run, with vehicles (papers) per day."""
    found = []
    for item in reader.items(variant, port, "", "saturation_per_day"):
        growth = reader.value(variant, port, "", "saturation_per_day", "mean", item)
        if growth is not None and growth.saturated:
            found.append((item, growth.mean))
    return found


def growth_sentence(reader: Reader, variant: str, port: str, flow: str, language: str) -> str:
    """Give the sentence that stands where a saturated flow's numbers would stand."""
    growing = growing_stations(reader, variant, port)
    if not growing:
        return say("general.saturated_plain", language)
    item, growth = max(growing, key=lambda pair: pair[1])
    unit = say(f"units.{reader.flow_models[flow].unit}", language)
    return say(
        "general.saturated_growth", language, growth=f"{growth:.1f}", unit=unit,
        station=station_title(reader, port, item, language),
    )  # fmt: skip
