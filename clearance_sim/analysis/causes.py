"""Split every stay, to the tick, into handling and the named causes of waiting (rule 18)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

import numpy as np

from clearance_sim.analysis.bounds import steps_inside
from clearance_sim.analysis.groups import Groups
from clearance_sim.analysis.legs import Leg, PlainLeg, Sums
from clearance_sim.analysis.timeline import (
    BROKEN,
    CLOSED,
    EVENT,
    HANDLING,
    NO_STAFF,
    PATH,
    QUEUE,
    Timeline,
    waiting_timeline,
    working_timeline,
)
from clearance_sim.analysis.yards import Admissions, outer_admissions, owners
from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import DECLARATION, Integers, Plan, PlannedFlow, PlannedStep
from clearance_sim.plan.stops import ROUTES, Route, route_of
from clearance_sim.plan.trace import Trace

PAPERS: Final = "papers"
GATHERING: Final = "gathering"
YARD: Final = "yard:"
PARTNER: Final = "partner:"
"""Before a cause that is met on the partner side, where it is no concern of this side's."""

_NOBODY: Final = np.zeros(0, dtype=np.int64)


class Span(NamedTuple):
    """Hold a stretch of time of some units: its cause, or the timeline that names the causes within it.

    Attributes
    ----------
    units
        Shape ``(n,)``, positions of the units.
    begin, end
        Shape ``(n,)``, ticks between which each loses time.
    """

    why: str | Timeline
    units: Integers
    begin: Ticks
    end: Ticks


class _Names(NamedTuple):
    """Hold which stations have departures, the names of the staff groups, and the causes at yards."""

    departs: tuple[bool, ...]
    staff: tuple[str, ...]
    yards: tuple[str, ...]


def headline(cause: str) -> str:
    """Give the cause without its details.

    Examples
    --------
    >>> headline("no_staff:customs_road"), headline("partner:closed"), headline("queue")
    ('no_staff', 'partner', 'queue')
    """
    return cause.partition(":")[0]


@dataclass(eq=False)
class Reasons:
    """Hold what one replication's causes are reckoned from, each made when first needed.

    Attributes
    ----------
    groups
        By flow (position), what `groups.form_groups` gives.
    """

    plan: Plan
    trace: Trace
    groups: Sequence[dict[int, Groups]]

    def waiting(self, station: int, mask: int, needs: tuple[tuple[int, int], ...]) -> Timeline:
        """Give the timeline of those who wait for the same lanes and the same staff."""
        return waiting_timeline(self.plan, station, mask, needs)

    def working(self, lanes: int) -> Timeline | None:
        """Give the timeline of handling at a lane group."""
        return working_timeline(self.plan.lanes[lanes])

    @cached_property
    def outer(self) -> Admissions:
        """Give when outer yards were entered."""
        return outer_admissions(self.plan, self.trace)

    @cached_property
    def names(self) -> _Names:
        """Give what causes are named after."""
        plan = self.plan
        departs = tuple(station.slot_ticks is not None for station in plan.stations)
        yards = tuple(_yard_cause(plan, yard) for yard in range(len(plan.yards)))
        return _Names(departs, tuple(group.name for group in plan.staff), yards)


def tell_causes(reasons: Reasons, number: int, legs: Sequence[Leg]) -> dict[str, Ticks]:
    """Split the stay of every unit that left.

    Parameters
    ----------
    number
        Position of the flow in the plan.
    legs
        What `walk.walk_back` gives.

    Returns
    -------
        By cause, shape ``(units,)``, ticks; zeros for units that have not left. The causes of `possible_causes`
        are all there, in that order; over the causes a unit's ticks add up to its stay.
    """
    flow = reasons.plan.flows[number]
    told = {cause: np.zeros(len(flow.entry), dtype=np.int64) for cause in possible_causes(reasons, flow)}
    for leg in legs:
        for span in _spans(reasons, number, leg):
            if isinstance(span.why, str):
                told[span.why][span.units] += span.end - span.begin
                continue
            for cause, ticks in span.why.split(span.begin, span.end):
                told[_here(flow.steps[leg.position], cause)][span.units] += ticks
    return told


def total_causes(reasons: Reasons, number: int, legs: Sequence[Leg | PlainLeg]) -> dict[str, int]:
    """Give by cause the ticks that all units of `legs` lost to it together: the sums of `tell_causes`, told at once."""
    flow = reasons.plan.flows[number]
    totals = dict.fromkeys(possible_causes(reasons, flow), 0)
    for leg in legs:
        step = flow.steps[leg.position]
        if isinstance(leg, PlainLeg):
            _add_plain(totals, reasons.plan, step, leg.sums, leg.waiting.items())
        elif is_plain(reasons, step):
            waits = _waits(reasons, step, leg, leg.admitted, leg.entity)
            waiting = [told for why, who in waits for told in why.total(leg.admitted[who], leg.start[who])]
            _add_plain(totals, reasons.plan, step, leg.sums, waiting)
        else:
            for span in _spans(reasons, number, leg):
                if isinstance(span.why, str):
                    totals[span.why] += int(span.end.sum() - span.begin.sum())
                    continue
                for cause, ticks in span.why.total(span.begin, span.end):
                    totals[_here(step, cause)] += int(ticks)
    return totals


def _add_plain(
    totals: dict[str, int], plan: Plan, step: PlannedStep, sums: Sums, waiting: Iterable[tuple[str, int | np.int64]]
) -> None:
    """Add a leg whose spans are: papers, the yard if there is one, waiting, handling."""
    came, ready, admitted, start, end = sums
    totals[PAPERS] += ready - came
    if step.yards:
        totals[_yard_cause(plan, step.yards[0])] += admitted - ready
    for cause, ticks in waiting:
        totals[_here(step, cause)] += int(ticks)
    totals[HANDLING] += end - start


def is_plain(reasons: Reasons, step: PlannedStep) -> bool:
    """Say whether nobody gathers for a step, no yards around it are nested, and handling never rests there."""
    rests = any(reasons.working(lanes) is not None for lanes in _lanes_at(reasons.plan, step))
    return step.group < 0 and len(step.yards) < 2 and not rests


def possible_causes(reasons: Reasons, flow: PlannedFlow) -> tuple[str, ...]:
    """Name the causes that a flow may meet by its route, whatever happens; handling first."""
    return _possible(route_of(flow), steps_inside(flow), reasons.names)


@lru_cache(maxsize=ROUTES)
def _possible(route: Route, inside: frozenset[int], names: _Names) -> tuple[str, ...]:
    """Name the same by what is the same in every replication."""
    found: dict[str, None] = dict.fromkeys((HANDLING, QUEUE, CLOSED, EVENT, BROKEN, PAPERS))
    for position in sorted(inside):
        step = route.stops[position]
        if step.level == DECLARATION:
            continue
        here = PARTNER if step.side == "partner" else ""
        causes = [] if step.group < 0 else [GATHERING]
        if step.station >= 0:
            causes += [PATH if names.departs[step.station] else QUEUE, CLOSED, EVENT, BROKEN]
            causes += [NO_STAFF + names.staff[group] for group, _ in step.needs]
        found |= dict.fromkeys(here + cause for cause in causes)
        found |= dict.fromkeys(names.yards[yard] for yard in step.yards)
    return tuple(found)


def _yard_cause(plan: Plan, yard: int) -> str:
    planned = plan.yards[yard]
    return (PARTNER if planned.side == "partner" else "") + YARD + planned.name


def _here(step: PlannedStep, cause: str) -> str:
    """Give the cause as it is called on the side of the step."""
    return PARTNER + cause if step.side == "partner" and cause != HANDLING else cause


def _spans(reasons: Reasons, number: int, leg: Leg) -> Iterator[Span]:
    """Cut the time of every unit at a step and before it into spans, one behind the other."""
    plan = reasons.plan
    step = plan.flows[number].steps[leg.position]
    yield Span(PAPERS, leg.units, leg.came, leg.ready)
    yield from _outside_yards(reasons, number, leg)
    in_line, leader = leg.admitted, leg.entity
    if step.group >= 0:
        groups = reasons.groups[number][step.group]
        leader = groups.leader[leg.entity]
        if step.gather is not None:
            in_line = np.maximum(in_line, groups.closed[leg.entity])
            yield Span(_here(step, GATHERING), leg.units, leg.admitted, in_line)
    for why, who in _waits(reasons, step, leg, in_line, leader):
        yield Span(why, leg.units[who], in_line[who], leg.start[who])
    yield from _handled(reasons, leg, step)


def _waits(
    reasons: Reasons, step: PlannedStep, leg: Leg, in_line: Ticks, leader: Integers
) -> Iterator[tuple[Timeline, Integers]]:
    """Give who waits for the lanes and staff from standing in line to the start, by why they do; a delay has no queue."""
    waits = np.flatnonzero(leg.start > in_line) if step.station >= 0 else _NOBODY
    if not len(waits):
        return
    eligible = reasons.plan.eligible[step.rows][leader[waits]]
    alike = bool((eligible == eligible[0]).all())
    for mask in [int(eligible[0])] if alike else np.unique(eligible).tolist():
        yield reasons.waiting(step.station, mask, step.needs), waits if alike else waits[eligible == mask]


def _handled(reasons: Reasons, leg: Leg, step: PlannedStep) -> Iterator[Span]:
    """Give what passes from start to end: handling, and rest while broken or closed."""
    resting = {lanes: reasons.working(lanes) for lanes in _lanes_at(reasons.plan, step)}
    if not any(resting.values()):
        yield Span(HANDLING, leg.units, leg.start, leg.end)
        return
    lane = reasons.trace.lane[step.rows][leg.entity]
    rest = np.ones(len(lane), dtype=np.bool_)
    for lanes, timeline in resting.items():
        if timeline is not None:
            some = np.flatnonzero(lane == lanes)
            rest[some] = False
            yield Span(timeline, leg.units[some], leg.start[some], leg.end[some])
    yield Span(HANDLING, leg.units[rest], leg.start[rest], leg.end[rest])


def _lanes_at(plan: Plan, step: PlannedStep) -> range:
    """Give the lane groups of a step's station; none of a delay."""
    if step.station < 0:
        return range(0)
    station = plan.stations[step.station]
    return range(station.first_lane, station.last_lane)


def _outside_yards(reasons: Reasons, number: int, leg: Leg) -> Iterator[Span]:
    """Give the wait for places, yard by yard, the outer one first."""
    plan = reasons.plan
    flow = plan.flows[number]
    step: PlannedStep = flow.steps[leg.position]
    came = leg.ready
    for yard in step.yards[:-1]:
        entered = reasons.outer[yard, number][owners(plan, flow, yard, step)][leg.entity]
        inside = np.clip(entered, came, leg.admitted)
        yield Span(_yard_cause(plan, yard), leg.units, came, inside)
        came = inside
    if step.yards:
        yield Span(_yard_cause(plan, step.yards[-1]), leg.units, came, leg.admitted)
