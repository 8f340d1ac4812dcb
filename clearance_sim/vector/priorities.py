"""Solve a station whose alike lanes serve some before others, without interrupting anybody (rule 2).

No axis: one loop over the starts of one station, each the first of the first class in which somebody is there when a
lane is free. It is exact because a start depends only on who came before it and on when lanes become free, which
earlier starts have fixed; the rest of the port need not be looked at. The loop runs as it is over lists, or
compiled over arrays. A long queue of two classes is run as it is by `two_classes`, one of several by `line_blocks`.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import Integers, Intervals
from clearance_sim.vector.one_pass import opening_columns, send_away, serve
from clearance_sim.vector.relations import FAR
from clearance_sim.vector.turns import Served
from clearance_sim.vector.two_classes import BlocksOfTwo

FEW: Final = 2_000
"""Below so many entities the plain loop is faster than blocks."""


def serve_by_priority(
    ready: Ticks, work: Ticks, position: Integers | None, priority: Integers, lanes: int, hours: Intervals | None
) -> Served:
    """Serve a queue, the lower priority first, at lanes that are alike.

    Parameters
    ----------
    ready, work, priority
        Shape ``(n,)``, in order of (ready tick, number).
    position
        Shape ``(n,)``, what tells ends at one tick apart; None = the place in the queue.
    hours
        When handling may start; None = always.

    Examples
    --------
    >>> ticks = np.array([0, 1, 2])
    >>> serve_by_priority(ticks, ticks + 5, None, np.array([1, 1, 0]), 1, None).start
    array([ 0, 12,  5])
    """
    if len(ready) >= FEW and not are_several(priority):
        return BlocksOfTwo(ready, work, position, priority == priority.min(), lanes, hours).served()
    return Served(_starts_in_order(ready, work, priority, lanes, hours))


def are_several(priority: Integers) -> bool:
    """Tell whether there are more classes than two.

    Examples
    --------
    >>> are_several(np.array([2, 9, 2])), are_several(np.array([2, 9, 3]))
    (False, True)
    """
    return bool(((priority != priority.min()) & (priority != priority.max())).any())


def _starts_in_order(ready: Ticks, work: Ticks, priority: Integers, lanes: int, hours: Intervals | None) -> Ticks:
    """Run the loop as it is, over lists; nothing of it reaches the horizon but who finds no opening any more."""
    n, bits = len(ready), len(ready).bit_length()
    last = int(ready[-1]) if hours is None or not len(hours) else max(int(ready[-1]), int(hours[-1, 1]))
    horizon = last + int(work.sum()) + 1
    queue, heads, tails = (column.tolist() for column in by_class(priority))
    ticks = ready.tolist()
    keys = [(ticks[i] << bits) | i for i in queue]
    opens, closes = ([tick << bits for tick in column.tolist()] for column in opening_columns(hours, 0, horizon))
    leaving, start, end, lane = ([0] * n for _ in range(4))
    free, soonest = [-FAR << bits] * lanes, [0] * len(heads)
    columns = (start, end, lane, work.tolist(), 0, opens, closes, free)
    serve_by_class(leaving, keys, heads, tails, soonest, *columns, 0, False, bits, horizon)
    return np.array(start, dtype=np.int64)


def by_class(priority: Integers) -> tuple[Integers, Integers, Integers]:
    """Give the positions by (priority, place), and where in them the classes begin and end.

    Examples
    --------
    >>> by_class(np.array([2, 1, 2]))
    (array([1, 0, 2]), array([0, 1]), array([1, 3]))
    """
    of_class = priority - priority.min()
    ends = np.cumsum(np.bincount(of_class))
    queue = np.concatenate([np.flatnonzero(of_class == c) for c in range(len(ends))])
    return queue, np.append(0, ends[:-1]), ends


def stand_by_class(
    queue: Any, heads: Any, tails: Any, keys: Any, coming: int, takes: Any, priority: Any, first_row: int, bits: int
) -> None:
    """Put the first so many of `keys` into the queue by class, which is the priority itself, from 0 on.

    Parameters
    ----------
    queue
        Shape ``(n,)``: is written; class c waits in ``queue[heads[c]:tails[c]]``.
    heads, tails
        Shape ``(classes,)``: zeros.
    """
    whom = (1 << bits) - 1
    for row in range(first_row, first_row + len(queue)):
        tails[priority[row]] += takes[row]
    for c in range(1, len(tails)):
        tails[c] += tails[c - 1]
        heads[c] = tails[c - 1]
    for c in range(len(tails)):
        tails[c] = heads[c]
    for k in range(coming):
        c = priority[first_row + (keys[k] & whom)]
        queue[tails[c]] = keys[k]
        tails[c] += 1


def serve_by_class(
    leaving: Any, queue: Any, heads: Any, tails: Any, soonest: Any, start: Any, end: Any, lane: Any, work: Any,
    first_row: int, opens: Any, closes: Any, free: Any, group: int, rests: bool, bits: int, horizon: int,
) -> None:  # fmt: skip
    """Write starts, ends and lanes of all who wait, and the order in which they leave.

    Class c waits in ``queue[heads[c]:tails[c]]``, each as ready tick and position, in order; `soonest` is room for when
    the first of each class is there. All else is as in `one_pass`.
    """
    whom, lanes, at, coming, nobody = (1 << bits) - 1, len(free), 0, 0, (horizon + 1) << bits
    for c in range(len(heads)):
        coming += tails[c] - heads[c]
        soonest[c] = queue[heads[c]] & ~whom if heads[c] < tails[c] else nobody
    for k in range(coming):
        first = free[0]
        if k >= lanes:
            leaving[k - lanes] = first
        tick = soonest[0]
        for c in range(1, len(heads)):
            tick = min(tick, soonest[c])
        tick = max(tick, first & ~whom)
        while closes[at] <= tick:
            at += 1
        tick = max(tick, opens[at])
        c = 0
        while soonest[c] > tick:
            c += 1
        key = queue[heads[c]]
        heads[c] += 1
        soonest[c] = queue[heads[c]] & ~whom if heads[c] < tails[c] else nobody
        serve(key, tick, at, start, end, lane, work, first_row, opens, closes, free, group, rests, bits, horizon)
    send_away(leaving, coming, free)
