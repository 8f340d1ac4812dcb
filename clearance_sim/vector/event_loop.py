"""Run the event loop over a coupled part: over a list as it is, or compiled over an array."""

from __future__ import annotations

from typing import Final

from clearance_sim.compiling import compiled_for_addresses, pays
from clearance_sim.plan.plan import Integers
from clearance_sim.vector import events, handling, queues, settling, starting
from clearance_sim.vector.beginning import teach_numba_to_fetch
from clearance_sim.vector.event_list import event_list, teach_numba
from clearance_sim.vector.part import BITS, HORIZON

SAVED: Final = 1_500
"""Nanoseconds a row by which the event loop is faster compiled."""
SAVED_SWEPT: Final = 250
"""Nanoseconds a row, those included that need no event, by which it is faster compiled than sweeps are."""
EVENTS: Final = 3
"""The most events of a row: its end, and a time-out as it comes to a gathering and as it leaves."""


def loops_pay(rows: int) -> bool:
    """Tell whether the loops of a part with so many records are to be compiled; to be asked once a part."""
    return pays("events", rows, SAVED)


def sweeping_pays(rows: int) -> bool:
    """Tell whether a part with so many rows, which can be swept, is to be rather than that loops are compiled for it."""
    return not pays("events", rows, SAVED_SWEPT)


def run_events(cells: Integers, rows: int, *, is_compiled: bool) -> Integers | list[int]:
    """Run the event loop over a part that is laid out in cells; give them as they are at the horizon."""
    end = int(cells[HORIZON]) << int(cells[BITS])
    if is_compiled and end < 2**62:
        teach_numba()
        teach_numba_to_fetch()
        loop = compiled_for_addresses(events.run_part, 2, events, starting, settling, queues, handling)
        loop(cells, event_list(end, EVENTS * rows + 1))
        return cells
    listed: list[int] = cells.tolist()
    events.run_part(listed, [end])
    return listed
