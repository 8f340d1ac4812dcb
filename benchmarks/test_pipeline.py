"""Measure the whole way of a small study, from its YAML to its figures, and where the time goes."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from board import Board
from numpy.typing import NDArray
from stopwatch import Stopwatch, watching

from clearance_sim import engine, vector
from clearance_sim.analysis import comparison, measures, pairing, reliance, summary
from clearance_sim.cli.main import program
from clearance_sim.plan import drawing
from clearance_sim.ports import shelf
from clearance_sim.report import briefing
from clearance_sim.report.workbook import book
from clearance_sim.store import results

STUDY = Path(__file__).with_name("small-study.yaml")
PARTS = {
    "loading": [shelf.open_scenario],
    "drawing": [drawing.draw],
    "running": [vector.run, vector.run_many, engine.run],
    "measuring": [measures.measure, pairing.pair_clocks, reliance.relies_on, summary.summarise,
                  summary.list_replications, comparison.compare],
    "figures": [briefing.write_report],
    "writing": [results.write_results, book.write_workbook],
}  # fmt: skip
"""Each part's functions; writing the workbook lies within the report, and does not count to the figures."""
LOADED = ("experiments.study", "experiments.rehearsal", "cli.compare", "cli.results", "cli.words", "cli.forewarned",
          "report.figures.bottlenecks", "report.figures.causes", "report.figures.cumulative", "report.figures.effects",
          "report.figures.parties", "report.figures.queue")  # fmt: skip
"""Modules that the command loads while it runs."""


def compare_by(name: str, folder: Path, study: Path = STUDY) -> Stopwatch:
    """Run the command as a user would, in this process, and tell where the time went."""
    with watching(PARTS) as watch, pytest.raises(SystemExit) as left:
        program.main(["compare", str(study), "--jobs", "1", "--engine", name, "--out", str(folder), "--lang", "en"])
    assert left.value.code == 0
    return watch


@pytest.mark.benchmark(group="pipeline")
def test_from_yaml_to_figures(tmp_path: Path, benchmark: Any, board: Board) -> None:
    for name in LOADED:  # imports are not counted
        importlib.import_module(f"clearance_sim.{name}")
    watches = {"SimPy engine": compare_by("simpy", tmp_path / "simpy")}
    watches["NumPy core"] = benchmark.pedantic(compare_by, args=("vector", tmp_path / "vector"), rounds=1)
    ours, theirs = (results.open_result(tmp_path / name) for name in ("vector", "simpy"))
    for table in ("measures", "comparison"):
        for column, values in getattr(theirs, table).items():
            assert_same_column(getattr(ours, table)[column], values)
    assert len(list((tmp_path / "vector" / "figures").glob("*.png"))) >= 6
    for engine_name, watch in watches.items():
        assert all(watch.seconds[part] > 0 for part in PARTS), watch.seconds
        whole = sum(watch.seconds.values())
        cells = {part: f"{spent * 1000:,.0f} ({spent / whole:.0%})" for part, spent in watch.seconds.items()}
        board.add("pipeline", engine=engine_name, whole=whole * 1000, **cells)
    benchmark.extra_info["seconds"] = {name: watch.seconds for name, watch in watches.items()}
    assert watches["NumPy core"].seconds["running"] < watches["SimPy engine"].seconds["running"]


def assert_same_column(ours: NDArray[Any], theirs: NDArray[Any]) -> None:
    """Compare with ``==``; not a number equals itself here."""
    np.testing.assert_array_equal(ours, theirs)
