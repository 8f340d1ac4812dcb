"""Tally every step of a replication once, for all that its measures ask of who waits, starts and ends there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from clearance_sim.analysis.along_line import AlongLine
from clearance_sim.analysis.causes import Reasons
from clearance_sim.analysis.compiled_tally import tally_by_loops
from clearance_sim.analysis.groups import led
from clearance_sim.analysis.legs import PlainLeg
from clearance_sim.analysis.lineage import happens_not, places, until, window
from clearance_sim.analysis.queues import NOBODY_WAITS, Waits, cut_to_stay, queueing_level, waits
from clearance_sim.analysis.ruler import Presence, Ruler, ruler_of
from clearance_sim.analysis.tallies import NOBODY, Needs, Passed, Queue, Tallies
from clearance_sim.analysis.told_legs import tell_legs
from clearance_sim.analysis.turned_away import rows_turned_away, turns_away
from clearance_sim.clock import NEVER, Ticks
from clearance_sim.compiling import pays
from clearance_sim.plan.plan import PlannedFlow, PlannedStep

SAVED: Final = 10
"""Nanoseconds a row by which the compiled loop is faster."""


def tally(reasons: Reasons, leaving: Sequence[Ticks]) -> Tallies:
    """Look at every step of every flow.

    Parameters
    ----------
    leaving
        By flow, shape ``(units,)``: what `bounds.exits` gives.
    """
    ruler, plan = ruler_of(reasons.plan), reasons.plan
    is_compiled = bool(ruler.pitch) and pays("tallying", plan.n_rows, SAVED)
    return tally_by_loops(reasons, leaving, ruler) if is_compiled else _by_arrays(reasons, leaving, ruler)


def _by_arrays(reasons: Reasons, leaving: Sequence[Ticks], ruler: Ruler) -> Tallies:
    """Look in NumPy: the waits of a step are looked for once, for all that is told of them."""
    plan, trace = reasons.plan, reasons.trace
    nobody = Queue(ruler.nothing(), 0)
    stations, flows = [nobody] * len(plan.stations), [nobody] * len(plan.flows)
    passed: list[list[Passed]] = []
    legs: list[dict[int, PlainLeg]] = []
    served: dict[tuple[int, Needs], Presence] = {}
    for number, flow in enumerate(plan.flows):
        passed.append([_passed(reasons, flow, step) for step in flow.steps])
        cut, line = cut_to_stay(plan, flow, trace), AlongLine(reasons, flow, leaving[number], ruler)
        for position, step in enumerate(flow.steps):
            _serve(served, reasons, number, step, ruler)
            is_vehicle = step.level == queueing_level(flow)
            found = waits(plan, flow, trace, step) if step.station >= 0 or is_vehicle else NOBODY_WAITS
            queue = _counted(ruler, found) if len(found.who) else nobody
            line.look(position, found, queue.stood)
            if queue.waits and step.station >= 0:
                stations[step.station] = _together(stations[step.station], queue)
            if queue.waits and is_vehicle:
                within = cut(found)
                flows[number] = _together(flows[number], queue if within is found else _counted(ruler, within))
        legs.append(tell_legs(reasons, flow, line.told, line.sums))
    return Tallies(passed, stations, flows, served, legs)


def _passed(reasons: Reasons, flow: PlannedFlow, step: PlannedStep) -> Passed:
    """Count those who take a step of a station; a delay counts nobody."""
    plan, trace = reasons.plan, reasons.trace
    if step.station < 0:
        return NOBODY
    counted = window(plan, flow, step.level)
    if turns_away(plan):
        counted = counted & ~rows_turned_away(plan, flow, trace, step)
    here = places(counted)
    takes = plan.takes[step.rows][here]
    ready, start, end = (column[step.rows][here] for column in (trace.ready, trace.start, trace.end))
    took = begun = done = int(np.count_nonzero(takes))
    # Who skips the step is ready, starts and ends on one tick, and most of the others have done all of it.
    if happens_not(end):
        has_begun, has_ended = takes & (start != NEVER), takes & (end != NEVER)
        begun, done = int(np.count_nonzero(has_begun)), int(np.count_nonzero(has_ended))
        waited = (start[has_begun] - ready[has_begun]).sum()
        handled = (end[has_ended] - start[has_ended]).sum()
    else:
        waited, handled = start.sum() - ready.sum(), end.sum() - start.sum()
    return Passed(took, begun, int(waited), done, int(handled))


def _counted(ruler: Ruler, found: Waits) -> Queue:
    return Queue(ruler.presence(found.begin, found.end), len(found.begin))


def _together(one: Queue, other: Queue) -> Queue:
    return Queue(one.stood + other.stood, one.waits + other.waits)


def _serve(
    served: dict[tuple[int, Needs], Presence], reasons: Reasons, number: int, step: PlannedStep, ruler: Ruler
) -> None:
    """Add the time of those whom the lane groups of a step serve."""
    if step.station < 0:
        return
    station = reasons.plan.stations[step.station]
    for lanes in range(station.first_lane, station.last_lane):
        start, end = served_by(reasons, [(number, step)], lanes)
        time = ruler.presence(start, end)
        key = (lanes, step.needs)
        served[key] = served[key] + time if key in served else time


def served_by(reasons: Reasons, visits: Sequence[tuple[int, PlannedStep]], lanes: int) -> tuple[Ticks, Ticks]:
    """Give starts and ends of those whom a lane group has served at these steps; a group of units is served once.

    Parameters
    ----------
    visits
        Pairs (position of the flow, step).
    """
    trace = reasons.trace
    begin, end = ([np.zeros(0, dtype=np.int64)] for _ in range(2))
    for number, step in visits:
        here, alone = trace.lane[step.rows] == lanes, led(reasons.groups[number], step)
        served = places(here if alone is None else here & alone)
        begin.append(trace.start[step.rows][served])
        end.append(trace.end[step.rows][served])
    return np.concatenate(begin), until(np.concatenate(end), reasons.plan.horizon)
