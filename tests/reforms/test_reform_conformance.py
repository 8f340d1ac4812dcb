"""Hold every reform against the rules of reforms with the kit that outside packages use, and the kit against fakes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from plain_loop import run_plainly
from reform_cases import CASES, in_force_at, shipped

from clearance_sim.clock import DAY, HOUR
from clearance_sim.engine import run
from clearance_sim.errors import Text
from clearance_sim.plan.draft import Draft, Outcome
from clearance_sim.plan.drawing import draw
from clearance_sim.ports.shelf import port_files
from clearance_sim.reforms import green_lanes, registry
from clearance_sim.reforms.package import apply_package
from clearance_sim.testing import check_reform

COMPANIONS: list[dict[str, dict[str, Any]]] = [
    {"advance_declaration": {"share": "60 %"}}, {"trusted_traders": {"share": "40 %"}},
]  # fmt: skip


@pytest.mark.parametrize("name", registry.BUILT_IN)
def test_a_reform_keeps_the_rules_of_reforms(name: str) -> None:
    case = CASES[name]
    others = [call for call in COMPANIONS if name not in call]
    check_reform(name, in_force_at(name, case.port), case.level, in_force=case.nothing, others=others)


@pytest.mark.parametrize("name", ["inland_clearance", "rail_fast_clearance", "bonded_transfer"])
def test_reforms_that_add_steps_run_alike_in_the_plain_loop(name: str) -> None:
    """A second loop that shares no code with the engine agrees on every row of a reformed port's first hours."""
    draft = replace(in_force_at(name, "erenhot", 1), horizon=8 * HOUR)
    plan = draw(apply_package(draft, [{name: CASES[name].level}]).draft, 0)
    assert plan.takes[plan.n_rows // 2 :].any()
    assert run(plan) == run_plainly(plan)


@pytest.mark.parametrize("name", registry.BUILT_IN)
def test_the_level_in_force_is_neutral_at_every_shipped_port_that_states_one(name: str) -> None:
    for port in port_files():
        draft = shipped(port)
        level = draft.port.in_force.get(name)
        if level:
            assert draw(apply_package(draft, [{name: level}]).draft, 0).digest == draw(draft, 0).digest, port


@pytest.mark.parametrize("name", registry.BUILT_IN)
def test_a_reform_stands_at_every_port_or_says_why_not(name: str) -> None:
    for port in port_files():
        draft = shipped(port)
        packaged = apply_package(draft, [{name: {}}])
        why_not = packaged.not_applicable.get(name)
        assert (packaged.draft is draft) == (why_not is not None) or packaged.draft.port == draft.port
        assert why_not is None or (why_not.zh and why_not.en)


def test_the_whole_package_holds_together_at_every_port() -> None:
    everything: list[dict[str, dict[str, Any]]] = [{name: {}} for name in registry.BUILT_IN]
    for port in port_files():
        draft = shipped(port)
        forwards = apply_package(draft, everything).draft
        assert apply_package(draft, everything[::-1]).draft == forwards
        assert run(draw(forwards, 0)).end.max() < 3 * DAY


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Put a reform of one's own into the registry: green lanes with another `apply`."""

    class Fake:
        NAME, TITLE, ROW = "fake", Text("假", "fake"), 99
        EXPLANATION, PASSAGE, SOURCES, CAVEAT = Text("假。假。", "Fake. Fake."), "", ("-",), None
        Parameters = green_lanes.Parameters
        apply: Any = None

    known = {**registry.known(), "fake": Fake}
    monkeypatch.setattr(registry, "known", lambda: known)
    yield Fake


def test_the_kit_finds_a_reform_that_draws_anew(fake: Any, border: Draft) -> None:
    def apply(draft: Draft, _: Any) -> Outcome:
        flow = draft.port.flows["goods_in"]
        # Another name of a step is another key of its stream.
        steps = {("barrier" if key == "gate" else key): step for key, step in flow.steps.items()}
        del steps["barrier"]
        renamed = flow.steps["gate"].model_copy(update={"draws_as": "scan"})
        gate_first = {"gate": renamed, **steps}
        return Outcome(draft.with_flow("goods_in", flow.model_copy(update={"steps": gate_first})))

    fake.apply = staticmethod(apply)
    check_reform("fake", border, {"lanes": 1})  # its own step is its own business
    fake.apply = staticmethod(lambda draft, _: Outcome(draft.with_port(zone="UTC")))
    with pytest.raises(AssertionError, match="not neutral"):
        check_reform("fake", border, {"lanes": 1}, in_force={"lanes": 0, "shared": True, "cargo": ["general"]})


def test_the_kit_finds_a_reform_that_does_nothing_and_one_that_remembers(fake: Any, border: Draft) -> None:
    fake.apply = staticmethod(lambda draft, _: Outcome(draft))
    with pytest.raises(AssertionError, match="changes nothing"):
        check_reform("fake", border, {"lanes": 1})
    calls: list[int] = []

    def counting(draft: Draft, _: Any) -> Outcome:
        calls.append(1)
        gate = draft.port.stations["gate"]
        priority = ["import", "export"][: 1 + len(calls) % 2]
        return Outcome(draft.with_station("gate", gate.model_copy(update={"priority": priority})))

    fake.apply = staticmethod(counting)
    with pytest.raises(AssertionError, match="another draft each time"):
        check_reform("fake", border, {"lanes": 1})


def test_an_outside_package_proves_its_reform_with_the_kit(border: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    registry.known.cache_clear()
    monkeypatch.syspath_prepend(str(Path(__file__).parent / "outside_package"))
    try:
        changed = check_reform("quick_gates", border, {"saving": "50 %"}, in_force={"saving": "0 %"})
        gate = changed.port.flows["goods_in"].steps["gate"].handling
        assert gate is not None and gate.exponential == 120_000
    finally:
        registry.known.cache_clear()
        sys.modules.pop("quick_gates", None)
