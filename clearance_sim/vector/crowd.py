"""Solve the stations of one pool in a part that is swept, for those whose ready ticks changed and whom that can touch.

The axis is the rows of the pool. With their ready ticks known they are a port of their own: everybody arrives when
ready, takes one step and leaves. So whatever solves ports solves them, by the method that fits the stations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import UNIT, Integers, Plan, PlannedFlow, PlannedLevel
from clearance_sim.vector.coming import NOBODY
from clearance_sim.vector.islands import Islands
from clearance_sim.vector.relations import FAR, Place
from clearance_sim.vector.ticks import TickColumns


class Crowd:
    """Hold who takes the stations of a pool, step by step in the order of the plan, and when they last came: ready, and admitted.

    Attributes
    ----------
    solved
        How many rows were solved, all times counted.
    """

    def __init__(self, plan: Plan, places: Sequence[Place], ticks: TickColumns, admitted: Ticks) -> None:
        self._plan, self._places, self._ticks, self._admitted = plan, places, ticks, admitted
        steps = [plan.flows[flow].steps[position] for flow, position in places]
        takers = [np.flatnonzero(plan.takes[step.rows]) for step in steps]
        self._rows = np.concatenate([step.first_row + who for step, who in zip(steps, takers, strict=True)])
        self._cuts = np.cumsum([0, *map(len, takers)])
        self._number = np.concatenate(
            [plan.flows[flow].numbers(step)[who] for (flow, _), step, who in zip(places, steps, takers, strict=True)]
        )
        self._came = np.full(len(self._rows), -FAR)
        self._asked = NOBODY
        earliest = int(admitted[self._rows].min(initial=0))
        self._islands = Islands(len(self._rows), earliest, plan.horizon)
        self.solved = 0

    @property
    def is_asking(self) -> bool:
        """Tell whether somebody is still to be solved."""
        return len(self._asked) > 0

    def look(self) -> None:
        """Look who is to be solved anew, because they come otherwise than when they were solved last, or others do."""
        came, self._came = self._came, self._admitted[self._rows]
        is_changed = self._came != came
        self._asked = self._islands.around(is_changed, self._came) if is_changed.any() else NOBODY

    def port(self) -> Plan:
        """Give those who are to be solved as a port."""
        self.solved += len(self._asked)
        rows, cuts = self._rows[self._asked], np.searchsorted(self._asked, self._cuts)
        plan, came, number, flows = self._plan, self._came[self._asked], self._number[self._asked], []
        for (flow, position), begin, end in zip(self._places, cuts[:-1].tolist(), cuts[1:].tolist(), strict=True):
            flows.append(_flow(plan.flows[flow], position, came[begin:end], number[begin:end], begin))
        work, eligible, priority = (_at(column, rows) for column in (plan.work, plan.eligible, plan.priority))
        return replace(
            plan, flows=tuple(flows), takes=np.ones(len(rows), dtype=np.bool_), work=work, eligible=eligible,
            priority=priority, lead_ready=np.zeros(len(rows), dtype=np.int64),
        )  # fmt: skip

    def answer(self, found: TickColumns) -> list[tuple[Place, Integers]]:
        """Take what was found for those asked for, and ask for others where these meet them.

        Returns
        -------
            By step, the entities whose ends are new.
        """
        ticks, solved, start, end, lane = self._ticks, self._asked, found.start, found.end, found.lane
        self._asked = self._islands.reach(solved, found.ready, end)
        if len(self._asked):
            is_over = np.ones(len(self._rows), dtype=np.bool_)
            is_over[self._asked] = False
            over = is_over[solved]
            solved, start, end, lane = solved[over], start[over], end[over], lane[over]
        rows = self._rows[solved]
        is_new = ticks.end[rows] != end
        ticks.start[rows], ticks.end[rows], ticks.lane[rows] = start, end, lane
        rows, cuts = rows[is_new], np.searchsorted(solved[is_new], self._cuts)
        return [
            (place, rows[begin:until] - self._plan.flows[place[0]].steps[place[1]].first_row)
            for place, begin, until in zip(self._places, cuts[:-1], cuts[1:], strict=True) if until > begin
        ]  # fmt: skip


def _flow(flow: PlannedFlow, position: int, ready: Ticks, number: Integers, first_row: int) -> PlannedFlow:
    """Give the flow of those who take one step, when they are ready."""
    each = np.arange(len(ready))
    level = PlannedLevel(number, each, each)
    step = replace(
        flow.steps[position], level=UNIT, after=(), ahead=False, awaits_entry=False, gather=None, group=-1, yards=(),
        first_row=first_row, last_row=first_row + len(ready),
    )  # fmt: skip
    return replace(
        flow, levels=(level, level, level), entry=ready, steps=(step,), units_per_declaration=1, joined=-1, left=-1
    )  # fmt: skip


def _at(column: Integers, rows: Integers) -> Integers:
    """Give a column at some rows; one number for all remains one."""
    return np.broadcast_to(column[:1], len(rows)) if column.strides == (0,) else column[rows]
