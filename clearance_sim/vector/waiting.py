"""Find out which rows of a coupled part its loop must know, whose ends let them go, and when the others end.

The axis is the rows of one step, steps in the order of the route. Most rows that are not taken wait for one end only
and are over with it: whoever waits for them waits for that end. Rows that hold nothing back and whose beginning is
known beforehand are over at a known tick. Neither needs an event. It is exact because such a row ends on the tick on
which it is let go, or so many ticks later; what is written into the trace follows from the ends of the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import DECLARATION, UNIT, Flags, Integers, Plan, PlannedFlow
from clearance_sim.plan.stops import Route, route_of
from clearance_sim.vector.coming import cut
from clearance_sim.vector.relations import FAR, Place, children, in_order, latest, rides
from clearance_sim.vector.ticks import TickColumns, ready_from_outside

NOBODY: Final = -1
NO_ROWS: Integers = np.zeros(0, dtype=np.int64)
NEVER_WAITS: Final = -FAR


class Wait(NamedTuple):
    """Hold the rows whose end is waited for and the entity that waits for each; None: all, in order."""

    ends: Integers
    waiting: Integers | None


@dataclass(frozen=True, eq=False)
class Rows:
    """Hold what rows of one step wait for.

    Attributes
    ----------
    kept
        Entities whose rows the loop must know.
    first
        Position of the first of them among all such rows of the part.
    waits
        For how many ends, or its arrival, each of those waits; one number if all wait for as many.
    comes
        From which tick on each of those may begin, as far as others than the part decide; None if they do not.
    end_of
        For each entity the row with whose end its own is over; NOBODY where that is known beforehand.
    over
        For each entity when it is over, where that is known beforehand; None if it is of nobody.
    """

    kept: Integers
    first: int
    waits: int | Integers
    comes: Ticks | None
    end_of: Integers
    over: Ticks | None


class Stage(NamedTuple):
    """Hold a step of a part, the steps of the part for whose ends it waits, and whether its children meet after it."""

    place: Place
    after: tuple[Place, ...]
    meets: bool


class Waiting:
    """Hold who waits for whom in a part; rows are known by their position among all that its loop must know.

    Where all children of a unit let all its children of another level go, a further row stands for the unit, which
    is not taken: its meeting.

    Attributes
    ----------
    count
        Number of rows that the loop must know.
    steps, meetings
        What the rows of each step, and of the meetings after it, wait for.
    """

    def __init__(self, plan: Plan, places: Sequence[Place], ticks: TickColumns) -> None:
        self._plan, self._ticks, self._inside = plan, ticks, frozenset(places)
        self.stages = stages(plan, places)
        self.count = 0
        self.steps: dict[Place, Rows] = {}
        self.meetings: dict[Place, Rows] = {}
        self._ends, self._waiting = [NO_ROWS], [NO_ROWS]
        for stage in self.stages:
            self._add_step(stage)

    def pairs(self) -> tuple[Integers, Integers]:
        """Give whose end each kept row waits for: the rows that end, and those that wait."""
        return np.concatenate(self._ends), np.concatenate(self._waiting)

    def _note(self, ends: Integers, waiting: Integers) -> None:
        self._ends.append(ends)
        self._waiting.append(waiting)

    def _add_step(self, stage: Stage) -> None:
        plan, place, (number, position) = self._plan, stage.place, stage.place
        flow = plan.flows[number]
        step, alone = flow.steps[position], rides(flow)[position] < 0
        takes = plan.takes[step.rows]
        comes = ready_from_outside(plan, number, position, self._ticks, self._inside)
        comes = None if comes is None else comes.copy()
        waits = []
        for before in stage.after:
            wait, comes = self._wait(flow, before, step.level, comes)
            waits.append(wait)
        is_free = alone and step.station < 0 and not step.yards
        passes = ~takes if alone and not takes.all() else None
        lasts = plan.work[step.rows] if is_free else None
        self.steps[place] = self._rows(len(takes), waits, comes, passes, lasts)
        if stage.meets:
            everyone = np.ones(len(flow.entry), dtype=np.bool_)
            wait, comes = _of_children(flow, step.level, self.steps[place], None)
            self.meetings[place] = self._rows(len(everyone), [wait], comes, everyone, None)

    def _rows(
        self, n: int, waits: Sequence[Wait], comes: Ticks | None, passes: Flags | None, lasts: Ticks | None
    ) -> Rows:
        """Find out which rows may pass with the one end that they wait for, and which are over at a known tick.

        `passes` is None where nobody may. `lasts` is how long a row lasts that needs nothing but time; None: such are
        only those that pass.
        """
        count, first = _how_many(waits, n), self.count
        is_known = over = None
        may_pass = _where(passes, count == 1)
        if comes is not None:
            is_known = _where(passes, count == 0) if lasts is None else np.full(n, count == 0)
            if is_known is not None and is_known.any():
                over = comes if lasts is None else comes + lasts
                cut(self._plan.horizon, over)
            else:
                is_known = None
            if isinstance(count, int) and count == 0:
                count = 1  # who waits for nothing else waits for its arrival
            else:
                comes_later = comes > NEVER_WAITS
                may_pass, count = _where(may_pass, ~comes_later), count + comes_later
        gone = [flags for flags in (may_pass, is_known) if flags is not None]
        kept = np.flatnonzero(~(gone[0] | gone[-1])) if gone else np.arange(n)
        self.count += len(kept)
        all_kept = len(kept) == n
        end_of = np.arange(first, self.count)
        if not all_kept:
            index, end_of = end_of, np.full(n, NOBODY)
            end_of[kept] = index
        for wait in waits:
            self._let_go(wait, first, kept, may_pass, end_of)
        waits_of = count if all_kept or isinstance(count, int) else count[kept]
        return Rows(kept, first, waits_of, comes if all_kept or comes is None else comes[kept], end_of, over)

    def _let_go(self, wait: Wait, first: int, kept: Integers, passes: Flags | None, end_of: Integers) -> None:
        """Let rows pass with the ends that they wait for, and note who of those kept waits for which."""
        ends, waiting = wait
        if waiting is None:
            if passes is not None:
                np.copyto(end_of, ends, where=passes)
            self._note(ends if len(kept) == len(end_of) else ends[kept], np.arange(first, self.count))
            return
        if len(kept) < len(end_of):
            if passes is not None:
                passing = passes[waiting]
                end_of[waiting[passing]] = ends[passing]
            staying = end_of[waiting] >= first  # those before are below, and so are those that they pass with
            ends, waiting = ends[staying], waiting[staying]
        self._note(ends, end_of[waiting])

    def _wait(self, flow: PlannedFlow, source: Place, level: int, comes: Ticks | None) -> tuple[Wait, Ticks | None]:
        """Give whose ends entities of a level wait for at a step before, with known ends put into `comes`."""
        rows, from_level, of_unit = self.steps[source], flow.steps[source[1]].level, flow.levels[level].unit
        if from_level == level:
            return _of_rows(rows, slice(None), comes)
        if source in self.meetings and level != UNIT:
            return _of_rows(self.meetings[source], of_unit, comes)
        if from_level == UNIT:
            return _of_rows(rows, of_unit, comes)
        if from_level == DECLARATION and flow.units_per_declaration > 1:
            return _of_rows(rows, flow.declaration_of_unit[of_unit], comes)
        return _of_children(flow, from_level, rows, comes)


def _of_children(flow: PlannedFlow, level: int, rows: Rows, comes: Ticks | None) -> tuple[Wait, Ticks | None]:
    """Give the ends of children that let their units go; a unit that has none waits for ever."""
    unit = flow.levels[level].unit
    if rows.over is None and not len(children(flow)[level][1]):
        return Wait(rows.end_of, unit), comes
    is_known = rows.end_of == NOBODY
    known = np.full(len(unit), NEVER_WAITS) if rows.over is None else np.where(is_known, rows.over, NEVER_WAITS)
    last, waits = latest(flow, known, level, UNIT), np.flatnonzero(~is_known)
    return Wait(rows.end_of[waits], unit[waits]), last if comes is None else np.maximum(comes, last)


def _where(flags: Flags | None, condition: bool | Flags) -> Flags | None:
    """Give those of the flagged, None if there are none, that meet a condition, which may be one for all."""
    if isinstance(condition, np.ndarray):
        return None if flags is None else flags & condition
    return flags if condition else None


def _how_many(waits: Sequence[Wait], entities: int) -> int | Integers:
    """Give for how many ends each entity waits; one number if all wait for as many."""
    everybody = sum(wait.waiting is None for wait in waits)
    if everybody == len(waits):
        return everybody
    count = np.full(entities, everybody)
    for wait in waits:
        if wait.waiting is not None:
            count += np.bincount(wait.waiting, minlength=entities)
    return count


def _of_rows(rows: Rows, each: slice | Integers, comes: Ticks | None) -> tuple[Wait, Ticks | None]:
    """Give the one end that lets each entity go, with those that are known put into `comes`."""
    ends = rows.end_of[each]
    if rows.over is None:
        return Wait(ends, None), comes
    is_known = ends == NOBODY
    if not is_known.any():
        return Wait(ends, None), comes
    comes = np.full(len(ends), NEVER_WAITS) if comes is None else comes
    np.maximum(comes, rows.over[each], out=comes, where=is_known)
    waiting = np.flatnonzero(~is_known)
    return Wait(ends[waiting], waiting), comes


def stages(plan: Plan, places: Sequence[Place]) -> Sequence[Stage]:
    """Give the steps of a part so that each comes after those of its flow that it waits for.

    Nothing in it is drawn, so it is found once for all replications.
    """
    return _stages(tuple(map(route_of, plan.flows)), tuple(places))


@lru_cache(maxsize=256)
def _stages(routes: Sequence[Route], places: Sequence[Place]) -> Sequence[Stage]:
    inside = set(places)
    found = []
    for flow in sorted({flow for flow, _ in places}):
        route, stops = routes[flow], routes[flow].stops
        here = [position for position in in_order(route) if (flow, position) in inside]
        for position in here:
            after = last_of(route, [before for before in stops[position].after if (flow, before) in inside])
            following = [stops[at].level for at in here if position in stops[at].after]
            of_one_unit = stops[position].level not in ((UNIT, DECLARATION) if route.units_per_declaration > 1 else (UNIT,))
            meets = of_one_unit and any(level not in (UNIT, stops[position].level) for level in following)
            found.append(Stage((flow, position), tuple((flow, before) for before in after), meets))
    return tuple(found)


def last_of(route: Route, positions: Sequence[int]) -> list[int]:
    """Leave out of several steps those that are over anyhow when another is, which waits for them level by level."""
    stops, over = route.stops, set[int]()
    for position in positions:
        level, trail = stops[position].level, [position]
        while trail:
            earlier = {before for before in stops[trail.pop()].after if stops[before].level == level} - over
            over |= earlier
            trail += earlier
    return [position for position in positions if position not in over]
