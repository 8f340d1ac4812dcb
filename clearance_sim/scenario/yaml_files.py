"""Read scenario files from disk: one file, or a file with all that it extends."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

from clearance_sim.errors import Text
from clearance_sim.scenario.file_text import MAX_BYTES, read_text, shown_name
from clearance_sim.scenario.located import Located, ScenarioFileError
from clearance_sim.scenario.places import Place, SourceText
from clearance_sim.scenario.tree import Branch, Scalar
from clearance_sim.scenario.yaml_reader import read_tree

MAX_LAYERS: Final = 10
"""How many files may stand on one another."""


def read_file(path: Path, because: Place | None = None) -> tuple[Branch, list[Located]]:
    """Read one file into a tree; a file that has not changed is not read twice in a session."""
    try:
        path = path.resolve()
        state = path.stat()
    except (OSError, ValueError):
        return read_tree(read_text(path, because))
    if not path.is_file() or state.st_size > MAX_BYTES:
        return read_tree(read_text(path, because))
    return _read_cached(path, shown_name(path), state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=32)
def _read_cached(path: Path, shown: str, modified: int, size: int) -> tuple[Branch, list[Located]]:
    return read_tree(read_text(path))


def read_layers(top: SourceText | Path) -> tuple[list[Branch], list[Located], dict[SourceText, Place]]:
    """Read a file and all that it extends.

    Returns
    -------
        The trees, lowest first; the problems that did not stop the reading; for each lower file the
        place of the `extends` that named it.

    Raises
    ------
    ScenarioFileError
        If a file is missing or unreadable, or `extends` runs in a circle.
    """
    trees: list[Branch] = []
    problems: list[Located] = []
    named_at: dict[SourceText, Place] = {}
    seen: list[Path] = []
    path = top.path if isinstance(top, SourceText) else top
    because: Place | None = None
    while True:
        if path is not None:
            seen.append(path.resolve())
        tree, found = (
            read_tree(top) if isinstance(top, SourceText) and not trees else read_file(path or Path(), because)
        )
        trees.append(tree)
        problems += found
        if because is not None:
            named_at[tree.place.source] = because
        extends = tree.entries.get("extends")
        if extends is None:
            return trees[::-1], problems, named_at
        because = extends.place
        if not isinstance(extends, Scalar) or not isinstance(extends.value, str) or "\0" in extends.value:
            raise _refuse(because, "extends 应写一个文件名", "`extends` names one file")
        # A backslash is Windows' own separator and means the same file elsewhere.
        path = (path.parent if path else Path()) / extends.value.replace("\\", "/")
        if path.resolve() in seen:
            circle = " → ".join(shown_name(step) for step in [*seen[seen.index(path.resolve()) :], path.resolve()])
            raise _refuse(because, f"extends 绕成了圈：{circle}", f"`extends` runs in a circle: {circle}")
        if len(trees) >= MAX_LAYERS:
            raise _refuse(
                because, f"extends 超过 {MAX_LAYERS} 层", f"more than {MAX_LAYERS} files extend one another"
            )


def _refuse(place: Place, zh: str, en: str) -> ScenarioFileError:
    return ScenarioFileError(Located(("extends",), Text(zh=zh, en=en), place))
