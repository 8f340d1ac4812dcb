"""List where the inputs come from, for the last sheet of a workbook and the count of assumptions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clearance_sim.errors import KeyPath
    from clearance_sim.scenario.door import Loaded
    from clearance_sim.scenario.notes import Note


@dataclass(frozen=True)
class SourceRow:
    """Hold what one note covers: where it stands, the values as written, and source or reason and range."""

    path: str
    value: str
    is_assumption: bool
    text: str
    low: str = ""
    likely: str = ""
    high: str = ""


def source_rows(loaded: Loaded) -> list[SourceRow]:
    """Give a row for every note of a scenario, in the order of the file; a note may cover several values."""
    covered: dict[KeyPath, tuple[Note, list[str]]] = {}
    for path, note in loaded.notes.items():
        _, values = covered.setdefault(note.path, (note, []))
        name = ".".join(key for key in path[len(note.path) :] if isinstance(key, str))
        value = _at(loaded.resolved, path)
        # Positions in a list say nothing; names of fields do.
        values.append(f"{name} {value}" if name and not isinstance(path[-1], int) else value)
    return [_row(path, note, values) for path, (note, values) in covered.items()]


def _row(path: KeyPath, note: Note, values: Sequence[str]) -> SourceRow:
    limits = ["" if limit is None else str(limit) for limit in (note.low, note.likely, note.high)]
    text = "; ".join(part for part in (note.source, note.why) if part)
    return SourceRow(".".join(map(str, path)), ", ".join(values), note.is_assumption, text, *limits)


def _at(tree: Any, path: Sequence[str | int]) -> str:
    for key in path:
        try:
            tree = tree[key]
        except (KeyError, IndexError, TypeError):
            return ""
    return "" if isinstance(tree, (dict, list)) else str(tree)
