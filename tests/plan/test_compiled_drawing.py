"""Plans are the same in every array whether the loops that draw them are compiled or not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pytest
from random_ports import random_scenario
from shipped_drafts import FILES, shipped_drafts, window

from clearance_sim import compiling
from clearance_sim.plan.draft import Draft
from clearance_sim.plan.drafting import drafts
from clearance_sim.plan.drawing import draw

RANDOM_PORTS, AT_ONCE = 120, 20

pytestmark = pytest.mark.skipif(not compiling.numba_is_installed(), reason="the extra `fast` is not installed")


def arrays(held: Any, name: str = "plan") -> Iterator[tuple[str, Any]]:
    """Give every array and every plain value of a plan, by the way that leads to it."""
    if is_dataclass(held):
        for field in fields(held):
            yield from arrays(getattr(held, field.name), f"{name}.{field.name}")
    elif isinstance(held, tuple | list):
        for position, each in enumerate(held):
            yield from arrays(each, f"{name}[{position}]")
    else:
        yield name, held


def assert_alike_both_ways(draft: Draft, replication: int, monkeypatch: pytest.MonkeyPatch) -> None:
    ways = []
    for way in ("never", "always"):
        monkeypatch.setattr(compiling, "COMPILED", way)
        ways.append(dict(arrays(draw(draft, replication))))
    plain, fast = ways
    assert plain.keys() == fast.keys()
    assert sum(isinstance(value, np.ndarray) for value in plain.values()) > 10
    for name, value in plain.items():
        if isinstance(value, np.ndarray):
            assert value.dtype == fast[name].dtype, name
            np.testing.assert_array_equal(value, fast[name], name)
        else:
            assert value == fast[name], name


@pytest.mark.parametrize("first", range(0, RANDOM_PORTS, AT_ONCE))
def test_random_ports(first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(first, first + AT_ONCE):
        assert_alike_both_ways(drafts(random_scenario(seed))["lab"], seed % 3, monkeypatch)


@pytest.mark.parametrize("name", FILES)
def test_shipped_scenarios(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for draft in shipped_drafts(name).values():
        assert_alike_both_ways(window(draft, 5), 1, monkeypatch)
