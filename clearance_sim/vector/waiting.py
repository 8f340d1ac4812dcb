"""Lay out whose end lets whom go in a coupled part: an edge for each step that waits for another of the part.

The axis is the steps. Which entity waits for which follows from their levels alone, so no row names another: a
child's end counts for its unit, the last child lets the unit go, a unit lets all its children go. Children of a unit
lie together, and so do the units of one declaration, which makes whoever waits a stretch of rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from clearance_sim.plan.plan import DECLARATION, UNIT, Integers, PlannedFlow, PlannedStep
from clearance_sim.vector.cells import Cells

Place = tuple[int, int]


def edges(
    cells: Cells, places: Sequence[Place], steps: Sequence[tuple[PlannedFlow, PlannedStep]], first_row: Sequence[int]
) -> tuple[list[tuple[int, int]], list[int]]:
    """Add the edges; give where those of each step begin and end, and for how many steps of the part each waits."""
    at = {place: number for number, place in enumerate(places)}
    tables = _Tables(cells)
    found: list[list[int]] = [[] for _ in places]
    waits_for = [0] * len(places)
    for number, ((flow, _), (planned, step)) in enumerate(zip(places, steps, strict=True)):
        for before in step.after:
            source = at.get((flow, before))
            if source is not None:
                waits_for[number] += 1
                between = tables.between(planned, planned.steps[before].level, step.level)
                found[source] += [first_row[number], *between]
    return [cells.put_list(edge) for edge in found], waits_for


class _Tables:
    """Hold where the tables of each flow begin in the cells, each written once."""

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        self._begins: dict[tuple[int, str, int], int] = {}

    def between(self, flow: PlannedFlow, source: int, target: int) -> tuple[int, int, int, int]:
        """Give where to find a child's unit, the count of its children, a declaration's units, a unit's children."""
        unit = left = units = children = 0
        if source == target:
            return unit, left, units, children
        if source == DECLARATION and flow.units_per_declaration > 1:
            of_unit = flow.declaration_of_unit
            units = self._once(flow, "units", source, lambda: _stretches(of_unit, len(flow.levels[source])))
        elif source != UNIT:
            of_child = flow.levels[source].unit
            unit = self._once(flow, "unit", source, lambda: of_child)
            left = self._cells.put(np.bincount(of_child, minlength=len(flow.entry)))
        if target != UNIT:
            of_target = flow.levels[target].unit
            children = self._once(flow, "children", target, lambda: _stretches(of_target, len(flow.entry)))
        return unit, left, units, children

    def _once(self, flow: PlannedFlow, kind: str, level: int, table: Callable[[], Integers]) -> int:
        if (flow.rank, kind, level) not in self._begins:
            self._begins[flow.rank, kind, level] = self._cells.put(table())
        return self._begins[flow.rank, kind, level]


def _stretches(of_each: Integers, owners: int) -> Integers:
    """Give where the entities of each owner begin, and where the last end; they lie in the order of their owners.

    Examples
    --------
    >>> _stretches(np.array([0, 0, 2]), 3)
    array([0, 2, 2, 3])
    """
    return np.searchsorted(of_each, np.arange(owners + 1))
