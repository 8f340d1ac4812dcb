"""Draw the lots of those who take a step into its rows; what nobody takes is not reckoned."""

from __future__ import annotations

from typing import Final

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.chances import Chances
from clearance_sim.plan.durations import Law
from clearance_sim.plan.identity import Identity
from clearance_sim.plan.plan import Flags
from clearance_sim.streams.drawn import draw_triangular


class Lots:
    """Draw for the entities `who` of a level, of whom some take the step.

    Drawing goes piece by piece, from the uniform to the row, so that what lies between stays in the processor's cache.
    """

    def __init__(self, chances: Chances, who: Identity, takes: Flags) -> None:
        self._chances, self._who, self.takes = chances, who, takes
        number = int(np.count_nonzero(takes))
        self._nobody: Final = not number
        self._few: Final = chances.few(who, takes, number) if number else None

    def draw(self, law: Law, purpose: str, rows: Ticks) -> None:
        """Write the ticks of those who take the step into its `rows`, 0 for the others."""
        if law.fixed is not None or self._nobody:
            np.multiply(self.takes, law.fixed or 0, out=rows)
        elif self._few is not None:
            ticks = np.empty_like(self._few)
            law.write(self._chances.of_few(purpose, self._who, self._few), np.ones(len(ticks), dtype=np.bool_), ticks)
            rows[...] = 0
            rows[self._few] = ticks
        elif not self._in_one_pass(law, purpose, rows):
            for some, u in self._chances.in_pieces(purpose, self._who):
                law.write(u, self.takes[some], rows[some])

    def _in_one_pass(self, law: Law, purpose: str, rows: Ticks) -> bool:
        """Draw a triangular law of one stream, if that pays; tell whether it was done."""
        only = None if law.ends is None else self._chances.only_stream(purpose, self._who)
        return only is not None and law.ends is not None and draw_triangular(*only, law.ends, self.takes, rows)
