"""Pair the entities of two variants of one replication by number: what truck 17 gained or lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from clearance_sim.analysis.clocks import Clock, statistics_of
from clearance_sim.clock import NEVER, Ticks
from clearance_sim.plan.plan import Flags


class Pair(NamedTuple):
    """Hold one clock over the entities that are in both variants and finished in both.

    Attributes
    ----------
    baseline, value
        Statistics by name, hours.
    slower
        Share of the entities whose time is longer than in the baseline, to the tick; NaN for nobody.
    entities
        How many were paired.
    """

    baseline: dict[str, float]
    value: dict[str, float]
    slower: float
    entities: int


Clocks = Mapping[tuple[str, str], Clock]


def pair_clocks(baseline: Clocks, variant: Clocks) -> dict[tuple[str, str], Pair]:
    """Pair every clock that both variants have, by flow and clock."""
    return {key: _pair(baseline[key], variant[key]) for key in baseline if key in variant}


def _pair(baseline: Clock, variant: Clock) -> Pair:
    before, after = baseline.ticks, variant.ticks
    if not np.array_equal(baseline.number, variant.number):
        _, one, other = np.intersect1d(baseline.number, variant.number, assume_unique=True, return_indices=True)
        before, after = before[one], after[other]
    both = (before != NEVER) & (after != NEVER)
    n = int(np.count_nonzero(both))
    slower = float(np.count_nonzero((after > before) & both) / n) if n else float("nan")
    return Pair(_over(baseline, before, both, n), _over(variant, after, both, n), slower, n)


def _over(clock: Clock, ticks: Ticks, both: Flags, n: int) -> dict[str, float]:
    """Give the statistics of the `n` entities of a clock that are paired; often these are all that finished."""
    return clock.statistics if n == len(clock.done) else statistics_of(ticks[both])
