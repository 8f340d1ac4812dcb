"""Make the entities of a flow: units, their boxes, their declarations, and who belongs to whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clearance_sim.clock import NEVER, Ticks
from clearance_sim.errors import Problem, ScenarioError, Text
from clearance_sim.plan.arrivals import Arrived
from clearance_sim.plan.chances import Chances
from clearance_sim.plan.durations import draw_counts
from clearance_sim.plan.identity import Identity, even, one_number
from clearance_sim.plan.plan import BOX, DECLARATION, LEVEL_NAMES, UNIT, Flags, Integers, PlannedLevel
from clearance_sim.scenario.distributions import Count
from clearance_sim.scenario.flows import Flow

CHILD_BITS = 14
"""Two bits of level and twelve of position below a unit."""
ARRIVAL_BITS = 40
"""Four bits of stream, 25 of event and 11 of batch place."""


@dataclass(frozen=True, eq=False)
class Entities:
    """Hold the entities of one flow by level, with the identities that key their chances.

    Attributes
    ----------
    levels, who
        One for units, boxes, declarations; the level of boxes is empty where the flow has none.
    entry
        Shape ``(units,)``, arrival ticks.
    declaration_of_unit
        Shape ``(units,)``, position of the unit's first declaration.
    shared
        Units on one declaration; 1 where each unit has its own.
    """

    levels: tuple[PlannedLevel, PlannedLevel, PlannedLevel]
    who: tuple[Identity, Identity, Identity]
    entry: Ticks
    declaration_of_unit: Integers
    shared: int

    def lift(self, flags: Flags, level: int) -> Flags:
        """Tell of each unit whether the flag is set for it or for one of its boxes or declarations."""
        if level == UNIT:
            return flags
        if level == DECLARATION and self.shared > 1:
            return flags[self.declaration_of_unit]
        lifted = np.zeros(len(self.entry), dtype=np.bool_)
        lifted[self.levels[level].unit[flags]] = True
        return lifted

    def lower(self, flags: Flags, level: int) -> Flags:
        """Tell of each entity of `level` whether the flag is set for its unit (for one of its units)."""
        if level == DECLARATION and self.shared > 1:
            held = np.zeros(len(self.levels[level]), dtype=np.bool_)
            held[self.declaration_of_unit[flags]] = True
            return held
        return flags[self.levels[level].unit]

    def carry(self, flags: Flags, source: int, target: int) -> Flags:
        """Bring a flag from one level to another: any child sets its unit, a unit sets all its children."""
        return flags if source == target else self.lower(self.lift(flags, source), target)


def pack(rank: int, level: int, who: Identity, arrival: Integers | None = None) -> Integers:
    """Pack flow rank, arrival number and child number into one integer (rule 10).

    Parameters
    ----------
    arrival
        What `arrival_numbers` gives for `who`, if that is known.

    Raises
    ------
    ScenarioError
        If a stream has more arrivals than the number can hold.
    """
    number = (arrival_numbers(who) if arrival is None else arrival) << CHILD_BITS
    child = one_number(who.child)
    if child is None:
        number |= who.child
    alike = (rank << (ARRIVAL_BITS + CHILD_BITS)) | (level << 12) | (child or 0)
    if alike:
        number |= np.int64(alike)
    return number


def arrival_numbers(who: Identity) -> Integers:
    """Pack stream, event and place in a batch into one integer, which a unit shares with its boxes and declarations.

    Raises
    ------
    ScenarioError
        If a stream has more arrivals than the number can hold.

    Examples
    --------
    >>> one = np.ones(1, dtype=np.int64)
    >>> arrival_numbers(Identity(0 * one, 5 * one, 0 * one, one))
    array([10240])
    """
    if len(who) and int(who.event.max()) >= 2**25:
        raise ScenarioError(
            Problem((), Text(zh="一个货流最多 33554431 次到达", en="a flow has at most 33,554,431 arrivals"))
        )
    number = who.event << 11
    for part, shift in ((who.stream, 36), (who.member, 0)):
        one = one_number(part)
        if one is None:
            number |= part << shift
        elif one:
            number |= np.int64(one << shift)
    return number


def make_entities(flow: Flow, rank: int, arrived: Arrived, chances: Chances) -> Entities:
    """Make the levels of a flow from its arrivals; absent units leave no trace but keep their numbers."""
    present = np.flatnonzero(arrived.entry != NEVER)
    units = _select(arrived.who, present)
    themselves = np.arange(len(units), dtype=np.int64)
    boxes, unit_of_box = _children(flow.boxes, units, themselves, chances, BOX)
    shared = flow.declarations.units or 1
    if flow.declarations.per_unit is not None:
        papers, unit_of_papers = _children(flow.declarations.per_unit, units, themselves, chances, DECLARATION)
        of_unit = themselves if papers is units else np.searchsorted(unit_of_papers, themselves).astype(np.int64)
    else:
        papers, unit_of_papers, of_unit = _shared_declarations(arrived.who, present, shared)
    everyone = (units, boxes, papers)
    owners = (themselves, unit_of_box, unit_of_papers)
    levels: list[PlannedLevel] = []
    for level, (who, unit) in enumerate(zip(everyone, owners, strict=True)):
        arrival = levels[UNIT].arrival if levels and who is units else arrival_numbers(who)
        levels.append(PlannedLevel(pack(rank, level, who, arrival), unit, arrival))
    return Entities(
        levels=(levels[UNIT], levels[BOX], levels[DECLARATION]),
        who=everyone,
        entry=arrived.entry if len(present) == len(arrived.entry) else arrived.entry[present],
        declaration_of_unit=of_unit,
        shared=shared,
    )


def _select(who: Identity, positions: Integers) -> Identity:
    if len(positions) == len(who):
        return who
    stream, event, member, child = (_of(each, positions) for each in (who.stream, who.event, who.member, who.child))
    return Identity(stream, event, member, child)


def _of(column: Integers, positions: Integers) -> Integers:
    """Give a column at some positions; one number stays one number, in the memory of one."""
    return even(column[0], len(positions)) if column.strides == (0,) and len(column) else column.take(positions)


def _children(
    count: Count | None, units: Identity, themselves: Integers, chances: Chances, level: int
) -> tuple[Identity, Integers]:
    """Give the children of every unit, in order of unit and child, and the unit of each.

    An only child has the identity of its unit, whose place among children is 0 as well.
    """
    if count is None:
        empty = np.zeros(0, dtype=np.int64)
        return Identity(empty, empty, empty, empty), empty
    if count.low == count.high == 1:
        return units, themselves
    name = f"number:{LEVEL_NAMES[level]}"
    sizes = draw_counts(count, len(units), lambda: chances.uniforms(name, units))
    unit = np.repeat(themselves, sizes)
    child = np.arange(len(unit), dtype=np.int64)
    child -= np.repeat(np.cumsum(sizes) - sizes, sizes)
    return Identity(_of(units.stream, unit), units.event.take(unit), _of(units.member, unit), child), unit


def _shared_declarations(who: Identity, present: Integers, shared: int) -> tuple[Identity, Integers, Integers]:
    """Put `shared` consecutive units on one declaration; it keeps the identity of the group's first arrival.

    Groups are cut before anybody is absent, so that thinning moves nobody to another declaration.
    """
    begin = 0 if one_number(who.stream) is not None else np.searchsorted(who.stream, who.stream)[present]
    first_of_group = begin + (present - begin) // shared * shared
    # Arrivals stand in order of stream, so the units of a group stand together.
    is_first = np.concatenate([[True], first_of_group[1:] != first_of_group[:-1]])[: len(present)]
    leader = np.flatnonzero(is_first)
    return _select(who, first_of_group[leader]), leader, np.cumsum(is_first) - 1
