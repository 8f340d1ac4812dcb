"""Tell a station's lanes apart as far as they differ, and say when each is open, broken and working."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.chances import Chances
from clearance_sim.plan.draft import Draft
from clearance_sim.plan.durations import draw_ticks
from clearance_sim.plan.happenings import closures
from clearance_sim.plan.intervals import union, within, without
from clearance_sim.plan.plan import Integers, Intervals, PlannedLanes
from clearance_sim.plan.timetable import daily_ticks
from clearance_sim.scenario.distributions import Distribution
from clearance_sim.scenario.stations import Breakdowns, LaneGroup, Station


@dataclass(frozen=True)
class AlikeLanes:
    """Hold lanes of one written group that are alike in everything: hours, events, breakdowns.

    Attributes
    ----------
    written
        The name of the group as written; `name` tells its parts apart.
    first
        Number of the first of them among all lanes of the station, from 0.
    ordinal
        Number of the first of them within its written group, from 0.
    """

    name: str
    written: str
    group: LaneGroup
    first: int
    ordinal: int
    count: int


def told_apart(draft: Draft, station: str) -> list[AlikeLanes]:
    """Cut the written lane groups where lanes differ: each that breaks down alone, and where an event caps."""
    groups: list[AlikeLanes] = []
    caps = {event.cap[station] for event in draft.port.events.values() if station in event.cap}
    first = 0
    for name, group in draft.port.stations[station].lanes.items():
        cuts = {cap - first for cap in caps if first < cap < first + group.count}
        if group.breakdowns is not None:
            cuts = set(range(1, group.count))
        edges = [0, *sorted(cuts), group.count]
        for begin, end in pairwise(edges):
            own = name if len(edges) == 2 else f"{name}_{begin + 1}"
            groups.append(AlikeLanes(own, name, group, first + begin, begin, end - begin))
        first += group.count
    return groups


class Opening:
    """Reckon when the lanes of one draft and replication may start and when they work, from tick `first`."""

    def __init__(self, draft: Draft, replication: int, first: int) -> None:
        self._draft, self._replication = draft, replication
        self._first, self._last = first, draft.horizon

    def lanes(self, position: int, station: str, alike: AlikeLanes, hours: Intervals | None) -> PlannedLanes:
        """Give one lane group with its hours, events and breakdowns reckoned together."""
        first, last = self._first, self._last
        written = self._draft.port.stations[station]
        closed = closures(self._draft, station, alike.first)
        event = within(hours, union(closed), first, last) if closed else None
        opened = without(hours, event, first, last)
        breakdowns = alike.group.breakdowns
        down = None if breakdowns is None else self._down(station, alike, breakdowns)
        resumes = written.closing == "resume"
        return PlannedLanes(
            name=alike.name,
            station=position,
            count=alike.count,
            open=opened,
            down=down,
            closed_by_event=event,
            resumes=resumes,
            available=without(opened, down, first, last),
            working=without(opened if resumes else None, down, first, last),
            surge=alike.group.surge,
        )

    def slots(self, position: int, station: str, written: Station, hours: Intervals | None) -> tuple[PlannedLanes, Integers]:
        """Give the one lane group of a station with slots, and its ticks of departure inside the hours."""
        assert written.slots is not None  # asked for stations with slots only
        ticks = daily_ticks(written.slots.paths, self._first, self._last)
        closed = closures(self._draft, station, 0)
        event = within(hours, union(closed), self._first, self._last) if closed else None
        opened = without(hours, event, self._first, self._last)
        if opened is not None:
            inside = np.searchsorted(opened[:, 0], ticks, side="right") - 1
            ticks = ticks[(inside >= 0) & (ticks < opened[np.maximum(inside, 0), 1])] if len(opened) else ticks[:0]
        places = PlannedLanes("slots", position, written.slots.places, opened, closed_by_event=event)
        return places, ticks[ticks < self._last]

    def _down(self, station: str, alike: AlikeLanes, breakdowns: Breakdowns) -> Intervals:
        """Draw the times under repair of one lane from tick 0 on, in order at first."""
        chances = Chances(self._draft.seed, self._replication, f"{self._draft.name}.{station}.{alike.written}")

        def drawn(length: Distribution, purpose: str, n: int) -> Ticks:
            return draw_ticks(length, n, lambda: chances.sequence(purpose, n, extra=str(alike.ordinal)))

        n = 16
        while True:
            repair = drawn(breakdowns.repair, "repair", n)
            ends = np.cumsum(drawn(breakdowns.in_order, "in_order", n) + repair)
            if ends[-1] >= self._last:
                down = np.column_stack([ends - repair, np.minimum(ends, self._last)])
                return down[down[:, 0] < self._last]
            n *= 2
