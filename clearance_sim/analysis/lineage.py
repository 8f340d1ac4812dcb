"""See the end of a step from another level: a train from its boxes, a declaration from its vehicle."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

import numpy as np

from clearance_sim.analysis.turned_away import turns_away, units_turned_away
from clearance_sim.clock import NEVER, Ticks
from clearance_sim.plan.plan import BOX, DECLARATION, UNIT, Flags, Integers, Plan, PlannedFlow
from clearance_sim.plan.stops import once_a_flow, once_a_route
from clearance_sim.plan.trace import Trace

_LATEST: Final = int(np.iinfo(np.int64).max)


class Children(NamedTuple):
    """Hold the children of a flow's units at one level; units in order, as they stand one behind the other.

    Attributes
    ----------
    units
        How many units there are.
    parents, first
        Shape ``(parents,)``, the units that have children, and the position of the first child of each.
    counts
        Shape ``(parents,)``, how many children each has.
    """

    units: int
    parents: Integers
    first: Integers
    counts: Integers


def children_of(flow: PlannedFlow, level: int) -> Children:
    """Give the children of a flow's units; looked for once, though a replication asks a dozen times."""
    known = _children(flow)
    if level not in known:
        known[level] = children(flow.levels[level].unit, len(flow.entry))
    return known[level]


@once_a_flow
def _children(_: PlannedFlow) -> dict[int, Children]:
    return {}


def children(unit: Integers, units: int) -> Children:
    """Give the children by the unit of each, which never decreases.

    Examples
    --------
    >>> children(np.array([0, 0, 2]), 3)
    Children(units=3, parents=array([0, 2]), first=array([0, 2]), counts=array([2, 1]))
    """
    first = np.concatenate([[0], np.flatnonzero(unit[1:] != unit[:-1]) + 1])[: len(unit)]
    return Children(units, unit[first], first, np.diff(first, append=len(unit)))


def last_of_children(ends: Ticks, families: Children) -> Ticks:
    """Give for each unit the last of its children's ends; `NEVER` if one of them never ended or it has none.

    Parameters
    ----------
    ends
        Shape ``(children,)``, ticks or `NEVER`.

    Examples
    --------
    >>> last_of_children(np.array([3, 9, 5]), children(np.array([0, 0, 1]), 2))
    array([9, 5])
    """
    last = np.full(families.units, NEVER, dtype=np.int64)
    if not len(ends):
        return last
    never = happens_not(ends)
    latest = np.where(ends == NEVER, _LATEST, ends) if never else ends
    last[families.parents] = np.maximum.reduceat(latest, families.first)
    if never:
        last[last == _LATEST] = NEVER
    return last


def last_child(ends: Ticks, families: Children, last: Ticks) -> Integers:
    """Give for each unit the position of the child that ended at `last`, the lowest of those that tie.

    Examples
    --------
    >>> last_child(np.array([3, 9, 9]), children(np.array([0, 0, 0]), 1), np.array([9]))
    array([1])
    """
    candidates = np.flatnonzero(ends == np.repeat(last[families.parents], families.counts))
    position = np.full(families.units, len(ends), dtype=np.int64)
    at = np.searchsorted(candidates, families.first)
    found = at < np.searchsorted(candidates, families.first + families.counts)
    position[families.parents[found]] = candidates[at[found]]
    return position


def seen_from(flow: PlannedFlow, ends: Ticks, level: int, viewer: int) -> Ticks:
    """Give the ends of a step of `level` as the entities of level `viewer` see them.

    A unit sees the last of its boxes or declarations (of a shared declaration, that one); boxes and
    declarations see their unit; a declaration over several units sees the first of them.

    Returns
    -------
        Shape ``(entities of viewer,)``, ticks or `NEVER`.
    """
    if level == viewer or flow.levels[level].unit is flow.levels[viewer].unit:
        return ends  # of one level, or one child for each unit
    if viewer != UNIT:
        return seen_from(flow, ends, level, UNIT)[flow.levels[viewer].unit]
    if level == DECLARATION and flow.units_per_declaration > 1:
        return ends[flow.declaration_of_unit]
    return last_of_children(ends, children_of(flow, level))


def taken_from(flow: PlannedFlow, takes: Flags, level: int, viewer: int) -> Flags:
    """Say of each entity of level `viewer` whether it takes a step of `level`, or one of those takes it as whose it is seen.

    The same view as that of `seen_from`: of several children one is enough.
    """
    if level == viewer or flow.levels[level].unit is flow.levels[viewer].unit:
        return takes
    if viewer != UNIT:
        return taken_from(flow, takes, level, UNIT)[flow.levels[viewer].unit]
    if level == DECLARATION and flow.units_per_declaration > 1:
        return takes[flow.declaration_of_unit]
    taken = np.zeros(len(flow.entry), dtype=np.bool_)
    taken[flow.levels[level].unit[np.flatnonzero(takes)]] = True
    return taken


def entered(flow: PlannedFlow, level: int) -> Ticks:
    """Give the arrival tick of the unit of every entity of `level`."""
    unit = flow.levels[level].unit
    return flow.entry if unit is flow.levels[UNIT].unit else flow.entry[unit]


def vehicle_predecessors(flow: PlannedFlow, step: int) -> tuple[int, ...]:
    """Name the steps along which the vehicle's line leads back from `step`, in the order that breaks ties.

    Where a step waits for papers only, the line leads through them to the vehicle's step before; if there
    is none, to the arrival. Steps of the unit come before steps of its boxes, then the lower position.
    """
    return predecessors(flow)[step]


@once_a_route
def predecessors(flow: PlannedFlow) -> tuple[tuple[int, ...], ...]:
    """Give the same of every step."""
    return tuple(_predecessors_of(flow, step) for step in range(len(flow.steps)))


def _predecessors_of(flow: PlannedFlow, step: int) -> tuple[int, ...]:
    direct = flow.steps[step].after
    vehicle = {before for before in direct if flow.steps[before].level != DECLARATION}
    seen: set[int] = set()
    papers = list(direct) if not vehicle else []
    while papers:
        before = papers.pop()
        if flow.steps[before].level != DECLARATION:
            vehicle.add(before)
        elif before not in seen:
            seen.add(before)
            papers.extend(flow.steps[before].after)
    return tie_order(flow, vehicle)


def tie_order(flow: PlannedFlow, steps: Iterable[int]) -> tuple[int, ...]:
    """Sort steps so that the first wins a tie: the vehicle's own before its boxes', then the lowest."""
    return tuple(sorted(steps, key=lambda step: (flow.steps[step].level == BOX, step)))


@once_a_route
def backwards(flow: PlannedFlow) -> tuple[int, ...]:
    """Give the positions of the steps so that each comes before every step it waits for."""
    order: list[int] = []
    placed: set[int] = set()

    def place(step: int) -> None:
        if step not in placed:
            placed.add(step)
            for before in flow.steps[step].after:
                place(before)
            order.append(step)

    for step in range(len(flow.steps)):
        place(step)
    return tuple(reversed(order))


def ancestors(flow: PlannedFlow, step: int) -> frozenset[int]:
    """Give `step` and every step that must come before it."""
    found: set[int] = set()
    pending = [step]
    while pending:
        one = pending.pop()
        if one not in found:
            found.add(one)
            pending.extend(flow.steps[one].after)
    return frozenset(found)


def measured_until(plan: Plan) -> int:
    """Give the tick before which an entity must arrive to be measured."""
    return plan.horizon - plan.cool_down


def places(flags: Flags) -> slice | Integers:
    """Give the positions at which flags hold; a slice where they are one run, through which columns need no copy.

    Examples
    --------
    >>> places(np.array([False, True, True])), places(np.array([True, False, True]))
    (slice(1, 3, None), array([0, 2]))
    """
    count = int(np.count_nonzero(flags))
    first = int(flags.argmax()) if count else 0
    if flags[first : first + count].all():
        return slice(first, first + count)
    return np.flatnonzero(flags)


def happens_not(ticks: Ticks) -> bool:
    """Say whether some of the ticks are `NEVER`: the least integer, so one look for the least tick tells it."""
    return bool(len(ticks)) and int(np.minimum.reduce(ticks)) == NEVER


def until(ticks: Ticks, horizon: int) -> Ticks:
    """Give the ticks, with the horizon for what has not happened by then."""
    return np.where(ticks == NEVER, horizon, ticks) if happens_not(ticks) else ticks


def window(plan: Plan, flow: PlannedFlow, level: int) -> Flags:
    """Say of each entity of `level` whether its unit arrives in [warm-up, horizon - cool-down); read-only."""
    known, key = _windows(flow), (plan.warm_up, measured_until(plan), level)
    if key not in known:
        entry = entered(flow, level)
        known[key] = (entry >= plan.warm_up) & (entry < measured_until(plan))
        known[key].setflags(write=False)
    return known[key]


@once_a_flow
def _windows(_: PlannedFlow) -> dict[tuple[int, int, int], Flags]:
    return {}


def is_measured(plan: Plan, flow: PlannedFlow, trace: Trace, level: int) -> Flags:
    """Say of each entity of `level` whether it is measured: its unit arrives in the window and is not turned away."""
    inside = window(plan, flow, level)
    if not turns_away(plan):
        return inside
    away = units_turned_away(plan, flow, trace)
    return inside & ~(away if level == UNIT else away[flow.levels[level].unit])


def flow_name(port: str, flow: PlannedFlow) -> str:
    """Give the name of a flow in results: ``port.mode.direction.cargo``."""
    return f"{port}.{flow.mode}.{flow.direction}.{flow.cargo}"
