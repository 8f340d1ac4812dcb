"""The commands check, show, sources and schema, in both languages and as JSON."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from clearance_sim.cli.main import program
from clearance_sim.ports.shelf import open_port, open_scenario, port_files

GALLERY = Path(__file__).parents[1] / "broken_scenarios"


def call(*words: str) -> Result:
    """Run a command line as the program does."""
    return CliRunner().invoke(program, list(words), prog_name="clearance-sim")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder with a right and a wrong scenario."""
    shutil.copytree(GALLERY / "base", tmp_path / "base")
    (tmp_path / "right.yaml").write_text("extends: base/one_gate.yaml\nseed: 3\n", encoding="utf-8")
    (tmp_path / "wrong.yaml").write_text("extends: base/one_gate.yaml\nsede: 3\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_check_praises_what_is_right_and_explains_what_is_wrong(folder: Path) -> None:
    done = call("check", "right.yaml", "wrong.yaml", "--lang", "zh")
    assert done.exit_code == 2
    assert "right.yaml：可用" in done.stdout
    assert "wrong.yaml:2:1" in done.stderr
    assert "是不是 seed" in done.stderr


def test_check_of_a_right_scenario_ends_with_zero(folder: Path) -> None:
    done = call("check", "right.yaml")
    assert (done.exit_code, done.stderr) == (0, "")


def test_check_as_json_names_file_line_and_column(folder: Path) -> None:
    done = call("check", "wrong.yaml", "right.yaml", "--json")
    wrong, right = json.loads(done.stdout)["scenarios"]
    problem = wrong["problems"][0]
    assert (problem["file"], problem["line"], problem["column"], problem["path"]) == ("wrong.yaml", 2, 1, "sede")
    assert set(problem["message"]) == {"zh", "en"}
    assert right["is_ok"]
    assert done.exit_code == 2


def test_check_of_a_missing_file_says_so(folder: Path) -> None:
    done = call("check", "nowhere.yaml", "--lang", "en")
    assert done.exit_code == 2
    assert "there is no file nowhere.yaml" in done.stderr


def test_show_prints_yaml_with_the_origin_of_each_leaf(folder: Path) -> None:
    done = call("show", "right.yaml")
    assert done.exit_code == 0
    line = next(line for line in done.stdout.splitlines() if line.startswith("seed:"))
    assert line.split() == ["seed:", "3", "#", "right.yaml:2"]
    (folder / "shown.yaml").write_text(done.stdout, encoding="utf-8")
    assert open_scenario("shown.yaml").digest == open_scenario("right.yaml").digest


def test_show_as_json_gives_the_resolved_scenario(folder: Path) -> None:
    shown: Any = json.loads(call("show", "right.yaml", "--json").stdout)["scenarios"][0]
    assert shown["scenario"]["seed"] == 3
    assert shown["digest"] == open_scenario("right.yaml").digest


def test_sources_counts_what_stands_behind_the_numbers(folder: Path) -> None:
    counted = json.loads(call("sources", "right.yaml", "--json").stdout)["scenarios"][0]
    assert counted["counts"] == {"source": 0, "assumption": 0, "none": len(counted["numbers"])}
    assert call("sources", "right.yaml", "--lang", "zh").stdout.splitlines()[-1].startswith("right.yaml：共")
    assert call("sources", "right.yaml", "--only", "source", "--lang", "en").stdout.startswith("right.yaml: ")


@pytest.mark.parametrize("name", port_files())
def test_every_shipped_port_opens_alone(name: str) -> None:
    assert list(open_port(name).scenario.ports) == [name]
