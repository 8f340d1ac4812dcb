"""Solve what is coupled: gather the rows of some steps into a `Part`, run the event loop, write their trace.

Yards with their members, staff with their stations, a station that one route visits twice: there, ends decide
over starts both ways, and no axis can be taken out of time. The rest of the port stays arrays; of it the part
knows only the ticks on which others' ends let its rows begin.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import Flags, Integers, Plan, PlannedFlow, PlannedGather, PlannedStep
from clearance_sim.plan.trace import NO_LANE, TURNED_AWAY
from clearance_sim.vector.compiling import event_loop
from clearance_sim.vector.followers import Followers
from clearance_sim.vector.part import Record
from clearance_sim.vector.premises import Columns, beginnings, column, offsets, pool_of_station, premises
from clearance_sim.vector.relations import FAR, rides
from clearance_sim.vector.ticks import TickColumns, ready_from_outside

Place = tuple[int, int]
"""Position of a flow, position of a step in it."""


class CoupledPart:
    """Hold some steps of a plan while their part is laid out, run and written back.

    `rows` are the rows of the plan in the part's order; `place` finds them again.
    """

    def __init__(self, plan: Plan, places: Sequence[Place], ticks: TickColumns) -> None:
        self.plan, self.places, self.ticks = plan, sorted(places), ticks
        self.arrivals = {place: ready for place in self.places if (ready := self._ready_from_outside(place)) is not None}
        self.followers = Followers(plan, self.places, self.arrivals)
        rows = np.concatenate([np.arange(step.first_row, step.last_row) for _, step in self._steps()])
        self.left_out = rows[self.followers.stands_for[rows] != rows]
        rows = rows[self.followers.stands_for[rows] == rows]
        self.rows: Integers = rows[np.argsort(plan.number[rows], kind="stable")]
        self.size = len(rows) + self.followers.junctions
        self.place = np.full(plan.n_rows + self.followers.junctions, -1, dtype=np.int64)
        self.place[self.rows] = np.arange(len(rows))
        self.place[plan.n_rows :] = np.arange(len(rows), self.size)
        self.waits = np.zeros(self.size, dtype=np.int64)

    def solve(self) -> None:
        """Run the part and write its rows into the tick columns."""
        pools = pool_of_station(self.plan)
        lines, line_of_row = self._lines(pools)
        yards, owners, steps_left = self._owners()
        columns: Columns = {
            "takes": self._of_rows(self.plan.takes, 0),
            "work": self._of_rows(self.plan.work, 0),
            "line": self._of_rows(line_of_row, -1),
            "row_in_plan": self._of_rows(np.arange(self.plan.n_rows), 0),
            **self._comings(), **self._gatherings(), **yards, **lines,
            **premises(self.plan, pools, (lines["lines_at"][1:] > lines["lines_at"][:-1]).tolist()),
        }  # fmt: skip
        numbers = self._numbers(owners, columns)
        record = {**self._nothing_yet(owners, columns), "steps_left": steps_left}
        self._write(event_loop(columns, numbers, record))

    def _of_rows(self, values: Integers | Flags, of_junctions: int) -> Integers:
        """Give a column of the plan in the part's order, junctions last."""
        column = np.full(self.size, of_junctions, dtype=np.int64)
        column[: len(self.rows)] = values[self.rows]
        return column

    def _taken(self, step: PlannedStep) -> Integers:
        """Give the rows of the plan in which a step is taken; none of them is left out."""
        return step.first_row + np.flatnonzero(self.plan.takes[step.rows])

    def _nothing_yet(self, owners: int, columns: Columns) -> Columns:
        """Give the columns of a `Record` before anything happens."""
        n, gatherings = self.size, len(columns["at_most"])
        rides_along = (columns["gathering"] < 0) & (columns["rides"] > 0)
        del columns["rides"]
        return {
            **{name: np.full(n, FAR, dtype=np.int64) for name in ("ready", "admitted", "start", "end")},
            **{name: np.full(n, -1, dtype=np.int64) for name in ("lane", "leader", "next_waiting", "mate")},
            **{name: np.full(owners, -1, dtype=np.int64) for name in ("first_row", "waiting_row")},
            **beginnings(self.plan),
            "waits": self.waits,
            "dispatched": np.full(len(columns["plain_line"]), FAR, dtype=np.int64),
            "chance": np.zeros(len(columns["pool_of_line"]), dtype=np.int64),
            "asked": np.zeros(owners, dtype=np.int64),
            "asks_at": columns["own_at"][:-1] + np.where(rides_along, np.diff(columns["own_at"]), 0),
            "gathered_worth": np.zeros(gatherings, dtype=np.int64),
            "gather_wake": np.full(gatherings, -FAR, dtype=np.int64),
        }

    def _steps(self) -> list[tuple[PlannedFlow, PlannedStep]]:
        return [(self.plan.flows[flow], self.plan.flows[flow].steps[step]) for flow, step in self.places]

    def _numbers(self, owners: int, columns: Columns) -> dict[str, int]:
        """Give the single numbers of a part, and the turns, which need a span longer than the run."""
        earliest = int(columns["arrival_tick"].min())
        span = max(self.plan.horizon, -earliest, 1).bit_length() + 1
        bits = (self.size + 1).bit_length()
        owner_bits = max(owners.bit_length(), 1)
        columns["late"] = (self._of_rows(self.plan.priority, 0) << (span + bits)) | np.arange(self.size)
        columns["is_bound"] = columns["takes"] * ((np.diff(columns["own_at"]) > 0) | (columns["rides"] > 0))
        return {
            "horizon": self.plan.horizon,
            "bits": bits,
            "mask": (1 << bits) - 1,
            "nobody": 1 << (int(columns["late"].max(initial=0)) + (self.plan.horizon << bits)).bit_length(),
            "owner_bits": owner_bits,
            "owner_mask": (1 << owner_bits) - 1,
            "couples": bool(columns["is_bound"].any()),
            "turned_away": TURNED_AWAY,
        }

    def _comings(self) -> Columns:
        """Give for each row, and for each arrival in order of time, the rows of the part that it lets go."""
        rows, ticks = [column([])], [column([])]
        for (flow, position), ready in self.arrivals.items():
            row = self.place[self.plan.flows[flow].steps[position].rows]
            self.waits[row] += 1
            comes = ready < self.plan.horizon
            rows.append(row[comes])
            ticks.append(ready[comes])
        arrival_tick = np.concatenate(ticks)
        in_time = np.argsort(arrival_tick, kind="stable")
        source, target = self.place[self.followers.source], self.place[self.followers.target]
        self.waits += np.bincount(target, minlength=self.size)
        self.waits[self.place[self.followers.barren]] = 1
        followers = np.bincount(source, minlength=self.size)
        return {
            "next_at": offsets(np.concatenate([followers, np.ones(len(in_time), dtype=np.int64)])),
            "next_row": np.concatenate([target[np.argsort(source, kind="stable")], np.concatenate(rows)[in_time]]),
            "arrival_tick": np.append(arrival_tick[in_time], self.plan.horizon),
        }

    def _ready_from_outside(self, place: Place) -> Ticks | None:
        return ready_from_outside(self.plan, *place, self.ticks, set(self.places))

    def _lines(self, pools: Sequence[int]) -> tuple[Columns, Integers]:
        """Give the lines, sorted by pool, and the line of every row of the plan."""
        found: dict[tuple[int, int, int, tuple[tuple[int, int], ...]], list[Integers]] = {}
        for _, step in self._steps():
            if step.station >= 0:
                eligible = np.where(self.plan.takes[step.rows], self.plan.eligible[step.rows], 0)
                for mask in np.unique(eligible).tolist():
                    key = (pools[step.station], step.station, mask, step.needs)
                    found.setdefault(key, []).append(step.first_row + np.flatnonzero(eligible == mask))
        keys = sorted(key for key in found if key[2] > 0)
        line_of_row = np.full(self.plan.n_rows, -1, dtype=np.int64)
        for number, key in enumerate(keys):
            for rows in found[key]:
                line_of_row[rows] = number
        stations = self.plan.stations
        lanes = [
            [stations[station].first_lane + bit for bit in range(mask.bit_length()) if mask >> bit & 1]
            for _, station, mask, _ in keys
        ]
        pool_of_line = column(pool for pool, *_ in keys)
        of_pool = np.bincount(pool_of_line, minlength=len(stations))
        is_plain = column(
            len(of) == 1 and not key[3] and of_pool[key[0]] == 1 and self._is_simple(of[0])
            for key, of in zip(keys, lanes, strict=True)
        )
        plain_line, plain_lane = (np.full(len(stations), -1, dtype=np.int64) for _ in range(2))
        plain_line[pool_of_line[is_plain > 0]] = np.flatnonzero(is_plain)
        plain_lane[pool_of_line[is_plain > 0]] = [of[0] for of, plain in zip(lanes, is_plain, strict=True) if plain]
        return {
            "lines_at": offsets(of_pool),
            "pool_of_line": pool_of_line,
            "plain_line": plain_line,
            "plain_lane": plain_lane,
            "station_of_line": column(station for _, station, *_ in keys),
            "line_lanes_at": offsets([len(of) for of in lanes]),
            "line_lane": column(lane for of in lanes for lane in of),
            "needs_at": offsets([len(needs) for *_, needs in keys]),
            "needs_group": column(group for *_, needs in keys for group, _ in needs),
            "needs_number": column(number for *_, needs in keys for _, number in needs),
        }, line_of_row  # fmt: skip

    def _is_simple(self, lane: int) -> bool:
        lanes = self.plan.lanes[lane]
        station = self.plan.stations[lanes.station]
        rests = lanes.working is not None or station.slow is not None
        return station.slot_ticks is None and station.surge_at == 0 and not rests

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
        asks = np.zeros(self.size, dtype=np.int64)
        for _, step in self._steps():
            asks[self.place[self._taken(step)]] = len(step.yards)
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
        n = self.size
        of_row, worth, may_ride = (np.full(n, value, dtype=np.int64) for value in (-1, 0, 0))
        next_ride = np.full(n, -1, dtype=np.int64)
        rules: list[PlannedGather] = []
        for (_, position), (planned, step) in zip(self.places, self._steps(), strict=True):
            together = rides(planned)[position]
            if together < 0:
                continue
            taken = self._taken(step)
            may_ride[self.place[taken]] = 1
            if step.gather is not None:
                of_row[self.place[taken]] = len(rules)
                rules.append(step.gather)
                if step.gather.worth:
                    worth[self.place[taken]] = planned.worth[taken - step.first_row]
            else:
                before = planned.steps[step.after[0]]
                next_ride[self.place[taken - step.first_row + before.first_row]] = self.place[taken]
        return {
            "gathering": of_row, "worth": worth, "rides": may_ride, "next_ride": next_ride,
            "gather_number": column(rule.number for rule in rules),
            "gather_worth": column(rule.worth for rule in rules),
            "has_time_out": column(rule.at_most >= 0 for rule in rules),
            "at_most": column(rule.at_most for rule in rules),
        }  # fmt: skip

    def _write(self, record: Record) -> None:
        """Write the part's rows, each member of a group with its leader's times (rule 8), then who was left out."""
        real = slice(0, len(self.rows))
        for name in ("ready", "admitted", "start", "end", "lane"):
            getattr(self.ticks, name)[self.rows] = np.asarray(getattr(record, name)[real], dtype=np.int64)
        if self.ticks.leader is not None:
            leader = np.asarray(record.leader[real], dtype=np.int64)
            led = np.flatnonzero(leader >= 0)
            self.ticks.leader[self.rows[led]] = self.rows[leader[led]]
            for flow, position in self.places:
                self.ticks.repeat_leaders(self.plan.flows[flow], position)
        of_junctions = np.asarray(record.end[len(self.rows) :], dtype=np.int64)
        rows, passed = self.left_out, self.followers.stands_for[self.left_out]
        is_row = passed < self.plan.n_rows
        ends = np.empty(len(rows), dtype=np.int64)
        ends[is_row] = self.ticks.end[passed[is_row]]
        ends[~is_row] = of_junctions[passed[~is_row] - self.plan.n_rows]
        for values in (self.ticks.ready, self.ticks.admitted, self.ticks.start, self.ticks.end):
            values[rows] = ends
        self.ticks.lane[rows] = NO_LANE
