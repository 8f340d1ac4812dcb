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


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Call the program in an empty folder, in English unless the test says otherwise."""
    monkeypatch.chdir(tmp_path)
    for variable in ("CLEARANCE_SIM_LANG", "CLEARANCE_SIM_DEBUG", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    runner = CliRunner()

    def run(*words: str) -> Result:
        return runner.invoke(program, [str(word) for word in words])

    return run


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Give a scenario that runs in a second: one port, one gate, papers beside it."""
    (tmp_path / "small.yaml").write_text(SMALL_PORT, encoding="utf-8")
    return tmp_path / "small.yaml"


@pytest.fixture
def second_gate(small: Path) -> Path:
    """Give the same port with a second lane at the gate."""
    (small.parent / "second.yaml").write_text(SECOND_GATE, encoding="utf-8")
    return small.parent / "second.yaml"
