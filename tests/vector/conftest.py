"""Give the tests of the NumPy core its two ways of running loops: as they are, and compiled."""

from __future__ import annotations

import pytest

from clearance_sim.vector import compiling


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compile every loop, however small the port."""
    pytest.importorskip("numba")
    monkeypatch.setattr(compiling, "COMPILED", "always")


@pytest.fixture
def uncompiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compile nothing."""
    monkeypatch.setattr(compiling, "COMPILED", "never")
