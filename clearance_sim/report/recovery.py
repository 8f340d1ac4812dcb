"""Tell how a port gets over an event: usual queue, longest queue, and recovery days (恢复天数), by variant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from clearance_sim.report.numbers import plain
from clearance_sim.report.reader import Reader, Value
from clearance_sim.report.text_grid import TextGrid
from clearance_sim.report.titles import flow_title, port_title
from clearance_sim.report.wording import join_clauses, say

COLUMNS: Final = ("who", "usual", "peak_without", "peak", "at_end", "queue_days", "stay_days")
_OF_ROW: Final = {
    "usual_queue_vehicles": "usual", "peak_queue_vehicles": "peak", "queue_at_end_vehicles": "at_end",
    "queue_recovery_days": "queue_days", "stay_recovery_days": "stay_days",
}  # fmt: skip


@dataclass(frozen=True)
class Recovered:
    """Hold what an event does to one queue.

    Attributes
    ----------
    events
        Keys of the events, as in the variant's port.
    flow, kind
        A flow; or no flow and all vehicles of a kind, ``truck``, ``train`` or ``passenger``.
    numbers
        Estimates by `usual`, `peak`, `at_end`, `queue_days`, `stay_days`; the interval of `usual` is the band
        of usual days. Days are absent where there is no band: with one replication.
    without
        The same without the event.
    """

    port: str
    events: tuple[str, ...]
    flow: str
    kind: str
    numbers: dict[str, Value]
    without: dict[str, float]

    @property
    def is_touched(self) -> bool:
        """Say whether the event lengthens this queue at all."""
        return self.numbers["peak"].mean != self.without["peak"] or any(
            self.numbers[key].mean > 0 for key in ("queue_days", "stay_days") if key in self.numbers
        )


def recovered(reader: Reader, variant: str) -> list[Recovered]:
    """Give what the events of a variant do, the port's trucks and trains first, then flow by flow."""
    table = reader.result.recovery
    found: dict[tuple[str, str, str], Recovered] = {}
    for row in range(len(table["variant"])):
        cells: dict[str, Any] = {name: column[row] for name, column in table.items()}
        if cells["variant"] == variant:
            key = (cells["port"], cells["flow"], cells["item"])
            events = tuple(str(cells["event"]).split("+"))
            told = found.setdefault(key, Recovered(cells["port"], events, cells["flow"], cells["item"], {}, {}))
            mean, low, high = (float(cells[name]) for name in ("value", "low", "high"))
            name, n = _OF_ROW[cells["measure"]], int(cells["replications"])
            told.numbers[name] = Value(mean, low, high, n, n, str(cells["flag"]))
            told.without[name] = float(cells["baseline"])
    return sorted(found.values(), key=lambda one: (reader.ports.index(one.port), bool(one.flow)))


def event_title(reader: Reader, variant: str, one: Recovered, language: str) -> str:
    """Name the events of a row as they are titled in the variant's port."""
    port = reader.result.scenario.under(variant).ports[one.port]
    titles = [port.events[key].title.text.in_language(language) for key in one.events if key in port.events]
    return join_clauses(titles or list(one.events), language)


def who(reader: Reader, one: Recovered, language: str) -> str:
    """Name whose queue a row is about."""
    return flow_title(reader, one.flow, language) if one.flow else say(f"recovery.all_{one.kind}s", language)


def recovery_grids(reader: Reader, variant: str, language: str) -> Iterator[tuple[str, TextGrid | None]]:
    """Give for each port that a variant's events touch a heading and its table; None where no queue is touched."""
    rows = recovered(reader, variant)
    for port in dict.fromkeys(one.port for one in rows):
        own = [one for one in rows if one.port == port]
        heading = say("recovery.heading", language, port=port_title(reader, port, language),
                      event=event_title(reader, variant, own[0], language))  # fmt: skip
        touched = [one for one in own if one.is_touched]
        grid = TextGrid([say(f"recovery.{key}", language) for key in COLUMNS]) if touched else None
        for one in touched:
            assert grid is not None
            grid.add(f"  {who(reader, one, language)}", *_cells(one))
        yield heading, grid


def _cells(one: Recovered) -> Iterator[str]:
    usual = one.numbers["usual"]
    yield f"{_number(usual.mean)} (≤ {_number(usual.high)})"
    yield _number(one.without["peak"])
    for key in ("peak", "at_end", "queue_days", "stay_days"):
        yield _estimate(one.numbers.get(key))


def _estimate(value: Value | None) -> str:
    """Write ``7.2 [6.7, 7.6]``; a lower bound with its sign and without an interval, which it has not."""
    if value is None:
        return "–"
    if value.flag == "at_least":
        return f"≥ {_number(value.mean)}"
    if not value.low < value.high:
        return _number(value.mean)
    return f"{_number(value.mean)} [{_number(value.low)}, {_number(value.high)}]"


def _number(value: float) -> str:
    return plain(value, 1 if value < 100 else 0)
