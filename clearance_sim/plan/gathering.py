"""Say who gathers with whom, by when each one came (rule 8)."""

from __future__ import annotations

import numpy as np

from clearance_sim.clock import NEVER, Ticks
from clearance_sim.plan.plan import Integers, PlannedGather


def form(came: Ticks, worth: Integers, rule: PlannedGather, horizon: int) -> tuple[Integers, Ticks]:
    """Cut those who came into groups; each begins where the one before ends.

    Where a group that begins with the i-th would end is known for all i at once; which of them do begin a
    group is found by doubling: who begins, then who is one group on, two, four, ...

    Parameters
    ----------
    came
        Shape ``(n,)``, ticks before the horizon, in order of (tick, number).
    worth
        Shape ``(n,)``, what each brings; looked at only if the rule is by worth.

    Returns
    -------
        Both of shape ``(n,)``: the position of the first of each one's group, who leads it, and the tick on which the
        group closes; `NEVER` if that is not before the horizon.

    Examples
    --------
    >>> form(np.array([2, 3, 7, 9]), np.zeros(4), PlannedGather(number=2, worth=0, at_most=3), 11)[0]
    array([0, 0, 2, 2])
    """
    beyond, closing = _ends(came, worth, rule, horizon)
    begins = np.zeros(len(came) + 1, dtype=np.bool_)
    begins[0] = True
    jump = np.append(beyond, len(came))
    for _ in range(len(came).bit_length()):
        begins[jump[begins]] = True
        jump = jump[jump]
    first = np.maximum.accumulate(np.where(begins[:-1], np.arange(len(came)), 0))
    return first, closing[first]


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
