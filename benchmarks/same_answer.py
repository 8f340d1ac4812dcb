"""Assert that two models give the same answer, before anybody asks which is faster."""

from __future__ import annotations

import numpy as np
from hand_written import Record

from clearance_sim.clock import NEVER
from clearance_sim.engine import run
from clearance_sim.plan.plan import Plan
from clearance_sim.plan.trace import Trace


def assert_same_trace(ours: Trace, theirs: Trace) -> None:
    """Compare all columns; assertion rewriting would print millions of rows."""
    equal = ours == theirs
    assert equal


def assert_same_ends(plan: Plan, record: Record) -> None:
    """Compare the ends of all steps that the engine and a hand-written model finished."""
    trace = run(plan)
    compared = 0
    for step, (_, _, ends) in zip(plan.flows[0].steps, record, strict=True):
        ours, theirs = trace.end[step.rows], np.array(ends)
        both = (ours != NEVER) & (theirs > 0)
        assert np.array_equal(ours[both], theirs[both])
        compared += int(both.sum())
    assert compared > 0.9 * plan.n_rows
