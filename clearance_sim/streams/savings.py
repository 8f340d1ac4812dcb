"""Tell when a loop has been run so often that compiling it would have paid by now."""

from __future__ import annotations

from clearance_sim.compiling import pays


class Savings:
    """Count the numbers that were worked on so far, of which each costs so many nanoseconds less where it is compiled.

    A year of a port is a hundred small arrays, of which none is worth loading machine code for, and a study draws many
    years. Compiling once it would have paid costs at most twice what knowing the future would. What is counted changes
    how fast numbers come and never which.
    """

    def __init__(self, saved: int) -> None:
        self._saved, self._counted = saved, 0

    def are_due(self, n: int) -> bool:
        """Count `n` more numbers; tell whether they are to be worked on by the compiled loop."""
        self._counted += n
        return pays(self._counted, self._saved)
