"""Solve what is coupled: lay some steps of a plan out as records, run the event loop, write their rows to the trace.

Yards with their members, staff with their stations, a station that one route visits twice: there, ends decide
over starts both ways, and no axis can be taken out of time. The rest of the port stays arrays; of it the part
knows only the ticks on which others' ends let its rows begin.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import Flags, Integers, Plan, PlannedFlow, PlannedStep
from clearance_sim.plan.trace import NO_LANE
from clearance_sim.vector.cells import Cells
from clearance_sim.vector.coming import let_in, solve_delay
from clearance_sim.vector.event_loop import loops_pay, run_events
from clearance_sim.vector.holdings import Holdings
from clearance_sim.vector.lines import Lines
from clearance_sim.vector.part import (
    ADMITTED, COMER, DELAY, HOLDING, LANE, LEADER, LINE, ROW, SKIPPED, TICK, WANTS, WHO,
)  # fmt: skip
from clearance_sim.vector.premises import premises_of
from clearance_sim.vector.records import Found, Known, list_targets, read_records, write_records
from clearance_sim.vector.relations import Place, rides
from clearance_sim.vector.ticks import TickColumns
from clearance_sim.vector.turns import in_order_of_time
from clearance_sim.vector.waiting import NEVER_WAITS, Waiting


class CoupledPart:
    """Hold some steps of a plan while they are laid out, run and written back.

    Attributes
    ----------
    known
        For each step, and behind these each meeting, what its rows wait for and where the records stand.
    """

    def __init__(self, plan: Plan, places: Sequence[Place], ticks: TickColumns) -> None:
        self.plan, self.places, self.ticks = plan, sorted(places), ticks
        self.steps: list[tuple[PlannedFlow, PlannedStep]] = [
            (plan.flows[flow], plan.flows[flow].steps[step]) for flow, step in self.places
        ]
        self.cells, self.premises = Cells(), premises_of(plan)
        self.cells.put(self.premises.records)
        self.waiting = Waiting(plan, self.places, ticks)
        self.count = self.waiting.count
        self.first_row = self.cells.reserve(self.count, ROW)
        rows_of = [*(self.waiting.steps[place] for place in self.places), *self.waiting.meetings.values()]
        self.known = [(rows, Known(self.first_row + rows.first * ROW, rows.kept)) for rows in rows_of]
        self.lines = Lines(self.cells, plan, [step for _, step in self.steps], self.premises)
        self.holdings = Holdings(self.cells, plan, self.places, self.steps, self._addresses)

    def _addresses(self, number: int, entities: Integers) -> Integers:
        """Give where the records of entities begin that the loop knows of a step."""
        return self.first_row + self.known[number][0].end_of[entities] * ROW

    def solve(self) -> None:
        """Run the part and write its rows into the tick columns."""
        is_compiled = loops_pay(self.count)
        cells = self._laid_out(in_one_pass=is_compiled)
        self._write(run_events(cells, self.count, is_compiled=is_compiled))

    def _laid_out(self, *, in_one_pass: bool) -> Integers:
        """Give all cells before anything happens."""
        cells = self.cells
        bits = (self.first_row + self.count * ROW).bit_length()
        targets, lists = list_targets(
            *self.waiting.pairs(), self.first_row, self.count, cells.size, in_one_pass=in_one_pass
        )  # fmt: skip
        cells.put(lists)
        over, due = cells.reserve(self.count), cells.reserve(len(self.plan.stations))
        ticks, who = self._comers()
        comers = cells.reserve(len(ticks), COMER)
        header = [
            self.plan.horizon, bits, (1 << bits) - 1, 0, 0, over, over, due, due, comers, *self.holdings.yards,
            *self.holdings.gatherings,
        ]  # fmt: skip
        cells.fill(0, header)
        written = cells.written()
        written[comers + TICK : comers + len(ticks) * COMER : COMER] = ticks
        written[comers + WHO : comers + len(ticks) * COMER : COMER] = who
        for number, (rows, known) in enumerate(self.known):
            mine = rows.waits, targets[rows.first : rows.first + len(known.kept)]
            if number < len(self.steps):
                self._fill(written, number, known, mine, in_one_pass)
            else:
                nothing = np.zeros(len(rows.end_of), dtype=np.int64)
                write_records(written, known, *mine, nothing, nothing, nothing > 0, SKIPPED, NO_LANE, in_one_pass=False)
        return written

    def _fill(
        self, cells: Integers, number: int, known: Known, waits: tuple[int | Integers, Integers], in_one_pass: bool
    ) -> None:  # fmt: skip
        """Write the records of a step, and what its rows want."""
        (flow, step), held, lines = self.steps[number], self.holdings.of_step[number], self.lines.of_step[number]
        takes = self.plan.takes[step.rows]
        wanted = (DELAY, NO_LANE) if step.station < 0 else (SKIPPED, NO_LANE)
        for line, entities, lane in lines:
            if entities is None:
                wanted = line, lane
        work, number_of = self.plan.work[step.rows], flow.numbers(step)
        write_records(cells, known, *waits, work, number_of, takes, *wanted, in_one_pass=in_one_pass)
        for line, entities, lane in lines:
            if entities is not None:
                at = self._addresses(number, entities)
                cells[at + LINE], cells[at + LANE] = line, lane
        if held:
            at = known.addresses[takes[known.kept]]
            holdings = held + np.arange(len(at)) * HOLDING
            cells[holdings + WANTS] = cells[at + LINE]
            cells[at + LINE] = -holdings

    def _comers(self) -> tuple[Ticks, Integers]:
        """Give when who is let go from outside the part, or what changes, in order of time; nobody comes at the horizon."""
        when, changes = self.premises.changes(self.cells, self.lines.pool, self.lines.pool_of_staff)
        ticks, who = [when, np.array([self.plan.horizon])], [changes, np.zeros(1, dtype=np.int64)]
        for rows, known in self.known:
            if rows.comes is not None:
                comes, addresses = rows.comes, known.addresses
                if comes.min(initial=0) <= NEVER_WAITS or comes.max(initial=0) >= self.plan.horizon:
                    here = (comes > NEVER_WAITS) & (comes < self.plan.horizon)
                    comes, addresses = comes[here], addresses[here]
                ticks.append(comes)
                who.append(addresses)
        tick, whoever = in_order_of_time(np.concatenate(ticks), np.concatenate(who))
        if len(changes):  # the only ones that stand behind the rows
            np.negative(whoever, out=whoever, where=whoever >= changes[0])
        return tick, whoever

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
        written = let_in(plan, (flow, position), ticks)
        takes, columns = plan.takes[step.rows], (ticks.start[step.rows], ticks.end[step.rows], ticks.lane[step.rows])
        read_records(cells, self.known[number][1], takes, Found(written, *columns), self.premises.first_lane, plan.horizon)
        if self.holdings.of_step[number]:
            self._write_held(number, cells, takes)

    def _write_held(self, number: int, cells: Integers | list[int], takes: Flags) -> None:
        """Write when the rows of a step were admitted, and who leads them."""
        (flow, step), ticks, entities = self.steps[number], self.ticks, np.flatnonzero(takes)
        held = self.holdings.of_step[number]
        holdings = np.asarray(cells[held : held + len(entities) * HOLDING], dtype=np.int64).reshape(-1, HOLDING)
        ticks.admit(step.rows if len(entities) == len(takes) else step.first_row + entities, holdings[:, ADMITTED])
        if step.gather is not None:
            leader = holdings[:, LEADER]
            led = np.flatnonzero(leader)
            leaders = entities[np.searchsorted(self._addresses(number, entities), leader[led])]
            led_by = ticks.leader[flow.rank, self.places[number][1]] = np.full(len(takes), -1, dtype=np.int64)
            led_by[entities[led]] = step.first_row + leaders
