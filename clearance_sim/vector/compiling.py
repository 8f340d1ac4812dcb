"""Run the loops as they are over lists, or compiled over arrays where numba is installed and it pays.

Every loop is written once. Uncompiled it takes lists, whose items Python reads faster than an array's;
compiled it takes arrays. Both count in integers, so the bits are the same.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Mapping
from functools import cache
from types import ModuleType
from typing import Any, Final

from clearance_sim.vector import events
from clearance_sim.vector.part import Part, State
from clearance_sim.vector.premises import Columns

ROWS_THAT_PAY: Final = 200_000
"""From so many rows on, starting the compiler from its cache (about 0.4 s) costs less than it saves."""
COMPILED: str = os.environ.get("CLEARANCE_SIM_COMPILED", "auto")
"""``auto`` compiles where it pays, ``always`` and ``never`` are for tests."""
WIDEST_TURN: Final = 62


@cache
def numba_is_installed() -> bool:
    """Tell whether the extra `fast` is installed; looking for it does not load it."""
    return importlib.util.find_spec("numba") is not None


def pays(rows: int) -> bool:
    """Tell whether a loop over so many rows is to be compiled."""
    if COMPILED == "auto":
        return rows >= ROWS_THAT_PAY and numba_is_installed()
    return COMPILED == "always" and numba_is_installed()


@cache
def compiled(loop: Callable[..., Any], room: ModuleType) -> Callable[..., Any]:
    """Compile a loop and the functions of its module that it calls; the result is cached beside the module."""
    import numba
    from numba.extending import register_jitable

    for other in vars(room).values():
        if callable(other) and getattr(other, "__module__", "") == room.__name__ and other is not loop:
            register_jitable(other)
    fast: Callable[..., Any] = numba.njit(cache=True)(loop)
    return fast


def event_loop(
    columns: Columns, numbers: Mapping[str, int], state: Columns, heaps: Mapping[str, int]
) -> State:
    """Run the event loop over a part that is laid out in arrays; give the state at the horizon."""
    bits = numbers["bits"] + int(columns["late"].max(initial=0) + numbers["horizon"]).bit_length()
    is_compiled = pays(len(columns["takes"])) and bits <= WIDEST_TURN
    if not is_compiled:
        columns = {name: values.tolist() for name, values in columns.items()}
        state = {name: values.tolist() for name, values in state.items()}
    part = Part(**numbers, **columns)  # type: ignore[arg-type]
    run = events.run_events
    empty = {name: [[0][:0] for _ in range(n)] for name, n in heaps.items()}
    now = State(fresh=[], due=[], events=[], **empty, **state)  # type: ignore[arg-type]
    events.run_events(part, now)
    return now
