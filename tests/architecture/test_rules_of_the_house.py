"""Hold the package to the house rules: directions, sizes, docstrings, and no trace of one's own machine."""

from __future__ import annotations

import statistics
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import tree_checks

from clearance_sim.cli.main import COMMANDS

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / tree_checks.PACKAGE
RULES: dict[str, Callable[[Path], list[str]]] = {
    "imports_go_one_way": tree_checks.wrong_directions,
    "no_import_cycles": tree_checks.import_cycles,
    "files_are_small": tree_checks.long_files,
    "functions_are_small": tree_checks.long_functions,
    "simpy_and_generators_stay_in_their_rooms": tree_checks.strangers,
    "no_attics": tree_checks.attics,
    "public_things_have_docstrings": tree_checks.undocumented,
    "no_work_is_put_off": tree_checks.promises,
}


@pytest.mark.parametrize("rule", RULES)
def test_package_keeps_the_rule(rule: str) -> None:
    complaints = RULES[rule](PACKAGE)
    assert not complaints, "\n".join(complaints)


def test_every_room_of_the_design_exists() -> None:
    # An empty tree would keep every rule.
    rooms = {room for layer in tree_checks.LAYERS for room in layer}
    found = {path.stem if path.is_file() else path.name for path in PACKAGE.iterdir()}
    assert rooms <= found
    assert len(tree_checks.python_files(PACKAGE)) > 30


def test_median_file_is_a_page_or_three(record_property: Callable[[str, object], None]) -> None:
    counts = tree_checks.line_counts(PACKAGE)
    median = statistics.median(counts.values())
    record_property("median_file_lines", median)
    print(f"{len(counts)} files, median {median:.0f} lines, longest {max(counts.values())}")
    assert median <= 150


def repository_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True,
    ).stdout  # fmt: skip
    return [ROOT / name for name in listed.splitlines()]


def test_repository_names_no_machine_and_no_registry() -> None:
    files = repository_files()
    assert ROOT / "pyproject.toml" in files
    complaints = tree_checks.machine_traces(files)
    assert not complaints, "\n".join(complaints)


PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_name_only_what_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    complaints = [
        *tree_checks.missing_commands(text, COMMANDS),
        *tree_checks.missing_files(text, page.parent, ROOT),
    ]
    assert not complaints, "\n".join(complaints)


@pytest.mark.parametrize(("name", "word"), [("compare", "clearance-sim compare"), ("test", "pytest")])
def test_readme_marks_its_two_commands_for_continuous_checks(name: str, word: str) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    marked = text.split(f"<!-- command: {name} -->\n```\n")
    assert len(marked) == 2
    assert word in marked[1].split("\n```")[0]
    assert "readme_command" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
