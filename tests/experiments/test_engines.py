"""Whoever runs a plan, the results are the same; and where two engines differ, the first record is told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from random_ports import random_plan, random_scenario

from clearance_sim import engine, vector
from clearance_sim.errors import ClearanceError, UsageError
from clearance_sim.experiments import engines
from clearance_sim.experiments.study import run_study


def test_both_gives_the_trace_when_the_engines_agree():
    plans = [random_plan(seed) for seed in (3, 4)]
    alone = [engine.run(plan) for plan in plans]
    for name in engines.CHOICES:
        assert list(engines.engine_called(name)(plans)) == alone


def test_the_earliest_difference_is_told_with_flow_step_and_times(monkeypatch):
    plan = random_plan(3)
    trace = engine.run(plan)
    row = int((trace.start > trace.ready).argmax())
    late = trace.start.copy()
    late[row] += 1
    told = engines.first_difference(plan, trace, replace(trace, start=late))
    step = next(step for flow in plan.flows for step in flow.steps if step.first_row <= row < step.last_row)
    assert told is not None
    assert f" {step.name} [{row - step.first_row}] start: simpy" in told.en
    monkeypatch.setattr(vector, "run_many", lambda _: [replace(trace, start=late)])
    with pytest.raises(ClearanceError, match="the engines differ, first at"):
        list(engines.engine_called("both")([plan]))


def test_an_unknown_engine_is_refused_with_the_known_ones():
    with pytest.raises(UsageError, match="vector, simpy, both"):
        engines.engine_called("fortran")


def test_the_engine_leaves_no_mark_on_the_results():
    scenario = random_scenario(5).model_copy(update={"replications": 2})
    fast, readable = (run_study(scenario, engine=name, jobs=1) for name in ("vector", "simpy"))
    for column, values in fast.summary.items():
        np.testing.assert_array_equal(values, readable.summary[column])  # equal, and not-a-number where it is
