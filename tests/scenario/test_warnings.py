"""What can run but is hardly meant is pointed out, with its place, and refuses nothing; what is right is left in peace."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent))
from gallery import LANGUAGES, WARNED, warned, warned_files

from clearance_sim.cli.check import check
from clearance_sim.cli.forewarned import warnings_of
from clearance_sim.cli.run import run
from clearance_sim.ports.shelf import open_scenario

ROOT = Path(__file__).parents[2]
SHIPPED = [path for path in sorted((ROOT / "scenarios").rglob("*.yaml")) if path.parent.name != "studies"]


@pytest.mark.parametrize("path", warned_files(), ids=lambda path: path.stem)
def test_a_warned_scenario_says_what_is_beside_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(WARNED)
    said = warned(path)
    for language in LANGUAGES:
        assert said[language] == path.with_suffix(f".{language}.txt").read_text(encoding="utf-8")
        assert said[language].count("\n\n") == 0  # one matter each


def test_every_warning_has_a_file_of_its_own() -> None:
    assert len(warned_files()) >= 10
    texts = {path.name.split(".")[0] for path in WARNED.glob("*.txt")}
    assert texts == {path.stem for path in warned_files()}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_nothing_that_ships_is_warned_of(path: Path) -> None:
    loaded = open_scenario(path)
    assert [each.text.en for each in warnings_of(loaded, loaded.scenario)] == []


def test_a_warned_scenario_passes_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(WARNED)
    told = CliRunner().invoke(check, ["station_overloaded.yaml"], obj="en")
    assert told.exit_code == 0
    assert "station_overloaded.yaml: ok" in told.stdout
    assert told.stderr.startswith("warning: station_overloaded.yaml:5:")
    as_data = CliRunner().invoke(check, ["station_overloaded.yaml", "--json"], obj="en")
    (finding,) = json.loads(as_data.stdout)["scenarios"]
    assert finding["is_ok"] and finding["problems"] == []
    assert [warning["line"] for warning in finding["warnings"]] == [5]


def test_a_run_says_the_warning_on_stderr_and_goes_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(WARNED)
    out = tmp_path / "out"
    told = CliRunner().invoke(run, ["cap_without_effect.yaml", "--replications", "2", "--out", str(out)], obj="zh")
    assert told.exit_code == 0
    assert "注意：cap_without_effect.yaml:5:" in told.stderr
    assert "注意" not in told.stdout
