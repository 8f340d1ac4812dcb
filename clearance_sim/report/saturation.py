"""Say which stations are saturated and how fast their queues grow, in place of a mean."""

from __future__ import annotations

from clearance_sim.report.reader import Reader
from clearance_sim.report.titles import level_word, station_title
from clearance_sim.report.wording import say


def growing_stations(reader: Reader, variant: str, port: str) -> list[tuple[str, float]]:
    """Give the stations of a port whose queue grew over the whole run, with how many more a day."""
    found = []
    for item in reader.items(variant, port, "", "saturation_per_day"):
        growth = reader.value(variant, port, "", "saturation_per_day", "mean", item)
        if growth is not None and growth.saturated:
            found.append((item, growth.mean))
    return found


def counted(reader: Reader, port: str, station: str, language: str) -> str:
    """Name what queues at a station: trucks, trains, boxes or declarations; nothing if they are mixed."""
    words = {
        level_word(flow, step.per, language)
        for flow in reader.port(port).flows.values()
        for step in flow.steps.values()
        if step.station == station
    }
    return words.pop() if len(words) == 1 else ""


def growth_sentence(reader: Reader, variant: str, port: str, flow: str, language: str) -> str:
    """Give the sentence that stands where a saturated flow's numbers would stand."""
    visited = {step.station for step in reader.flow_models[flow].steps.values()}
    growing = [pair for pair in growing_stations(reader, variant, port) if pair[0] in visited]
    if not growing:
        return say("general.saturated_plain", language)
    item, growth = max(growing, key=lambda pair: pair[1])
    return say(
        "general.saturated_growth", language, growth=f"{growth:.1f}",
        station=station_title(reader, port, item, language), unit=counted(reader, port, item, language),
    )  # fmt: skip
