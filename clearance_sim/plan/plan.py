"""Hold the plan: one port, one replication, all chances drawn; read-only arrays, no randomness left.

A row is one entity at one step. The rows of a step are contiguous: row = step.first_row + position of the
entity in its level. Both engines read a plan and write a trace with the same rows.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from clearance_sim.clock import Ticks

Flags = NDArray[np.bool_]
Integers = NDArray[np.int64]
Intervals = NDArray[np.int64]
"""Shape ``(k, 2)``, ticks [from, to), sorted, disjoint, not touching."""

UNIT: Final = 0
BOX: Final = 1
DECLARATION: Final = 2
LEVEL_NAMES: Final = ("unit", "box", "declaration")


class ReadOnly:
    """Make arrays read-only, so that no engine and no measure can change what is planned."""

    def __post_init__(self) -> None:
        """Lock the arrays that are fields; what else holds arrays has locked them itself."""
        for value in vars(self).values():
            if isinstance(value, np.ndarray):
                value.setflags(write=False)


@dataclass(frozen=True, eq=False)
class PlannedLanes(ReadOnly):
    """Hold one lane group: `count` alike lanes of `station` (rule 3).

    Attributes
    ----------
    open
        When the hours and dated events let handling start; None = always.
    down
        When the lane is broken; None = never. Only groups of one lane break down.
    closed_by_event
        What a dated event took from the hours; None = nothing.
    available
        `open` less `down`: when handling may start; None = always.
    resumes
        Handling in progress rests while closed; otherwise it is finished (rule 4).
    working
        When handling in progress advances; None = always.
    surge
        Opened by the station's surge rule only (rule 6).
    """

    name: str
    station: int
    count: int
    open: Intervals | None
    down: Intervals | None = None
    closed_by_event: Intervals | None = None
    resumes: bool = False
    available: Intervals | None = None
    working: Intervals | None = None
    surge: bool = False


@dataclass(frozen=True, eq=False)
class PlannedStation(ReadOnly):
    """Hold one station; its lane groups are ``plan.lanes[first_lane:last_lane]`` in lane order.

    Attributes
    ----------
    surge_at, calm_at
        Open a surge lane when so many wait, close all when so few do; `surge_at` 0 = no such rule.
    slot_ticks
        Ticks of departure of a station with slots, whose one lane group counts the places; None elsewhere.
    slow
        Shape ``(k, 3)``: handling that starts in [from, to) takes so many per cent of its work.
    """

    name: str
    party: str
    side: str
    first_lane: int
    last_lane: int
    surge_at: int = 0
    calm_at: int = 0
    slot_ticks: Ticks | None = None
    slow: Intervals | None = None


@dataclass(frozen=True, eq=False)
class PlannedStaff(ReadOnly):
    """Hold one staff group: from ``change_ticks[i]`` on, ``on_duty[i]`` people; nobody before the first."""

    name: str
    party: str
    change_ticks: Ticks
    on_duty: Integers

    def on_duty_at(self, ticks: Ticks) -> Integers:
        """Give how many are on duty on each tick."""
        return np.append(self.on_duty, 0)[np.searchsorted(self.change_ticks, ticks, side="right") - 1]


@dataclass(frozen=True, eq=False)
class PlannedYard:
    """Hold one yard and the level that its places count."""

    name: str
    party: str
    side: str
    capacity: int
    level: int
    turns_away: bool = False


@dataclass(frozen=True, eq=False)
class PlannedLevel(ReadOnly):
    """Hold the entities of one level of a flow: units, boxes or declarations.

    Attributes
    ----------
    number
        Shape ``(n,)``: flow rank, arrival number and child number packed in one integer (rule 10).
    unit
        Shape ``(n,)``, position of the entity's unit; for a declaration over several units, of the first.
    arrival
        Shape ``(n,)``, arrival number of that unit.
    """

    number: Integers
    unit: Integers
    arrival: Integers

    def __len__(self) -> int:
        """Count the entities."""
        return len(self.number)


@dataclass(frozen=True, eq=False)
class PlannedGather:
    """Hold when a group closes: with `number` units, or a sum of values of `worth`, or after `at_most` ticks.

    `number` and `worth` are 0 and `at_most` is NEVER where the rule does not name them; `worth` is in fen.
    """

    number: int
    worth: int
    at_most: int


@dataclass(frozen=True, eq=False)
class PlannedStep:
    """Hold one step of a flow's route; `station` is -1 for a delay.

    Attributes
    ----------
    after
        Positions in the flow's steps of the steps that must be finished; empty = on arrival.
    ahead
        The row's ready tick is drawn (`Plan.lead_ready`), before arrival.
    first_row, last_row
        Its rows, ``last_row`` excluded.
    needs
        Pairs (staff group, how many).
    yards
        Yards around it, outer first.
    gather
        The rule by which a group forms before the step.
    awaits_entry
        Everything before it may be over before the unit arrives (papers sent ahead, papers of several units),
        so it waits for the unit's own entry as well: no vehicle begins a step before it is there.
    group
        Position of the step at which the group gathered that takes this one; the step itself where it
        gathers; -1 = taken by each for itself.
    unless
        Position of the step whose takers never take this one; -1 = there is none.
    """

    name: str
    role: str | None
    party: str
    side: str
    level: int
    station: int
    after: tuple[int, ...]
    ahead: bool
    needs: tuple[tuple[int, int], ...]
    yards: tuple[int, ...]
    first_row: int
    last_row: int
    documents: int
    contact: bool
    charge: float
    gather: PlannedGather | None = None
    group: int = -1
    awaits_entry: bool = False
    unless: int = -1

    @property
    def rows(self) -> slice:
        """Give the step's rows as a slice of the plan's and the trace's columns."""
        return slice(self.first_row, self.last_row)


@dataclass(frozen=True, eq=False)
class PlannedFlow(ReadOnly):
    """Hold one flow: who it is, its entities by level, when its units arrive, its steps.

    Attributes
    ----------
    entry
        Shape ``(units,)``, arrival ticks; not necessarily sorted (timetables with delays overtake).
    regime
        Shape ``(units,)``, position in `regime_names`; zeros when the flow has none.
    declaration_of_unit
        Shape ``(units,)``, position of the unit's (first) declaration in the level of declarations.
    """

    name: str
    rank: int
    mode: str
    direction: str
    cargo: str
    unit_kind: str
    levels: tuple[PlannedLevel, PlannedLevel, PlannedLevel]
    entry: Ticks
    regime: Integers
    regime_names: tuple[str, ...]
    declaration_of_unit: Integers
    units_per_declaration: int
    teu_per_box: float
    tonnes: float
    value_of_time: float
    steps: tuple[PlannedStep, ...]
    arrived: int
    """Position of the step whose end is the arrival for customs; -1 = the entry."""
    accepted: tuple[int, ...]
    released: int
    border: int
    """Positions of the marking steps; -1 = none."""
    excluded: tuple[int, ...]
    """Regimes outside the customs clocks."""
    worth: Integers
    """Shape ``(units,)``, value of each unit's goods in fen."""
    lost: int
    """Arrivals of the period that a dated event took away."""
    joined: int = -1
    """Position of the step whose end is the joining of the queue; -1 = the entry."""
    left: int = -1
    """Position of the step whose end is the leaving of the port; -1 = the vehicle's last end."""

    def numbers(self, step: PlannedStep) -> Integers:
        """Give the packed numbers of the entities in the rows of `step`; they increase."""
        return self.levels[step.level].number

    def step(self, name: str) -> PlannedStep:
        """Give the step called `name`."""
        return next(step for step in self.steps if step.name == name)


@dataclass(frozen=True, eq=False)
class Plan(ReadOnly):
    """Hold one port and replication with nothing left to chance.

    Attributes
    ----------
    origin
        Milliseconds since 1970 UTC of tick 0.
    zone
        IANA zone of the port, in which hours of the day are told.
    takes
        Shape ``(rows,)``: the entity takes the step.
    work
        Shape ``(rows,)``: handling ticks, at least 1 where taken, 0 elsewhere.
    eligible
        Shape ``(rows,)``: bit i set = the i-th lane group of the step's station may serve the row.
    priority
        Shape ``(rows,)``: lower is served first (rule 2).
    lead_ready
        Shape ``(rows,)``: ready tick of rows of `ahead` steps that are taken; 0 elsewhere.
    """

    port: str
    replication: int
    seed: int
    origin: int
    horizon: int
    warm_up: int
    cool_down: int
    zone: str
    stations: tuple[PlannedStation, ...]
    lanes: tuple[PlannedLanes, ...]
    staff: tuple[PlannedStaff, ...]
    yards: tuple[PlannedYard, ...]
    flows: tuple[PlannedFlow, ...]
    takes: Flags
    work: Ticks
    eligible: Integers
    priority: Integers
    lead_ready: Ticks

    @property
    def n_rows(self) -> int:
        """Count the rows."""
        return len(self.takes)

    @property
    def number(self) -> Integers:
        """Give the packed number of each row's entity, shape ``(rows,)``; laid out anew at every call."""
        number = np.empty(self.n_rows, dtype=np.int64)
        for flow in self.flows:
            for step in flow.steps:
                number[step.rows] = flow.numbers(step)
        return number

    @property
    def digest(self) -> str:
        """Give the SHA-256 of everything in the plan, as 64 hexadecimal digits."""
        hasher = hashlib.sha256()
        _feed(hasher, self)
        return hasher.hexdigest()


def _feed(hasher: Any, value: Any) -> None:
    if isinstance(value, np.ndarray):
        hasher.update(f"{value.dtype.str}{value.shape}".encode())
        hasher.update(np.ascontiguousarray(value).data)
    elif isinstance(value, tuple):
        hasher.update(f"({len(value)}".encode())
        for item in value:
            _feed(hasher, item)
    elif is_dataclass(value):
        hasher.update(type(value).__name__.encode())
        for field in fields(value):
            _feed(hasher, getattr(value, field.name))
    else:
        hasher.update(f"{value!r};".encode())
