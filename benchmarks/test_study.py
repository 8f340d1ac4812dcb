"""Measure the README's study, over a whole year with thirty replications in full: by part, and as long as a user waits."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from board import Board
from stopwatch import Stopwatch
from test_pipeline import assert_same_column, compare_by
from timing import WAYS, loops

from clearance_sim.store import results

STUDY = Path(__file__).parent.parent / "scenarios" / "studies" / "three-reforms.yaml"
PERIODS = {20: "from: 2019-04-08, to: 2019-04-27", 365: "from: 2019-01-01, to: 2019-12-31"}
"""By how many days the ports are run in the other benchmarks."""
CORES = 2


@pytest.mark.benchmark(group="study")
def test_the_study_of_the_readme(days: int, replications: int, tmp_path: Path, benchmark: Any, board: Board) -> None:
    if replications == 1:
        pytest.skip("a study of one replication has no intervals")
    study = tmp_path / "study.yaml"
    study.write_text(
        f"extends: {STUDY}\ntitle: {{zh: 一年, en: A year}}\nperiod: {{{PERIODS[days]}}}\nreplications: {replications}\n",
        encoding="utf-8",
    )
    watches: dict[str, Stopwatch] = {}
    for way in WAYS:
        with loops(way):
            watches[way] = compare_by("vector", tmp_path / way, study)
    first, *others = WAYS
    waited = {way: wait_for(study, way, tmp_path / f"{way} on two cores") for way in others}
    waited[first] = benchmark.pedantic(wait_for, args=(study, first, tmp_path / f"{first} on two cores"), rounds=1)
    assert_same_tables([tmp_path / way for way in WAYS] + [tmp_path / f"{way} on two cores" for way in WAYS])
    for way, watch in watches.items():
        whole = sum(watch.seconds.values())
        cells = {part: f"{spent:,.1f} ({spent / whole:.0%})" for part, spent in watch.seconds.items()}
        board.add(
            "study", loops=way, days=days, replications=replications, whole=whole, **cells,
            **{"waited for on two cores": waited[way]},
        )  # fmt: skip
    benchmark.extra_info["seconds waited"] = waited


def wait_for(study: Path, way: str, folder: Path) -> float:
    """Run the command as a user does, in a process of its own; give the seconds until it is over."""
    command = [str(Path(sys.executable).with_name("clearance-sim")), "compare", str(study)]
    began = time.perf_counter()
    subprocess.run(
        [*command, "--jobs", str(CORES), "--out", str(folder), "--lang", "en"], check=True, stdout=subprocess.DEVNULL,
        env=os.environ | {"CLEARANCE_SIM_COMPILED": WAYS[way]},
    )  # fmt: skip
    return time.perf_counter() - began


def assert_same_tables(folders: list[Path]) -> None:
    """Compare all numbers of several runs of one study with ``==``."""
    first, *others = (results.open_result(folder) for folder in folders)
    for other in others:
        for table in ("measures", "comparison"):
            for column, values in getattr(first, table).items():
                assert_same_column(getattr(other, table)[column], values)
