"""Tally every step by compiled loops, straight at the rows of the trace; see `tallying` for what is told.

Everything is written into tables of time by the hour, one for each queue and lane group, which are added up once.
A step is looked at for all that is asked of it at once, the parts of a straight stay included.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clearance_sim.analysis import tally_loops
from clearance_sim.analysis.bounds import joins
from clearance_sim.analysis.causes import Reasons
from clearance_sim.analysis.groups import led
from clearance_sim.analysis.legs import PlainLeg
from clearance_sim.analysis.lineage import window
from clearance_sim.analysis.queues import queueing_level
from clearance_sim.analysis.ruler import Presence, Ruled, Ruler
from clearance_sim.analysis.straight import chained, straight_line
from clearance_sim.analysis.tallies import NOBODY, Needs, Passed, Queue, Tallies
from clearance_sim.analysis.tally_loops import AWAY, COUNTED, COUNTS, FOLLOWS, SUMS, TOLD, Looked
from clearance_sim.analysis.told_legs import Rule, StepSums, rules_of, tell_legs
from clearance_sim.analysis.turned_away import turns_away, units_turned_away
from clearance_sim.clock import NEVER, Ticks
from clearance_sim.compiling import compiled
from clearance_sim.plan.plan import LEVEL_NAMES, UNIT, Flags, Integers, Plan, PlannedFlow


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
        self.spent = np.zeros((count, len(ruler.marks) + 1), dtype=np.int64)


class _Marked(NamedTuple):
    """Hold the marks of a flow: of all levels and groups one behind the other, where those of each step begin; who left."""

    marks: NDArray[np.uint8]
    begins: list[int]
    left: Flags


def tally_by_loops(reasons: Reasons, leaving: Sequence[Ticks], ruler: Ruler) -> Tallies:
    """Look at every step of every flow; the ruler has a pitch."""
    plan = reasons.plan
    tables = _Tables(plan, ruler)
    passed: list[list[Passed]] = []
    stood, waiting = [0] * len(plan.flows), [0] * (len(plan.stations) + 1)
    legs: list[dict[int, PlainLeg]] = []
    for number, flow in enumerate(plan.flows):
        rules, marked = rules_of(reasons, flow, ruler), _marked(reasons, number, leaving[number])
        counts, causes = _tally(reasons, number, rules, marked, tables, ruler, leaving[number])
        steps = list(zip(flow.steps, counts, strict=True))
        passed.append([NOBODY if step.station < 0 else Passed(*row[:5]) for step, row in steps])
        for step, row in steps:
            waiting[step.station] += row[5]
            stood[number] += row[6]
        legs.append(tell_legs(reasons, flow, marked.left, _sums(flow, rules, counts, causes)))
    time = [Presence(ruler, row[:-2]) for row in np.cumsum(tables.spent, axis=1, out=tables.spent)]
    return Tallies(
        passed,
        [Queue(time[at], waits) for at, waits in enumerate(waiting[:-1])],
        [Queue(time[tables.first_flow + at], waits) for at, waits in enumerate(stood)],
        {key: time[table] for key, table in tables.served.items()},
        legs,
    )


def _marked(reasons: Reasons, number: int, leaving: Ticks) -> _Marked:
    """Mark who is measured, turned away, told, and goes with a group."""
    plan, flow = reasons.plan, reasons.plan.flows[number]
    levels = [window(plan, flow, level) * np.uint8(COUNTED) for level in range(len(LEVEL_NAMES))]
    if turns_away(plan):
        away = units_turned_away(plan, flow, reasons.trace)
        for level, own in enumerate(levels):
            own[away[flow.levels[level].unit] if level != UNIT else away] |= AWAY
    left = (levels[UNIT] == COUNTED) & (leaving != NEVER)
    levels[UNIT] |= left * np.uint8(TOLD)
    blocks, at = list(levels), {-1 - level: level for level in range(len(levels))}
    for step in flow.steps:
        alone = led(reasons.groups[number], step)
        if alone is not None and step.group not in at:
            at[step.group] = len(blocks)
            blocks.append(levels[step.level] | ~alone * np.uint8(FOLLOWS))
    begins = [0, *np.cumsum([len(block) for block in blocks]).tolist()]
    of_steps = [begins[at[-1 - step.level if step.group < 0 else step.group]] for step in flow.steps]
    return _Marked(np.concatenate(blocks), of_steps, left)


@lru_cache(maxsize=256)
def _stacked(rules: tuple[Ruled, ...]) -> tuple[Integers, Integers]:
    """Lay rules of one ruler one behind the other, as if all had as many causes."""
    if not rules:
        return np.zeros((1, 1), dtype=np.int64), np.zeros((1, 1, 1), dtype=np.int64)
    before = np.zeros((len(rules), max(len(each.before) for each in rules), len(rules[0].code)), dtype=np.int64)
    for own, each in zip(before, rules, strict=True):
        own[: len(each.before)] = each.before
    return np.stack([each.code for each in rules]), before


def _tally(
    reasons: Reasons, number: int, rules: Mapping[int, Rule], marked: _Marked, tables: _Tables, ruler: Ruler, leaving: Ticks
) -> tuple[list[list[int]], list[list[int]]]:
    """Look at the steps of a flow; give what is counted at each, and the causes of the waits that are told."""
    plan, trace = reasons.plan, reasons.trace
    flow = plan.flows[number]
    ruled = tuple(dict.fromkeys(each.ruled for each in rules.values()))
    code, before = _stacked(ruled)
    one_for_all = not plan.eligible.strides[0]
    looks, at_once, line = [], chained(flow), straight_line(flow) or ()
    for position, step in enumerate(flow.steps):
        queue, lanes = tables.nowhere, 0
        if step.station >= 0:
            first_lane = plan.stations[step.station].first_lane
            queue, lanes = step.station, tables.served[first_lane, step.needs] - first_lane
        known = rules.get(position)
        looks.append(Looked(
            step.first_row, step.last_row, marked.begins[position], queue,
            tables.first_flow + number if step.level == queueing_level(flow) else -1, lanes,
            position in line, position in at_once, bool(step.yards),
            -1 if known is None else ruled.index(known.ruled), 0 if known is None else known.mask,
            known is not None and known.mixed,
            COUNTED | TOLD if step.level == UNIT else COUNTED,
        ))  # fmt: skip
    found = np.zeros((len(looks), COUNTS + SUMS), dtype=np.int64)
    causes = np.zeros((len(looks), before.shape[1]), dtype=np.int64)
    compiled(tally_loops.tally_steps, tally_loops)(
        np.array(looks, dtype=np.int64), found, causes, trace.ready, trace.admitted, trace.start, trace.end, trace.lane,
        plan.takes, _locked(plan.eligible[:1] if one_for_all else plan.eligible), marked.marks, tables.spent, code, before,
        int(ruler.marks[0]), int(ruler.marks[-1]), plan.horizon,
        flow.levels[queueing_level(flow)].unit, _locked(joins(flow, trace)), _locked(leaving),
    )  # fmt: skip
    return found.tolist(), causes.tolist()


def _locked(ticks: Ticks) -> Ticks:
    """Give ticks as they are of a plan, read-only, so that the loop is compiled for one kind of them."""
    view = ticks.view()
    view.setflags(write=False)
    return view


def _sums(
    flow: PlannedFlow, rules: Mapping[int, Rule], counts: list[list[int]], causes: list[list[int]]
) -> dict[int, StepSums]:
    """Name the sums over the stays that are told at each step of the straight line."""
    sums = {}
    for position in straight_line(flow) or ():
        known, (readied, let_in, waited, handled, untold) = rules.get(position), counts[position][COUNTS:]
        told = {} if known is None else dict(zip(known.why.causes, causes[position], strict=False))
        sums[position] = StepSums(readied, let_in, waited, handled, None if untold else told)
    return sums
