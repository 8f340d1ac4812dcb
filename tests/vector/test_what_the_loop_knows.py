"""The event loop knows only rows that need an event, and each waits only for ends that decide."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from shrinking import difference
from small_ports import flow, small_plan

from clearance_sim.plan.plan import Plan
from clearance_sim.plan.stops import route_of
from clearance_sim.vector import graph
from clearance_sim.vector.ticks import TickColumns
from clearance_sim.vector.waiting import Waiting, last_of

HANDLING = {"station": "gate", "handling": "5 min"}


def gate(steps: dict[str, Any]) -> Plan:
    """Plan a gate that everybody visits more than once, so that one loop solves all steps."""
    return small_plan({"stations": {"gate": {"lanes": 3}}, "flows": {"all": flow(steps)}})


def waiting(plan: Plan) -> Waiting:
    (portion,) = graph.portions(plan)
    assert portion.is_coupled
    return Waiting(plan, portion.places, TickColumns(plan))


def test_who_skips_a_step_is_let_go_by_the_step_before() -> None:
    steps = {"first": HANDLING, "second": {**HANDLING, "share": "50 %"}, "third": HANDLING}
    plan = gate(steps)
    taken = plan.takes[plan.flows[0].steps[1].rows]
    units = len(taken)
    assert 0 < taken.sum() < units
    found = waiting(plan)
    assert [len(rows.kept) for rows in found.steps.values()] == [units, taken.sum(), units]
    ends, waits = found.pairs()
    third = waits >= units + taken.sum()
    before = np.where(taken, units + np.cumsum(taken) - 1, np.arange(units))
    assert ends[third].tolist() == before.tolist(), "the third waits for the second, or for the first of who skips it"
    assert not difference(plan)


def test_who_skips_the_first_step_comes_from_outside() -> None:
    steps = {"first": {**HANDLING, "share": "50 %"}, "second": HANDLING, "third": HANDLING}
    plan = gate(steps)
    taken = plan.takes[plan.flows[0].steps[0].rows]
    second = waiting(plan).steps[0, 1]
    entry = plan.flows[0].entry
    assert second.comes is not None
    assert second.comes[~taken].tolist() == entry[~taken].tolist()
    assert second.waits.tolist() == [1] * len(taken), "for one end, or for the arrival"
    assert not difference(plan)


@pytest.mark.parametrize("share", ["0 %", "50 %", "100 %"])
def test_a_join_of_a_line_and_a_branch_waits_for_the_last_of_each(share: str) -> None:
    steps = {
        "enter": HANDLING, "weigh": {**HANDLING, "after": ["enter"]},
        "scan": {**HANDLING, "after": ["weigh"], "share": share}, "papers": {**HANDLING, "after": ["enter"]},
        "leave": {**HANDLING, "after": ["enter", "weigh", "scan", "papers"]},
    }  # fmt: skip
    plan = gate(steps)
    planned = plan.flows[0]
    assert last_of(route_of(planned), planned.steps[4].after) == [2, 3], "the scan is after enter and weigh, not after papers"
    assert np.unique(waiting(plan).steps[0, 4].waits).tolist() == [2]
    assert not difference(plan)
