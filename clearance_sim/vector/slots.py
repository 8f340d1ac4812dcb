"""Solve a station with a timetable: at each departure up to k entities leave, unused places lapse (rule 9).

The axis is the queue, in order of (ready tick, number), as k interleaved rows. The i-th cannot leave before the
first departure at or after its ready tick, nor before the departure after that of the one k places ahead. Counted
in departures that is ``d[i] = max(first[i], d[i - k] + 1)``, a running maximum in each of the k rows; exact as
integers.
"""

from __future__ import annotations

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.vector.relations import FAR


def starts_by_departures(ready: Ticks, departures: Ticks, places: int) -> Ticks:
    """Give the tick on which each entity leaves, `FAR` if no departure is left.

    Parameters
    ----------
    ready
        Shape ``(n,)``, ticks, non-decreasing.
    departures
        Shape ``(d,)``, ticks, increasing.

    Examples
    --------
    >>> starts_by_departures(np.array([0, 1, 2, 9]), np.array([2, 5, 10]), 2)
    array([ 2,  2,  5, 10])
    """
    first = np.searchsorted(departures, ready)
    trains = -(-len(ready) // places)
    padded = np.zeros(trains * places, dtype=np.int64)
    padded[: len(ready)] = first
    rank = np.arange(trains)[:, None]
    taken = np.maximum.accumulate(padded.reshape(trains, places) - rank, axis=0) + rank
    return np.append(departures, FAR)[np.minimum(taken.reshape(-1)[: len(ready)], len(departures))]
