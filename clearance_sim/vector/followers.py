"""Say whose end lets which row of a coupled part go, with as few rows and edges as the event loop can do with.

The axis is the entities of one step. A step that is not taken has no length (rule 16): if it waits for a single
row, it ends when that row ends, so it is left out of the loop and stands in for by it; edges that become the same
are one. Where an entity waits for all children of its unit, a junction joins the children once for the unit, not
once for each who waits. Both are exact: the latest of several ends is the same however it is grouped.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

import numpy as np

from clearance_sim.plan.plan import DECLARATION, UNIT, Integers, Plan, PlannedFlow
from clearance_sim.vector.relations import in_order

Place = tuple[int, int]


class Followers:
    """Hold the edges of a part; rows of the plan are numbered as there, junctions after them.

    Attributes
    ----------
    stands_for
        For each row of the plan the row or junction at whose end it ends: itself, unless it is left out.
    source, target
        Edges between rows and junctions that stand for themselves.
    junctions
        How many junctions there are.
    barren
        Junctions of units without children, which are never passed.
    """

    def __init__(self, plan: Plan, places: Sequence[Place], from_outside: Container[Place]) -> None:
        self._plan = plan
        self.stands_for: Integers = np.arange(plan.n_rows)
        self.junctions = 0
        self._sources: list[Integers] = [np.zeros(0, dtype=np.int64)]
        self._targets: list[Integers] = [np.zeros(0, dtype=np.int64)]
        self._barren: list[Integers] = [np.zeros(0, dtype=np.int64)]
        inside = set(places)
        for flow in sorted({flow for flow, _ in places}):
            for position in in_order(plan.flows[flow]):
                if (flow, position) in inside:
                    self._add_step((flow, position), inside, (flow, position) in from_outside)
        self.source, self.target = np.concatenate(self._sources), np.concatenate(self._targets)
        self.barren = np.concatenate(self._barren)

    def _add_step(self, place: Place, inside: Container[Place], has_arrivals: bool) -> None:
        flow = self._plan.flows[place[0]]
        step = flow.steps[place[1]]
        entities = np.arange(step.last_row - step.first_row)
        sources = [
            self._ends(flow, before, step.level) for before in step.after if (place[0], before) in inside
        ]
        if not sources:
            return
        source, target = np.concatenate(sources), np.tile(entities, len(sources))
        if len(sources) > 1:
            source, target = _distinct(source, target)
        waits_for_one = np.bincount(target, minlength=len(entities)) == 1
        left_out = waits_for_one & ~self._plan.takes[step.rows] & (not has_arrivals)
        stays = ~left_out[target]
        self.stands_for[target[~stays] + step.first_row] = source[~stays]
        self._sources.append(source[stays])
        self._targets.append(target[stays] + step.first_row)

    def _ends(self, flow: PlannedFlow, before: int, level: int) -> Integers:
        """Give for each entity of a level the row or junction at whose end it may go on."""
        step = flow.steps[before]
        rows = self.stands_for[step.rows]
        if step.level == level:
            return rows
        if step.level == DECLARATION and flow.units_per_declaration > 1:
            rows = rows[flow.declaration_of_unit]
        elif step.level != UNIT:
            rows = self._joined(rows, flow.levels[step.level].unit, len(flow.entry))
        return rows if level == UNIT else rows[flow.levels[level].unit]

    def _joined(self, rows: Integers, unit: Integers, units: int) -> Integers:
        """Give for each unit the one row at which all its children end, or a new junction."""
        source, target = _distinct(rows, unit)
        counts = np.bincount(target, minlength=units)
        joined = np.full(units, -1, dtype=np.int64)
        joined[target] = source
        many = np.flatnonzero(counts != 1)
        first = self._plan.n_rows + self.junctions
        joined[many] = first + np.arange(len(many))
        self.junctions += len(many)
        kept = counts[target] > 1
        self._sources.append(source[kept])
        self._targets.append(joined[target[kept]])
        self._barren.append(joined[np.flatnonzero(counts == 0)])
        return joined


def _distinct(source: Integers, target: Integers) -> tuple[Integers, Integers]:
    """Give each pair once, sorted by target.

    Examples
    --------
    >>> _distinct(np.array([7, 5, 7]), np.array([1, 0, 1]))
    (array([5, 7]), array([0, 1]))
    """
    if not len(source):
        return source, target
    width = int(source.max()) + 1
    both = np.sort(target * width + source)
    both = both[np.append(True, both[1:] != both[:-1])]
    return both % width, both // width
