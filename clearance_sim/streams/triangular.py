"""Turn the uniforms of a triangular law into ticks in one pass, compiled; most handling in the shipped ports has it.

Multiplying, adding and roots are exactly rounded everywhere, so that the bits are those of `inverse`, whose operations
these are, one after the other. Logarithms and exponentials are not, and stay with NumPy.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from clearance_sim.streams.philox import write_streams


def write_triangular(rows: Any, takes: Any, u: Any, parameters: Any, longest: float) -> None:
    """Write the ticks of those who take the step, 0 for the others.

    Parameters
    ----------
    rows, takes, u
        Shape ``(n,)``: where to write, flags, uniforms.
    parameters
        Low end, mode and high end in milliseconds.
    longest
        The longest duration, in ticks; the shortest is one.
    """
    low, mode, high = parameters
    width, rise, fall = high - low, mode - low, high - mode
    rising, falling = width * rise, width * fall
    for i in range(len(u)):
        rises = u[i] * width < rise
        x = np.sqrt(u[i] * rising if rises else (1 - u[i]) * falling)
        x = low + x if rises else high - x
        x = min(max(x, 1.0), longest)
        rows[i] = np.int64(np.rint(x)) if takes[i] else 0


def draw_triangular(
    rows: Any, takes: Any, u: Any, ends: Any, longest: float, shared: Any, last: Any, lengths: Any, lanes: Any, pool: Any
) -> None:
    """Write what `write_triangular` gives for one stream of `write_streams`, by pieces that have room in `u`."""
    for first in range(0, len(rows), len(u)):
        end = min(first + len(u), len(rows))
        some = u[: end - first]
        write_streams(some, shared, last, lengths, first, lanes, pool)
        write_triangular(rows[first:end], takes[first:end], some, ends, longest)
