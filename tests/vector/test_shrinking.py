"""A port on which a planted fault shows is shrunk to a handful of entities, on which it still shows.

Faults are planted before the core sees the plan, so that none depends on how the core is written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from random_ports import random_plan
from shrinking import Case, as_files, difference, differing, random_case, shrink, told

from clearance_sim import engine, vector
from clearance_sim.plan.drafting import drafts
from clearance_sim.plan.drawing import draw
from clearance_sim.plan.plan import Plan, PlannedFlow, PlannedStep
from clearance_sim.plan.trace import Trace
from clearance_sim.ports.shelf import open_scenario
from clearance_sim.scenario.check import problems as cross_check
from clearance_sim.scenario.study import Scenario

LOOKED_AT = 40
Fault = Callable[[Plan], Trace]


def surge_one_too_late(plan: Plan) -> Trace:
    late = (replace(each, surge_at=each.surge_at + (each.surge_at > 0)) for each in plan.stations)
    return vector.run(replace(plan, stations=tuple(late)))


def ties_the_other_way_round(plan: Plan) -> Trace:
    last = plan.number.max(initial=0)

    def turned(flow: PlannedFlow) -> PlannedFlow:
        first, second, third = (replace(level, number=last - level.number) for level in flow.levels)
        return replace(flow, levels=(first, second, third))

    return vector.run(replace(plan, flows=tuple(map(turned, plan.flows))))


def one_more_on_every_shift(plan: Plan) -> Trace:
    return vector.run(replace(plan, staff=tuple(replace(each, on_duty=each.on_duty + 1) for each in plan.staff)))


def papers_not_waited_for(plan: Plan) -> Trace:
    def hasty(step: PlannedStep) -> PlannedStep:
        return replace(step, after=step.after[:1])

    flows = (replace(flow, steps=tuple(map(hasty, flow.steps))) for flow in plan.flows)
    return vector.run(replace(plan, flows=tuple(flows)))


def urgent_last(plan: Plan) -> Trace:
    return vector.run(replace(plan, priority=np.ascontiguousarray(plan.priority.max(initial=0) - plan.priority)))


FAULTS: dict[Fault, tuple[int, int, int]] = {
    surge_one_too_late: (1, 1, 3), ties_the_other_way_round: (1, 1, 2), one_more_on_every_shift: (1, 1, 2),
    papers_not_waited_for: (1, 3, 1), urgent_last: (2, 2, 3),
}  # fmt: skip
"""The fault, and at most so many flows, steps and units of the port to which it is shrunk."""


def first_that_differs(fault: Fault) -> Case:
    return next(
        case for case in map(random_case, range(LOOKED_AT)) if difference(case.plan, core=fault)
    )


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_planted_fault_is_shrunk_to_a_handful_of_entities(fault: Fault) -> None:
    small = shrink(first_that_differs(fault), core=fault).plan
    assert engine.run(small) != fault(small)
    assert engine.run(small) == vector.run(small)
    found = len(small.flows), sum(len(flow.steps) for flow in small.flows), sum(len(flow.entry) for flow in small.flows)
    assert all(size <= most for size, most in zip(found, FAULTS[fault], strict=True)), found


def test_the_report_holds_files_that_the_door_takes_and_the_first_record_that_differs(tmp_path: Path) -> None:
    small = shrink(first_that_differs(one_more_on_every_shift), core=one_more_on_every_shift)
    for name, text in as_files(small.written).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    opened = draw(drafts(open_scenario(tmp_path / "port.yaml").scenario)["lab"], small.replication)
    assert not small.cut
    assert opened.digest == small.plan.digest
    text = told(small, core=one_more_on_every_shift)
    assert "the engines differ, first at lab flow_" in text.splitlines()[0]
    assert "--- run it: clearance-sim run port.yaml --engine both" in text


def test_a_whole_random_port_can_be_written_as_files(tmp_path: Path) -> None:
    cases = [replace(random_case(seed), cut=False) for seed in range(30)]
    accepted = [case for case in cases if not cross_check(Scenario.model_validate(case.written))]
    assert len(accepted) >= 8
    for case in accepted:
        for name, text in as_files(case.written).items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        opened = draw(drafts(open_scenario(tmp_path / "port.yaml").scenario)["lab"], case.replication)
        assert opened.digest == case.plan.digest


def test_an_error_of_the_core_is_a_difference_and_is_shrunk_as_one() -> None:
    def fails(plan: Plan) -> Trace:
        if any(step.gather is not None for flow in plan.flows for step in flow.steps):
            raise IndexError("planted")
        return ties_the_other_way_round(plan)

    seed = next(seed for seed in range(LOOKED_AT) if difference(random_plan(seed), core=fails).startswith("raises"))
    small = shrink(random_case(seed), core=fails)
    assert difference(small.plan, core=fails) == "raises IndexError: planted"
    assert sum(len(flow.steps) for flow in small.plan.flows) == 1


def test_ports_on_which_the_engines_agree_are_not_reported() -> None:
    assert differing(range(3)) == ""
    assert "random port" in differing(range(15, 17), core=surge_one_too_late)


def test_a_case_is_the_random_port_of_its_seed() -> None:
    assert all(random_case(seed).plan.digest == random_plan(seed).digest for seed in range(20))
