"""Find out from a trace who gathered with whom, who led, and when each group closed (rule 8)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clearance_sim.clock import NEVER, Ticks
from clearance_sim.plan.gathering import form
from clearance_sim.plan.plan import Flags, Integers, Plan, PlannedFlow, PlannedGather, PlannedStep
from clearance_sim.plan.trace import Trace


@dataclass(frozen=True, eq=False)
class Groups:
    """Hold the groups that formed at one step of a flow.

    Attributes
    ----------
    leader
        Shape ``(units,)``, position of the unit that leads each; itself for who goes alone or is not formed.
    closed
        Shape ``(units,)``, tick at which the unit's group closed; `NEVER` for who goes alone or is not formed.
    """

    leader: Integers
    closed: Ticks

    @property
    def leads(self) -> Flags:
        """Say of each unit whether it goes through the steps for itself: what it takes is taken once."""
        return np.asarray(self.leader == np.arange(len(self.leader)))


def form_groups(plan: Plan, flow: PlannedFlow, trace: Trace) -> dict[int, Groups]:
    """Give the groups of every step of `flow` at which units gather, by the step's position."""
    return {
        position: _formed(plan, flow, trace, step, step.gather)
        for position, step in enumerate(flow.steps)
        if step.gather is not None
    }


def led(groups: dict[int, Groups], step: PlannedStep) -> Flags | None:
    """Say of each unit whether it takes `step` for itself; None where everybody does.

    Who follows repeats the leader's row, so lanes, staff and places must be counted for leaders only.
    """
    return None if step.group < 0 else groups[step.group].leads


def _formed(plan: Plan, flow: PlannedFlow, trace: Trace, step: PlannedStep, rule: PlannedGather) -> Groups:
    admitted = trace.admitted[step.rows]
    n = len(admitted)
    came = np.flatnonzero(plan.takes[step.rows] & (admitted != NEVER))
    came = came[np.lexsort((flow.numbers(step)[came], admitted[came]))]
    first, closes = form(admitted[came], flow.worth[came], rule, plan.horizon)
    leader, closed = np.arange(n, dtype=np.int64), np.full(n, NEVER, dtype=np.int64)
    formed = closes != NEVER
    leader[came[formed]] = came[first[formed]]
    closed[came[formed]] = closes[formed]
    return Groups(leader, closed)
