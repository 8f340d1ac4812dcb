"""Solve a first-come station with one lane as a running maximum.

The axis is the queue of entities in order of (ready tick, number). Lindley (1952), "The theory of queues with a
single server", unrolled: the end of the i-th is ``C[i] + max(ready[j] - C[j-1] for j <= i)`` with `C` the running
sum of handling. It is exact because integers add exactly in any order; with floats one entity in six differs.
"""

from __future__ import annotations

import numpy as np

from clearance_sim.clock import Ticks


def starts_at_one_lane(ready: Ticks, work: Ticks) -> Ticks:
    """Give the tick on which each entity starts.

    Parameters
    ----------
    ready
        Shape ``(n,)``, ticks, non-decreasing.
    work
        Shape ``(n,)``, ticks.

    Examples
    --------
    >>> starts_at_one_lane(np.array([0, 1, 20]), np.array([5, 5, 5]))
    array([ 0,  5, 20])
    """
    before = np.cumsum(work)
    before -= work
    starts: Ticks = ready - before
    np.maximum.accumulate(starts, out=starts)
    starts += before
    return starts
