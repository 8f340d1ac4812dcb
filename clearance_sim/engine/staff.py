"""Hold groups of officers and workers: on duty by shifts, busy with what they began (rule 5)."""

from __future__ import annotations

from clearance_sim.engine.hours import Shifts
from clearance_sim.plan.plan import PlannedStaff


class StaffGroup:
    """Count who is busy; free = on duty now less busy, below zero after a shift change."""

    def __init__(self, planned: PlannedStaff) -> None:
        self.shifts = Shifts(planned.change_ticks, planned.on_duty)
        self.busy = 0

    def has_free(self, number: int, now: int) -> bool:
        """Tell whether `number` people are free."""
        return self.shifts.on_duty(now) - self.busy >= number
