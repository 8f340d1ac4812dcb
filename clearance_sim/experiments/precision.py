"""Decide how many replications are enough for a stated relative precision (Law 2015, section 9.4.1)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

import numpy as np

from clearance_sim.analysis.intervals import estimate
from clearance_sim.analysis.summary import Sample

FIRST_REPLICATIONS: Final = 10
"""Replications before the spread is trusted to say how many more are needed."""
_WATCHED: Final = ("crossing_hours", "clearance_hours", "passage_hours")


def relative_half_width(samples: Iterable[Sample]) -> float:
    """Give the widest half interval relative to its mean, over the mean clocks of all flows and variants.

    Saturated flows are left out: no number of replications makes their mean meaningful.
    """
    widest = 0.0
    for sample in samples:
        watched = [
            position
            for position, key in enumerate(sample.keys)
            if key.measure in _WATCHED and key.statistic == "mean" and not sample.is_saturated(key)
        ]
        found = estimate(sample.values[:, watched])
        positive = found.mean > 0
        half = (found.high - found.low)[positive] / 2 / found.mean[positive]
        widest = max(widest, float(np.nan_to_num(half, nan=np.inf).max(initial=0.0)))
    return widest


def replications_next(done: int, widest: float, precision: float, most: int) -> int:
    """Give how many replications to have in all after the next round; `done` when it is enough.

    The half interval shrinks as one over the root of their number; never more than doubled at once, since
    the spread itself is only estimated.

    Examples
    --------
    >>> replications_next(10, 0.04, 0.05, 500), replications_next(10, 0.08, 0.05, 500)
    (10, 20)
    >>> replications_next(100, 0.06, 0.05, 120)
    120
    """
    if widest <= precision or done >= most:
        return done
    predicted = math.ceil(done * (widest / precision) ** 2) if math.isfinite(widest) else 2 * done
    return min(most, max(done + 2, min(2 * done, predicted)))
