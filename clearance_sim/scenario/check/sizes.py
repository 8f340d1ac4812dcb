"""Check sizes that could eat the machine: period x rate x steps, before anything is drawn."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from clearance_sim.clock import DAY, HOUR
from clearance_sim.errors import KeyPath
from clearance_sim.scenario.check.doubts import Doubts
from clearance_sim.scenario.distributions import Count, Distribution
from clearance_sim.scenario.flows import Flow, PeriodVolume
from clearance_sim.scenario.port import Port
from clearance_sim.scenario.study import Period

MOST_DAYS = 4000
"""Eleven years; growth to 2025 from 2019 needs seven."""
MOST_ROWS = 20_000_000
"""Handlings in one replication of one port, about 2 GB; a year of the busiest shipped port has a tenth."""
YEARS = (1990, 2100)


def length_in_ticks(period: Period) -> int:
    """Give the length of the period, to the end of its last day."""
    if period.length is not None:
        return period.length
    assert period.to is not None
    return ((period.to - period.from_).days + 1) * DAY


def check_period(period: Period, doubts: Doubts) -> bool:
    """Add a problem if the period is outside the calendar or absurdly long; tell whether it is usable."""
    first, last = YEARS
    for key, date in (("from", period.from_), ("to", period.to)):
        if date is not None and not first <= date.year <= last:
            doubts.add(
                ("period", key),
                f"年份应在 {first} 与 {last} 之间",
                f"the year must lie between {first} and {last}",
            )
            return False
    days = length_in_ticks(period) / DAY
    if days > MOST_DAYS:
        key = "length" if period.length is not None else "to"
        doubts.add(("period", key), f"时段长 {days:.0f} 天；最长 {MOST_DAYS} 天",
                   f"the period has {days:.0f} days; at most {MOST_DAYS}")  # fmt: skip
        return False
    if days <= 0:
        doubts.add(("period", "length"), "时段长度应大于零", "the period must be longer than zero")
        return False
    return True


def check_sizes(port: Port, path: KeyPath, ticks: int, multiple: float, doubts: Doubts) -> None:
    """Add a problem if one replication of the port would have more handlings than fit in memory.

    Parameters
    ----------
    multiple
        Of the volume, by growth.
    """
    rows = {name: expected_rows(flow, ticks) * max(multiple, 1.0) for name, flow in port.flows.items()}
    if (total := sum(rows.values())) > MOST_ROWS:
        name = max(rows, key=lambda flow: rows[flow])
        doubts.add((*path, "flows", name, "arrivals"),
                   f"这样一次重复约有 {total / 1e8:,.1f} 亿次作业，超过上限 {MOST_ROWS / 1e8:g} 亿次；"
                   "请缩短时段或降低到达速率",
                   f"one replication would have about {total / 1e6:,.0f} million handlings, the limit is "
                   f"{MOST_ROWS / 1e6:.0f} million; shorten the period or lower the arrivals")  # fmt: skip
    for name, flow in port.flows.items():
        _check_volumes(flow, (*path, "flows", name, "arrivals"), doubts)


def expected_rows(flow: Flow, ticks: int) -> float:
    """Give about how many rows a flow has in a plan: units, boxes and papers times the steps they take."""
    drawn = expected_events(flow, ticks) * _mean(flow.arrivals.batch) * max(flow.volume, 1.0)
    units = drawn + flow.waiting_at_start
    papers = (
        units / flow.declarations.units if flow.declarations.units else units * _mean(flow.declarations.per_unit)
    )
    of_level = {"unit": units, "box": units * _mean(flow.boxes), "declaration": papers}
    return sum(of_level[step.per] for step in flow.steps.values())


def expected_units(flow: Flow, ticks: int) -> float:
    """Give about how many units a flow has in the period, besides those that wait at its start."""
    return expected_events(flow, ticks) * _mean(flow.arrivals.batch) * flow.volume


def expected_events(flow: Flow, ticks: int) -> float:
    """Give about how many arrivals a flow has; dated volumes are drawn whole, also beyond the period."""
    arrivals = flow.arrivals
    if arrivals.renewal is not None:
        return ticks / max(shortest_mean(arrivals.renewal.gap), 1.0)
    if arrivals.recorded is not None:
        return len(arrivals.recorded.times)
    if arrivals.poisson is not None and arrivals.poisson.rate is not None:
        return arrivals.poisson.rate * ticks / HOUR
    volumes = (arrivals.poisson and arrivals.poisson.volumes) or (
        arrivals.timetable and arrivals.timetable.volumes
    )
    return sum(volume.count for volume in volumes or ())


def shortest_mean(gap: Distribution) -> float:
    """Give the mean of a distribution in ticks; of triangular and uniform ones, too."""
    if gap.fixed is not None or gap.exponential is not None:
        return float(gap.fixed if gap.fixed is not None else gap.exponential or 0)
    if gap.triangular is not None:
        return (gap.triangular.low + gap.triangular.mode + gap.triangular.high) / 3
    if gap.uniform is not None:
        return (gap.uniform.low + gap.uniform.high) / 2
    if gap.empirical is not None:
        return sum(gap.empirical.values) / len(gap.empirical.values)
    shape = gap.erlang or gap.gamma or gap.lognormal or gap.weibull
    assert shape is not None  # the schema asks for exactly one
    return float(shape.mean)


def _mean(count: Count | None) -> float:
    return 1.0 if count is None else (count.low + count.high) / 2


def _check_volumes(flow: Flow, path: KeyPath, doubts: Doubts) -> None:
    arrivals = flow.arrivals
    if arrivals.timetable is not None:
        _check_dates(arrivals.timetable.volumes, (*path, "timetable", "volumes"), doubts)
        for position, volume in enumerate(arrivals.timetable.volumes):
            places = ((volume.to - volume.from_).days + 1) * len(arrivals.timetable.paths)
            if round(volume.count) > places:
                doubts.add((*path, "timetable", "volumes", position, "count"),
                           f"{volume.from_} 至 {volume.to} 时刻表只有 {places} 条运行线，开不了 {volume.count:g} 列",
                           f"from {volume.from_} to {volume.to} the timetable has only {places} paths")  # fmt: skip
    elif arrivals.poisson is not None and arrivals.poisson.volumes is not None:
        _check_dates(arrivals.poisson.volumes, (*path, "poisson", "volumes"), doubts)


def _check_dates(volumes: Sequence[PeriodVolume], path: KeyPath, doubts: Doubts) -> None:
    """Refuse dates outside the calendar, and two volumes for the same day."""
    for position, volume in enumerate(volumes):
        for key, date in (("from", volume.from_), ("to", volume.to)):
            if not YEARS[0] <= date.year <= YEARS[1]:
                doubts.add((*path, position, key), f"年份应在 {YEARS[0]} 与 {YEARS[1]} 之间",
                           f"the year must lie between {YEARS[0]} and {YEARS[1]}")  # fmt: skip
    in_order = sorted(range(len(volumes)), key=lambda position: volumes[position].from_)
    reached = datetime.date.min
    for position in in_order:
        if volumes[position].from_ <= reached:
            doubts.add((*path, position, "from"), "与另一时段重叠，同一天的业务量写了两次",
                       "overlaps another period: the volume of a day is written twice")  # fmt: skip
        reached = max(reached, volumes[position].to)
