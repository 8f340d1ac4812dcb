"""Give the command tests a small scenario of their own and a way to call the program."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from clearance_sim.cli.main import program

SMALL_PORT = """\
title: {zh: 小口岸, en: Small port}
period: {length: 6 d}
warm_up: 12 h
cool_down: 12 h
replications: 4
seed: 7
ports:
  small:
    title: {zh: 小口岸, en: Small port}
    stations:
      gate: {title: {zh: 卡口, en: Gate}, lanes: 1}
      office: {title: {zh: 审单窗口, en: Papers office}, kind: window, lanes: 2}
    flows:
      trucks:
        mode: road
        direction: import
        cargo: general
        arrivals: {poisson: {rate: 3/h}}
        marks: {accepted: [papers], released: papers}
        steps:
          gate: {station: gate, role: gate, handling: {exponential: 12 min}}
          papers: {station: office, role: document_review, per: declaration, after: [],
                   handling: {lognormal: {mean: 25 min, cv: 0.5}}}
          leave: {role: exit, after: [gate, papers], handling: 1 min, party: trader}
"""
SECOND_GATE = """\
extends: small.yaml
title: {zh: 两条车道, en: Two lanes}
ports: {small: {stations: {gate: {lanes: 2}}}}
"""


ENGLISH = {"LANG": "en_GB.UTF-8", "CLEARANCE_SIM_LANG": "", "CLEARANCE_SIM_DEBUG": "", "LC_ALL": "", "LC_MESSAGES": ""}


def invoke(*words: object) -> Result:
    """Call the program in this process, in English unless the words say otherwise."""
    return CliRunner().invoke(program, [str(word) for word in words], env=ENGLISH)


def write_scenarios(folder: Path) -> tuple[Path, Path]:
    """Write a port with one lane at its gate, and the same port with a second lane."""
    (folder / "small.yaml").write_text(SMALL_PORT, encoding="utf-8")
    (folder / "second.yaml").write_text(SECOND_GATE, encoding="utf-8")
    return folder / "small.yaml", folder / "second.yaml"


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Call the program in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return invoke


@pytest.fixture(scope="session")
def scenarios(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Give a scenario that runs in a second, and the same with a second lane at the gate."""
    return write_scenarios(tmp_path_factory.mktemp("scenarios"))


@pytest.fixture(scope="session")
def ran(scenarios: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    """Run the first scenario once with ``--trace``, for all tests that only look at what it left."""
    out = tmp_path_factory.mktemp("ran") / "out"
    return invoke("run", scenarios[0], "--trace", "--out", out, "--jobs", 1), out


@pytest.fixture(scope="session")
def compared(scenarios: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    """Compare the two once, as JSON and with a condition that comes true."""
    out = tmp_path_factory.mktemp("compared") / "out"
    condition = "upper(border_time.mean[small.road.import.general]) > 1 min"
    return invoke("compare", *scenarios, "--json", "--out", out, "--jobs", 1, "--fail-if", condition), out
