"""Find out from a trace who gathered with whom, who led, and when each group closed (rule 8)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clearance_sim.clock import NEVER, Ticks
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
    """Cut those who came, in order of (tick, number), into groups; each begins where the one before ends.

    Where a group that begins with the i-th would end is known for all i at once; which of them do begin a
    group is found by doubling: who begins, then who is one group on, two, four, ...
    """
    admitted = trace.admitted[step.rows]
    n = len(admitted)
    came = np.flatnonzero(plan.takes[step.rows] & (admitted != NEVER))
    came = came[np.lexsort((flow.numbers(step)[came], admitted[came]))]
    at = admitted[came]
    beyond, closing = _ends(at, flow.worth[came], rule, plan.horizon)
    begins = np.zeros(len(came) + 1, dtype=np.bool_)
    begins[0] = True
    jump = np.append(beyond, len(came))
    for _ in range(len(came).bit_length()):
        begins[jump[begins]] = True
        jump = jump[jump]
    first = np.maximum.accumulate(np.where(begins[:-1], np.arange(len(came)), 0))
    leader, closed = np.arange(n, dtype=np.int64), np.full(n, NEVER, dtype=np.int64)
    formed = closing[first] != NEVER
    leader[came[formed]] = came[first[formed]]
    closed[came[formed]] = closing[first[formed]]
    return Groups(leader, closed)


def _ends(at: Ticks, worth: Integers, rule: PlannedGather, horizon: int) -> tuple[Integers, Ticks]:
    """Give for a group that begins with each: the position after its last, and the tick of closing or `NEVER`."""
    n = len(at)
    position = np.arange(n, dtype=np.int64)
    if rule.number:
        last = position + rule.number - 1
    else:
        total = np.cumsum(worth)
        last = np.maximum(position, np.searchsorted(total, total - worth + rule.worth, side="left"))
    complete = np.where(last < n, at[np.minimum(last, n - 1)], NEVER) if n else at
    if rule.at_most == NEVER:
        return np.where(complete == NEVER, n, last + 1), complete
    time_out = at + rule.at_most
    in_time = (complete != NEVER) & (complete <= time_out)
    there = np.searchsorted(at, time_out, side="right")
    if rule.number:
        there = np.minimum(there, position + rule.number)
    closing = np.where(in_time, complete, np.where(time_out < horizon, time_out, NEVER))
    return np.where(in_time, last + 1, there), closing
