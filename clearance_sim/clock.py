"""Hold the clock of every engine: integer milliseconds, so that adding is exact in any order."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Ticks = NDArray[np.int64]
"""Shape ``(n,)``, milliseconds since the start of the scenario's period; may be negative."""

MILLISECOND: Final = 1
SECOND: Final = 1000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
WEEK: Final = 7 * DAY

NEVER: Final = int(np.iinfo(np.int64).min)
"""The tick of what did not happen before the horizon (rule 15)."""


def hours(ticks: Ticks) -> NDArray[np.float64]:
    """Convert ticks to hours; the only place where a measured time leaves the integers.

    Examples
    --------
    >>> hours(np.array([5_400_000]))
    array([1.5])
    """
    return ticks / HOUR
