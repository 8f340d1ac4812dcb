"""Give the tests of the NumPy core its two ways of running loops: as they are, and compiled."""

from __future__ import annotations

import pytest

from clearance_sim import compiling
from clearance_sim.vector import many_servers, priorities, sweeps, unlike_lanes, unlike_lines


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compile every loop, however small the port."""
    pytest.importorskip("numba")
    monkeypatch.setattr(compiling, "COMPILED", "always")


@pytest.fixture
def uncompiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compile nothing."""
    monkeypatch.setattr(compiling, "COMPILED", "never")


@pytest.fixture
def blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compile nothing, cut every queue into blocks and sweep every part that can be, however short it is."""
    monkeypatch.setattr(compiling, "COMPILED", "never")
    for method in (many_servers, priorities, sweeps, unlike_lanes, unlike_lines):
        monkeypatch.setattr(method, "FEW", 0)


@pytest.fixture(params=["uncompiled", "blocks", "compiled"])
def each_way(request: pytest.FixtureRequest) -> None:
    """Run loops as they are, queues in blocks, and loops compiled."""
    request.getfixturevalue(request.param)
