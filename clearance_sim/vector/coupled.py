"""Solve what is coupled: gather the rows of some steps into a `Part`, run the event loop, write their trace.

Yards with their members, staff with their stations, a station that one route visits twice: there, ends decide
over starts both ways, and no axis can be taken out of time. The rest of the port stays arrays; of it the part
knows only the ticks on which others' ends let its rows begin.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from clearance_sim.plan.plan import Flags, Integers, Plan, PlannedFlow, PlannedStep
from clearance_sim.plan.trace import TURNED_AWAY
from clearance_sim.vector.compiling import event_loop
from clearance_sim.vector.part import Part, State
from clearance_sim.vector.premises import Columns, beginnings, column, offsets, pool_of_station, premises
from clearance_sim.vector.relations import FAR, pairs, rides
from clearance_sim.vector.ticks import TickColumns, ready_from_outside

Place = tuple[int, int]
"""Position of a flow, position of a step in it."""


class CoupledPart:
    """Hold some steps of a plan while their part is laid out, run and written back.

    `rows` are the rows of the plan in the part's order; `place` finds them again.
    """

    def __init__(self, plan: Plan, places: Sequence[Place], ticks: TickColumns) -> None:
        self.plan, self.places, self.ticks = plan, sorted(places), ticks
        rows = np.concatenate([np.arange(step.first_row, step.last_row) for _, step in self._steps()])
        self.rows: Integers = rows[np.argsort(plan.number[rows], kind="stable")]
        self.place = np.full(plan.n_rows, -1, dtype=np.int64)
        self.place[self.rows] = np.arange(len(rows))
        self.waits = np.zeros(len(rows), dtype=np.int64)

    def solve(self) -> None:
        """Run the part and write its rows into the tick columns."""
        lines, line_of_row = self._lines()
        standing = premises(self.plan)
        yards, owners, steps_left = self._owners()
        gatherings = self._gatherings()
        arrivals = self._arrivals()
        columns: Columns = {
            "takes": self.plan.takes[self.rows].astype(np.int64),
            "work": self.plan.work[self.rows],
            "line": line_of_row[self.rows],
            "row_in_plan": self.rows,
            **self._successors(), **standing, **lines, **yards, **gatherings, **arrivals,
        }  # fmt: skip
        pools = len(lines["lines_at"]) - 1
        numbers = self._numbers(pools, owners, columns)
        n, lanes = len(self.rows), len(lines["pool_of_line"])
        state: Columns = {
            **{name: np.full(n, FAR, dtype=np.int64) for name in ("ready", "admitted", "start", "end")},
            **{name: np.full(n, -1, dtype=np.int64) for name in ("lane", "leader", "next_waiting", "mate")},
            "waits": self.waits,
            "pool_due": np.zeros(pools, dtype=np.int64),
            "stuck": np.zeros(lanes, dtype=np.int64),
            **beginnings(self.plan, standing),
            "asked": np.zeros(owners, dtype=np.int64),
            "steps_left": steps_left,
            "first_row": np.full(owners, -1, dtype=np.int64),
            "waiting_row": np.full(owners, -1, dtype=np.int64),
            "asks_at": columns["own_at"][:-1].copy(),
            "gathered_worth": np.zeros(len(gatherings["gather_number"]), dtype=np.int64),
            "gather_wake": np.full(len(gatherings["gather_number"]), -FAR, dtype=np.int64),
        }
        self._write(event_loop(columns, numbers, state, {
            "lines": lanes, "asking": len(self.plan.yards), "gathered": len(gatherings["gather_number"]),
        }))  # fmt: skip

    def _steps(self) -> list[tuple[PlannedFlow, PlannedStep]]:
        return [(self.plan.flows[flow], self.plan.flows[flow].steps[step]) for flow, step in self.places]

    def _numbers(self, pools: int, owners: int, columns: Columns) -> dict[str, int]:
        """Give the single numbers of a part, and the priorities, which need a span longer than the run."""
        earliest = int(columns["arrival_tick"].min(initial=0))
        span = 1 << (max(self.plan.horizon, -earliest, 1).bit_length() + 1)
        columns["late"] = self.plan.priority[self.rows] * span
        bits = (len(self.rows) + pools + 1).bit_length()
        owner_bits = max(owners.bit_length(), 1)
        return {
            "horizon": self.plan.horizon,
            "bits": bits,
            "mask": (1 << bits) - 1,
            "owner_bits": owner_bits,
            "owner_mask": (1 << owner_bits) - 1,
            "couples": bool(owners) or bool((columns["gathering"] >= 0).any()),
            "turned_away": TURNED_AWAY,
        }

    def _arrivals(self) -> Columns:
        """Give the ticks on which rows are let go from outside the part, in order."""
        inside = set(self.places)
        rows, ticks = [], []
        for (flow, position), (_, step) in zip(self.places, self._steps(), strict=True):
            ready = ready_from_outside(self.plan, flow, position, self.ticks, inside)
            if ready is not None:
                row = self.place[step.rows] if len(ready) == 0 else self.place[step.first_row : step.last_row]
                self.waits[row] += 1
                comes: Flags = ready < self.plan.horizon
                rows.append(row[comes])
                ticks.append(ready[comes])
        all_rows, all_ticks = np.concatenate([column([]), *rows]), np.concatenate([column([]), *ticks])
        order = np.argsort(all_ticks, kind="stable")
        return {"arrival_tick": all_ticks[order], "arrival_row": all_rows[order]}

    def _successors(self) -> Columns:
        """Give for each row the rows of the part that wait for its end, and count what they wait for."""
        sources, targets = [column([])], [column([])]
        for flow, position in self.places:
            planned = self.plan.flows[flow]
            step = planned.steps[position]
            for before in step.after:
                if (flow, before) in self.places:
                    other = planned.steps[before]
                    source, target = pairs(planned, other.level, step.level)
                    sources.append(self.place[source + other.first_row])
                    targets.append(self.place[target + step.first_row])
        source, target = np.concatenate(sources), np.concatenate(targets)
        self.waits += np.bincount(target, minlength=len(self.rows))
        order = np.argsort(source, kind="stable")
        return {
            "next_at": offsets(np.bincount(source, minlength=len(self.rows))),
            "next_row": target[order],
        }

    def _lines(self) -> tuple[Columns, Integers]:
        """Give the lines, sorted by pool, and the line of every row of the plan."""
        pools = pool_of_station(self.plan)
        found: dict[tuple[int, int, int, tuple[tuple[int, int], ...]], list[Integers]] = {}
        for _, step in self._steps():
            if step.station >= 0:
                eligible = self.plan.eligible[step.rows]
                for mask in np.unique(eligible[self.plan.takes[step.rows]]).tolist():
                    rows = step.first_row + np.flatnonzero(eligible == mask)
                    key = (pools[step.station], step.station, mask, step.needs)
                    found.setdefault(key, []).append(rows)
        keys = sorted(found)
        line_of_row = np.full(self.plan.n_rows, -1, dtype=np.int64)
        for number, key in enumerate(keys):
            for rows in found[key]:
                line_of_row[rows] = number
        stations = self.plan.stations
        lanes = [
            [stations[station].first_lane + bit for bit in range(mask.bit_length()) if mask >> bit & 1]
            for _, station, mask, _ in keys
        ]
        timed = {at for at, lane in enumerate(self.plan.lanes) if lane.available is not None}
        timed |= {each.first_lane for each in stations if each.slot_ticks is not None}
        pool_count = max(pools, default=-1) + 1
        return {
            "lines_at": offsets(np.bincount([pool for pool, *_ in keys], minlength=pool_count)[:pool_count]),
            "pool_of_line": column(pool for pool, *_ in keys),
            "station_of_line": column(station for _, station, *_ in keys),
            "needs_clock": column(bool(key[3]) or bool(timed & set(of)) for key, of in zip(keys, lanes, strict=True)),
            "line_lanes_at": offsets([len(of) for of in lanes]),
            "line_lane": column(lane for of in lanes for lane in of),
            "needs_at": offsets([len(needs) for *_, needs in keys]),
            "needs_group": column(group for *_, needs in keys for group, _ in needs),
            "needs_number": column(number for *_, needs in keys for _, number in needs),
        }, line_of_row  # fmt: skip

    def _owners(self) -> tuple[Columns, int, Integers]:
        """Give who holds places in yards; owners stand in order of their numbers, as they are admitted."""
        first: dict[tuple[int, int], int] = {}
        numbers, yards, size = [column([])], [column([])], 0
        for (flow, _), (planned, step) in zip(self.places, self._steps(), strict=True):
            for yard in step.yards:
                if (yard, flow) not in first:
                    level = planned.levels[self.plan.yards[yard].level]
                    first[yard, flow] = size
                    size += len(level)
                    numbers.append(level.number)
                    yards.append(np.full(len(level), yard))
        order = np.argsort(np.concatenate(numbers), kind="stable")
        rank = np.empty(size, dtype=np.int64)
        rank[order] = np.arange(size)
        asks = np.zeros(len(self.rows), dtype=np.int64)
        for _, step in self._steps():
            asks[self.place[step.rows]] = self.plan.takes[step.rows] * len(step.yards)
        own_at = offsets(asks)
        owner = np.zeros(own_at[-1], dtype=np.int64)
        for (flow, _), (planned, step) in zip(self.places, self._steps(), strict=True):
            entities = np.flatnonzero(self.plan.takes[step.rows])
            for at, yard in enumerate(step.yards):
                holds = self.plan.yards[yard].level
                owns = entities if holds == step.level else planned.levels[step.level].unit[entities]
                owner[own_at[self.place[step.first_row + entities]] + at] = rank[first[yard, flow] + owns]
        columns = {"own_at": own_at, "owner": owner, "yard_of_owner": np.concatenate(yards)[order]}
        return columns, size, np.bincount(owner, minlength=size)

    def _gatherings(self) -> Columns:
        """Give the gatherings in the order of flows and steps, and who gathers and travels together."""
        n = len(self.rows)
        of_row, worth, may_ride = (np.full(n, value, dtype=np.int64) for value in (-1, 0, 0))
        next_ride = np.full(n, -1, dtype=np.int64)
        rules = []
        for (flow, position), (planned, step) in zip(self.places, self._steps(), strict=True):
            together = rides(planned)[position]
            if together < 0:
                continue
            may_ride[self.place[step.rows]] = 1
            if step.gather is not None:
                of_row[self.place[step.rows]] = len(rules)
                rules.append(step.gather)
                if step.gather.worth:
                    worth[self.place[step.rows]] = planned.worth
            else:
                before = planned.steps[step.after[0]]
                next_ride[self.place[before.rows]] = self.place[step.rows]
        return {
            "gathering": of_row, "worth": worth, "rides": may_ride, "next_ride": next_ride,
            "gather_number": column(rule.number for rule in rules),
            "gather_worth": column(rule.worth for rule in rules),
            "has_time_out": column(rule.at_most >= 0 for rule in rules),
            "at_most": column(rule.at_most for rule in rules),
        }  # fmt: skip

    def _write(self, state: State) -> None:
        """Write the part's rows, each member of a group with its leader's times (rule 8)."""
        for name in ("ready", "admitted", "start", "end", "lane"):
            getattr(self.ticks, name)[self.rows] = np.asarray(getattr(state, name), dtype=np.int64)
        leader = np.asarray(state.leader, dtype=np.int64)
        led = np.flatnonzero(leader >= 0)
        self.ticks.leader[self.rows[led]] = self.rows[leader[led]]
        for flow, position in self.places:
            self.ticks.repeat_leaders(self.plan.flows[flow], position)


__all__ = ["CoupledPart", "Part"]
