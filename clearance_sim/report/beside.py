"""Tell what a variant changes beside the hours: queues, documents, steps and cost, with intervals and findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from rich.text import Text as Styled

from clearance_sim.report.numbers import plain, signed
from clearance_sim.report.reader import BASELINE, Effect, Reader, Value
from clearance_sim.report.text_grid import TextGrid
from clearance_sim.report.titles import flow_title, port_title
from clearance_sim.report.wording import say

MEASURES: Final = {
    "mean_queue_vehicles": 2, "documents": 2, "steps": 2, "cost_cny_per_declaration": 1, "cost_cny_per_teu": 1,
}  # fmt: skip
"""Measures with the decimals of their changes."""
_HEADS: Final = ("measure", "baseline", "value", "change_plain", "percent", "verdict")
_NARROW: Final = 4
"""Columns of `_HEADS` that stand where there is no room for all."""


@dataclass(frozen=True)
class BesideRow:
    """Hold one measure of one flow: means under baseline and variant, and the paired change."""

    flow: str
    measure: str
    baseline: Value | None
    variant: Value | None
    effect: Effect

    @property
    def verdict(self) -> str:
        """Give the verdict in words that fit what is counted: less and more, not shorter and longer."""
        return {"shortened": "less", "lengthened": "more"}.get(self.effect.verdict, self.effect.verdict)


def beside_rows(reader: Reader, variant: str, port: str) -> Iterator[BesideRow]:
    """Give the rows of a variant at a port, flow by flow; what was not measured is left out."""
    for flow in reader.flows(port):
        for measure in MEASURES:
            effect = reader.effect(variant, port, flow, measure)
            if effect is not None:
                base, value = (reader.value(key, port, flow, measure, "mean") for key in (BASELINE, variant))
                yield BesideRow(flow, measure, base, value, effect)


def beside_grid(reader: Reader, variant: str, language: str, room: int) -> TextGrid | None:
    """Give the table of what changes, or is only in one of the two; None where nothing does.

    Parameters
    ----------
    room
        Cells of a line; where all columns do not fit, the percentages and the findings are left out.
    """
    told = {port: [row for row in beside_rows(reader, variant, port) if _is_told(row)] for port in reader.ports}
    if not any(told.values()):
        return None
    whole = _grid(reader, told, language, len(_HEADS))
    return whole if whole.width <= room else _grid(reader, told, language, _NARROW)


def _grid(reader: Reader, told: Mapping[str, list[BesideRow]], language: str, columns: int) -> TextGrid:
    grid = TextGrid([reader.say(f"column.{key}", language) for key in _HEADS[:columns]], frozenset({0, len(_HEADS) - 1}))
    for port, rows in told.items():
        if rows:
            grid.add(Styled(port_title(reader, port, language), style="bold"))
        last = ""
        for row in rows:
            if row.flow != last:
                grid.add(f"  {flow_title(reader, row.flow, language)}")
                last = row.flow
            grid.add(*_cells(reader, row, language)[:columns])
    return grid


def _is_told(row: BesideRow) -> bool:
    if not row.effect.is_change:
        return row.verdict.startswith("only_in")
    return row.effect.shown and float(plain(abs(row.effect.difference), MEASURES[row.measure])) > 0


def _cells(reader: Reader, row: BesideRow, language: str) -> list[str]:
    places, effect = MEASURES[row.measure], row.effect
    means = ["" if value is None else plain(value.mean, places) for value in (row.baseline, row.variant)]
    changes = ["", ""]
    if effect.is_change:
        interval = ", ".join(plain(end, places) for end in (effect.low, effect.high))
        changes = [f"{signed(effect.difference, places)} [{interval}]", signed(effect.percent, 1)]
    title = "    " + reader.say(f"measure.{row.measure}", language)
    return [title, *means, *changes, say(f"verdict.{row.verdict}", language)]
