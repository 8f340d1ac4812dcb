"""Every common mistake gives exactly the text beside it; see `gallery.py` for how to write the texts anew."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from gallery import GALLERY, LANGUAGES, broken_files, sentences


def test_the_gallery_has_no_gaps() -> None:
    assert len(broken_files()) >= 100
    texts = {path.name.split(".")[0] for path in GALLERY.glob("*.txt")}
    assert texts == {path.stem for path in broken_files()}


@pytest.mark.parametrize("path", broken_files(), ids=lambda path: path.stem)
def test_a_broken_scenario_says_what_is_beside_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(GALLERY)
    said = sentences(path)
    for language in LANGUAGES:
        assert said[language] == path.with_suffix(f".{language}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", broken_files(), ids=lambda path: path.stem)
def test_every_problem_names_a_line_that_exists(path: Path) -> None:
    said = path.with_suffix(".en.txt").read_text(encoding="utf-8")
    for block in said.split("\n\n"):
        file, line, *_ = block.split(":")
        content = (GALLERY / file).read_bytes()
        assert 1 <= int(line) <= content.count(b"\n") + 1
