"""Follow the clock in whole ticks, and opening hours and shifts along it; each change is passed once."""

from __future__ import annotations

from bisect import bisect_right

import simpy

from clearance_sim.clock import NEVER, Ticks
from clearance_sim.plan.plan import Intervals


class Environment(simpy.Environment):
    """Hold SimPy's clock, which counts whole ticks here."""

    @property
    def now(self) -> int:
        """Give the current tick."""
        return self._now  # type: ignore[return-value]


class OpenHours:
    """Tell whether something is open; asked at ticks that never decrease."""

    def __init__(self, intervals: Intervals) -> None:
        self._ahead = intervals.tolist()[::-1]

    def is_open(self, now: int) -> bool:
        """Tell whether `now` lies in an interval [from, to)."""
        ahead = self._ahead
        while ahead and ahead[-1][1] <= now:
            ahead.pop()
        return bool(ahead) and ahead[-1][0] <= now

    def next_opening(self, now: int) -> int:
        """Give the tick of the next opening after `now` while closed, or `NEVER`."""
        closed = not self.is_open(now)
        return int(self._ahead[-1][0]) if closed and self._ahead else NEVER


class WorkingTime:
    """Tell when work that starts now is done, if it advances only inside the intervals (rule 4)."""

    def __init__(self, intervals: Intervals) -> None:
        self._begins: list[int] = intervals[:, 0].tolist()
        self._ends: list[int] = intervals[:, 1].tolist()

    def end_of(self, start: int, work: int) -> int:
        """Give the smallest tick by which `work` ticks are done, or `NEVER` if the intervals do not hold them."""
        at = bisect_right(self._ends, start)
        while at < len(self._ends):
            begin = max(start, self._begins[at])
            if begin + work <= self._ends[at]:
                return begin + work
            work -= self._ends[at] - begin
            at += 1
        return NEVER


class Shifts:
    """Tell how many are on duty; asked at ticks that never decrease."""

    def __init__(self, change_ticks: Ticks, on_duty: Ticks) -> None:
        self._changes = list(zip(change_ticks.tolist(), on_duty.tolist(), strict=True))[::-1]
        self._now_on_duty = 0

    def on_duty(self, now: int) -> int:
        """Give the number on duty at `now`; a change at `now` counts."""
        while self._changes and self._changes[-1][0] <= now:
            self._now_on_duty = self._changes.pop()[1]
        return self._now_on_duty

    def next_change(self, now: int) -> int:
        """Give the tick of the next change after `now`, or `NEVER`."""
        self.on_duty(now)
        return self._changes[-1][0] if self._changes else NEVER
