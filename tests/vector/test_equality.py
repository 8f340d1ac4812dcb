"""The NumPy core and the SimPy engine give the same trace, column by column, on random ports with ties."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from random_ports import random_plan

from clearance_sim import engine, vector
from clearance_sim.plan.plan import Plan
from clearance_sim.vector import compiling, graph

PORTS_IN_EACH_RUN = 500
PORTS_COMPILED_IN_EACH_RUN = 100
PORTS_IN_THE_LONG_RUN = 10_000
AT_ONCE = 50


def first_difference(plan: Plan) -> str:
    """Say in a sentence where the two engines differ first; an empty text where they do not."""
    ours, theirs = vector.run(plan), engine.run(plan)
    for column in ("ready", "admitted", "start", "end", "lane"):
        rows = np.flatnonzero(getattr(ours, column) != getattr(theirs, column))
        if len(rows):
            row = int(rows[0])
            return f"{column} of row {row}: vector {getattr(ours, column)[row]}, engine {getattr(theirs, column)[row]}"
    return "" if ours == theirs else "traces differ"


def differences(first: int, ports: int) -> dict[int, str]:
    found = {seed: first_difference(random_plan(seed)) for seed in range(first, first + ports)}
    return {seed: text for seed, text in found.items() if text}


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Compile every loop, however small the port."""
    pytest.importorskip("numba")
    monkeypatch.setattr(compiling, "COMPILED", "always")
    yield


@pytest.fixture
def uncompiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compile nothing."""
    monkeypatch.setattr(compiling, "COMPILED", "never")


@pytest.mark.usefixtures("uncompiled")
@pytest.mark.parametrize("first", range(0, PORTS_IN_EACH_RUN, AT_ONCE))
def test_arrays_equal_the_simpy_engine(first: int) -> None:
    assert differences(first, AT_ONCE) == {}


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("first", range(0, PORTS_COMPILED_IN_EACH_RUN, AT_ONCE))
def test_compiled_loops_equal_the_simpy_engine(first: int) -> None:
    assert differences(first, AT_ONCE) == {}


@pytest.mark.slow
@pytest.mark.usefixtures("uncompiled")
@pytest.mark.parametrize("first", range(PORTS_IN_EACH_RUN, PORTS_IN_THE_LONG_RUN, 10 * AT_ONCE))
def test_arrays_equal_the_simpy_engine_on_many_ports(first: int) -> None:
    assert differences(first, 10 * AT_ONCE) == {}


@pytest.mark.slow
@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("first", range(PORTS_COMPILED_IN_EACH_RUN, PORTS_IN_THE_LONG_RUN, 10 * AT_ONCE))
def test_compiled_loops_equal_the_simpy_engine_on_many_ports(first: int) -> None:
    assert differences(first, 10 * AT_ONCE) == {}


def test_random_ports_meet_every_method() -> None:
    """Guard against random ports that are all coupled, or never: count what the comparison above is about."""
    met = {"coupled": 0, "alone": 0}
    for seed in range(60):
        for portion in graph.portions(random_plan(seed)):
            met["coupled" if portion.is_coupled else "alone"] += 1
    assert all(count >= 20 for count in met.values()), met
