"""Take the notes (where a number comes from) off a tree, and give each number the nearest one.

A note is written around a value (``{value: 12 min, source: ...}``) or beside the keys of a mapping, whose
numbers it then covers. It stays with the file that wrote it: a number that an overlay replaces loses the
note of the number below.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from clearance_sim import units
from clearance_sim.errors import KeyPath, Text
from clearance_sim.scenario.located import Located
from clearance_sim.scenario.tree import Branch, Node, Scalar, Series, WrittenNote, leaves, plain

NOTE_KEYS: Final = ("source", "assumption", "why")
_RANGE_KEYS: Final = ("low", "likely", "high")
_WITH_OWN_SOURCE: Final = "references"
"""Published figures have `source` as a field of their own."""


@dataclass(frozen=True)
class Note:
    """Say where numbers come from: a source, or an assumption with its range.

    Attributes
    ----------
    path
        Where the note stands: the number itself or a mapping above it.
    low, likely, high
        As written; None without an assumption.
    """

    path: KeyPath
    source: str | None
    low: Any
    likely: Any
    high: Any
    why: str | None

    @property
    def is_assumption(self) -> bool:
        """Tell whether a range was given, with or without a source for it."""
        return self.low is not None


def strip_notes(tree: Branch) -> tuple[Branch, list[Located]]:
    """Give the tree without notes, each scalar holding the note that covers it, and what is wrong with notes."""
    problems: list[Located] = []
    stripped = _Stripper(problems).strip(tree, (), None)
    assert isinstance(stripped, Branch)
    return stripped, problems


def collect_notes(tree: Node) -> dict[KeyPath, Note]:
    """Give the note of every scalar that has one, by key path."""
    found: dict[KeyPath, Note] = {}
    for path, node in leaves(tree):
        if isinstance(node, Scalar) and node.note is not None:
            note, levels = node.note
            found[path] = Note(path[: len(path) - levels], note.source, note.low, note.likely, note.high, note.why)
    return found


@dataclass
class _Stripper:
    problems: list[Located]

    def strip(self, node: Node, path: KeyPath, note: tuple[WrittenNote, int] | None) -> Node:
        if path and path[0] == _WITH_OWN_SOURCE:
            return node
        if isinstance(node, Scalar):
            return replace(node, note=note)
        below = (note[0], note[1] + 1) if note else None
        if isinstance(node, Series):
            items = (self.strip(item, (*path, at), below) for at, item in enumerate(node.items))
            return replace(node, items=tuple(items))
        assert isinstance(node, Branch)
        written = {key: entry for key, entry in node.entries.items() if _is_note(key, entry)}
        own = self._read(written, path)
        if "value" in node.entries and len(written) == len(node.entries) - 1 and not _has_a_field_value(path):
            value = self.strip(node.entries["value"], path, (own, 0) if own else note)
            if own and isinstance(value, Scalar):
                self._check_within(value, own, path)
            return value.under(node.key_place)
        below = (own, 1) if own else below
        entries = {
            key: self.strip(entry, (*path, key), below)
            for key, entry in node.entries.items()
            if key not in written
        }
        return replace(node, entries=entries)

    def _read(self, written: Mapping[str, Node], path: KeyPath) -> WrittenNote | None:
        if not written:
            return None
        low, likely, high = self._read_range(written.get("assumption"), path)
        return WrittenNote(_words(written.get("source")), low, likely, high, _words(written.get("why")))

    def _read_range(self, node: Node | None, path: KeyPath) -> tuple[Any, Any, Any]:
        if node is None:
            return None, None, None
        values = plain(node)
        if not isinstance(values, dict) or set(values) != set(_RANGE_KEYS):
            self._problem(node, (*path, "assumption"),
                          "assumption 应写成 {low: 下限, likely: 最可能值, high: 上限}",
                          "an assumption is written {low: ..., likely: ..., high: ...}")  # fmt: skip
            return None, None, None
        low, likely, high = (values[key] for key in _RANGE_KEYS)
        numbers = _comparable(low, likely, high)
        if numbers is not None and not numbers[0] <= numbers[1] <= numbers[2]:
            self._problem(node, (*path, "assumption"), "应满足 low ≤ likely ≤ high", "needs low <= likely <= high")
        return low, likely, high

    def _check_within(self, value: Scalar, note: WrittenNote, path: KeyPath) -> None:
        if note.low is None:
            return
        numbers = _comparable(note.low, value.value, note.high)
        if numbers is not None and not numbers[0] <= numbers[1] <= numbers[2]:
            self._problem(value, path,
                          f"{value.written} 不在所写假设范围 {note.low} 至 {note.high} 之内",
                          f"{value.written} lies outside its own assumption, {note.low} to {note.high}")  # fmt: skip

    def _problem(self, node: Node, path: KeyPath, zh: str, en: str) -> None:
        self.problems.append(Located(path, Text(zh=zh, en=en), node.place))


def _has_a_field_value(path: KeyPath) -> bool:
    """Tell a gathering by value from a value with a note around it."""
    return path[-1:] == ("gather",) and path[-3:-2] == ("steps",)


def _is_note(key: str, node: Node) -> bool:
    """Tell a note from an entry that happens to be called `source` (a step, a station)."""
    if key == "assumption":
        return True
    return key in NOTE_KEYS and not isinstance(node, Branch)


def _words(node: Node | None) -> str | None:
    if node is None:
        return None
    value = plain(node)
    return (
        "; ".join(str(item) for item in value)
        if isinstance(value, list)
        else None
        if value is None
        else str(value)
    )


_READERS: Final[tuple[Callable[[object], float], ...]] = (
    units.parse_duration, units.parse_rate, units.parse_share, units.parse_money, units.parse_money_rate,
)  # fmt: skip


def _comparable(*values: Any) -> list[float] | None:
    """Read all values in one unit, or give None."""
    if all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values):
        return [float(value) for value in values]
    for read in _READERS:
        try:
            return [read(value) for value in values]
        except ValueError:
            continue
    return None
