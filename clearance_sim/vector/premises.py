"""Lay what stands in a port out as flat columns, once for all its coupled parts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from clearance_sim.plan.plan import Integers, Intervals, Plan, PlannedLanes

Columns = dict[str, Integers]


def premises(plan: Plan) -> Columns:
    """Give the columns of a `Part` that tell of stations, lanes, staff and yards."""
    stations, lanes = plan.stations, plan.lanes
    slot_lanes = {station.first_lane: station for station in stations if station.slot_ticks is not None}
    hours = [_departures(slot_lanes[i].slot_ticks) if i in slot_lanes else each.available for i, each in enumerate(lanes)]
    surging = [position for position, station in enumerate(stations) if station.surge_at > 0]
    pools = pool_of_station(plan)
    surging.sort(key=lambda position: (pools[position], position))
    counts = np.bincount([pools[position] for position in surging], minlength=max(pools, default=-1) + 1)
    return {
        "turns_away": column(yard.turns_away for yard in plan.yards),
        "surge_at": offsets(counts),
        "surge_station": column(surging),
        "surge_number": column(station.surge_at for station in stations),
        "calm_number": column(station.calm_at for station in stations),
        "lanes_at": column([station.first_lane for station in stations] + [len(lanes)]),
        "count": column(each.count for each in lanes),
        "is_surge": column(each.surge for each in lanes),
        "is_slot": column(i in slot_lanes for i in range(len(lanes))),
        "has_hours": column(each is not None for each in hours),
        **_intervals("hours", hours),
        "rests": column(each.working is not None for each in lanes),
        **_intervals("work", [each.working for each in lanes]),
        **_slow_downs(plan),
        "shifts_at": offsets([len(group.change_ticks) for group in plan.staff]),
        "shift_tick": end_to_end([group.change_ticks for group in plan.staff]),
        "shift_number": end_to_end([group.on_duty for group in plan.staff]),
    }


def beginnings(plan: Plan, columns: Columns) -> Columns:
    """Give the columns of a `State` that tell of stations, lanes, staff and yards before anything happens."""
    lanes: Sequence[PlannedLanes] = plan.lanes
    return {
        "standing": column([0] * len(plan.stations)),
        "busy": column([0] * len(lanes)),
        "on": column(0 if each.surge else each.count for each in lanes),
        "hours_at": columns["hours_at"][:-1].copy(),
        "lane_wake": np.full(len(lanes), np.iinfo(np.int64).min),
        "staff_busy": column([0] * len(plan.staff)),
        "on_duty": column([0] * len(plan.staff)),
        "shift_at": columns["shifts_at"][:-1].copy(),
        "shift_wake": np.full(len(plan.staff), np.iinfo(np.int64).min),
        "free": column(yard.capacity for yard in plan.yards),
    }


def pool_of_station(plan: Plan) -> list[int]:
    """Give a number to each set of stations that share staff, directly or through others."""
    pools = list(range(len(plan.stations)))
    first_user: dict[int, int] = {}
    for flow in plan.flows:
        for step in flow.steps:
            for group, _ in step.needs:
                mine, other = pools[step.station], pools[first_user.setdefault(group, step.station)]
                if step.station >= 0 and mine != other:
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


def _departures(ticks: Integers | None) -> Intervals:
    """Give the ticks of a timetable as intervals of one tick."""
    once = np.unique(np.zeros(0, dtype=np.int64) if ticks is None else ticks)
    return np.column_stack([once, once + 1])


def _intervals(name: str, of_lanes: Sequence[Intervals | None]) -> Columns:
    spans = [np.zeros((0, 2), dtype=np.int64) if each is None else each for each in of_lanes]
    return {
        f"{name}_at": offsets([len(each) for each in spans]),
        f"{name}_begin": end_to_end([each[:, 0] for each in spans]),
        f"{name}_end": end_to_end([each[:, 1] for each in spans]),
    }


def _slow_downs(plan: Plan) -> Columns:
    rows = [np.zeros((0, 3), dtype=np.int64) if each.slow is None else each.slow for each in plan.stations]
    names = ("slow_begin", "slow_end", "slow_percent")
    columns = {name: end_to_end([each[:, at] for each in rows]) for at, name in enumerate(names)}
    return {"slow_at": offsets([len(each) for each in rows]), **columns}


