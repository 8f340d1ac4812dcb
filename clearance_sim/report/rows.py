"""Gather the rows of Table 1: one per variant, flow and clock, shared by terminal, workbook and JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from clearance_sim.report.reader import BASELINE, Effect, Reader, Value

PASSAGE: Final = "passage_hours"
"""Time of a passenger, of halls only."""
OUTSIDE: Final = ("before_port_hours", "after_port_hours", "zone_hours")
"""Time outside the port, of flows that are followed beyond it, and the part of it in a bonded zone."""
TABLE_CLOCKS: Final = ("crossing_hours", PASSAGE, "clearance_hours", *OUTSIDE)
"""The clocks of Table 1; the customs working time and the parts of the crossing time are in the workbook."""
PAPERS: Final = ("documents", "steps", "cost_cny_per_declaration", "cost_cny_per_teu")


@dataclass(frozen=True)
class Pair:
    """Hold a number under the baseline and under the variant; None where it was not measured."""

    baseline: Value | None
    variant: Value | None


@dataclass(frozen=True)
class EffectRow:
    """Hold what one variant does to one clock of one flow.

    Attributes
    ----------
    verdict
        A verdict of the comparison table.
    mean, p90
        The clock under baseline and variant, hours.
    effect
        Paired change of the mean; None where there is no comparison.
    papers
        Documents, steps and costs under baseline and variant, by measure.
    """

    variant: str
    port: str
    flow: str
    clock: str
    verdict: str
    mean: Pair
    p90: Pair
    effect: Effect | None
    papers: dict[str, Pair]

    @property
    def sample(self) -> float | None:
        """Give how many were measured in a replication of the baseline, on average; else of the variant."""
        counted = self.mean.baseline or self.mean.variant
        return None if counted is None else counted.n


@dataclass(frozen=True)
class RunRow:
    """Hold one clock of one flow in one scenario, hours."""

    port: str
    flow: str
    clock: str
    statistics: dict[str, Value]
    saturated: bool

    @property
    def sample(self) -> float:
        """Give how many were measured in a replication, on average."""
        return max((value.n for value in self.statistics.values()), default=0.0)


def effect_rows(reader: Reader, variant: str, clocks: tuple[str, ...] = TABLE_CLOCKS) -> Iterator[EffectRow]:
    """Give the rows of a variant in the order of ports and flows; clocks that were not measured are left out."""
    for port in reader.ports:
        for flow in reader.flows(port):
            papers = {measure: _pair(reader, variant, flow, measure, "mean") for measure in PAPERS}
            for clock in clocks:
                mean = _pair(reader, variant, flow, clock, "mean")
                if mean.baseline is None and mean.variant is None:
                    continue
                effect = reader.effect(variant, port, flow, clock)
                verdict = _verdict(mean, effect)
                p90 = _pair(reader, variant, flow, clock, "p90")
                yield EffectRow(variant, port, flow, clock, verdict, mean, p90, effect, papers)


def _pair(reader: Reader, variant: str, flow: str, measure: str, statistic: str) -> Pair:
    port = flow.split(".", 1)[0]
    return Pair(*(reader.value(key, port, flow, measure, statistic) for key in (BASELINE, variant)))


def _verdict(mean: Pair, effect: Effect | None) -> str:
    if any(value is not None and value.saturated for value in (mean.baseline, mean.variant)):
        return "saturated"
    return "not_applicable" if effect is None else effect.verdict


def run_rows(reader: Reader, clocks: tuple[str, ...] = TABLE_CLOCKS) -> Iterator[RunRow]:
    """Give the rows of a scenario without variants, in the order of ports and flows."""
    for port in reader.ports:
        for flow in reader.flows(port):
            for clock in clocks:
                found = {
                    statistic: reader.value(BASELINE, port, flow, clock, statistic)
                    for statistic in ("mean", "p50", "p90", "p95")
                }
                statistics = {name: value for name, value in found.items() if value is not None}
                if statistics:
                    saturated = any(value.saturated for value in statistics.values())
                    yield RunRow(port, flow, clock, statistics, saturated)
