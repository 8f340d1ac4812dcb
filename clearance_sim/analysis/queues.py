"""Tell the queue of vehicles over the local day, and whether a station's queue grows over the whole run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from clearance_sim.analysis.bounds import exits, joins
from clearance_sim.analysis.days import DAY_CLASSES, LocalDays, blocks
from clearance_sim.analysis.lineage import happens_not, until
from clearance_sim.analysis.tallies import Queue
from clearance_sim.analysis.turned_away import rows_turned_away, turns_away
from clearance_sim.clock import DAY, HOUR, NEVER, Ticks
from clearance_sim.plan.plan import BOX, UNIT, Integers, Plan, PlannedFlow, PlannedStep
from clearance_sim.plan.trace import Trace
from clearance_sim.scenario.flows import PASSENGER_UNITS

QUEUERS: Final = ("truck", "train", "passenger", "lot")
"""What may stand in a port's queue; never added up."""
_PERCENTILES: Final = {"p10": 0.1, "p50": 0.5, "p90": 0.9}


class Growth(NamedTuple):
    """Hold what a queue's growth is judged by, of one replication.

    Attributes
    ----------
    per_day
        Least-squares slope of the mean queue of the blocks of time, entities per day.
    first_third, last_third
        Mean queue in the first and the last third of the blocks.
    last_least
        The smallest mean queue of a block in the last third.
    """

    per_day: float
    first_third: float
    last_third: float
    last_least: float


class Waits(NamedTuple):
    """Hold who waits at a step, by position, and the ticks [begin, end) between which each does."""

    who: Integers
    begin: Ticks
    end: Ticks


NOBODY_WAITS: Final = Waits(*(np.zeros(0, dtype=np.int64) for _ in range(3)))


def waits(plan: Plan, flow: PlannedFlow, trace: Trace, step: PlannedStep) -> Waits:
    """Give the intervals [ready, start) of a step's rows that wait; still waiting ends at the horizon.

    Who gathers waits as well, from its own ready tick; who is turned away does not.
    """
    ready, start = trace.ready[step.rows], trace.start[step.rows]
    waiting = ready != start
    if happens_not(ready):
        waiting &= ready != NEVER
    if turns_away(plan):
        waiting &= ~rows_turned_away(plan, flow, trace, step)
    who = np.flatnonzero(waiting)
    return Waits(who, ready[who], until(start[who], plan.horizon))


def queues_as(flow: PlannedFlow) -> str:
    """Name what of a flow stands in a queue, one of `QUEUERS`."""
    return "passenger" if flow.unit_kind in PASSENGER_UNITS else flow.unit_kind


def vehicle_waits(plan: Plan, flow: PlannedFlow, trace: Trace) -> tuple[Ticks, Ticks]:
    """Give the intervals in which vehicles of `flow` wait at steps of their own, after joining the queue.

    What they wait for outside the port is none of its queue. Boxes and papers that wait are no queue of
    vehicles; what a vehicle loses to them is in its stay. In a hall it is the passengers who queue, each of
    them, and not the coach.
    """
    empty = np.zeros(0, dtype=np.int64)
    cut = cut_to_stay(plan, flow, trace)
    found = [cut(waits(plan, flow, trace, step)) for step in flow.steps if step.level == queueing_level(flow)]
    return np.concatenate([empty, *(each.begin for each in found)]), np.concatenate([empty, *(each.end for each in found)])


def queueing_level(flow: PlannedFlow) -> int:
    """Give the level of those who stand in the queue of vehicles."""
    return BOX if queues_as(flow) == "passenger" else UNIT


def cut_to_stay(plan: Plan, flow: PlannedFlow, trace: Trace) -> Callable[[Waits], Waits]:
    """Give a function that leaves of waits at steps of the queueing level what lies within the stay at the port.

    It gives the waits themselves where all of them do.
    """
    level = queueing_level(flow)
    unit = flow.levels[level].unit
    joining, leaving = joins(flow, trace), exits(flow, trace) if flow.left >= 0 else None

    def cut(found: Waits) -> Waits:
        units = found.who if level == UNIT else unit[found.who]
        joined, gone = joining[units], None if leaving is None else until(leaving[units], plan.horizon)
        if (joined <= found.begin).all() and (gone is None or (found.end <= gone).all()) and not happens_not(joined):
            return found
        begin = np.maximum(found.begin, joined)
        end = found.end if gone is None else np.minimum(found.end, gone)
        waiting = np.flatnonzero((joined != NEVER) & (end > begin))
        return Waits(found.who[waiting], begin[waiting], end[waiting])

    return cut


def stood_between(queues: Sequence[Queue], *marks: Ticks) -> list[Integers]:
    """Give the ticks stood in each queue between each two marks of their ruler.

    Parameters
    ----------
    marks
        Rows of ticks that do not decrease, shape ``(k + 1,)``; the last is later than the others.

    Returns
    -------
        For every row of marks, shape ``(queues, k)``.
    """
    ruler, spent = queues[0].stood.ruler, np.array([queue.stood.spent for queue in queues])
    return [_added_up(spent, ruler.at(row)) for row in marks]


def _added_up(spent: Integers, at: Integers) -> Integers:
    added = np.add.reduceat(spent[:, : at[-1]], at[:-1], axis=1)
    # Between positions that tie lies nothing, and not the one piece that is given there.
    added[:, at[1:] == at[:-1]] = 0
    return np.asarray(added)


@lru_cache(maxsize=64)
def profile_items(days: LocalDays) -> tuple[tuple[str, str], ...]:
    """Name what `hourly_profiles` tells, as (``class@hour``, statistic), class by class."""
    names = [name for name in DAY_CLASSES if name in _whole_classes(days)]
    statistics = ("mean", *_PERCENTILES)
    return tuple((f"{name}@{hour}", statistic) for name in names for statistic in statistics for hour in range(24))


def hourly_profiles(spent: Integers, days: LocalDays) -> list[list[float]]:
    """Tell the time-averaged queues per local hour, one by one, each in the order of `profile_items`.

    Parameters
    ----------
    spent
        Shape ``(queues, hours)``, entity-ticks in each queue in each of the hours of `days`.

    Notes
    -----
    A queue is averaged over each local hour of each whole day; over the days of a class the mean, the
    10th, 50th and 90th percentile are told.
    """
    mean = np.full((spent.shape[1] + 1, len(spent)), np.nan)
    np.divide(spent.T, HOUR, out=mean[:-1])
    told = [np.zeros((0, len(spent)))]
    for hours in _hours_by_class(days):
        rows = mean[hours]
        told += [rows.mean(axis=0), *percentiles(np.sort(rows, axis=0), tuple(_PERCENTILES.values()))]
    profiles: list[list[float]] = np.concatenate(told).T.tolist()
    return profiles


@lru_cache(maxsize=64)
def _hours_by_class(days: LocalDays) -> list[Integers]:
    """Give by class the hours of its whole days, shape ``(days, 24)``; -1 is an hour that a day does not have."""
    hours = np.full((len(days.whole), 24), -1, dtype=np.int64)
    hours[days.day, days.hour] = np.arange(len(days.day))
    classes, whole = np.array(days.classes), np.array(days.whole, dtype=np.bool_)
    return [hours[(classes == name) & whole] for name in DAY_CLASSES if name in _whole_classes(days)]


def percentiles(ordered: NDArray[np.float64], shares: Sequence[float]) -> NDArray[np.float64]:
    """Give what `numpy.quantile` gives, bit by bit, of rows that are sorted along the first axis, in a tenth of the time.

    Examples
    --------
    >>> percentiles(np.array([[1.0, 10.0], [2.0, 40.0]]), (0.5, 1.0))
    array([[ 1.5, 25. ],
           [ 2. , 40. ]])
    """
    places = [share * (len(ordered) - 1) for share in shares]
    before = [int(place) for place in places]
    part = np.array([place - int(place) for place in places]).reshape(-1, *[1] * (ordered.ndim - 1))
    low, high = ordered[before], ordered[[min(place + 1, len(ordered) - 1) for place in before]]
    rise = high - low
    found = np.where(part < 0.5, low + rise * part, high - rise * (1 - part))
    # What is not a number stands last, and then nothing is known.
    return np.where(np.isnan(ordered[-1]), np.nan, found)


def _whole_classes(days: LocalDays) -> set[str]:
    return {name for name, whole in zip(days.classes, days.whole, strict=True) if whole}


def growths(spent: Integers, plan: Plan) -> list[Growth]:
    """Measure how queues grow over [warm-up, horizon), in blocks of a day (or fifteen equal ones).

    Parameters
    ----------
    spent
        Shape ``(queues, blocks)``, entity-ticks in each queue in each of `days.blocks`.
    """
    lengths, centred, squares = _blocks(plan.warm_up, plan.horizon)
    means: NDArray[np.float64] = spent / lengths
    third = means.shape[1] // 3
    first, last = means[:, :third].mean(axis=1), means[:, -third:]
    slopes = [float(centred @ mean / squares) for mean in means]
    return list(map(Growth, slopes, first.tolist(), last.mean(axis=1).tolist(), last.min(axis=1).tolist()))


@lru_cache(maxsize=64)
def _blocks(first: int, last: int) -> tuple[Integers, NDArray[np.float64], float]:
    """Give the lengths of the blocks of growth, the days from their mean to each, and these squared."""
    edges = blocks(first, last)
    middle = (edges[:-1] + edges[1:]) / (2 * DAY)
    centred = middle - middle.mean()
    return np.maximum(np.diff(edges), 1), centred, max(centred @ centred, 1e-300)
