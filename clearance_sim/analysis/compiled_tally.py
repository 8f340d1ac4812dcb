"""Tally every step by compiled loops, straight at the rows of the trace; see `tallying` for what is told.

Everything is written into tables of time by the hour, one for each queue and lane group, which are added up once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np

from clearance_sim.analysis import tally_loops
from clearance_sim.analysis.bounds import joins
from clearance_sim.analysis.causes import Reasons, is_plain
from clearance_sim.analysis.groups import led
from clearance_sim.analysis.legs import PlainLeg, Sums
from clearance_sim.analysis.lineage import window
from clearance_sim.analysis.queues import queueing_level
from clearance_sim.analysis.ruler import Presence, Ruled, Ruler, rule
from clearance_sim.analysis.straight import straight_line
from clearance_sim.analysis.tallies import NOBODY, Needs, Passed, Queue, Tallies
from clearance_sim.analysis.tally_loops import AWAY, COUNTED, COUNTS, FOLLOWS, SUMS
from clearance_sim.analysis.timeline import Timeline
from clearance_sim.analysis.turned_away import turns_away, units_turned_away
from clearance_sim.clock import NEVER, Ticks
from clearance_sim.compiling import compiled
from clearance_sim.plan.plan import LEVEL_NAMES, UNIT, Flags, Integers, Plan, PlannedFlow, PlannedStep

_UNTOLD: Final = (np.zeros(1, dtype=np.int64), np.zeros((1, 1), dtype=np.int64))


class _Tables:
    """Number the tables: one for each station, one for who waits at none, one for each flow, then lane groups."""

    def __init__(self, plan: Plan, ruler: Ruler) -> None:
        self.nowhere = len(plan.stations)
        self.first_flow = self.nowhere + 1
        self.served: dict[tuple[int, Needs], int] = {}
        count = self.first_flow + len(plan.flows)
        for station, needs in sorted({(step.station, step.needs) for flow in plan.flows for step in flow.steps}):
            if station >= 0:
                planned = plan.stations[station]
                lanes = range(planned.first_lane, planned.last_lane)
                self.served |= {(group, needs): count + at for at, group in enumerate(lanes)}
                count += len(lanes)
        self.spent, self.whole = np.zeros((2, count, len(ruler.marks)), dtype=np.int64)


class _Seen(NamedTuple):
    """Hold what is the same at every step of a flow: marks by level, whose stay is told, steps of a straight line."""

    marks: list[Integers]
    left: Flags
    line: tuple[int, ...]
    joining: Ticks
    leaving: Ticks


def tally_by_loops(reasons: Reasons, leaving: Sequence[Ticks], ruler: Ruler) -> Tallies:
    """Look at every step of every flow; the ruler has a pitch."""
    plan = reasons.plan
    tables = _Tables(plan, ruler)
    passed: list[list[Passed]] = []
    stood, waiting = [0] * len(plan.flows), [0] * (len(plan.stations) + 1)
    legs: list[dict[int, PlainLeg]] = []
    for number, flow in enumerate(plan.flows):
        seen = _seen(reasons, flow, leaving[number])
        found = np.zeros((len(flow.steps), COUNTS + SUMS), dtype=np.int64)
        for position in range(len(flow.steps)):
            _tally(reasons, number, position, seen, tables, ruler, found[position])
        causes = {at: _tell(reasons, number, at, seen.left, ruler, found[at]) for at in seen.line}
        counts = found.tolist()
        steps = list(zip(flow.steps, counts, strict=True))
        passed.append([NOBODY if step.station < 0 else Passed(*row[:5]) for step, row in steps])
        for step, row in steps:
            waiting[step.station] += row[5]
            stood[number] += row[6]
        legs.append(_legs(flow, seen, counts, causes))
    compiled(tally_loops.add_whole_hours)(tables.spent, tables.whole)
    time = [Presence(ruler, row[:-1]) for row in tables.spent]
    return Tallies(
        passed,
        [Queue(time[at], waits) for at, waits in enumerate(waiting[:-1])],
        [Queue(time[tables.first_flow + at], waits) for at, waits in enumerate(stood)],
        {key: time[table] for key, table in tables.served.items()},
        legs,
    )


def _seen(reasons: Reasons, flow: PlannedFlow, leaving: Ticks) -> _Seen:
    plan, trace = reasons.plan, reasons.trace
    marks = [np.where(window(plan, flow, level), np.uint8(COUNTED), np.uint8(0)) for level in range(len(LEVEL_NAMES))]
    if turns_away(plan):
        away = units_turned_away(plan, flow, trace)
        for level, own in enumerate(marks):
            own[away[flow.levels[level].unit] if level != UNIT else away] |= AWAY
    line = straight_line(flow) or ()
    told = (marks[UNIT] == COUNTED) & (leaving != NEVER)
    return _Seen(marks, told, line, _locked(joins(flow, trace)), _locked(leaving))


def _locked(ticks: Ticks) -> Ticks:
    """Give ticks as they are of a plan, read-only, so that the loop is compiled for one kind of them."""
    view = ticks.view()
    view.setflags(write=False)
    return view


def _tally(
    reasons: Reasons, number: int, position: int, seen: _Seen, tables: _Tables, ruler: Ruler, found: Integers
) -> None:
    """Look at one step."""
    plan, trace = reasons.plan, reasons.trace
    flow = plan.flows[number]
    step = flow.steps[position]
    marks, alone = seen.marks[step.level], led(reasons.groups[number], step)
    if alone is not None:
        marks = marks | ~alone * np.uint8(FOLLOWS)
    queue, lanes = tables.nowhere, 0
    if step.station >= 0:
        first_lane = plan.stations[step.station].first_lane
        queue, lanes = step.station, tables.served[first_lane, step.needs] - first_lane
    vehicles = tables.first_flow + number if step.level == queueing_level(flow) else -1
    compiled(tally_loops.tally_rows, tally_loops)(
        found, *(column[step.rows] for column in (trace.ready, trace.start, trace.end, trace.lane, plan.takes)), marks,
        tables.spent, tables.whole, queue, vehicles, lanes, int(ruler.marks[0]), int(ruler.marks[-1]), plan.horizon,
        flow.levels[step.level].unit, seen.joining, seen.leaving,
    )  # fmt: skip


def _tell(
    reasons: Reasons, number: int, position: int, left: Flags, ruler: Ruler, found: Integers
) -> dict[str, int] | None:
    """Tell the leg of a step on a straight line; give the causes of its waits, None if it is not all told."""
    plan, trace = reasons.plan, reasons.trace
    step = plan.flows[number].steps[position]
    mask, why, ruled = _why(reasons, step, ruler)
    code, before = _UNTOLD if ruled is None else (ruled.code, ruled.before)
    causes = np.zeros(len(before), dtype=np.int64)
    eligible = np.ascontiguousarray(plan.eligible[step.rows])  # one number for all is written out for this step only
    compiled(tally_loops.tell_leg, tally_loops)(
        found, causes,
        *(column[step.rows] for column in (trace.ready, trace.admitted, trace.start, trace.end)), eligible, left,
        int(ruler.marks[0]), int(ruler.marks[-1]), code, before, mask,
    )  # fmt: skip
    if not is_plain(reasons, step) or found[-1]:
        return None
    return {} if why is None else dict(zip(why.causes, causes.tolist(), strict=True))


def _why(reasons: Reasons, step: PlannedStep, ruler: Ruler) -> tuple[int, Timeline | None, Ruled | None]:
    """Give the lanes that may serve the first who takes a step, and why these would not start, by the hours."""
    takes = reasons.plan.takes[step.rows]
    if step.station < 0 or not len(takes):
        return -1, None, None
    mask = int(reasons.plan.eligible[step.first_row + int(takes.argmax())])
    why = reasons.waiting(step.station, mask, step.needs)
    ruled = rule(why, ruler)
    return (-1, None, None) if ruled is None else (mask, why, ruled)


def _legs(
    flow: PlannedFlow, seen: _Seen, counts: list[list[int]], causes: Mapping[int, dict[str, int] | None]
) -> dict[int, PlainLeg]:
    """Give the legs of which all is told, each beginning where the step before it ended."""
    left = seen.left
    legs: dict[int, PlainLeg] = {}
    if not left.any():
        return legs
    came = int(flow.entry.sum() if left.all() else flow.entry[left].sum())
    for position in reversed(seen.line):
        own = causes[position]
        ready, admitted, start, end = counts[position][COUNTS : COUNTS + 4]
        if own is not None:
            legs[position] = PlainLeg(position, Sums(came, ready, admitted, start, end), own)
        came = end
    return legs
