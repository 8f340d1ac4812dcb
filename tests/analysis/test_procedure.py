"""Count documents, steps and money on paper."""

from __future__ import annotations

import pytest
from hand_made import HandFlow, HandStep, made

from clearance_sim.analysis.bounds import exits
from clearance_sim.analysis.lineage import window
from clearance_sim.analysis.procedure import Procedure, measure_procedure
from clearance_sim.plan.plan import BOX, DECLARATION, UNIT


def count(flow: HandFlow) -> Procedure:
    plan, trace = made([flow])
    planned = plan.flows[0]
    return measure_procedure(plan, planned, planned.entry, exits(planned, trace), window(plan, planned, UNIT))


def train(**more: float) -> HandFlow:
    """One train of two boxes and three declarations: two hours in port."""
    return HandFlow(
        entry=[0],
        boxes=[0, 0],
        declarations=[0, 0, 0],
        steps=[
            HandStep("declare", [(0, 0, 30)] * 3, DECLARATION, documents=4, contact=True, charge=50),
            HandStep("scan", [(0, 0, 10), (0,)], BOX, contact=True, charge=100, documents=1),
            HandStep("examine", [(0,), (0,)], BOX, contact=True, charge=1000, documents=9),
            HandStep("leave", [(30, 30, 120)], after=(0, 1, 2), charge=7),
        ],
        more=more,
    )


def test_documents_and_steps_of_a_train_count_what_is_taken_only() -> None:
    found = count(train())
    assert found.documents == 3 * 4 + 1
    assert found.documents_per_declaration == (3 * 4 + 1) / 3
    assert found.steps == 2  # declaring and scanning, however many papers and boxes


def test_cost_is_the_charges_of_steps_taken_and_the_value_of_the_stay() -> None:
    found = count(train(value_of_time=60.0, teu_per_box=1.5))
    money = 3 * 50 + 100 + 7 + 2 * 60
    assert found.cost_per_declaration == pytest.approx(money / 3, rel=1e-15)
    assert found.cost_per_teu == pytest.approx(money / 3.0, rel=1e-15)


def test_units_that_have_not_left_cost_nothing_yet_but_their_documents_count() -> None:
    flow = train()
    flow.steps[3].rows[0] = (30, 30, None)
    found = count(flow)
    assert found.documents == 13
    assert str(found.cost_per_declaration) == "nan"


def test_trucks_without_boxes_have_no_cost_per_teu() -> None:
    found = count(HandFlow(entry=[0], steps=[HandStep("gate", [(0, 0, 1)], charge=5)]))
    assert found.cost_per_declaration == 5
    assert str(found.cost_per_teu) == "nan"
