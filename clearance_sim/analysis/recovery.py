"""Tell how a port gets over a dated event: its longest queue, and how many days it is not yet as before (恢复天数).

The same port without the event, on the same chances, is the measure of "as before". A day is one of 24 hours
from the end of the event on, so that for an event that ends at midnight it is a calendar day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np

from clearance_sim.analysis.bounds import exits, joins
from clearance_sim.analysis.intervals import CONFIDENCE, Numbers, estimate, t_quantile
from clearance_sim.analysis.lineage import flow_name
from clearance_sim.analysis.occupancy import occupancy
from clearance_sim.analysis.queues import QUEUERS, queues_as, vehicle_waits
from clearance_sim.analysis.tables import Table, columns
from clearance_sim.clock import DAY, HOUR, NEVER, Ticks
from clearance_sim.plan.draft import Draft
from clearance_sim.plan.happenings import span
from clearance_sim.plan.plan import Plan
from clearance_sim.plan.trace import Trace

RECOVERY: Final[dict[str, type]] = {
    "variant": str, "port": str, "event": str, "flow": str, "item": str, "measure": str, "unit": str,
    "baseline": float, "value": float, "low": float, "high": float, "replications": int, "flag": str,
}  # fmt: skip
_NAN: Final = float("nan")


class Disturbance(NamedTuple):
    """Name the events that one port has and another has not, and the ticks [begin, end) that they cover."""

    events: tuple[str, ...]
    begin: int
    end: int


@dataclass(frozen=True, eq=False)
class Aftermath:
    """Hold what one replication shows of the time from the beginning of an event on.

    Attributes
    ----------
    peak
        The most that wait at one moment from the beginning of the event to the horizon.
    at_end
        How many wait when the event ends.
    queue
        Shape ``(days,)``, mean queue of each whole day after the end, up to the cool-down.
    stay
        Shape ``(days,)``, mean hours from arrival to leaving of those who arrive that day (to the horizon, for
        who is inside then); NaN where nobody arrives.
    """

    peak: int
    at_end: int
    queue: Numbers
    stay: Numbers


Aftermaths = Mapping[tuple[str, str], Aftermath]
"""By (flow, ``""``), and for all vehicles of a kind by (``""``, ``truck``, ``train`` or ``passenger``)."""


def disturbance(without: Draft, under: Draft) -> Disturbance | None:
    """Give what disturbs a port `under` a variant and not `without` it; None where no event is added."""
    added = {name: event for name, event in under.port.events.items() if without.port.events.get(name) != event}
    if not added:
        return None
    spans = [span(event, under) for event in added.values()]
    return Disturbance(tuple(added), min(begin for begin, _ in spans), max(end for _, end in spans))


def follow_event(plan: Plan, trace: Trace, event: Disturbance) -> dict[tuple[str, str], Aftermath]:
    """Watch one replication, with the event or without it, from the event's beginning on."""
    found = {}
    for kind in (kind for kind in QUEUERS if any(queues_as(flow) == kind for flow in plan.flows)):
        waits: list[tuple[Ticks, Ticks]] = []
        stays: list[tuple[Ticks, Ticks]] = []
        for flow in plan.flows:
            if queues_as(flow) == kind:
                joining, leaving = joins(flow, trace), exits(flow, trace)
                came = (joining >= 0) & (joining < plan.horizon)
                left = np.where(leaving == NEVER, plan.horizon, leaving)
                waits.append(vehicle_waits(plan, flow, trace))
                stays.append((joining[came], left[came]))
                found[flow_name(plan.port, flow), ""] = _aftermath(plan, event, waits[-1:], stays[-1:])
        found["", kind] = _aftermath(plan, event, waits, stays)
    return found


def _aftermath(
    plan: Plan, event: Disturbance, waits: Sequence[tuple[Ticks, Ticks]], stays: Sequence[tuple[Ticks, Ticks]]
) -> Aftermath:
    begins, ends = (np.concatenate([pair[side] for pair in waits]) for side in (0, 1))
    queue = occupancy(begins, ends)
    at = np.concatenate([[max(event.begin, 0)], queue.starts[queue.starts >= event.begin], [event.end]])
    waiting = np.searchsorted(queue.starts, at, side="right") - np.searchsorted(queue.ends, at, side="right")
    count = max(0, (plan.horizon - plan.cool_down - event.end) // DAY)
    edges = event.end + DAY * np.arange(count + 1, dtype=np.int64)
    arrived, left = (np.concatenate([pair[side] for pair in stays]) for side in (0, 1))
    day = (arrived - event.end) // DAY
    within = (day >= 0) & (day < count)
    n = np.bincount(day[within], minlength=count)
    hours = np.bincount(day[within], weights=(left - arrived)[within] / HOUR, minlength=count)
    stay = np.where(n > 0, hours / np.maximum(n, 1), np.nan)
    return Aftermath(int(waiting.max()), int(waiting[-1]), np.diff(queue.integral(edges)) / DAY, stay)


def days_to_recover(without: Numbers, under: Numbers) -> tuple[Numbers, bool]:
    """Count the days after an event until a daily series is back in the band of the days without it, and stays.

    Parameters
    ----------
    without, under
        Shape ``(replications, days)``, the same chances without the event and with it.

    Returns
    -------
        Days by replication (NaN with fewer than two replications, which have no band, or no day to judge), and
        whether some replication is not back on the last day, so that its number is a lower bound.

    Notes
    -----
    The band is that in which 95 % of the replications without the event have a day: its mean, and on either
    side ``t s sqrt(1 + 1/n)`` with the deviation s pooled over the days (Hahn & Meeker, *Statistical
    Intervals*, on one future observation). The two series share their chances, so a day's own luck is in both;
    what the event adds is their difference, and a day is back when mean + difference is not above the band.
    Judging the raw series instead would call one day in forty disturbed where nothing has happened. A queue
    shorter than usual needs no recovery.

    Examples
    --------
    >>> usual = np.array([[4.0, 6.0, 5.0], [6.0, 4.0, 5.0]])
    >>> days_to_recover(usual, usual + [90.0, 40.0, 1.0])
    (array([2., 2.]), False)
    """
    replications, days = without.shape
    if replications < 2 or not days:
        return np.full(replications, np.nan), False
    added = np.nan_to_num(under - without, nan=0.0) > _half_band(without)
    last = np.where(added.any(axis=1), days - np.argmax(added[:, ::-1], axis=1), 0)
    return last.astype(np.float64), bool(added[:, -1].any())


def _half_band(without: Numbers) -> float:
    known = np.isfinite(without)
    judged = without[:, known.all(axis=0)]
    replications, days = judged.shape
    if replications < 2 or not days:
        return float("nan")
    freedom = np.array([(replications - 1) * days], dtype=np.int64)
    deviation = float(np.sqrt(judged.var(axis=0, ddof=1).mean()))
    return float(t_quantile((1 + CONFIDENCE) / 2, freedom)[0] * deviation * np.sqrt(1 + 1 / replications))


def recover(
    variant: str, port: str, event: Disturbance, without: Sequence[Aftermaths], under: Sequence[Aftermaths]
) -> Table:
    """Give the rows of one event at one port: for the port's trucks and trains, and flow by flow.

    Parameters
    ----------
    without, under
        By replication.

    Notes
    -----
    ``usual_queue_vehicles`` is the mean queue of the days after the event as they are without it; its low and
    high are the band within which a single day counts as usual. All other intervals are of the mean over
    replications; a lower bound has none.
    """
    keys = [key for key in under[0] if all(key in one for one in (*without, *under))]
    rows = (
        (variant, port, "+".join(event.events), *key, *row)
        for key in keys
        for row in _rows([one[key] for one in without], [one[key] for one in under])
    )
    return columns(RECOVERY, rows)


def _rows(without: Sequence[Aftermath], under: Sequence[Aftermath]) -> Iterator[tuple[Any, ...]]:
    n = len(under)
    queue, stay = (
        [np.array([getattr(one, series) for one in runs]) for runs in (without, under)]
        for series in ("queue", "stay")
    )
    band = _half_band(queue[0])
    usual = float(queue[0].mean()) if queue[0].size else float("nan")
    yield "usual_queue_vehicles", "vehicles", usual, usual, max(0.0, usual - band), usual + band, n, ""
    for measure, counted in (("peak_queue_vehicles", "peak"), ("queue_at_end_vehicles", "at_end")):
        base, value = ([[float(getattr(one, counted))] for one in runs] for runs in (without, under))
        yield measure, "vehicles", float(np.mean(base)), *_estimated(np.array(value)), n, ""
    for measure, series in (("queue_recovery_days", queue), ("stay_recovery_days", stay)):
        days, bounded = days_to_recover(*series)
        if np.isfinite(days).all():
            mean, low, high = _estimated(days[:, None])
            told = (mean, _NAN, _NAN, n, "at_least") if bounded else (mean, low, high, n, "")
            yield measure, "d", 0.0, *told


def _estimated(values: Numbers) -> tuple[float, float, float]:
    """Give mean, low and high; counts and days do not fall below zero."""
    mean, low, high = (float(part[0]) for part in estimate(values)[:3])
    return mean, low if low > 0 or np.isnan(low) else 0.0, high
