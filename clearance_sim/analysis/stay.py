"""Tell each vehicle's stay backwards from its exit: who handled it, who made it wait (rule 18).

Every tick between joining the queue and leaving is counted once, so handling and waits add up to the stay exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from clearance_sim.analysis.legs import Leg, PlainLeg
from clearance_sim.analysis.walk import walk_back
from clearance_sim.clock import NEVER, Ticks
from clearance_sim.plan.plan import Integers, Plan, PlannedFlow
from clearance_sim.plan.trace import Trace

PARTIES: Final = ("trader", "customs", "border_police", "terminal", "partner")


@dataclass(frozen=True, eq=False)
class Stay:
    """Hold the parts of the stays of the units that left; all ticks, the parts of a unit sum to its stay.

    Attributes
    ----------
    units
        Shape ``(n,)``, positions of the units that left before the horizon.
    handling, waiting
        Shape ``(parties, n)``, in the order of `PARTIES`; waiting holds queues and full yards.
    papers
        Shape ``(n,)``, waiting until the papers were ready.
    """

    units: Integers
    handling: Ticks
    waiting: Ticks
    papers: Ticks

    @property
    def total(self) -> Ticks:
        """Give the stay of each unit as the sum of its parts."""
        return np.asarray(self.handling.sum(axis=0) + self.waiting.sum(axis=0) + self.papers)


class Totals(NamedTuple):
    """Hold the parts of all stays together, ticks: handling and waiting in the order of `PARTIES`, and papers."""

    handling: list[int]
    waiting: list[int]
    papers: int


def total_stay(plan: Plan, flow: PlannedFlow, legs: Sequence[Leg | PlainLeg]) -> Totals:
    """Add up the parts of the stays of all units of `legs`: the sums of `tell_stay`, told at once."""
    handling, waiting, papers = [0] * len(PARTIES), [0] * len(PARTIES), 0
    for leg in legs:
        step = flow.steps[leg.position]
        party = PARTIES.index(step.party)
        came, ready, admitted, start, end = leg.sums
        handling[party] += end - start
        waiting[party] += start - admitted
        if step.yards:
            waiting[PARTIES.index(plan.yards[step.yards[-1]].party)] += admitted - ready
        papers += ready - came
    return Totals(handling, waiting, papers)


def tell_stay(
    plan: Plan, flow: PlannedFlow, trace: Trace, leaving: Ticks, legs: Sequence[Leg] | None = None
) -> Stay:
    """Split the stay of every unit that left.

    Parameters
    ----------
    leaving
        Shape ``(units,)``, exit ticks as `bounds.exits` gives them.
    legs
        What `walk_back` gives, where it is known already.
    """
    n = len(flow.entry)
    handling = np.zeros((len(PARTIES), n), dtype=np.int64)
    waiting = np.zeros((len(PARTIES), n), dtype=np.int64)
    papers = np.zeros(n, dtype=np.int64)
    left = np.flatnonzero(leaving != NEVER)
    for leg in walk_back(flow, trace, leaving) if legs is None else legs:
        step = flow.steps[leg.position]
        party = PARTIES.index(step.party)
        # One row first: adding at positions of a table takes several times as long.
        handling[party][leg.units] += leg.end - leg.start
        waiting[party][leg.units] += leg.start - leg.admitted
        if step.yards:
            holder = PARTIES.index(plan.yards[step.yards[-1]].party)
            waiting[holder][leg.units] += leg.admitted - leg.ready
        papers[leg.units] += leg.ready - leg.came
    return Stay(left, handling[:, left], waiting[:, left], papers[left])
