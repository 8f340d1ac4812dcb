"""Answer in which year of a growth path a port saturates, with and without a package, and which station binds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from clearance_sim.report.answers.answer import Answer, Cell
from clearance_sim.report.numbers import plain
from clearance_sim.report.reader import BASELINE, Reader, station_items
from clearance_sim.report.saturation import counted, growing_stations
from clearance_sim.report.titles import port_title, station_title, variant_title
from clearance_sim.report.wording import join_clauses, say


@dataclass(frozen=True)
class Busy:
    """Hold the growth of a saturated station's queue, entities a day, or how busy the busiest is, as a share."""

    station: str
    number: float


@dataclass(frozen=True)
class YearRow:
    """Hold one year of one package at one port.

    Attributes
    ----------
    volume
        As a multiple of the base year's.
    growing
        Saturated stations, the fastest growing queue first; empty where none is.
    busiest
        The station or staff group with the highest mean utilisation.
    """

    variant: str
    year: int
    volume: float
    growing: tuple[Busy, ...]
    busiest: Busy | None


@dataclass(frozen=True)
class Path:
    """Hold the years of one package at one port, in order.

    Attributes
    ----------
    members
        The variants that make the package, in the order of the study; none = the port as it is.
    named
        The variant that is the package in the base year, whose title names it; None where there is none.
    """

    port: str
    members: tuple[str, ...]
    named: str | None
    years: tuple[YearRow, ...]

    @property
    def first_saturated(self) -> YearRow | None:
        """Give the first year in which a station is saturated."""
        return next((row for row in self.years if row.growing), None)


def growth_paths(reader: Reader) -> list[Path]:
    """Group the variants by what they hold beside their year, port by port; empty where none has a year."""
    scenario = reader.result.scenario
    if scenario.growth is None or not any(variant.year for variant in scenario.variants.values()):
        return []
    base = scenario.growth.year
    found: dict[frozenset[str], list[str]] = {}
    for key in [BASELINE, *(key for key in reader.variants if key in scenario.variants)]:
        # What only names a year or unites others has nothing of its own.
        held = frozenset(name for name in scenario.united(key) if _has_own(reader, name))
        found.setdefault(held, []).append(key)
    paths = []
    for port in reader.ports:
        for held, keys in found.items():
            if any(scenario.year_of(key) != base for key in keys):
                named = next((key for key in keys if scenario.year_of(key) == base and key != BASELINE), None)
                members = tuple(key for key in scenario.variants if key in held)
                years = sorted((_row(reader, key, port) for key in keys), key=lambda row: row.year)
                paths.append(Path(port, members, named, tuple(years)))
    return paths


def _has_own(reader: Reader, variant: str) -> bool:
    written = reader.result.scenario.variants[variant]
    return bool(written.reforms or (written.changes and not written.union))


def _row(reader: Reader, variant: str, port: str) -> YearRow:
    growth = reader.result.scenario.under(variant).growth
    assert growth is not None  # only studies with a path are told
    base = reader.result.scenario.growth
    assert base is not None
    growing = [Busy(*pair) for pair in growing_stations(reader, variant, port)]
    busy = [Busy(item, value.mean) for item in station_items(reader, port)
            if (value := reader.value(variant, port, "", "utilisation", "mean", item)) is not None]  # fmt: skip
    ordered = tuple(sorted(growing, key=lambda one: -one.number))
    busiest = max(busy, key=lambda one: one.number, default=None)
    return YearRow(variant, growth.year, growth.multiple / base.multiple, ordered, busiest)


def growth_answer(reader: Reader, language: str) -> Answer | None:
    """Give the years of every package as a table, and the year of saturation in words."""
    paths = growth_paths(reader)
    if not paths:
        return None
    keys = ("package", "year", "volume", "growing", "busiest", "utilisation")
    heads = [say(f"growth.{key}", language) for key in keys]
    rows: list[Sequence[Cell]] = []
    last = ""
    for path in paths:
        if path.port != last:
            rows.append([port_title(reader, path.port, language)])
            last = path.port
        for number, row in enumerate(path.years):
            name = f"  {_package(reader, path, language)}" if number == 0 else ""
            growing = join_clauses([_growing(reader, path.port, one, language) for one in row.growing], language)
            busiest = "" if row.busiest is None else station_title(reader, path.port, row.busiest.station, language)
            share = None if row.busiest is None else row.busiest.number * 100
            rows.append([name, str(row.year), row.volume * 100, growing or say("growth.none", language), busiest, share])
    told = [_sentence(reader, path, language) for path in paths]
    sheet, title = say("growth.sheet", language), say("growth.title", language)
    return Answer(sheet, title, heads, (None, None, 0, None, None, 0), rows, [*told, say("growth.reading", language)])


def _sentence(reader: Reader, path: Path, language: str) -> str:
    port, first = port_title(reader, path.port, language), path.first_saturated
    package = say("growth.package_at", language, port=port, package=_package(reader, path, language))
    if first is None:
        last = path.years[-1]
        where = "" if last.busiest is None else say(
            "growth.busiest_item", language, station=station_title(reader, path.port, last.busiest.station, language),
            percent=plain(last.busiest.number * 100, 0))  # fmt: skip
        return say("growth.never", language, package=package, year=last.year, volume=plain(last.volume * 100, 0), where=where)
    before = [row.year for row in path.years if row.year < first.year]
    key = "growth.first" if before else "growth.already"
    return say(key, language, package=package, year=first.year, volume=plain(first.volume * 100, 0),
               before=before[-1] if before else "", where=_growing(reader, path.port, first.growing[0], language))  # fmt: skip


def _package(reader: Reader, path: Path, language: str) -> str:
    titles = [variant_title(reader, key, language) for key in ([path.named] if path.named else path.members)]
    return join_clauses(titles, language) or say("growth.as_it_is", language)


def _growing(reader: Reader, port: str, one: Busy, language: str) -> str:
    return say("growth.growing_item", language, station=station_title(reader, port, one.station, language),
               growth=plain(one.number, 1), unit=counted(reader, port, one.station, language))  # fmt: skip


def growth_json(reader: Reader) -> list[dict[str, Any]]:
    """Give the paths for other programs."""
    return [
        {
            "port": path.port,
            "package": list(path.members),
            "first_saturated_year": None if (first := path.first_saturated) is None else first.year,
            "years": [
                {
                    "year": row.year, "variant": row.variant, "volume_multiple": row.volume,
                    "growing": [{"station": one.station, "queue_growth_per_day": one.number} for one in row.growing],
                    "busiest": None if row.busiest is None else {
                        "station": row.busiest.station, "utilisation": row.busiest.number},
                }
                for row in path.years
            ],
        }
        for path in growth_paths(reader)
    ]  # fmt: skip
