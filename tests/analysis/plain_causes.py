"""Name the cause of every single minute of a stay by looking at the port anew each minute (rule 18).

Shares no code with the package. What a trace does not tell (when a group closed, when an outer yard was
entered) is watched while the engine runs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from plain_walk import PlainLeg, plain_joining, plain_legs

from clearance_sim.clock import MINUTE
from clearance_sim.engine.gatherings import Gathering
from clearance_sim.engine.port import PortInTime
from clearance_sim.engine.yards import Yard
from clearance_sim.plan.plan import Intervals, Plan, PlannedFlow, PlannedLanes, PlannedStep
from clearance_sim.plan.trace import Trace


class Watched:
    """Hold what was seen while a port ran: closings by (flow, step, unit), admissions by (yard, flow, owner)."""

    def __init__(self) -> None:
        self.closed: dict[tuple[int, int, int], int] = {}
        self.leader: dict[tuple[int, int, int], int] = {}
        self.entered: dict[tuple[int, int, int], int] = {}


@contextmanager
def watching(monkeypatch: Any) -> Iterator[Watched]:
    """Watch the ports that run meanwhile."""
    seen = Watched()
    begin, close, admit = PortInTime.__init__, Gathering.close_one, Yard.admit_one
    port: list[PortInTime] = []

    def begin_watched(self: PortInTime, *given: Any) -> None:
        begin(self, *given)
        port[:] = [self]

    def close_one(self: Gathering) -> bool:
        closed = close(self)
        if closed:
            flow, step = next(key for key, one in port[0]._gatherings.items() if one is self)
            members = self.groups[-1].members
            for unit in members:
                seen.closed[flow, step, unit] = port[0].env.now
                seen.leader[flow, step, unit] = members[0]
        return closed

    def admit_one(self: Yard) -> bool:
        owner = self._asking[0][2] if self._asking else None
        admitted = admit(self)
        if admitted and owner is not None:
            seen.entered[(port[0]._yards.index(self), *owner)] = port[0].env.now
        return admitted

    with monkeypatch.context() as patched:
        patched.setattr(PortInTime, "__init__", begin_watched)
        patched.setattr(Gathering, "close_one", close_one)
        patched.setattr(Yard, "admit_one", admit_one)
        yield seen


def plain_causes(plan: Plan, number: int, trace: Trace, seen: Watched, unit: int) -> dict[str, int]:
    """Count the minutes of each cause in the stay of one unit."""
    flow = plan.flows[number]
    joined = plain_joining(flow, trace, unit)
    minutes: Counter[str] = Counter()
    for leg in plain_legs(flow, trace, unit):
        for tick in range(joined, leg.end, MINUTE):
            if tick >= leg.came:
                minutes[_cause(plan, number, flow, trace, seen, leg, tick)] += 1
    return dict(minutes)


def _cause(
    plan: Plan, number: int, flow: PlannedFlow, trace: Trace, seen: Watched, leg: PlainLeg, tick: int
) -> str:
    step = leg.step
    partner = "partner:" if step.side == "partner" else ""
    if tick < leg.ready:
        return "papers"
    if tick < leg.admitted:
        return _yard(plan, number, flow, seen, leg, tick)
    leader = leg.entity
    if step.group >= 0:
        leader = seen.leader.get((number, step.group, leg.entity), leg.entity)
        if step.gather is not None and tick < seen.closed.get((number, step.group, leg.entity), tick):
            return f"{partner}gathering"
    if tick < leg.start:
        return partner + _in_line(plan, step, int(plan.eligible[step.first_row + leader]), tick)
    lane = int(trace.lane[step.first_row + leg.entity])
    if lane >= 0 and _holds(plan.lanes[lane].down, tick):
        return f"{partner}broken"
    if lane >= 0 and plan.lanes[lane].resumes and not _open(plan.lanes[lane], tick):
        return partner + ("event" if _holds(plan.lanes[lane].closed_by_event, tick) else "closed")
    return "handling"


def _yard(plan: Plan, number: int, flow: PlannedFlow, seen: Watched, leg: PlainLeg, tick: int) -> str:
    """Name the first yard, from the outside, in which the entity has no place yet."""
    for yard in leg.step.yards:
        planned = plan.yards[yard]
        own = leg.entity if planned.level == leg.step.level else int(flow.levels[leg.step.level].unit[leg.entity])
        if seen.entered[yard, number, own] > tick:
            return ("partner:" if planned.side == "partner" else "") + f"yard:{planned.name}"
    raise AssertionError("inside all its yards and not admitted")


def _in_line(plan: Plan, step: PlannedStep, mask: int, tick: int) -> str:
    station = plan.stations[step.station]
    allowed = [
        plan.lanes[lane]
        for lane in range(station.first_lane, station.last_lane)
        if mask >> (lane - station.first_lane) & 1
    ]
    lanes = [each for each in allowed if not each.surge] or allowed
    opened = [each for each in lanes if _open(each, tick)]
    if not opened:
        return "event" if any(_holds(each.closed_by_event, tick) for each in lanes) else "closed"
    if all(_holds(each.down, tick) for each in opened):
        return "broken"
    for group, number in step.needs:
        staff = plan.staff[group]
        on_duty = 0
        for change, count in zip(staff.change_ticks.tolist(), staff.on_duty.tolist(), strict=True):
            if change <= tick:
                on_duty = count
        if on_duty < number:
            return f"no_staff:{staff.name}"
    return "queue" if station.slot_ticks is None else "path"


def _open(lanes: PlannedLanes, tick: int) -> bool:
    return lanes.open is None or _holds(lanes.open, tick)


def _holds(intervals: Intervals | None, tick: int) -> bool:
    return intervals is not None and any(begin <= tick < end for begin, end in intervals.tolist())
