"""Add up the stays along a straight line as arrays: over all rows of a step, less those of the few who have not left.

The axis is who takes a step. Integers that run over cancel, so that this is exact though ticks may be `NEVER`.
"""

from __future__ import annotations

from clearance_sim.analysis.causes import Reasons
from clearance_sim.analysis.lineage import is_measured, places
from clearance_sim.analysis.queues import Waits
from clearance_sim.analysis.ruler import Presence, Ruler
from clearance_sim.analysis.straight import straight_line
from clearance_sim.analysis.told_legs import Rule, StepSums, rules_of
from clearance_sim.clock import NEVER, Ticks
from clearance_sim.plan.plan import UNIT, Flags, PlannedFlow, PlannedStep


class AlongLine:
    """Add up a flow's straight line step by step.

    Attributes
    ----------
    told
        Shape ``(units,)``, whose stays are told: who is measured and has left.
    sums
        What is known so far, by step.
    """

    def __init__(self, reasons: Reasons, flow: PlannedFlow, leaving: Ticks, ruler: Ruler) -> None:
        self._reasons, self._flow = reasons, flow
        self.told: Flags = is_measured(reasons.plan, flow, reasons.trace, UNIT) & (leaving != NEVER)
        self.sums: dict[int, StepSums] = {}
        self._others = places(~self.told)
        self._line = straight_line(flow) or ()
        self._rules = rules_of(reasons, flow, ruler)

    def look(self, position: int, found: Waits, stood: Presence) -> None:
        """Look at a step, of which it is known who waits there, and how long all did between the marks of the ruler."""
        if position not in self._line:
            return
        step, trace = self._flow.steps[position], self._reasons.trace
        ready, start, end = map(self._sum, (column[step.rows] for column in (trace.ready, trace.start, trace.end)))
        admitted = self._sum(trace.admitted[step.rows]) if step.yards else ready
        causes = self._causes(step, self._rules.get(position), found, stood)
        self.sums[position] = StepSums(ready, admitted - ready, start - admitted, end - start, causes)

    def _sum(self, ticks: Ticks) -> int:
        """Add up the ticks of those who are told; as arrays of one, since those run over without a warning."""
        total = ticks.sum(keepdims=True)
        total -= ticks[self._others].sum()
        return int(total[0])

    def _causes(self, step: PlannedStep, rule: Rule | None, found: Waits, stood: Presence) -> dict[str, int] | None:
        """Give by cause the ticks that those who are told waited once inside; None where that is not known."""
        if step.station < 0:
            return {}
        of_told = self.told[found.who]
        if rule is None:
            return None if of_told.any() else {}
        if rule.mixed and (self._reasons.plan.eligible[step.rows][found.who[of_told]] != rule.mask).any():
            return None
        ticks = dict(zip(rule.why.causes, rule.ruled.by_cause(stood), strict=True))
        for begin, end in self._not_told(step, found, of_told):
            for cause, spent in rule.why.total(begin, end) if len(begin) else ():
                ticks[cause] -= int(spent)
        return ticks

    def _not_told(self, step: PlannedStep, found: Waits, of_told: Flags) -> list[tuple[Ticks, Ticks]]:
        """Give of the waits what does not count: those of others, and before a yard has let in who is told."""
        other = places(~of_told)
        outside = [(found.begin[other], found.end[other])]
        if step.yards:
            who, begin = found.who[of_told], found.begin[of_told]
            outside.append((begin, self._reasons.trace.admitted[step.rows][who]))
        return outside
