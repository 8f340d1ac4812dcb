"""Solve what is coupled: lay some steps of a plan out as records, run the event loop, write their rows to the trace.

Yards with their members, staff with their stations, a station that one route visits twice: there, ends decide
over starts both ways, and no axis can be taken out of time. The rest of the port stays arrays; of it the part
knows only the ticks on which others' ends let its rows begin.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from clearance_sim.plan.plan import Integers, Plan, PlannedFlow, PlannedStep
from clearance_sim.vector.cells import Cells
from clearance_sim.vector.compiling import event_loop
from clearance_sim.vector.holdings import Holdings
from clearance_sim.vector.lines import Lines
from clearance_sim.vector.part import (
    ADMITTED, DELAY, END, HOLDING, LANE, LANE_SIZE, LEADER, NUMBER, READY, ROW, SKIPPED, START, WAITS, WAY, WORK,
)  # fmt: skip
from clearance_sim.vector.premises import Premises
from clearance_sim.vector.relations import FAR
from clearance_sim.vector.ticks import TickColumns, ready_from_outside
from clearance_sim.vector.waiting import edges

Place = tuple[int, int]
"""Position of a flow, position of a step in it."""


class CoupledPart:
    """Hold some steps of a plan while they are laid out, run and written back.

    Attributes
    ----------
    first_row
        Where the record of each step's first row begins.
    """

    def __init__(self, plan: Plan, places: Sequence[Place], ticks: TickColumns) -> None:
        self.plan, self.places, self.ticks = plan, sorted(places), ticks
        self.steps: list[tuple[PlannedFlow, PlannedStep]] = [
            (plan.flows[flow], plan.flows[flow].steps[step]) for flow, step in self.places
        ]
        self.cells = Cells()
        sizes = [step.last_row - step.first_row for _, step in self.steps]
        self.rows = sum(sizes)
        self.first_row = [self.cells.reserve(size, ROW) for size in sizes]
        self.premises = Premises(self.cells, plan)
        self.lines = Lines(self.cells, plan, [step for _, step in self.steps], self.premises)
        self.holdings = Holdings(self.cells, plan, self.places, self.steps, self.first_row)

    def solve(self) -> None:
        """Run the part and write its rows into the tick columns."""
        self._write(event_loop(self._laid_out(), self.rows))

    def _laid_out(self) -> Integers:
        """Give all cells before anything happens."""
        cells, bits = self.cells, (self.first_row[-1] + self.rows * ROW).bit_length()
        arrivals, from_outside = self._arrivals()
        of_step, from_inside = edges(cells, self.places, self.steps, self.first_row)
        ways = [self._ways(number, *of_step[number]) for number in range(len(self.steps))]
        over, freed, due = cells.reserve(self.rows), cells.reserve(self.rows), cells.reserve(len(self.plan.stations))
        changes = self.premises.changes(cells, self.lines.pool)
        header = [
            self.plan.horizon, bits, (1 << bits) - 1, int(self.holdings.any), over, over, freed, freed, due, due, arrivals,
            changes, *self.holdings.yards, *self.holdings.gatherings,
        ]  # fmt: skip
        cells.fill(0, header)
        written = cells.written()
        waits = np.add(from_outside, from_inside).tolist()
        for number, (flow, step) in enumerate(self.steps):
            rows = self._records(written, number)
            rows[:, WAITS] = waits[number]
            rows[:, [READY, START, END, LANE]] = FAR, FAR, FAR, -1
            rows[:, WORK], rows[:, NUMBER] = self.plan.work[step.rows], flow.numbers(step)
            for way, entities in ways[number]:
                rows[entities, WAY] = way
        return written

    def _records(self, cells: Integers, number: int) -> Integers:
        """Give the records of a step's rows, shape ``(rows, ROW)``, as a view of the cells."""
        step = self.steps[number][1]
        begins = self.first_row[number]
        return cells[begins : begins + (step.last_row - step.first_row) * ROW].reshape(-1, ROW)

    def _ways(self, number: int, first_edge: int, last_edge: int) -> list[tuple[int, slice | Integers]]:
        """Add the ways of a step's rows; give each with the entities that go it."""
        step, held = self.steps[number][1], self.holdings.of_step[number]
        common = [held, self.first_row[number], first_edge, last_edge]
        takes = self.plan.takes[step.rows]
        ways: list[tuple[int, slice | Integers]] = []
        if not takes.all():
            ways.append((self.cells.put([SKIPPED, *common]), slice(None)))
        if step.station < 0:
            ways.append((self.cells.put([DELAY, *common]), np.flatnonzero(takes) if ways else slice(None)))
        for line, entities in self.lines.of_step[number]:
            ways.append((self.cells.put([line, *common]), entities))
        return ways

    def _arrivals(self) -> tuple[int, list[int]]:
        """Add who is let go from outside the part, in order of time, and tell whether each step has such."""
        rows, ticks, counts = [np.zeros(1, dtype=np.int64)], [np.array([self.plan.horizon])], []
        inside = set(self.places)
        for place, begins in zip(self.places, self.first_row, strict=True):
            ready = ready_from_outside(self.plan, *place, self.ticks, inside)
            counts.append(0 if ready is None else 1)
            if ready is not None:
                comes = np.flatnonzero(ready < self.plan.horizon)
                rows.append(begins + comes * ROW)
                ticks.append(ready[comes])
        tick, row = np.concatenate(ticks), np.concatenate(rows)
        in_time = np.argsort(tick, kind="stable")
        return self.cells.put(np.column_stack([tick[in_time], row[in_time]])), counts

    def _write(self, cells: Integers) -> None:
        """Write the part's rows, each member of a group with its leader's times (rule 8)."""
        ticks = self.ticks
        for number, (_, step) in enumerate(self.steps):
            rows, planned, held = self._records(cells, number), step.rows, self.holdings.of_step[number]
            for name, field in (("ready", READY), ("start", START), ("end", END)):
                getattr(ticks, name)[planned] = rows[:, field]
            ticks.lane[planned] = self._lanes(rows[:, LANE])
            if held:
                holdings = cells[held : held + len(rows) * HOLDING].reshape(-1, HOLDING)
                ticks.admitted[planned] = np.where(self.plan.takes[planned], holdings[:, ADMITTED], rows[:, READY])
                self._write_leaders(step, holdings[:, LEADER])
            elif self.plan.yards:
                ticks.admitted[planned] = rows[:, READY]
        for flow, position in self.places:
            ticks.repeat_leaders(self.plan.flows[flow], position)

    def _lanes(self, begins: Integers) -> Integers:
        """Give the numbers of lane groups by where their records begin; codes below zero stay."""
        numbers = (begins - (self.premises.lanes[0] if self.premises.lanes else 0)) // LANE_SIZE
        return np.where(begins > 0, numbers, begins)

    def _write_leaders(self, step: PlannedStep, leader: Integers) -> None:
        """Name the row of the plan that leads each row which gathered at a step."""
        if self.ticks.leader is not None and step.gather is not None:
            led = np.flatnonzero(leader)
            first = self.first_row[[one for _, one in self.steps].index(step)]
            self.ticks.leader[step.first_row + led] = step.first_row + (leader[led] - first) // ROW
