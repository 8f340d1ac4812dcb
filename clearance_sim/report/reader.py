"""Read result tables: one index over the columns, so that tables and figures ask by name.

The tables are those of a study: ``summary`` and ``comparison``, columns of equal length. What is absent
reads as None, never as zero.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from clearance_sim.analysis.ledger import unit_of
from clearance_sim.clock import HOUR
from clearance_sim.report.wording import say
from clearance_sim.scenario.ladders import rung

if TYPE_CHECKING:
    from clearance_sim.experiments.study import StudyResult
    from clearance_sim.scenario.flows import Flow
    from clearance_sim.scenario.port import Port

BASELINE: Final = "baseline"
CLOCKS: Final = ("crossing_hours", "clearance_hours", "working_hours")
Table = Mapping[str, Any]
_EFFECT_NUMBERS: Final = (
    "baseline", "value", "difference", "low", "high", "percent", "correlation",
    "slower_share", "slower_low", "slower_high",
)  # fmt: skip
_LASTING: Final = ("baseline", "value", "difference", "low", "high")
"""Those that have the unit of the measure."""
_Key = tuple[str, str, str, str, str, str]


@dataclass(frozen=True)
class Value:
    """Hold one estimate: mean over replications and 95 % interval; `flag` as in the summary table."""

    mean: float
    low: float
    high: float
    n: float
    replications: int
    flag: str

    @property
    def saturated(self) -> bool:
        """Say whether waiting grew over the whole run, so that a mean means nothing."""
        return self.flag == "saturated"


@dataclass(frozen=True)
class Effect:
    """Hold one paired difference, variant less baseline, with its 95 % interval and verdict."""

    baseline: float
    value: float
    difference: float
    low: float
    high: float
    percent: float
    verdict: str
    correlation: float
    slower_share: float
    slower_low: float
    slower_high: float

    @property
    def is_change(self) -> bool:
        """Say whether there is a difference at all: both have the number, and it is one."""
        return self.verdict in ("shortened", "lengthened", "no_difference")

    @property
    def shown(self) -> bool:
        """Say whether the interval excludes zero, so that a sentence may claim the change."""
        return math.isfinite(self.low) and math.isfinite(self.high) and (self.low > 0 or self.high < 0)


def _index(table: Table) -> dict[_Key, int]:
    names = ("variant", "port", "flow", "measure", "item", "statistic")
    columns = [[str(cell) for cell in table[name]] for name in names]
    keys: Iterable[_Key] = zip(*columns, strict=True)
    return {key: row for row, key in enumerate(keys)}


class Reader:
    """Answer for one study what a table or figure asks; holds indexes, changes nothing."""

    def __init__(self, result: StudyResult, in_hours: bool = False) -> None:
        """Read a study; `in_hours` keeps hours where a study of passenger halls is told in minutes."""
        self.result = result
        self._in_hours = in_hours
        self._summary = result.summary
        self._comparison = result.comparison

    @cached_property
    def _values(self) -> dict[_Key, int]:
        return _index(self._summary)

    @cached_property
    def _effects(self) -> dict[_Key, int]:
        return _index(self._comparison)

    @cached_property
    def _items(self) -> dict[tuple[str, str, str, str], list[str]]:
        found: dict[tuple[str, str, str, str], dict[str, None]] = {}
        for variant, port, flow, measure, item, _ in self._values:
            found.setdefault((variant, port, flow, measure), {})[item] = None
        return {key: list(items) for key, items in found.items()}

    @cached_property
    def of_halls(self) -> bool:
        """Say whether nothing but passengers is studied: words are of people then, and times in minutes."""
        return all(flow.brings_passengers for flow in self.flow_models.values())

    @cached_property
    def _minutes(self) -> float:
        return 60.0 if self.of_halls and not self._in_hours else 1.0

    def lasting(self, ticks: float) -> float:
        """Give ticks in the unit in which times are told: hours, in a study of halls minutes."""
        return ticks / HOUR * self._minutes

    @property
    def first_clock(self) -> str:
        """Name the clock of which findings and the overview tell: that of the vehicles, in halls that of the people."""
        return "passage_hours" if self.of_halls else "crossing_hours"

    def say(self, key: str, language: str, **fields: object) -> str:
        """Give a label in the words of what is studied, goods or passengers."""
        return say(key, language, hall=self.of_halls, **fields)

    @property
    def variants(self) -> list[str]:
        """Give the keys of the variants, without the baseline, in the order of the study."""
        return [info.key for info in self.result.variants if info.key != BASELINE]

    @property
    def told_alone(self) -> list[str]:
        """Give the variants that are told one by one; years of growth and values of a ladder have tables of their own."""
        scenario = self.result.scenario
        rungs = {rung(key, value) for key, ladder in scenario.ladders.items() for value in ladder.values}
        base = scenario.year_of(BASELINE)
        return [key for key in self.variants if key not in rungs and scenario.year_of(key) == base]

    @property
    def headline(self) -> str | None:
        """Name the variant drawn beside the baseline: the last union of others, else the last one."""
        written = self.result.scenario.variants
        unions = [key for key in self.variants if key in written and written[key].union]
        named = unions or self.variants
        return named[-1] if named else None

    @property
    def shown_variants(self) -> list[str]:
        """Give the variants of figures with two series: the baseline, and the headline if there is one."""
        return [BASELINE] + ([self.headline] if self.headline else [])

    @property
    def ports(self) -> list[str]:
        """Give the ports in the order of the scenario."""
        return list(self.result.scenario.ports)

    def port(self, port: str) -> Port:
        """Give the model of a port, with what only variants have."""
        return self.result.ports[port]

    @cached_property
    def flow_models(self) -> dict[str, Flow]:
        """Give the flows by their key ``port.mode.direction.cargo``, those that only variants have last in a port."""
        found: dict[str, Flow] = {}
        for name in self.ports:
            for flow in self.port(name).flows.values():
                found.setdefault(f"{name}.{flow.mode}.{flow.direction}.{flow.cargo}", flow)
        return found

    def flows(self, port: str) -> list[str]:
        """Give the flows of a port that somebody came by, in the order of the scenario."""
        return [flow for flow in self.flow_models if flow.split(".", 1)[0] == port and self._anybody(flow)]

    @property
    def empty_flows(self) -> list[str]:
        """Give the flows by which nobody came in the period."""
        return [flow for flow in self.flow_models if not self._anybody(flow)]

    def _anybody(self, flow: str) -> bool:
        port = flow.split(".", 1)[0]
        keys = [BASELINE, *self.variants]
        return any(self.value(key, port, flow, "crossing_hours", "mean") is not None for key in keys)

    def value(
        self, variant: str, port: str, flow: str, measure: str, statistic: str, item: str = ""
    ) -> Value | None:
        """Give an estimate, or None where it was not measured or is no number; times as `lasting` gives them."""
        row = self._values.get((variant, port, flow, measure, item, statistic))
        if row is None:
            return None
        table = self._summary
        mean, low, high, n = (float(table[name][row]) for name in ("mean", "low", "high", "n"))
        flag = str(table["flag"][row])
        if math.isnan(mean) and flag != "saturated":
            return None
        scale = self._minutes if unit_of(measure) == "h" else 1.0
        mean, low, high = mean * scale, low * scale, high * scale
        return Value(mean, low, high, n, int(table["replications"][row]), flag)

    def effect(
        self, variant: str, port: str, flow: str, measure: str, statistic: str = "mean", item: str = ""
    ) -> Effect | None:
        """Give a paired difference from the baseline, or None where there is none."""
        row = self._effects.get((variant, port, flow, measure, item, statistic))
        if row is None:
            return None
        table = self._comparison
        numbers = {name: float(table[name][row]) for name in _EFFECT_NUMBERS}
        if unit_of(measure) == "h":
            numbers |= {name: numbers[name] * self._minutes for name in _LASTING}
        return Effect(verdict=str(table["verdict"][row]), **numbers)

    def items(self, variant: str, port: str, flow: str, measure: str) -> list[str]:
        """Give the items of a measure, such as its stations, in the order of the table."""
        return self._items.get((variant, port, flow, measure), [])

    def saturated(self, variants: Iterable[str], port: str, flow: str) -> bool:
        """Say whether the flow's border-crossing time is saturated under one of `variants`."""
        found = (self.value(variant, port, flow, "crossing_hours", "mean") for variant in variants)
        return any(value is not None and value.saturated for value in found)


def station_items(reader: Reader, port: str) -> list[str]:
    """Give everything that is measured like a station: stations, yards as ``yard:NAME``, staff groups."""
    keys = [BASELINE, *reader.variants]
    waited = [item for key in keys for item in reader.items(key, port, "", "wait_hours")]
    return list(dict.fromkeys([*waited, *(item for key in keys for item in reader.items(key, port, "", "utilisation"))]))
