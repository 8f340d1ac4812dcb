"""A result folder holds the data files of its scenario, so that what it holds runs the same again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from clearance_sim.cli.run import run
from clearance_sim.ports.shelf import open_scenario

LAB = Path(__file__).parents[2] / "scenarios" / "lab" / "elements"


def test_the_scenario_of_a_result_folder_runs_the_same_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("recorded.yaml", "gate_log.csv"):
        shutil.copy(LAB / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "above").mkdir()
    above = "extends: ../recorded.yaml\nseed: 7\n"
    (tmp_path / "above" / "s.yaml").write_text(above, encoding="utf-8")
    told = CliRunner().invoke(run, ["above/s.yaml", "--out", "out"], obj="en")
    assert told.exit_code == 0, told.stderr
    assert (tmp_path / "out" / "data" / "gate_log.csv").read_bytes() == (LAB / "gate_log.csv").read_bytes()
    first, again = open_scenario("above/s.yaml").scenario, open_scenario("out/scenario.yaml").scenario
    ours, theirs = (each.ports["lab"].flows["trucks"] for each in (first, again))
    assert ours.arrivals.recorded is not None and theirs.arrivals.recorded is not None
    assert ours.arrivals.recorded.times == theirs.arrivals.recorded.times
    assert not (tmp_path / "out" / "data" / "1-gate_log.csv").exists()
