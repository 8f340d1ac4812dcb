"""Say for every tick why nobody would start, or why work rests, as a step function that is summed exactly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.intervals import inside
from clearance_sim.plan.plan import Flags, Integers, Intervals, Plan, PlannedLanes, PlannedStaff

QUEUE: Final = "queue"
CLOSED: Final = "closed"
EVENT: Final = "event"
BROKEN: Final = "broken"
PATH: Final = "path"
HANDLING: Final = "handling"
NO_STAFF: Final = "no_staff:"
_FIRST: Final = -(2**60)
"""Before every tick of a plan, and far enough from the end of the integers for sums."""


@dataclass(frozen=True, eq=False)
class Timeline:
    """Hold a step function of time: from ``edges[i]`` on the cause is ``causes[code[i]]``.

    Attributes
    ----------
    edges, code
        Shape ``(k,)``; the first edge lies before everything.
    causes
        The causes that occur.
    sums
        Shape ``(causes, k)``, ticks of each cause before each edge.
    """

    edges: Ticks
    code: Integers
    causes: tuple[str, ...]
    sums: Integers

    def split(self, begin: Ticks, end: Ticks) -> Iterator[tuple[str, Ticks]]:
        """Give for each cause how many ticks of every [begin, end) it holds; they add up to end - begin.

        Examples
        --------
        >>> closed_till_5 = timeline(np.array([5]), [("closed", np.array([True, False]))], "queue")
        >>> [(cause, ticks.tolist()) for cause, ticks in closed_till_5.split(np.array([2, 7]), np.array([9, 8]))]
        [('closed', [3, 0]), ('queue', [4, 1])]
        """
        if len(self.causes) == 1:
            yield self.causes[0], end - begin
            return
        first = np.searchsorted(self.edges, begin, side="right") - 1
        last = np.searchsorted(self.edges, end, side="right") - 1
        before, after = begin - self.edges[first], end - self.edges[last]
        at_begin, at_end = self.code[first], self.code[last]
        for number, cause in enumerate(self.causes):
            ticks = self.sums[number][last]
            ticks -= self.sums[number][first]
            ticks += np.where(at_end == number, after, 0)
            ticks -= np.where(at_begin == number, before, 0)
            yield cause, ticks

    def total(self, begin: Ticks, end: Ticks) -> Iterator[tuple[str, np.int64]]:
        """Give for each cause how many ticks of all [begin, end) together it holds.

        Notes
        -----
        Sorted by themselves, beginnings and ends need no search of their own: few edges are looked up among them.
        Sums before an edge may run over the end of the integers; the overflow of ends and beginnings cancels.

        Examples
        --------
        >>> closed_till_5 = timeline(np.array([5]), [("closed", np.array([True, False]))], "queue")
        >>> [(cause, int(ticks)) for cause, ticks in closed_till_5.total(np.array([2, 7]), np.array([9, 8]))]
        [('closed', 3), ('queue', 5)]
        """
        if len(self.causes) == 1:
            yield self.causes[0], end.sum() - begin.sum()
            return
        (ended, end_ticks), (begun, begin_ticks) = self._by_piece(end), self._by_piece(begin)
        count = ended - begun
        inside = end_ticks - begin_ticks - count * self.edges
        before = self.sums @ count
        for number, cause in enumerate(self.causes):
            yield cause, before[number] + inside[self.code == number].sum()

    def _by_piece(self, ticks: Ticks) -> tuple[Integers, Integers]:
        """Give how many ticks lie in each piece of time, and their sum."""
        ordered = np.sort(ticks)
        cuts = np.append(np.searchsorted(ordered, self.edges), len(ordered))
        running = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(ordered)])
        return np.diff(cuts), np.diff(running[cuts])


def timeline(edges: Ticks, rules: Sequence[tuple[str, Flags]], otherwise: str) -> Timeline:
    """Make a timeline: in each piece of time the first rule that holds names the cause.

    Parameters
    ----------
    edges
        Shape ``(k,)``, ticks at which something may change.
    rules
        Pairs (cause, where it holds) of shape ``(k + 1,)``: before the first edge, then from each edge on.
    """
    whole = np.concatenate([np.array([_FIRST], dtype=np.int64), edges])
    which = np.full(len(whole), len(rules), dtype=np.int64)
    for number, (_, holds) in reversed(list(enumerate(rules))):
        which[holds] = number
    names = [*(cause for cause, _ in rules), otherwise]
    used, code = np.unique(which, return_inverse=True)
    spans = np.diff(whole)
    own = np.arange(len(used))[:, None] == code[None, :]
    sums = np.zeros(own.shape, dtype=np.int64)
    np.cumsum(np.where(own[:, :-1], spans, 0), axis=1, out=sums[:, 1:])
    return Timeline(whole, code.astype(np.int64), tuple(names[number] for number in used), sums)


def waiting_timeline(plan: Plan, station: int, mask: int, needs: tuple[tuple[int, int], ...]) -> Timeline:
    """Say why who may use the lane groups `mask` of a station and needs `needs` would not start.

    Notes
    -----
    In this order: no lane is open (closed by an event, if without it one were), all open ones are broken, a
    staff group has fewer on duty than the step needs, else the lanes or people are taken: a queue, or where
    there are departures, waiting for one. Surge lanes are extra: they count only where there are no others.
    """
    planned = plan.stations[station]
    may_use = [
        lanes for bit, lanes in enumerate(plan.lanes[planned.first_lane : planned.last_lane]) if mask >> bit & 1
    ]
    lanes = [each for each in may_use if not each.surge] or may_use
    people = tuple((plan.staff[group], number) for group, number in needs)
    return _waiting_for(tuple(lanes), people, QUEUE if planned.slot_ticks is None else PATH)


@lru_cache(maxsize=256)
def _waiting_for(
    lanes: tuple[PlannedLanes, ...], people: tuple[tuple[PlannedStaff, int], ...], otherwise: str
) -> Timeline:
    """Say why who may use these lanes and needs these people would not start; the same in most replications."""
    edges = _edges(lanes, [group for group, _ in people])
    at = np.concatenate([np.array([_FIRST], dtype=np.int64), edges])
    nobody = np.zeros(len(at), dtype=np.bool_)
    shut, event, down = ~nobody, nobody, ~nobody
    for each in lanes:
        opened = _opened(each, at)
        shut = shut & ~opened
        event = event | _inside(each.closed_by_event, at)
        down = down & ~(opened & ~_inside(each.down, at))
    rules = [(EVENT, shut & event), (CLOSED, shut), (BROKEN, down)]
    rules += [(NO_STAFF + group.name, group.on_duty_at(at) < number) for group, number in people]
    return timeline(edges, rules, otherwise)


@lru_cache(maxsize=256)
def working_timeline(lanes: PlannedLanes) -> Timeline | None:
    """Say when begun handling advances, and why it rests; None where it never rests."""
    if lanes.working is None:
        return None
    edges = _edges([lanes], [])
    at = np.concatenate([np.array([_FIRST], dtype=np.int64), edges])
    broken, event = _inside(lanes.down, at), _inside(lanes.closed_by_event, at)
    shut = ~_opened(lanes, at) if lanes.resumes else np.zeros(len(at), dtype=np.bool_)
    return timeline(edges, [(BROKEN, broken), (EVENT, shut & event), (CLOSED, shut)], HANDLING)


def _edges(lanes: Iterable[PlannedLanes], staff: Iterable[PlannedStaff]) -> Ticks:
    parts = [np.zeros(0, dtype=np.int64)]
    for each in lanes:
        parts += [given.ravel() for given in (each.open, each.closed_by_event, each.down) if given is not None]
    parts += [group.change_ticks for group in staff]
    return np.unique(np.concatenate(parts))


def _opened(lanes: PlannedLanes, at: Ticks) -> Flags:
    return np.ones(len(at), dtype=np.bool_) if lanes.open is None else _inside(lanes.open, at)


def _inside(intervals: Intervals | None, at: Ticks) -> Flags:
    """Say of each tick whether it lies in one of the intervals; None = there are none."""
    return np.zeros(len(at), dtype=np.bool_) if intervals is None else inside(intervals, at)
