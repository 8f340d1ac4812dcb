"""Lay the queues of one station in several replications end to end on one clock, and take them apart again.

The axis is the replications: each begins so late that whatever the one before it left over is done. A station
then has one long queue instead of many short ones, which is what the blocks of `many_servers` need. It is exact
because a tick is an integer, so that moving a whole replication moves its starts by the same amount, and because
lanes that became free before the first arrival are as good as new. Who is left waiting at the horizon is served
in a last opening after it, before the next replication begins, and those starts are cut off as too late.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import Intervals
from clearance_sim.vector.relations import FAR


class OneClock:
    """Hold how far each of several queues is moved."""

    def __init__(self, ready: Sequence[Ticks], work: Sequence[Ticks], horizon: int) -> None:
        self._counts = [len(ticks) for ticks in ready]
        self._cuts = np.cumsum(self._counts)[:-1]
        self._horizon = horizon
        self._earliest = min(int(ticks[0]) for ticks in ready if len(ticks))
        self._over = horizon + max(int(ticks.sum()) for ticks in work) + 1
        self._span = self._over - self._earliest

    @property
    def is_long_enough(self) -> bool:
        """Tell whether the ticks of all queues fit."""
        return self._span * (len(self._counts) + 1) < FAR // 2

    def joined(self, queues: Sequence[Ticks]) -> Ticks:
        """Give the ticks of all queues on the one clock."""
        return np.concatenate(queues) + self._moved()

    def hours(self, of_queues: Sequence[Intervals]) -> Intervals:
        """Give the openings of all queues on the one clock, with one more for each after its horizon."""
        parts = []
        for number, hours in enumerate(of_queues):
            inside = np.clip(hours, self._earliest, self._horizon)
            inside = inside[inside[:, 0] < inside[:, 1]]
            parts.append(np.append(inside, [[self._horizon, self._over]], axis=0) + number * self._span)
        return np.concatenate(parts)

    def apart(self, ticks: Ticks, bits: int = 0) -> list[Ticks]:
        """Give each queue's ticks on its own clock; below each tick there may stand some bits more."""
        return np.split(ticks - (self._moved() << bits), self._cuts)

    def _moved(self) -> Ticks:
        return np.repeat(np.arange(len(self._counts)) * self._span, self._counts)
