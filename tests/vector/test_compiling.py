"""Whether loops are compiled: only once what was forgone so far makes up for loading them."""

from __future__ import annotations

import sys
from collections import Counter
from types import ModuleType

import pytest

from clearance_sim import compiling


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let numba be installed, not loaded, and nothing be forgone."""
    monkeypatch.setattr(compiling, "COMPILED", "auto")
    monkeypatch.setattr(compiling, "numba_is_installed", lambda: True)
    monkeypatch.setattr(compiling, "_forgone", Counter())
    monkeypatch.delitem(sys.modules, "numba", raising=False)


def test_numba_is_loaded_once_all_loops_together_would_have_saved_that() -> None:
    rows = compiling.LOADING // 100 // 10
    asked = [compiling.pays(loop, rows, 100) for loop in ["station", "events"] * 6]
    assert asked == [False] * 9 + [True] * 3


def test_one_large_run_is_compiled_at_once() -> None:
    assert compiling.pays("events", compiling.LOADING, 1)


def test_once_numba_is_loaded_each_kind_of_loop_pays_for_its_own_machine_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numba", ModuleType("numba"))
    half = compiling.LOADED // 2
    assert [compiling.pays(loop, half, 1) for loop in ("station", "events", "station", "events")] == [
        False, False, True, True,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("way", "installed", "answer"), [("always", True, True), ("always", False, False), ("never", True, False)]
)
def test_tests_may_choose(way: str, installed: bool, answer: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "COMPILED", way)
    monkeypatch.setattr(compiling, "numba_is_installed", lambda: installed)
    assert compiling.pays("events", 1, 1) is answer
    assert compiling.is_at_hand() is answer


def test_without_numba_nothing_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "numba_is_installed", lambda: False)
    assert not compiling.pays("events", compiling.LOADING, 1_000)
