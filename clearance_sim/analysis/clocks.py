"""Read the three clocks off a trace: customs clearance, customs working and border-crossing time (rule 17)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from clearance_sim.analysis.bounds import goes_on, joins, last_ends
from clearance_sim.analysis.ledger import QUANTILES, quantiles
from clearance_sim.analysis.lineage import entered, happens_not, is_measured, places, seen_from, taken_from
from clearance_sim.clock import HOUR, NEVER, Ticks
from clearance_sim.plan.plan import BOX, DECLARATION, UNIT, Flags, Integers, Plan, PlannedFlow, PlannedStep
from clearance_sim.plan.trace import Trace
from clearance_sim.scenario.flows import PASSENGER_UNITS

CLOCKS: Final = (
    "clearance_hours", "working_hours", "crossing_hours", "crossing_home_hours", "crossing_partner_hours",
    "before_port_hours", "after_port_hours", "zone_hours", "passage_hours",
)  # fmt: skip
"""The three clocks and the parts of the third, the time outside the port of flows that have any and the part of it that
is spent in a bonded zone, and the passage time of passengers, who have no declarations and so stand outside the
customs clocks."""


@dataclass(frozen=True, eq=False)
class Clock:
    """Hold one clock of one flow over the entities that arrive in the measured window.

    Attributes
    ----------
    number
        Shape ``(n,)``, packed numbers of the entities, increasing with their position.
    ticks
        Shape ``(n,)``, the measured times; `NEVER` where the entity was not finished at the horizon.
    """

    number: Integers
    ticks: Ticks

    @cached_property
    def done(self) -> Ticks:
        """Give the times of those who finished."""
        return self.ticks[self.ticks != NEVER] if happens_not(self.ticks) else self.ticks

    @cached_property
    def finished(self) -> Ticks:
        """Give the times of those who finished, the shortest first."""
        if len(self.done) and self.done.min() >= 0 and self.done.max() < 2**32:
            # Half as wide, and sorted in half the time.
            return np.sort(self.done.astype(np.uint32)).astype(np.int64)
        return np.sort(self.done)

    @cached_property
    def statistics(self) -> dict[str, float]:
        """Give mean, p50, p90 and p95 of those who finished, in hours."""
        return statistics_of(self.done)

    @property
    def unfinished_share(self) -> float:
        """Give the share of those who did not; 0 where nobody came."""
        return (len(self.ticks) - len(self.done)) / len(self.ticks) if len(self.ticks) else 0.0


@dataclass(frozen=True, eq=False)
class Clocks:
    """Hold the clocks of one flow by name and the share of declarations released before arrival."""

    by_name: dict[str, Clock]
    released_before_arrival: float


def statistics_of(finished: Ticks) -> dict[str, float]:
    """Give mean, p50, p90 and p95 of finished times, in hours; NaN for nobody.

    Examples
    --------
    >>> statistics_of(np.array([HOUR, 3 * HOUR]))
    {'mean': 2.0, 'p50': 1.0, 'p90': 3.0, 'p95': 3.0}
    """
    if not len(finished):
        return dict.fromkeys(("mean", *QUANTILES), float("nan"))
    mean = float(finished.sum() / len(finished) / HOUR)
    found = quantiles(finished, tuple(QUANTILES.values()))
    return {"mean": mean} | {name: ticks / HOUR for name, ticks in zip(QUANTILES, found, strict=True)}


def read_clocks(plan: Plan, flow: PlannedFlow, trace: Trace, leaving: Ticks) -> Clocks:
    """Read every clock that the marks of `flow` define.

    Parameters
    ----------
    leaving
        Shape ``(units,)``, what `bounds.exits` gives.

    Returns
    -------
        Clocks whose marks are set; the customs clocks leave out excluded regimes. Who was turned away has no
        time at all, finished or not.
    """
    measured = is_measured(plan, flow, trace, UNIT)
    here = places(measured)
    number, joined, left = (column[here] for column in (flow.levels[UNIT].number, joins(flow, trace), leaving))
    found = {"crossing_hours": Clock(number, _between(joined, left))}
    if flow.joined >= 0:
        found["before_port_hours"] = Clock(number, _between(flow.entry[here], joined))
    if flow.left >= 0:
        followed = measured & goes_on(plan, flow)
        found["after_port_hours"] = _clock(flow, UNIT, _between(leaving, last_ends(flow, trace)), followed)
    if (zone := zone_steps(flow)) is not None:
        reached, released = (trace.end[step.rows] for step in zone)
        found["zone_hours"] = _clock(flow, UNIT, _between(reached, released), measured & plan.takes[zone[1].rows])
    if flow.border >= 0:
        border = flow.steps[flow.border]
        crossed = seen_from(flow, trace.end[border.rows], border.level, UNIT)[here]
        before, after = Clock(number, _between(joined, crossed)), Clock(number, _between(crossed, left))
        partner_first = flow.direction == "import"
        found["crossing_home_hours"] = after if partner_first else before
        found["crossing_partner_hours"] = before if partner_first else after
    else:
        found["crossing_home_hours"] = found["crossing_hours"]
    if flow.unit_kind in PASSENGER_UNITS:
        found["passage_hours"] = _read_passage(plan, flow, trace, measured)
    early = _read_customs(plan, flow, trace, found) if flow.released >= 0 else np.nan
    return Clocks(found, early)


def zone_steps(flow: PlannedFlow) -> tuple[PlannedStep, PlannedStep] | None:
    """Give the step whose end is the arrival in a bonded zone, and the one whose end is the release there."""
    by_role = {step.role: step for step in flow.steps}
    run, release = by_role.get("zone_run"), by_role.get("zone_release")
    return None if run is None or release is None else (run, release)


def _read_passage(plan: Plan, flow: PlannedFlow, trace: Trace, units: Flags) -> Clock:
    """Give the time of every passenger, from the vehicle's joining to the end of the passenger's own last step."""
    unit = flow.levels[BOX].unit
    last = np.full(len(unit), NEVER, dtype=np.int64)
    open_ended = np.zeros(len(unit), dtype=np.bool_)
    for step in flow.steps:
        if step.level == BOX:
            ends = trace.end[step.rows]
            open_ended |= ends == NEVER
            np.maximum(last, ends, out=last)
    last[open_ended] = NEVER
    return _clock(flow, BOX, _between(joins(flow, trace)[unit], last), units[unit])


def _read_customs(plan: Plan, flow: PlannedFlow, trace: Trace, found: dict[str, Clock]) -> float:
    """Add the two customs clocks to `found`; give the share of declarations released before arrival."""
    papers = is_measured(plan, flow, trace, DECLARATION) & _taken(plan, flow, flow.released)
    for excluded in flow.excluded:
        papers &= (flow.regime != excluded)[flow.levels[DECLARATION].unit]
    here = places(papers)
    arrived = entered(flow, DECLARATION) if flow.arrived < 0 else _mark(flow, trace, flow.arrived)
    number, arrived, released = flow.levels[DECLARATION].number[here], arrived[here], _mark(flow, trace, flow.released)[here]
    # Released while the vehicle is still to come at the horizon: the clock reads 0 whatever comes.
    known = np.where((arrived == NEVER) & (released != NEVER), released, arrived) if happens_not(arrived) else arrived
    found["clearance_hours"] = Clock(number, _floor(_between(known, released)))
    if flow.accepted:
        accepted, has = _accepted(plan, flow, trace)
        own = places(has[here])
        found["working_hours"] = Clock(number[own], _between(accepted[here][own], released[own]))
    done = np.count_nonzero(released != NEVER)
    early = np.count_nonzero((released != NEVER) & ((arrived == NEVER) | (released < arrived)))
    return float(early / done) if done else np.nan


def _floor(ticks: Ticks) -> Ticks:
    """Count a release before arrival as 0 and keep what never happened."""
    if not happens_not(ticks):
        return np.maximum(ticks, 0)
    return np.where(ticks == NEVER, NEVER, np.maximum(ticks, 0))


def _between(first: Ticks, last: Ticks) -> Ticks:
    """Give `last` - `first`; `NEVER` where one of them never happened."""
    if not happens_not(first) and not happens_not(last):
        return last - first
    ticks = last - first
    ticks[(first == NEVER) | (last == NEVER)] = NEVER
    return ticks


def _clock(flow: PlannedFlow, level: int, ticks: Ticks, measured: Flags) -> Clock:
    here = places(measured)
    return Clock(number=flow.levels[level].number[here], ticks=ticks[here])


def _mark(flow: PlannedFlow, trace: Trace, step: int) -> Ticks:
    """Give the end of a marking step as the declarations see it."""
    planned = flow.steps[step]
    return seen_from(flow, trace.end[planned.rows], planned.level, DECLARATION)


def _taken(plan: Plan, flow: PlannedFlow, step: int) -> Flags:
    """Say of each declaration whether it, its unit or one of its unit's boxes takes `step`."""
    planned = flow.steps[step]
    return taken_from(flow, plan.takes[planned.rows], planned.level, DECLARATION)


def _accepted(plan: Plan, flow: PlannedFlow, trace: Trace) -> tuple[Ticks, Flags]:
    """Give the end of the accepting step that each declaration takes, and whether it takes one.

    One who takes several counts from the last of them in the order of the marks; what is told of who takes none is void.
    """
    first, *others = flow.accepted
    accepted, has = _mark(flow, trace, first), _taken(plan, flow, first)
    for step in others:
        taken = _taken(plan, flow, step)
        accepted = np.where(taken, _mark(flow, trace, step), accepted)
        has = has | taken
    return accepted, has
