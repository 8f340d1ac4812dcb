"""Hold a coupled part of a port as flat columns: what the event loop reads (`Part`) and what it writes (`Record`, `Heaps`).

The columns are lists where the loop runs as it is and arrays where it is compiled; both are indexed alike.
Pairs of columns such as ``next_at`` and ``next_row`` hold lists of different lengths end to end: those of row
i are ``next_row[next_at[i]:next_at[i + 1]]``.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

PADDING: Final = 2
"""Items of a list that are never taken."""
Column = Any
"""A list of integers, or an integer array of shape ``(n,)``."""


class Part(NamedTuple):
    """Hold what stands before the run: rows in order of (number, row), lines, lanes, staff, yards, gatherings."""

    horizon: int
    bits: int
    """Bits below the tick in an event and in a turn."""
    mask: int
    owner_bits: int
    owner_mask: int
    nobody: int
    """Later than every turn: stands at the end of each line."""
    couples: bool
    """There are yards or gatherings, so that a tick may need several rounds."""
    turned_away: int
    takes: Column
    work: Column
    late: Column
    """Priority times a span longer than any run, shifted, and the row: with a tick added it is the row's turn."""
    line: Column
    """The line in which the row waits; -1 for a delay."""
    row_in_plan: Column
    arrival_tick: Column
    """In order; the last is at the horizon."""
    next_at: Column
    """After the rows stand the arrivals from outside the part, each followed by the row that it lets go."""
    next_row: Column
    own_at: Column
    owner: Column
    """Who holds the row's place in each yard around its step, outer first."""
    yard_of_owner: Column
    turns_away: Column
    gathering: Column
    worth: Column
    is_bound: Column
    """The row enters yards, gathers or travels with a group."""
    next_ride: Column
    """The same unit's row at the next step that the group takes; -1 after the last."""
    gather_number: Column
    gather_worth: Column
    has_time_out: Column
    at_most: Column
    lines_at: Column
    """Lines of a pool: ``range(lines_at[pool], lines_at[pool + 1])``."""
    plain_line: Column
    """The only line of a pool where it needs no staff and knows one lane group that never rests,
    without surge or places; else -1."""
    plain_lane: Column
    """Its lane group."""
    pool_of_line: Column
    station_of_line: Column
    line_lanes_at: Column
    line_lane: Column
    needs_at: Column
    needs_group: Column
    needs_number: Column
    surge_at: Column
    surge_station: Column
    surge_number: Column
    calm_number: Column
    lanes_at: Column
    count: Column
    is_surge: Column
    is_slot: Column
    is_slow: Column
    """Handling may last longer than its work: the lane rests, or its station has slow-downs."""
    station_of_lane: Column
    change_tick: Column
    """Ticks of openings, closings, departures and changes of shift, in order; the last is at the horizon."""
    change_kind: Column
    change_of: Column
    change_to: Column
    change_pool: Column
    rests: Column
    work_at: Column
    work_begin: Column
    work_end: Column
    slow_at: Column
    slow_begin: Column
    slow_end: Column
    slow_percent: Column


class Record(NamedTuple):
    """Hold what changes during the run; the first columns are the trace of the part's rows."""

    ready: Column
    admitted: Column
    start: Column
    end: Column
    lane: Column
    leader: Column
    """Row of the leader of a unit that gathered; -1 before."""
    waits: Column
    """How many ends, or its arrival, a row still waits for."""
    dispatched: Column
    """Tick on which a pool was dispatched last; `due` may name it several times."""
    chance: Column
    on: Column
    is_open: Column
    room: Column
    """Lanes of a group that are on, open and free; below zero when it closed or calmed down at work."""
    on_duty: Column
    free_staff: Column
    free: Column
    """Places of a yard."""
    asked: Column
    steps_left: Column
    first_row: Column
    waiting_row: Column
    next_waiting: Column
    asks_at: Column
    mate: Column
    """The next who travels with the same leader; -1 after the last."""
    gathered_worth: Column
    gather_wake: Column


class Heaps(NamedTuple):
    """Hold who waits: for this tick's turn, for an end, in line, for a place, for a group."""

    over: list[int]
    """Rows that have just ended, and arrivals, whose followers are still to be told."""
    due: list[int]
    events: list[int]
    lines: list[list[int]]
    asking: list[list[int]]
    gathered: list[list[int]]
