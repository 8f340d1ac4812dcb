"""Solve what is coupled: lay some steps of a plan out as records, run the event loop, write their rows to the trace.

Yards with their members, staff with their stations, a station that one route visits twice: there, ends decide
over starts both ways, and no axis can be taken out of time. The rest of the port stays arrays; of it the part
knows only the ticks on which others' ends let its rows begin.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import Flags, Integers, Plan, PlannedFlow, PlannedStep
from clearance_sim.plan.trace import NO_LANE
from clearance_sim.vector.cells import Cells
from clearance_sim.vector.coming import cut, solve_delay, write_ready
from clearance_sim.vector.event_loop import run_events
from clearance_sim.vector.holdings import Holdings
from clearance_sim.vector.lines import Lines
from clearance_sim.vector.part import (
    ADMITTED, COMER, DELAY, HOLDING, LANE, LANE_SIZE, LASTS, LEADER, LINE, NUMBER, ROW, SKIPPED, START,
    TARGET, TICK, WANTS, WHO,
)  # fmt: skip
from clearance_sim.vector.premises import premises_of
from clearance_sim.vector.relations import FAR, Place, rides
from clearance_sim.vector.ticks import TickColumns
from clearance_sim.vector.turns import sorted_by
from clearance_sim.vector.waiting import NEVER_WAITS, Waiting

NEW_ROW: Final = np.zeros(ROW, dtype=np.int64)
NEW_ROW[[LINE, LANE]] = SKIPPED, NO_LANE


class CoupledPart:
    """Hold some steps of a plan while they are laid out, run and written back.

    Attributes
    ----------
    rows
        For each step where the record of each row begins, 0 where the loop need not know it.
    """

    def __init__(self, plan: Plan, places: Sequence[Place], ticks: TickColumns) -> None:
        self.plan, self.places, self.ticks = plan, sorted(places), ticks
        self.steps: list[tuple[PlannedFlow, PlannedStep]] = [
            (plan.flows[flow], plan.flows[flow].steps[step]) for flow, step in self.places
        ]
        self.cells, self.premises = Cells(), premises_of(plan)
        self.cells.put(self.premises.records)
        self.waiting = Waiting(plan, self.places, ticks)
        self.known = [*(self.waiting.steps[place] for place in self.places), *self.waiting.meetings.values()]
        self.ends = np.cumsum([len(rows.kept) for rows in self.known]).tolist()
        self.first_row = self.cells.reserve(self.ends[-1], ROW)
        self.addresses = np.zeros(self.waiting.count, dtype=np.int64)
        for rows, last in zip(self.known, self.ends, strict=True):
            self.addresses[rows.first + rows.kept] = self.first_row + np.arange(last - len(rows.kept), last) * ROW
        self.rows = [self.addresses[rows.first : rows.first + len(rows.end_of)] for rows in self.known]
        self.lines = Lines(self.cells, plan, [step for _, step in self.steps], self.premises)
        self.holdings = Holdings(self.cells, plan, self.places, self.steps, self.rows)

    def solve(self) -> None:
        """Run the part and write its rows into the tick columns."""
        self._write(run_events(self._laid_out(), self.ends[-1]))

    def _laid_out(self) -> Integers:
        """Give all cells before anything happens."""
        cells, known = self.cells, self.ends[-1]
        bits = (self.first_row + known * ROW).bit_length()
        ends, waiting = self.waiting.pairs()
        owners = (self.addresses[ends] - self.first_row) // ROW
        targets = cells.put_targets(owners, self.addresses[waiting], known)
        over, due = cells.reserve(known), cells.reserve(len(self.plan.stations))
        header = [
            self.plan.horizon, bits, (1 << bits) - 1, 0, 0, over, over, due, due, self._comers(), *self.holdings.yards,
            *self.holdings.gatherings,
        ]  # fmt: skip
        cells.fill(0, header)
        written = cells.written()
        records = written[self.first_row : self.first_row + known * ROW].reshape(-1, ROW)
        for number, (rows, last) in enumerate(zip(self.known, self.ends, strict=True)):
            mine = records[last - len(rows.kept) : last]
            mine[:] = NEW_ROW
            mine[:, START], mine[:, TARGET] = FAR + rows.waits, targets[last - len(rows.kept) : last]
            if number < len(self.steps):
                self._fill(written, mine, number)
        return written

    def _fill(self, cells: Integers, records: Integers, number: int) -> None:
        """Write into the records of a step what its rows want."""
        (flow, step), kept, held = self.steps[number], self.known[number].kept, self.holdings.of_step[number]
        records[:, LASTS], records[:, NUMBER] = self.plan.work[step.rows][kept], flow.numbers(step)[kept]
        taken = _all_or_some(self.plan.takes[step.rows][kept])
        if step.station < 0:
            records[taken, LINE] = DELAY
        for line, entities, lane in self.lines.of_step[number]:
            at = taken if entities is None else self._at(number, entities)
            records[at, LINE], records[at, LANE] = line, lane
        if held:
            wanted = records[taken, LINE]
            holdings = cells[held : held + len(wanted) * HOLDING].reshape(-1, HOLDING)
            holdings[:, WANTS] = wanted
            records[taken, LINE] = -held - np.arange(len(holdings)) * HOLDING

    def _comers(self) -> int:
        """Add who is let go from outside the part, and what changes, in order of time; the last at the horizon."""
        when, changes = self.premises.changes(self.cells, self.lines.pool, self.lines.pool_of_staff)
        ticks, who = [when], [-changes]
        for rows, of_step in zip(self.known, self.rows, strict=True):
            if rows.comes is not None:
                comes = (rows.comes > NEVER_WAITS) & (rows.comes < self.plan.horizon)
                ticks.append(rows.comes[comes])
                who.append(of_step[rows.kept[comes]])
        tick, whoever = np.concatenate([*ticks, [self.plan.horizon]]), np.concatenate([*who, [0]])
        in_time = sorted_by(tick)
        comers = np.empty((len(tick), COMER), dtype=np.int64)
        comers[:, TICK], comers[:, WHO] = (tick, whoever) if in_time is None else (tick[in_time], whoever[in_time])
        return self.cells.put(comers)

    def _at(self, number: int, entities: Integers) -> Integers:
        """Give where the rows of entities of a step stand among those of the step that the loop knows."""
        first = self.first_row + (self.ends[number] - len(self.known[number].kept)) * ROW
        at: Integers = (self.rows[number][entities] - first) // ROW
        return at

    def _write(self, cells: Integers | list[int]) -> None:
        """Write the part's rows, each member of a group with its leader's times (rule 8)."""
        at = {place: number for number, place in enumerate(self.places)}
        for (flow, position), *_ in self.waiting.stages:
            self._write_step(at[flow, position], cells)
            if rides(self.plan.flows[flow])[position] >= 0:
                self.ticks.repeat_leaders(self.plan.flows[flow], position)
        for flow, position in self.places:
            self.ticks.repeat_leaders(self.plan.flows[flow], position)

    def _write_step(self, number: int, cells: Integers | list[int]) -> None:
        """Write a step: what the loop found, and for all others what follows from the ends before them."""
        plan, ticks, (flow, position), (_, step) = self.plan, self.ticks, self.places[number], self.steps[number]
        if step.station < 0 and not self.holdings.of_step[number]:
            solve_delay(plan, (flow, position), ticks)
            return
        written = write_ready(plan, (flow, position), ticks)
        cut(plan.horizon, written)
        ticks.admit_at_once(step.rows)
        takes, kept = plan.takes[step.rows], self.known[number].kept
        taken = _all_or_some(takes[kept])
        who = taken if isinstance(taken, slice) and len(kept) == len(takes) else kept[taken]
        if not isinstance(who, slice):
            ticks.start[step.rows], ticks.end[step.rows], ticks.lane[step.rows] = written, written, NO_LANE
        for column, values in zip((ticks.start, ticks.end, ticks.lane), self._found(number, cells), strict=True):
            column[step.rows][who] = values[taken]
        if self.holdings.of_step[number]:
            self._write_held(number, cells, takes)

    def _found(self, number: int, cells: Integers | list[int]) -> tuple[Ticks, Ticks, Integers]:
        """Give when the known rows of a step started and ended, and the lane group of each."""
        count = len(self.known[number].kept)
        known = self.first_row + (self.ends[number] - count) * ROW, count, ROW
        start, lane = self._column(cells, *known, START), self._column(cells, *known, LANE)
        end = start + self._column(cells, *known, LASTS)
        cut(self.plan.horizon, start)
        cut(self.plan.horizon, end)
        if self.steps[number][1].station < 0:
            return start, end, lane
        # A lane without a start is that of the line in which somebody still stands; below zero is said why there is none.
        numbers = (lane - self.premises.lanes[0]) // LANE_SIZE
        if len(start) and (int(start.max()) == FAR or int(lane.min()) < 0):
            numbers = np.where(start < FAR, numbers, np.minimum(lane, NO_LANE))
        return start, end, numbers

    def _write_held(self, number: int, cells: Integers | list[int], takes: Flags) -> None:
        """Write when the rows of a step were admitted, and who leads them."""
        (_, step), ticks, entities = self.steps[number], self.ticks, np.flatnonzero(takes)
        held = self.holdings.of_step[number], len(entities), HOLDING
        ticks.admit(step.first_row + entities, self._column(cells, *held, ADMITTED))
        if ticks.leader is not None and step.gather is not None:
            ticks.leader[step.rows] = -1
            leader = self._column(cells, *held, LEADER)
            led = np.flatnonzero(leader)
            leaders = entities[np.searchsorted(self.rows[number][entities], leader[led])]
            ticks.leader[step.first_row + entities[led]] = step.first_row + leaders

    @staticmethod
    def _column(cells: Integers | list[int], begins: int, records: int, size: int, field: int) -> Integers:
        return np.asarray(cells[begins + field : begins + records * size : size], dtype=np.int64)


def _all_or_some(flags: Flags) -> slice | Flags:
    """Give a slice where all flags are set, which saves looking at each."""
    return slice(None) if flags.all() else flags
