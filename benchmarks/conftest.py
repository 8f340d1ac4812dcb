"""Read how large the benchmarks are to be, and print what they measured as the tables of `README.md`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from board import Board

SIZES = {
    "small": {"entities": [10_000, 100_000], "days": [20], "replications": [1, 3], "flat": [10_000, 100_000, 1_000_000]},
    "full": {
        "entities": [10_000, 100_000, 1_000_000], "days": [365], "replications": [1, 30],
        "flat": [1_000, 10_000, 100_000, 1_000_000, 10_000_000],
    },
}  # fmt: skip
"""By size: entities of W1 to W4; days and replications of a port; entities of the cost per step."""
BOARD = Board()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("benchmarks of clearance_sim")
    group.addoption("--sizes", choices=list(SIZES), default="small", help="small: continuous checks; full: README.md")
    group.addoption("--table", type=Path, metavar="FILE", help="write what was measured as tables in Markdown")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test that asks for `entities`, `days` or `replications` all that the size names."""
    sizes = SIZES[metafunc.config.getoption("--sizes")]
    for name in ("entities", "days", "replications"):
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, sizes[name])


@pytest.fixture
def board() -> Board:
    """Give the board on which everything that is measured is written."""
    return BOARD


@pytest.fixture
def flat_sizes(request: pytest.FixtureRequest) -> list[int]:
    """Give the numbers of entities over which the cost per step is to be flat."""
    return SIZES[request.config.getoption("--sizes")]["flat"]


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print the tables below everything else, and write them where asked to."""
    tables = BOARD.markdown()
    if tables:
        terminalreporter.section("what was measured")
        terminalreporter.write_line(tables)
    if (place := config.getoption("--table")) is not None:
        place.write_text(tables + "\n", encoding="utf-8")
