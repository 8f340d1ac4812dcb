"""Turn the uniforms of a triangular law into ticks in one pass, compiled; most handling in the shipped ports has it.

Multiplying, adding and roots are exactly rounded everywhere, so that the bits are those of `inverse`, whose operations
these are, one after the other. Logarithms and exponentials are not, and stay with NumPy.
"""

from __future__ import annotations

from typing import Any

import numpy as np


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
