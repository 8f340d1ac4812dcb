"""Hold the gallery of broken scenarios, and of those that are only warned of: one matter per file, with its exact text.

After a sentence has changed on purpose, write the texts anew and read each of them::

    python tests/scenario/gallery.py --write
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from clearance_sim.cli.forewarned import warnings_of, written
from clearance_sim.errors import ScenarioError
from clearance_sim.experiments.rehearsal import rehearse
from clearance_sim.ports.shelf import RULES
from clearance_sim.scenario.door import load

GALLERY = Path(__file__).parents[1] / "broken_scenarios"
WARNED = Path(__file__).parents[1] / "warned_scenarios"
SHELF = {path.stem: path for path in sorted((GALLERY / "shelf").glob("*.yaml"), reverse=True)}
LANGUAGES = ("en", "zh")


def broken_files() -> list[Path]:
    """Give the files of the gallery, one mistake each."""
    return sorted(GALLERY.glob("*.yaml"))


def sentences(path: Path) -> dict[str, str]:
    """Give what the door says about a file, by language; call it with the gallery as current folder."""
    try:
        loaded = load(path.name, SHELF, RULES)
        with loaded.locating():
            rehearse(loaded.scenario)
    except ScenarioError as error:
        assert error.exit_code == 2
        return {language: error.render(language) + "\n" for language in LANGUAGES}
    raise AssertionError(f"{path.name} was accepted")


def warned_files() -> list[Path]:
    """Give the files that can run and are warned of, one matter each."""
    return sorted(WARNED.glob("*.yaml"))


def warned(path: Path) -> dict[str, str]:
    """Give the warnings about a file, by language; call it with its folder as current folder."""
    loaded = load(path.name, SHELF, RULES)
    with loaded.locating():
        rehearse(loaded.scenario)
    found = warnings_of(loaded, loaded.scenario)
    return {language: "\n\n".join(written(each, language) for each in found) + "\n" for language in LANGUAGES}


def write() -> None:
    """Write the expected texts of the whole gallery."""
    for folder, files, say in ((GALLERY, broken_files(), sentences), (WARNED, warned_files(), warned)):
        os.chdir(folder)
        for path in files:
            for language, text in say(path).items():
                path.with_suffix(f".{language}.txt").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        sys.exit(__doc__)
    write()
