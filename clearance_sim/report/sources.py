"""List where the inputs come from, for the last sheet of a workbook and the count of assumptions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clearance_sim.scenario.door import Loaded


@dataclass(frozen=True)
class SourceRow:
    """Hold one input: its key path, its value as written, and its source or the reason and range assumed."""

    path: str
    value: str
    is_assumption: bool
    text: str
    low: str = ""
    likely: str = ""
    high: str = ""


def source_rows(loaded: Loaded) -> list[SourceRow]:
    """Give a row for every value of a scenario that carries a note, in the order of the file."""
    rows = []
    for path, note in loaded.notes.items():
        limits = ["" if limit is None else str(limit) for limit in (note.low, note.likely, note.high)]
        text = "; ".join(part for part in (note.source, note.why) if part)
        value = _at(loaded.resolved, path)
        rows.append(SourceRow(".".join(map(str, path)), value, note.is_assumption, text, *limits))
    return rows


def _at(tree: Any, path: Sequence[str | int]) -> str:
    for key in path:
        try:
            tree = tree[key]
        except (KeyError, IndexError, TypeError):
            return ""
    return "" if isinstance(tree, (dict, list)) else str(tree)
