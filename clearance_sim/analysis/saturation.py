"""Decide whether a station is saturated: its queue grows over the whole run, so no mean describes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np

from clearance_sim.analysis.intervals import estimate
from clearance_sim.analysis.queues import Growth

LEVEL: Final = 0.001
"""One-sided error rate of the test of growth: a port has tens of stations, none should cry by chance."""
MATERIAL: Final = 1.5
"""A queue that grows materially has a last third at least so many times the first."""
LEAST_QUEUE: Final = 1.0
"""Below one entity on average nothing is called a queue that grows."""


class Growing(NamedTuple):
    """Hold the growth of a saturated station's queue, entities per day, with its 95 % interval."""

    per_day: float
    low: float
    high: float


def saturated_stations(replications: Sequence[Mapping[str, Growth]]) -> dict[str, Growing]:
    """Name the saturated stations.

    Parameters
    ----------
    replications
        The growth of every station's queue in each replication.

    Notes
    -----
    All must hold: (1) the slope of the queue, one number per replication and so independent, is above zero
    by Student's t at `LEVEL` (not asked of a single replication, which has no spread); (2) the mean queue of
    the last third is at least `MATERIAL` times that of the first and `LEAST_QUEUE`; (3) the smallest queue
    of the last third is above the mean of the first. A stable station, however busy, batchy or seasonal,
    empties now and then and fails (3); a slope inside one run, whose days depend on each other, would not
    tell the two apart.
    """
    found = {}
    for station in replications[0] if replications else ():
        grown = np.array([replication[station] for replication in replications])
        slope, first, last, least = grown.mean(axis=0)
        material = last >= LEAST_QUEUE and last >= MATERIAL * first and least > first
        if not material or slope <= 0:
            continue
        slopes = grown[:, :1]
        if len(slopes) > 1 and not estimate(slopes, 1 - 2 * LEVEL).low[0] > 0:
            continue
        interval = estimate(slopes)
        found[station] = Growing(float(slope), float(interval.low[0]), float(interval.high[0]))
    return found
