"""Parts whose stations decide over one another both ways are solved station by station until nothing changes."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from random_ports import in_whole_minutes, random_mapping
from shrinking import difference
from small_ports import flow, small_plan

from clearance_sim import compiling, engine, vector
from clearance_sim.clock import MINUTE, NEVER
from clearance_sim.plan.drafting import drafts
from clearance_sim.plan.drawing import draw
from clearance_sim.plan.plan import Plan
from clearance_sim.scenario.study import Scenario
from clearance_sim.vector import port, sweeps
from clearance_sim.vector.admission import Yard
from clearance_sim.vector.crowd import Crowd
from clearance_sim.vector.islands import Islands
from clearance_sim.vector.relations import FAR

RANDOM_PORTS = 240
AT_ONCE = 60
GATE = {"pass": {"station": "gate", "handling": "9 min"}}
YARD = {"load": {"station": "bays", "handling": {"exponential": "30 min"}, "yards": ["compound"]}}
OUT = {**YARD, "leave": {**GATE["pass"], "yards": ["compound"]}}
IN = {"enter": {**GATE["pass"], "yards": ["compound"]}, **YARD}


@pytest.fixture(autouse=True)
def always_swept(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """Sweep what can be swept, however short it is and long it takes; count parts that were and that did not settle."""
    met: Counter[str] = Counter()
    real = sweeps.sweep

    def noted(every: Any, places: Any, solve: Any) -> Any:
        left = real(every, places, solve)
        plan = every[0][0]
        met["swept"] += 1
        met["left"] += len(left)
        met["with yards"] += any(plan.flows[at].steps[step].yards for at, step in places)
        return left

    monkeypatch.setattr(compiling, "COMPILED", "never")
    monkeypatch.setattr(sweeps, "FEW", 0)
    monkeypatch.setattr(sweeps, "AT_MOST", 12)
    monkeypatch.setattr(port, "sweep", noted)
    yield met


def both_ways(capacity: int = 99) -> Plan:
    """Plan two flows that meet at a gate and at bays, in opposite order; those who go in wait for places in a compound."""
    return small_plan({
        "stations": {"gate": {"lanes": 1}, "bays": {"lanes": 2}},
        "yards": {"compound": {"capacity": capacity, "holds": "unit"}},
        "flows": {"in": flow(IN, "40 min"), "out": flow(OUT, "40 min")},
    }, "9 h")  # fmt: skip


def test_two_ways_through_a_gate_settle(always_swept: Counter[str]) -> None:
    assert not difference(both_ways())
    assert always_swept["swept"] == 1
    assert always_swept["left"] == 0


def test_those_who_wait_for_places_are_admitted_as_they_become_free(always_swept: Counter[str]) -> None:
    plan = both_ways(capacity=4)
    trace = vector.run(plan)
    assert trace == engine.run(plan)
    assert ((trace.admitted > trace.ready) & (trace.ready != NEVER)).any(), "somebody waited for a place"
    assert (always_swept["with yards"], always_swept["left"]) == (1, 0)


def test_what_does_not_settle_is_left_to_the_event_loop(
    always_swept: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeps, "AT_MOST", 0)
    assert not difference(both_ways(capacity=2))
    assert always_swept["left"] == 1


def test_replications_that_settle_at_different_times_do_not_disturb_one_another(always_swept: Counter[str]) -> None:
    drafted = drafts(Scenario.model_validate(crossing(7)))["lab"]
    plans = [in_whole_minutes(draw(drafted, replication)) for replication in range(6)]
    for plan, trace in zip(plans, port.run_together(plans), strict=True):
        assert trace == engine.run(plan)
    assert always_swept["swept"] == 1


def test_few_rows_are_left_to_the_event_loop(always_swept: Counter[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeps, "FEW", 1_000)
    assert not difference(both_ways())
    assert not always_swept


def crossing(seed: int) -> dict[str, Any]:
    """Write a random port in which hardly anything but crossing routes and yards couples its stations.

    Groups are left out, and people but for one step, for they would couple all of it into one pool, or keep it from
    being swept.
    """
    written = random_mapping(seed)
    rng, lab = random.Random(f"crossing {seed}"), written["ports"]["lab"]
    stations = [*lab["stations"], "further"]
    lab["stations"]["further"] = {"lanes": rng.randint(1, 3)}
    for each in lab["yards"].values():
        each.pop("when_full", None)
    for each in lab["flows"].values():
        steps = {name: step for name, step in each["steps"].items() if name not in ("form", "haul", "cross", "joint")}
        for step in steps.values():
            step["after"] = [before for before in step.get("after", []) if before in steps]
            if step.get("unless") == "joint":
                del step["unless"]
            if rng.random() < 0.7:
                step.pop("needs", None)
            if "station" in step:
                step["station"] = rng.choice(stations)
        steps["leave"]["after"] = ["release"]
        each["steps"] = {name: step if step.get("after") else without_after(step) for name, step in steps.items()}
        each.pop("starting_at", None)
    return written


def without_after(step: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in step.items() if key != "after"}


@pytest.mark.parametrize("first", range(0, RANDOM_PORTS, AT_ONCE))
def test_random_ports_with_crossing_routes(
    first: int, always_swept: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ties on purpose; islands that grow into others, yards that fill and parts that do not settle are all met."""
    real = Crowd.answer

    def noted(self: Crowd, found: Any) -> Any:
        answer = real(self, found)
        always_swept["grown"] += self.is_asking
        return answer

    monkeypatch.setattr(Crowd, "answer", noted)
    for seed in range(first, first + AT_ONCE):
        plan = in_whole_minutes(draw(drafts(Scenario.model_validate(crossing(seed)))["lab"], seed % 7))
        told = difference(plan)
        assert not told, (seed, told)
    assert always_swept["swept"] - always_swept["left"] > AT_ONCE // 3, always_swept
    assert always_swept["with yards"] and always_swept["grown"], always_swept


def test_islands_are_those_between_whom_nobody_is_there() -> None:
    """Against a plain walk over the queue; stretches may join islands, but never cut one."""
    rng = np.random.default_rng(5)
    for rows in (1, 2, 40, 300):
        ready = np.sort(rng.integers(-50, 100_000, rows))
        end = ready + rng.integers(1, 2_000, rows)
        islands = Islands(rows, -50, 100_000)
        assert not len(islands.reach(np.arange(rows), ready, end))
        begins = np.append(True, ready[1:] >= np.maximum.accumulate(end)[:-1])
        number = np.cumsum(begins)
        for changed in range(0, rows, 7):
            around = islands.around(np.arange(rows) == changed, ready)
            assert np.isin(np.flatnonzero(number == number[changed]), around).all()
            assert len(around) < rows or number[-1] < 40


def test_who_is_admitted_is_who_asked_first() -> None:
    """Against a walk from tick to tick, for stays of any length."""
    rng = np.random.default_rng(6)
    plan = both_ways(capacity=3)
    yard = Yard(plan, 0, [(0, 0), (0, 1)])
    rows = len(yard.members[0].rows)
    for _ in range(50):
        asks, stay = rng.integers(0, 60, rows) * MINUTE, rng.integers(1, 20, rows) * MINUTE
        expected, left = np.zeros(rows, dtype=np.int64), [-FAR] * 3
        for who in np.argsort(asks, kind="stable"):
            left.sort()
            expected[who] = max(asks[who], left[0])
            left[0] = expected[who] + stay[who]
        end = np.zeros(plan.n_rows, dtype=np.int64)
        for member in yard.members:
            end[member.rows] = expected + stay
        admitted = yard.admit({(0, 0): asks, (0, 1): asks + MINUTE}, end)
        assert admitted.tolist() == expected.tolist()
