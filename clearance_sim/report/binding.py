"""Say which of the capacities that vehicles pass one after the other is the busiest: the one that binds next."""

from __future__ import annotations

from typing import Final, NamedTuple

from clearance_sim.report.numbers import plain
from clearance_sim.report.reader import BASELINE, Reader, Value
from clearance_sim.report.titles import port_title, station_title
from clearance_sim.report.wording import say
from clearance_sim.scenario import names

MODES: Final = ("rail", "road")
SMALLEST: Final = 0.01
"""Change of a station's utilisation, as a share, from which a variant counts as touching the capacities."""


class Busy(NamedTuple):
    """Hold one station and the share of its open lane time, or of its paths, that is used."""

    station: str
    used: Value


def stations_in_series(reader: Reader, port: str, mode: str) -> list[str]:
    """Name the stations that trucks or trains themselves, or their boxes, pass.

    Desks for papers are left out, and so is the way of lots, which are no vehicles and in no series with them.
    """
    model = reader.port(port)
    visited = {
        step.station
        for flow in model.flows.values()
        if flow.mode == mode and flow.unit != "lot"
        for step in flow.steps.values()
        if step.per != "declaration"
    }
    return [name for name in model.stations if name in visited]


def busiest(reader: Reader, variant: str, port: str, mode: str) -> list[Busy]:
    """Give the stations of a mode that somebody used, the busiest first."""
    found = (
        (name, reader.value(variant, port, "", "utilisation", "mean", name))
        for name in stations_in_series(reader, port, mode)
    )
    used = [Busy(name, value) for name, value in found if value is not None and value.mean > 0]
    return sorted(used, key=lambda one: -one.used.mean)


def binding_sentences(reader: Reader, variant: str, language: str) -> list[str]:
    """Say for each port and mode whose capacities the variant touches which is the busiest, before and after."""
    return [
        _sentence(reader, variant, port, mode, language)
        for port in reader.ports
        for mode in MODES
        if _touched(reader, variant, port, mode) and len(busiest(reader, variant, port, mode)) > 1
    ]


def _touched(reader: Reader, variant: str, port: str, mode: str) -> bool:
    effects = (
        reader.effect(variant, port, "", "utilisation", item=name) for name in stations_in_series(reader, port, mode)
    )
    return any(one is not None and one.shown and abs(one.difference) >= SMALLEST for one in effects)


def _sentence(reader: Reader, variant: str, port: str, mode: str, language: str) -> str:
    first, second = busiest(reader, variant, port, mode)[:2]
    before = busiest(reader, BASELINE, port, mode)
    was = {one.station: one.used.mean for one in before}

    def titled(station: str) -> str:
        return station_title(reader, port, station, language)

    same = bool(before) and before[0].station == first.station
    return say(
        "binding.same" if same else "binding.other", language,
        place=port_title(reader, port, language), mode=names.title("mode", mode).in_language(language),
        first=titled(first.station), used=_percent(first.used.mean), low=_percent(first.used.low),
        high=_percent(min(first.used.high, 1.0)), was=_percent(was.get(first.station, 0.0)),
        second=titled(second.station), next=_percent(second.used.mean),
        other=titled(before[0].station) if before else "", then=_percent(before[0].used.mean) if before else "",
    )  # fmt: skip


def _percent(share: float) -> str:
    return plain(share * 100, 0)
