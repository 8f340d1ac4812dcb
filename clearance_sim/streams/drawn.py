"""Draw a stream and use its numbers in one compiled pass, for what the shipped ports ask most often."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.compiling import compiled, pays
from clearance_sim.streams import passes, philox, seeding, triangular
from clearance_sim.streams.inverse import LONGEST, Ends, Flags
from clearance_sim.streams.keys import Key

_AT_HAND: Final = 1_024
"""Numbers that are drawn before they are used; they stay in the innermost cache."""
_SAVED: Final = 2
"""Nanoseconds a number by which one pass is faster than a compiled pass for each."""


def draw_triangular(key: Key, first: int, ends: Ends, takes: Flags, rows: Ticks) -> bool:
    """Draw a stream from number `first` on into `rows`, as ticks of those who take the step, 0 for the others.

    Returns
    -------
        Whether it was done: only compiled, and where it pays.
    """
    return _done(passes.draw_triangular, key, first, len(rows), rows, takes, ends, float(LONGEST))


def draw_below(key: Key, first: int, share: float, belongs: Flags) -> bool:
    """Tell in `belongs` of a stream from number `first` on which are below `share`, if it pays as above."""
    return _done(passes.draw_below, key, first, len(belongs), belongs, share)


def _done(loop: Callable[..., None], key: Key, first: int, n: int, *wanted: Any) -> bool:
    if not pays(loop.__name__, n, _SAVED):
        return False
    lanes, pool = np.empty((4, philox.LANES), dtype=np.uint64), np.empty(4, dtype=np.uint64)
    stream = (key[:4], np.array(key[4:], dtype=np.uint32), np.array([n]), first, lanes, pool)
    compiled(loop, philox, seeding, triangular)(np.empty(_AT_HAND), stream, *wanted)
    return True
