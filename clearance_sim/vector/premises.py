"""Lay what stands in a port out as flat columns, for its coupled parts: lanes, staff, yards and their changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from clearance_sim.plan.plan import Integers, Intervals, Plan
from clearance_sim.vector.starting import LANE, PLACES, SHIFT

Columns = dict[str, Integers]


def premises(plan: Plan, pools: Sequence[int], used: Sequence[bool]) -> Columns:
    """Give the columns of a `Part` that tell of stations, lanes, staff and yards; `used` names the pools of the part."""
    stations, lanes = plan.stations, plan.lanes
    surging = [position for position, station in enumerate(stations) if station.surge_at > 0]
    surging.sort(key=lambda position: (pools[position], position))
    return {
        "turns_away": column(yard.turns_away for yard in plan.yards),
        "surge_at": offsets(np.bincount([pools[position] for position in surging], minlength=len(used))),
        "surge_station": column(surging),
        "surge_number": column(station.surge_at for station in stations),
        "calm_number": column(station.calm_at for station in stations),
        "lanes_at": column([station.first_lane for station in stations] + [len(lanes)]),
        "count": column(each.count for each in lanes),
        "is_surge": column(each.surge for each in lanes),
        "is_slot": column(stations[each.station].slot_ticks is not None for each in lanes),
        "is_slow": column(each.working is not None or stations[each.station].slow is not None for each in lanes),
        "station_of_lane": column(each.station for each in lanes),
        "rests": column(each.working is not None for each in lanes),
        **_working(plan),
        **_slow_downs(plan),
        **_changes(plan, pools, used),
    }


def beginnings(plan: Plan) -> Columns:
    """Give the columns of a `Record` that tell of lanes, staff and yards before anything happens.

    Lanes with hours are closed, departures have no places and nobody is on duty: each opens by its first change.
    """
    is_slot = [plan.stations[each.station].slot_ticks is not None for each in plan.lanes]
    on = column(0 if each.surge else each.count for each in plan.lanes)
    is_open = column(each.available is None and not slot for each, slot in zip(plan.lanes, is_slot, strict=True))
    return {
        "on": on,
        "is_open": is_open,
        "room": on * is_open,
        "on_duty": column(0 for _ in plan.staff),
        "free_staff": column(0 for _ in plan.staff),
        "free": column(yard.capacity for yard in plan.yards),
    }


def pool_of_station(plan: Plan) -> list[int]:
    """Give a number to each set of stations that share staff, directly or through others."""
    pools = list(range(len(plan.stations)))
    first_user: dict[int, int] = {}
    for flow in plan.flows:
        for step in flow.steps:
            for group, _ in step.needs if step.station >= 0 else ():
                mine, other = pools[step.station], pools[first_user.setdefault(group, step.station)]
                if mine != other:
                    pools = [other if pool == mine else pool for pool in pools]
    return pools


def column(values: Iterable[int]) -> Integers:
    """Give values as a column."""
    return np.array(list(values), dtype=np.int64)


def offsets(counts: Sequence[int] | Integers) -> Integers:
    """Give where each of several lists begins when they stand end to end, and where the last ends."""
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts, dtype=np.int64)])


def end_to_end(parts: Sequence[Integers]) -> Integers:
    """Put columns end to end."""
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts])


def _changes(plan: Plan, pools: Sequence[int], used: Sequence[bool]) -> Columns:
    """Give every opening, closing, departure and change of shift in order of time, closings first on a tick."""
    found = [np.zeros((0, 5), dtype=np.int64)]
    for lane, each in enumerate(plan.lanes):
        station, pool = plan.stations[each.station], pools[each.station]
        if not used[pool]:
            continue
        if station.slot_ticks is not None:
            ticks = np.unique(station.slot_ticks)
            found += [_rows(ticks + 1, PLACES, lane, 0, -1), _rows(ticks, PLACES, lane, each.count, pool)]
        elif each.available is not None:
            found += [_rows(each.available[:, 1], LANE, lane, 0, -1), _rows(each.available[:, 0], LANE, lane, 1, pool)]
    pool_of_staff = {
        group: pools[step.station] for flow in plan.flows for step in flow.steps for group, _ in step.needs
    }
    for number, staff in enumerate(plan.staff):
        if number in pool_of_staff and used[pool_of_staff[number]]:
            rows = _rows(staff.change_ticks, SHIFT, number, 0, pool_of_staff[number])
            rows[:, 3] = staff.on_duty
            found.append(rows)
    changes = np.concatenate(found)
    changes = changes[np.lexsort((changes[:, 3], changes[:, 0]))]
    names = ("change_tick", "change_kind", "change_of", "change_to", "change_pool")
    end = (plan.horizon, 0, 0, 0, -1)
    return {name: np.append(changes[:, at], end[at]) for at, name in enumerate(names)}


def _rows(ticks: Integers, kind: int, which: int, value: int, pool: int) -> Integers:
    rest = np.tile(np.array([kind, which, value, pool], dtype=np.int64), (len(ticks), 1))
    return np.column_stack([ticks, rest])


def _working(plan: Plan) -> Columns:
    spans = [np.zeros((0, 2), dtype=np.int64) if each.working is None else each.working for each in plan.lanes]
    return {
        "work_at": offsets([len(each) for each in spans]),
        "work_begin": end_to_end([each[:, 0] for each in spans]),
        "work_end": end_to_end([each[:, 1] for each in spans]),
    }


def _slow_downs(plan: Plan) -> Columns:
    rows: list[Intervals] = [np.zeros((0, 3), dtype=np.int64) if each.slow is None else each.slow for each in plan.stations]
    names = ("slow_begin", "slow_end", "slow_percent")
    columns = {name: end_to_end([each[:, at] for each in rows]) for at, name in enumerate(names)}
    return {"slow_at": offsets([len(each) for each in rows]), **columns}
