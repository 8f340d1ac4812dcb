"""A yard that never fills leaves its steps to the arrays; one place less, and the event loop solves them."""

from __future__ import annotations

from typing import Any

import pytest
from shrinking import difference, differing
from small_ports import flow, small_plan

from clearance_sim.clock import NEVER
from clearance_sim.vector import port, roomy, run

RANDOM_PORTS = 200
AT_ONCE = 50
ONE_HOUR = {"stay": {"station": "bays", "handling": "60 min", "yards": ["compound"]}}
TWO_STEPS = {
    "unload": {"station": "bays", "handling": "40 min", "yards": ["compound"]},
    "load": {"station": "cranes", "handling": "20 min", "yards": ["compound"]},
}


def compound(capacity: int, steps: dict[str, Any], **fields: Any) -> Any:
    """Plan a yard to which twenty units come on every hour and stay for an hour, all handled at once."""
    return small_plan({
        "stations": {"bays": {"lanes": 100}, "cranes": {"lanes": 100}, "gate": {"lanes": 1}},
        "yards": {"compound": {"capacity": capacity, "holds": "unit", **fields}},
        "flows": {"all": {**flow(steps), "arrivals": {"renewal": {"gap": "60 min"}, "batch": 20}}},
    }, length="24 h")  # fmt: skip


@pytest.fixture
def looped(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count the steps that each event loop solves."""
    found: list[int] = []

    class Counted(port.CoupledPart):
        def solve(self) -> None:
            found.append(len(self.places))
            super().solve()

    monkeypatch.setattr(port, "CoupledPart", Counted)
    return found


@pytest.mark.parametrize("steps", [ONE_HOUR, TWO_STEPS], ids=["one step", "two steps"])
def test_a_yard_with_just_enough_places_needs_no_loop(steps: dict[str, Any], looped: list[int]) -> None:
    """Twenty leave on the tick on which twenty come: a place that is left is free on that tick (rule 1)."""
    plan = compound(20, steps)
    assert not difference(plan)
    assert looped == []


@pytest.mark.parametrize("steps", [ONE_HOUR, TWO_STEPS], ids=["one step", "two steps"])
def test_a_yard_with_one_place_too_few_is_solved_by_the_loop(steps: dict[str, Any], looped: list[int]) -> None:
    plan = compound(19, steps)
    trace = run(plan)
    assert looped == [len(steps)]
    waited = (trace.admitted > trace.ready) & (trace.ready != NEVER)
    assert waited.any(), "the twentieth of each batch waits for a place"
    assert not difference(plan)


def test_who_is_turned_away_is_not_overlooked(looped: list[int]) -> None:
    plan = compound(19, ONE_HOUR, when_full="turn_away")
    assert not difference(plan)
    assert looped, "somebody found the yard full"


@pytest.mark.usefixtures("compiled")
def test_the_order_of_a_trial_that_fails_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """With places for all they would leave the yard for the gate in another order than they do."""
    handling = {"exponential": "60 min"}
    steps = {"stay": {**ONE_HOUR["stay"], "handling": handling}, "pass": {"station": "gate", "handling": "1 min"}}
    told: list[list[tuple[int, int]]] = []
    real = port.is_ever_over_full

    def noted(plan: Any, places: Any, ticks: Any) -> bool:
        told.append(sorted(ticks.turn))
        return real(plan, places, ticks)

    class Noting(port.CoupledPart):
        def solve(self) -> None:
            told.append(sorted(self.ticks.turn))
            super().solve()

    monkeypatch.setattr(port, "is_ever_over_full", noted)
    monkeypatch.setattr(port, "CoupledPart", Noting)
    assert not difference(compound(10, steps))
    assert told == [[(0, 1)], []], "the trial tells the gate an order; the loop finds it forgotten"


@pytest.mark.parametrize("first", range(0, RANDOM_PORTS, AT_ONCE))
def test_every_yard_may_be_tried_first(first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Try all parts without their yards, also those that stay with the loop; some of the yards fill, some do not."""
    met = {True: 0, False: 0}

    def noted(*arguments: Any) -> bool:
        full = roomy.is_ever_over_full(*arguments)
        met[full] += 1
        return full

    monkeypatch.setattr(port, "LEFT_TO_THE_LOOP", 1.0)
    monkeypatch.setattr(port, "is_ever_over_full", noted)
    report = differing(range(first, first + AT_ONCE))
    assert not report, report
    assert all(met.values()), met
