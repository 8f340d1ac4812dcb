"""Measure the peak memory of a fresh process that draws and runs a million entities at five stations, or many replications."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from board import Board
from timing import WAYS

ENTITIES = 1_000_000
CEILINGS = {"NumPy": 450.0, "fast": 500.0}
"""MB, a quarter above what was measured; `fast` holds numba and its compiler as well."""
OF_EACH, REPLICATIONS = 5_000, 1_000


@pytest.mark.benchmark(group="memory")
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("each", "plans"), [(ENTITIES, 1), (OF_EACH, REPLICATIONS)])
def test_entities_and_replications_fit_into_a_laptop(
    each: int, plans: int, way: str, benchmark: Any, board: Board
) -> None:
    pytest.importorskip("resource")  # Windows has none

    def measure() -> list[float]:
        said = subprocess.run(
            [sys.executable, str(Path(__file__).with_name("peak.py")), str(each), str(plans)],
            env={**os.environ, "CLEARANCE_SIM_COMPILED": WAYS[way]}, capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        return [float(word) for word in said.split()]

    imported, drawn, ran, rows = benchmark.pedantic(measure, rounds=1)
    peaks = {"imported": imported, "drawn": drawn, "run": ran}
    board.add("memory", way=way, entities=each, replications=plans, rows=int(rows), **peaks)
    benchmark.extra_info["MB"] = peaks
    assert imported < drawn <= ran < CEILINGS[way]
    assert rows > 4.9 * each * plans
