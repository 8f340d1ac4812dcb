"""The causes of delay against naming every single minute anew, on random ports with every element of the model."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from plain_causes import plain_causes, watching
from random_ports import random_plan

from clearance_sim.analysis.bounds import exits
from clearance_sim.analysis.causes import Reasons, headline, tell_causes
from clearance_sim.analysis.groups import form_groups
from clearance_sim.analysis.walk import walk_back
from clearance_sim.clock import MINUTE, NEVER, Ticks
from clearance_sim.engine import run
from clearance_sim.plan.plan import Plan
from clearance_sim.plan.trace import Trace


def causes_of(plan: Plan, trace: Trace) -> list[tuple[Ticks, dict[str, Ticks]]]:
    """Give for each flow the exits and the causes."""
    reasons = Reasons(plan, trace, [form_groups(plan, flow, trace) for flow in plan.flows])
    leaving = [exits(flow, trace) for flow in plan.flows]
    return [
        (left, tell_causes(reasons, number, walk_back(flow, trace, left)))
        for number, (flow, left) in enumerate(zip(plan.flows, leaving, strict=True))
    ]


def partly_abroad(plan: Plan, seed: int) -> Plan:
    """Put the first station and the inner yard of every third port on the partner side."""
    if seed % 3:
        return plan
    flows = tuple(
        replace(flow, steps=tuple(replace(s, side="partner") if s.station == 0 else s for s in flow.steps))
        for flow in plan.flows
    )
    yards = tuple(replace(yard, side="partner") if yard.name == "inner" else yard for yard in plan.yards)
    stations = (replace(plan.stations[0], side="partner"), *plan.stations[1:])
    return replace(plan, flows=flows, yards=yards, stations=stations)


@pytest.mark.parametrize("first", range(0, 600, 300))
def test_handling_and_causes_sum_to_every_stay_to_the_tick(first: int) -> None:
    told: Counter[str] = Counter()
    for seed in range(first, first + 300):
        plan = partly_abroad(random_plan(seed), seed)
        for flow, (left, causes) in zip(plan.flows, causes_of(plan, run(plan)), strict=True):
            gone = left != NEVER
            total = np.sum(list(causes.values()), axis=0)
            assert np.array_equal(total[gone], (left - flow.entry)[gone]), (seed, flow.name)
            assert not total[~gone].any(), (seed, flow.name)
            assert all((ticks >= 0).all() for ticks in causes.values()), (seed, flow.name)
            for cause, ticks in causes.items():
                told[headline(cause)] += int(ticks.sum())
    names = {
        "handling",
        "queue",
        "closed",
        "event",
        "broken",
        "no_staff",
        "papers",
        "yard",
        "partner",
        "gathering",
        "path",
    }
    assert names == set(told)
    assert all(ticks > 0 for ticks in told.values()), told


@pytest.mark.parametrize("first", range(0, 240, 120))
def test_causes_equal_naming_every_minute_anew(first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    units, told = 0, Counter[str]()
    for seed in range(first, first + 120):
        plan = partly_abroad(random_plan(seed), seed)
        with watching(monkeypatch) as seen:
            trace = run(plan)
        columns = (trace.ready, trace.admitted, trace.start, trace.end)
        if any((column[column != NEVER] % MINUTE).any() for column in columns):
            continue  # slowed down to parts of a minute
        for number, flow in enumerate(plan.flows):
            for step, groups in form_groups(plan, flow, trace).items():
                closed = {unit: tick for unit, tick in enumerate(groups.closed.tolist()) if tick != NEVER}
                assert closed == {
                    unit: tick for (f, s, unit), tick in seen.closed.items() if (f, s) == (number, step)
                }
        for number, (left, causes) in enumerate(causes_of(plan, trace)):
            for unit in np.flatnonzero(left != NEVER).tolist():
                ours = {cause: int(ticks[unit]) / MINUTE for cause, ticks in causes.items() if ticks[unit]}
                assert ours == plain_causes(plan, number, trace, seen, unit), (seed, number, unit)
                units += 1
                told.update(headline(cause) for cause in ours)
    assert units > 250
    assert all(
        told[cause] > 2
        for cause in ("queue", "closed", "broken", "no_staff", "papers", "yard", "partner", "gathering")
    )
