"""Measure one replication of one port: every number that a summary, a comparison or a figure needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from clearance_sim.analysis.bounds import exits, joins
from clearance_sim.analysis.causes import Reasons
from clearance_sim.analysis.clocks import CLOCKS, Clock, read_clocks
from clearance_sim.analysis.days import LocalDays, days_of, measured_days
from clearance_sim.analysis.groups import form_groups
from clearance_sim.analysis.ledger import QUANTILES, Key, Ledger, keys_of
from clearance_sim.analysis.lineage import flow_name, is_measured, window
from clearance_sim.analysis.parts import enter_parts
from clearance_sim.analysis.procedure import measure_procedure
from clearance_sim.analysis.queues import QUEUERS, Growth, hourly_profiles, profile_items, queues_as, stood_between
from clearance_sim.analysis.stations import enter_stations, enter_yards
from clearance_sim.analysis.tallies import Queue, Tallies
from clearance_sim.analysis.tallying import tally
from clearance_sim.analysis.utilisation import Utilisation, utilisations
from clearance_sim.clock import HOUR, NEVER, Ticks
from clearance_sim.plan.plan import BOX, DECLARATION, UNIT, Plan, PlannedFlow
from clearance_sim.plan.stops import ROUTES
from clearance_sim.plan.trace import Trace

CDF_HOURS: Final = tuple(
    float(hour)
    for first, last, pitch in ((0, 6, 0.25), (6, 12, 0.5), (12, 48, 1), (48, 96, 2), (96, 240, 6), (240, 721, 24))
    for hour in np.arange(first + pitch, last + pitch / 2, pitch)
)
"""Hours at which the cumulative distribution of the crossing time is told, up to thirty days."""
HALL_CDF_HOURS: Final = tuple(
    float(minute) / 60
    for first, last, pitch in ((0, 60, 1), (60, 180, 5), (180, 720, 60))
    for minute in range(first + pitch, last + 1, pitch)
)
"""The same of coaches and cars in a passenger hall, up to twelve hours."""
_VOLUME: Final = {
    "unfinished_share": "share", "throughput_per_day": "mean", "turned_away": "mean", "lost": "mean", "documents": "mean",
    "documents_per_declaration": "mean", "steps": "mean", "cost_cny_per_declaration": "mean", "cost_cny_per_teu": "mean",
}  # fmt: skip
"""What is told of a flow's volume and procedure, each with its statistic; the cost is of those who finished."""
Targets = Mapping[str, Sequence[tuple[str, int]]]
"""For each flow the targets to measure: (clock without ``_hours``, ticks)."""


@dataclass(frozen=True, eq=False)
class Measured:
    """Hold what is kept of one replication.

    Attributes
    ----------
    ledger
        Every measured number.
    clocks
        By flow and clock, the times of the entities, for pairing with another variant.
    growth
        By station, how its queue grew.
    """

    ledger: Ledger
    clocks: dict[tuple[str, str], Clock]
    growth: dict[str, Growth]


def measure(plan: Plan, trace: Trace, targets: Targets | None = None) -> Measured:
    """Measure a replication.

    Parameters
    ----------
    targets
        Targets by flow, for the shares within them.

    Notes
    -----
    The clocks, waits, documents and costs take entities whose unit arrives in [warm-up, horizon -
    cool-down); time averages (queues, utilisation) and throughput take [warm-up, horizon).
    """
    ledger = Ledger()
    clocks: dict[tuple[str, str], Clock] = {}
    groups = [form_groups(plan, flow, trace) for flow in plan.flows]
    reasons = Reasons(plan, trace, groups)
    gone = [exits(flow, trace) for flow in plan.flows]
    tallies = tally(reasons, gone)
    for number, (flow, leaving) in enumerate(zip(plan.flows, gone, strict=True)):
        name = flow_name(plan.port, flow)
        read = read_clocks(plan, flow, trace, leaving)
        for clock in CLOCKS:
            if clock in read.by_name:
                clocks[name, clock] = read.by_name[clock]
                _enter_clock(ledger, name, clock, read.by_name[clock])
        if "clearance_hours" in read.by_name:
            ledger.add(Key(name, "released_before_arrival_share", "", "share"), read.released_before_arrival)
        _enter_cdf(ledger, name, read.by_name["crossing_hours"], queues_as(flow) == "passenger")
        for target, at_most in (targets or {}).get(name, ()):
            if f"{target}_hours" in read.by_name:
                _enter_target(ledger, name, target, at_most, read.by_name[f"{target}_hours"])
        enter_parts(ledger, reasons, number, leaving, tallies.legs[number])
        _enter_volume(ledger, plan, flow, trace, leaving)
    _enter_vehicle_queues(ledger, plan, tallies.flows)
    grown = enter_stations(ledger, plan, tallies)
    enter_yards(ledger, plan, trace)
    _enter_utilisation(ledger, reasons, tallies)
    return Measured(ledger, clocks, grown)


def _enter_clock(ledger: Ledger, name: str, clock: str, read: Clock) -> None:
    ledger.extend(_clock_keys(name, clock), list(read.statistics.values()), len(read.ticks), read.unfinished_share)


@lru_cache(maxsize=ROUTES)
def _clock_keys(name: str, clock: str) -> tuple[Key, ...]:
    return keys_of(name, clock, [("", statistic) for statistic in ("mean", *QUANTILES)])


def _enter_cdf(ledger: Ledger, name: str, crossing: Clock, in_hall: bool) -> None:
    """Enter the share of all that have left within so many hours; who has not left counts as not within."""
    n = len(crossing.ticks)
    keys, limits = _cdf_points(name, in_hall)
    within = np.searchsorted(crossing.finished, limits, side="right") / n if n else np.full(len(keys), np.nan)
    ledger.extend(keys, within.tolist(), n, crossing.unfinished_share)


@lru_cache(maxsize=ROUTES)
def _cdf_points(name: str, in_hall: bool) -> tuple[tuple[Key, ...], Ticks]:
    """Give the keys of a cumulative distribution, and the ticks at which it is told."""
    hours = HALL_CDF_HOURS if in_hall else CDF_HOURS
    keys = keys_of(name, "crossing_cdf", [(f"{hour:g}", "share") for hour in hours])
    return keys, np.rint(np.array(hours) * HOUR).astype(np.int64)


def _enter_target(ledger: Ledger, name: str, target: str, at_most: int, read: Clock) -> None:
    within = np.count_nonzero(read.done <= at_most)
    share = within / len(read.ticks) if len(read.ticks) else float("nan")
    key = Key(name, f"{target}_within_target_share", f"{at_most / HOUR:g}", "share")
    ledger.add(key, share, len(read.ticks), read.unfinished_share)


def _enter_volume(ledger: Ledger, plan: Plan, flow: PlannedFlow, trace: Trace, leaving: Ticks) -> None:
    """Enter how many came, left, were turned away or lost, what the procedure asked of them and its cost.

    Who was turned away is no unfinished vehicle: arrived = left + inside + turned away.
    """
    measured = is_measured(plan, flow, trace, UNIT)
    came, *others = (int(np.count_nonzero(window(plan, flow, level))) for level in (UNIT, BOX, DECLARATION))
    n, inside = (int(np.count_nonzero(units)) for units in (measured, measured & (leaving == NEVER)))
    left = int(np.count_nonzero(leaving >= plan.warm_up))
    asked = measure_procedure(plan, flow, joins(flow, trace), leaving, measured)
    share = inside / came if came else float("nan")
    values = [float(came), *map(float, others), share, left / measured_days(plan), float(came - n), float(flow.lost), *asked]
    unfinished = inside / n if n else 0.0
    counts = [came, *others, came, left, came, came, *[n] * len(asked)]
    ledger.extend(_volume_keys(flow_name(plan.port, flow)), values, counts, [*[0.0] * 10, unfinished, unfinished])


@lru_cache(maxsize=ROUTES)
def _volume_keys(name: str) -> tuple[Key, ...]:
    levels = [Key(name, "entities", item, "mean") for item in ("", "box", "declaration")]
    return *levels, *(Key(name, measure, "", _VOLUME[measure]) for measure in _VOLUME)


def _enter_vehicle_queues(ledger: Ledger, plan: Plan, queues: Sequence[Queue]) -> None:
    """Enter the queue over the day of every flow, and of all vehicles of the port's smaller kind together.

    Trucks and trains are never added up: the whole port's queue is of trucks where trucks come, and of passengers
    in a hall.
    """
    days = days_of(plan)
    kinds = [queues_as(flow) for flow in plan.flows]
    kind = next(kind for kind in QUEUERS if kind in kinds)
    together = [own == kind for own in kinds]
    by_hour, whole = stood_between(queues, days.edges, np.array([plan.warm_up, plan.horizon], dtype=np.int64))
    profiles = hourly_profiles(np.concatenate([by_hour, by_hour[together].sum(axis=0, keepdims=True)]), days)
    for flow, queue, ticks, profile in zip(plan.flows, queues, whole[:, 0].tolist(), profiles, strict=False):
        mean = ticks / (plan.horizon - plan.warm_up)
        ledger.extend(_queue_keys(flow_name(plan.port, flow), days), [mean, *profile], queue.waits)
    waits = sum(queue.waits for queue, own in zip(queues, together, strict=True) if own)
    ledger.extend(_queue_keys("", days), profiles[-1], waits)


@lru_cache(maxsize=ROUTES)
def _queue_keys(name: str, days: LocalDays) -> tuple[Key, ...]:
    """Give the keys of the queue of a flow; that of the port has no mean, only the day."""
    mean = [Key(name, "mean_queue_vehicles", "", "mean")] if name else []
    return *mean, *keys_of(name, "queue_vehicles", profile_items(days))


def _enter_utilisation(ledger: Ledger, reasons: Reasons, tallies: Tallies) -> None:
    plan = reasons.plan
    names = (*(station.name for station in plan.stations), *(group.name for group in plan.staff))
    used = utilisations(reasons, tallies, days_of(plan))
    ledger.extend(_utilisation_keys(names), [value for each in used for value in each], 0)


@lru_cache(maxsize=ROUTES)
def _utilisation_keys(names: tuple[str, ...]) -> tuple[Key, ...]:
    return keys_of("", "utilisation", [(name, statistic) for name in names for statistic in Utilisation._fields])
