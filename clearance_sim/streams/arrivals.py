"""Turn uniforms into arrival ticks: a Poisson process of any rate by change of time, and renewals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from clearance_sim.clock import Ticks
from clearance_sim.compiling import compiled, pays
from clearance_sim.streams.inverse import AT_ONCE

_SAVED: Final = 10
"""Nanoseconds by which a compiled arrival is faster."""
_Number = TypeVar("_Number", np.int64, np.float64)


def poisson_ticks(
    gaps_u: Callable[[int], NDArray[np.float64]],
    knots_ticks: Ticks,
    cumulative: NDArray[np.float64],
) -> Ticks:
    """Give the arrival ticks of a Poisson process whose expected count is piecewise linear in time.

    Arrival k happens when the expected count reaches the sum of the first k unit-mean exponential gaps
    (Çinlar 1975, ch. 4.7). The k-th vehicle keeps its gap whatever the rate, so a change of profile moves
    arrivals smoothly and never swaps them.

    Parameters
    ----------
    gaps_u
        Gives the first n uniforms of the flow's arrival stream for any n.
    knots_ticks
        Shape ``(k,)``, increasing ticks.
    cumulative
        Shape ``(k,)``, expected arrivals from the first knot to each knot; starts at 0, never decreases.

    Returns
    -------
        Shape ``(n,)``, never decreasing, in [first knot, last knot); none in a stretch where `cumulative`
        is level.

    Examples
    --------
    >>> half = lambda n: np.full(n, 1 - np.exp(-1.0))  # every gap is exactly the mean
    >>> poisson_ticks(half, np.array([0, 1000, 5000, 6000]), np.array([0, 2.5, 2.5, 5]))
    array([ 400,  800, 5200, 5600])
    """
    total = float(cumulative[-1])
    n = int(total + 6 * np.sqrt(total)) + 16
    while True:
        logs = np.negative(gaps_u(n))
        np.log1p(logs, out=logs)
        ticks = _ticks_below(logs, knots_ticks, cumulative)
        if ticks is not None:
            return ticks
        n *= 2


def _ticks_below(logs: NDArray[np.float64], knots_ticks: Ticks, cumulative: NDArray[np.float64]) -> Ticks | None:
    """Give the ticks of all arrivals of the period, whose gaps are `logs` but for the sign; None if it needs more gaps.

    They are written where the gaps lie, each of which is read once.
    """
    if pays("arrivals", len(logs), _SAVED):
        ticks = logs.view(np.int64)
        arrived = compiled(place)(ticks, logs, knots_ticks, cumulative)
        return None if arrived == len(logs) else ticks[:arrived]
    sums = np.negative(logs, out=logs)
    np.cumsum(sums, out=sums)
    if sums[-1] < cumulative[-1]:
        return None
    reached = sums[: np.searchsorted(sums, cumulative[-1])]
    ticks = reached.view(np.int64)
    for first in range(0, len(reached), AT_ONCE):
        some = slice(first, first + AT_ONCE)
        ticks[some] = _placed(reached[some], knots_ticks, cumulative)
    return ticks


def place(ticks: Any, logs: Any, knots_ticks: Any, cumulative: Any) -> int:
    """Write what `_placed` gives of the sums, in a loop to be compiled; tell how many arrivals there are.

    It goes from stretch to stretch as the arrivals do, and sums up as NumPy does, one gap after the other.
    """
    reached, stretch = 0.0, 0
    for i in range(len(logs)):
        reached -= logs[i]
        if reached >= cumulative[-1]:
            return i
        while cumulative[stretch + 1] <= reached:
            stretch += 1
        below, begin, end = cumulative[stretch], knots_ticks[stretch], knots_ticks[stretch + 1]
        step = (reached - below) / (cumulative[stretch + 1] - below) * (end - begin)
        ticks[i] = min(begin + np.int64(np.floor(step)), end - 1)
    return len(logs)


def _placed(reached: NDArray[np.float64], knots_ticks: Ticks, cumulative: NDArray[np.float64]) -> Ticks:
    """Give the tick at which the expected count is `reached`, by the stretch between two knots in which it lies."""
    # The last knot not above: the end of a level stretch, so nothing falls inside it.
    first, last = np.searchsorted(cumulative, reached[[0, -1]], side="right") - 1
    # Both are in order, so it is the few stretches that are looked for among the many arrivals.
    cuts = np.searchsorted(reached, cumulative[first + 1 : last + 1])
    held = np.diff(cuts, prepend=0, append=len(reached))
    some = slice(first, last + 1)
    below, begin = cumulative[some], knots_ticks[some]
    end = knots_ticks[first + 1 : last + 2]
    step = (reached - _for_each(below, held)) / _for_each(cumulative[first + 1 : last + 2] - below, held)
    step *= _for_each(end - begin, held)
    ticks = _for_each(begin, held) + np.floor(step, out=step).astype(np.int64)
    # A product rounded up must not fall on the first tick of the next, perhaps level, stretch.
    return np.minimum(ticks, _for_each(end - 1, held), out=ticks)


def _for_each(of_stretch: NDArray[_Number], held: NDArray[np.int64]) -> NDArray[_Number]:
    """Give each arrival the number of its stretch, which holds so many arrivals; one number if there is one stretch."""
    return of_stretch if len(of_stretch) == 1 else np.repeat(of_stretch, held)


def renewal_ticks(gaps: Callable[[int], Ticks], horizon: int) -> Ticks:
    """Give the arrival ticks before `horizon` of independent gaps, the first one gap after tick 0.

    Parameters
    ----------
    gaps
        Gives the first n gaps for any n, in ticks, each at least 1.
    horizon
        Ticks.

    Examples
    --------
    >>> renewal_ticks(lambda n: np.full(n, 400), 1300)
    array([ 400,  800, 1200])
    """
    n = 64
    while True:
        ticks = np.cumsum(np.minimum(gaps(n), horizon))
        if ticks[-1] >= horizon:
            return ticks[: np.searchsorted(ticks, horizon)]
        # At most eightfold: with a heavy tail the first gaps say little about how many will do.
        n *= min(8, max(2, int(1.1 * horizon / ticks[-1]) + 1))
