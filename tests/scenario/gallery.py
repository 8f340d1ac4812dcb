"""Hold the gallery of broken scenarios: one mistake per file, and the exact text that it must give.

After a sentence has changed on purpose, write the texts anew and read each of them::

    python tests/scenario/gallery.py --write
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from clearance_sim.errors import ScenarioError
from clearance_sim.experiments.rehearsal import rehearse
from clearance_sim.scenario.door import load

GALLERY = Path(__file__).parents[1] / "broken_scenarios"
SHELF = {path.stem: path for path in sorted((GALLERY / "shelf").glob("*.yaml"), reverse=True)}
LANGUAGES = ("en", "zh")


def broken_files() -> list[Path]:
    """Give the files of the gallery, one mistake each."""
    return sorted(GALLERY.glob("*.yaml"))


def sentences(path: Path) -> dict[str, str]:
    """Give what the door says about a file, by language; call it with the gallery as current folder."""
    try:
        loaded = load(path.name, SHELF)
        with loaded.locating():
            rehearse(loaded.scenario)
    except ScenarioError as error:
        assert error.exit_code == 2
        return {language: error.render(language) + "\n" for language in LANGUAGES}
    raise AssertionError(f"{path.name} was accepted")


def write() -> None:
    """Write the expected texts of the whole gallery."""
    os.chdir(GALLERY)
    for path in broken_files():
        for language, text in sentences(path).items():
            path.with_suffix(f".{language}.txt").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        sys.exit(__doc__)
    write()
