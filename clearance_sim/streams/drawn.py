"""Draw a stream and turn it into ticks in one compiled pass, by the law that most handling in the shipped ports has."""

from __future__ import annotations

from typing import Final

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.compiling import compiled, pays
from clearance_sim.streams import philox, seeding, triangular
from clearance_sim.streams.inverse import LONGEST, Ends, Flags
from clearance_sim.streams.keys import Key

_AT_HAND: Final = 1_024
"""Numbers that are drawn before they are transformed; they stay in the innermost cache."""
_SAVED: Final = 2
"""Nanoseconds a number by which one pass is faster than a compiled pass for each."""


def draw_triangular(key: Key, ends: Ends, takes: Flags, rows: Ticks) -> bool:
    """Draw the first numbers of a stream into `rows`, as ticks of those who take the step, 0 for the others.

    Returns
    -------
        Whether it was done: only compiled, and where it pays.
    """
    n = len(rows)
    if not pays("drawn triangular", n, _SAVED):
        return False
    lanes, pool = np.empty((4, philox.LANES), dtype=np.uint64), np.empty(4, dtype=np.uint64)
    last, lengths = np.array(key[4:], dtype=np.uint32), np.array([n])
    loop = compiled(triangular.draw_triangular, triangular, philox, seeding)
    loop(rows, takes, np.empty(min(n, _AT_HAND)), ends, float(LONGEST), key[:4], last, lengths, lanes, pool)
    return True
