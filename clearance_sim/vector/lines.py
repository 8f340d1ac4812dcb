"""Lay out the lines of a coupled part: who waits for the same lanes and the same people, with the same priority.

Those of one line start one after the other, so dispatch looks at heads only. Lines lie sorted by pool: stations that
share staff, directly or through others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from clearance_sim.plan.plan import Integers, Plan, PlannedStep
from clearance_sim.plan.stops import route_of
from clearance_sim.plan.trace import NO_LANE
from clearance_sim.vector.cells import Cells, addresses
from clearance_sim.vector.part import LINE_SIZE, LONG_AGO, TURN
from clearance_sim.vector.premises import Premises, pool_of_station

Key = tuple[int, int, int, tuple[tuple[int, int], ...], int]
"""Pool, station, mask of lane groups, staff, priority."""


class Lines:
    """Hold who stands in which line, and where the records of lines and pools begin.

    Attributes
    ----------
    of_step
        For each step a line, the entities that stand in it, None for all who take the step, and their lane group if
        there is only one that they may take; none where the step is a delay.
    pool, pool_of_staff
        Where the record of the pool begins, by station and by staff group; who is not wanted here is left out.
    """

    def __init__(self, cells: Cells, plan: Plan, steps: Sequence[PlannedStep], premises: Premises) -> None:
        pools = pool_of_station(tuple(map(route_of, plan.flows)), len(plan.stations))
        found: list[list[tuple[Key, Integers | None, int]]] = [
            [
                ((pools[step.station], step.station, mask, step.needs, priority), entities, number)
                for mask, priority, entities, number in _alike(plan, step)
            ]
            for step in steps
        ]
        standing: dict[Key, int] = {}
        for of_step in found:
            for key, _, number in of_step:
                standing[key] = standing.get(key, 0) + number
        keys = sorted(standing)
        begins = addresses(cells.reserve(len(keys), LINE_SIZE), len(keys), LINE_SIZE)
        line = dict(zip(keys, begins, strict=True))
        self._cells, self._plan, self._premises = cells, plan, premises
        by_pool = {pool: [key for key in keys if key[0] == pool] for pool in sorted({key[0] for key in keys})}
        self.pool: dict[int, int] = {}
        self.pool_of_staff: dict[int, int] = {}
        plain: dict[Key, int] = {}
        for members in by_pool.values():
            lane = self._plain(members)
            pool = line[members[0]] if lane else self._pool(members, line)
            self.pool |= {station: pool for _, station, *_ in members}
            self.pool_of_staff |= {group: pool for key in members for group, _ in key[3]}
            plain |= dict.fromkeys(members, lane)
            behind = line[members[-1]] + LINE_SIZE
            for key in members:
                self._line(line[key], key, [lane, pool, int(len(members) > 1), behind], standing[key])
        self.of_step = [
            [(line[key], entities, plain[key] or NO_LANE) for key, entities, _ in of_step] for of_step in found
        ]

    def _plain(self, members: Sequence[Key]) -> int:
        """Give where the only lane group of a pool begins, if its lines want no other and no staff; else 0."""
        lanes = _lanes(self._plan, members[0])
        is_alike = len({key[:4] for key in members}) == 1 and not members[0][3]
        is_plain = is_alike and len(lanes) == 1 and _is_simple(self._plan, lanes[0])
        return self._premises.lanes[lanes[0]] if is_plain else 0

    def _pool(self, members: Sequence[Key], line: dict[Key, int]) -> int:
        """Add a pool that is not plain."""
        surging = sorted({station for _, station, *_ in members if self._plan.stations[station].surge_at > 0})
        surges = self._cells.put_list(self._premises.stations[station] for station in surging)
        lines = line[members[0]], line[members[-1]] + LINE_SIZE
        return self._cells.put([*lines, LONG_AGO, 0, 0, *surges])

    def _line(self, begins: int, key: Key, of_pool: Sequence[int], standing: int) -> None:
        _, station, _, staff, priority = key
        head = self._cells.reserve(standing, TURN)
        lanes = self._cells.put_list(self._premises.lanes[lane] for lane in _lanes(self._plan, key))
        needs = self._cells.put_list(
            value for group, people in staff for value in (self._premises.staff[group], people)
        )
        of_station = self._premises.stations[station]
        self._cells.fill(begins, [head, head, LONG_AGO, *of_pool, of_station, priority, 0, *lanes, *needs])


def _alike(plan: Plan, step: PlannedStep) -> Iterator[tuple[int, int, Integers | None, int]]:
    """Give who takes a step, None for all who do, and how many they are, by their lanes and their priority."""
    if step.station < 0:
        return
    takes = plan.takes[step.rows]
    takers = int(np.count_nonzero(takes))
    if not takers:
        return
    masks, priorities = plan.eligible[step.rows], plan.priority[step.rows]
    if _are_alike(masks) and _are_alike(priorities):
        yield int(masks[0]), int(priorities[0]), None, takers
        return
    entities = slice(None) if takers == len(takes) else np.flatnonzero(takes)
    masks, priorities = masks[entities], priorities[entities]
    if _are_alike(masks) and _are_alike(priorities):
        yield int(masks[0]), int(priorities[0]), None, takers
        return
    everybody = np.arange(len(takes))[entities]
    for mask, priority in sorted(set(zip(masks.tolist(), priorities.tolist(), strict=True))):
        alike = everybody[(masks == mask) & (priorities == priority)]
        yield mask, priority, alike, len(alike)


def _are_alike(values: Integers) -> bool:
    """Tell whether all values are one; those that are kept as one number for all rows need not be looked at."""
    return values.strides == (0,) or bool((values == values[0]).all())


def _lanes(plan: Plan, key: Key) -> list[int]:
    first, mask = plan.stations[key[1]].first_lane, key[2]
    return [first + bit for bit in range(mask.bit_length()) if mask >> bit & 1]


def _is_simple(plan: Plan, lane: int) -> bool:
    """Tell whether handling at a lane group lasts as long as its work, and nothing but its hours opens it."""
    lanes = plan.lanes[lane]
    station = plan.stations[lanes.station]
    rests = lanes.working is not None or station.slow is not None
    return station.slot_ticks is None and station.surge_at == 0 and not rests
