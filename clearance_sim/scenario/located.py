"""Hold problems together with their places, and write them as text or as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from clearance_sim.errors import KeyPath, Problem, ScenarioError, Text
from clearance_sim.scenario.places import Place, snippet

SHOWN_PROBLEMS: Final = 40
"""How many problems are written out; a file with more needs another look than ours."""


@dataclass(frozen=True)
class Located:
    """Hold one problem, where it stands in which file, and how that place came into the scenario.

    Attributes
    ----------
    path
        Key path; empty where the file could not even be read as YAML.
    hint
        What to do, written beside the caret.
    origins
        Further lines: the file that brought this one in, what stood in the file below.
    """

    path: KeyPath
    text: Text
    place: Place | None = None
    hint: Text | None = None
    origins: tuple[Text, ...] = ()

    def lines(self, language: str) -> list[str]:
        """Write the problem: place and key path, sentence, snippet with caret, origins."""
        head = "  ".join(part for part in (str(self.place) if self.place else "", key_path(self.path)) if part)
        hint = self.hint.in_language(language) if self.hint else ""
        shown = [head, *(f"  {line}" for line in self.text.in_language(language).splitlines())]
        marked = snippet(self.place, hint) if self.place else []
        if hint and not marked:
            marked = [f"  {hint}"]
        return [line for line in [*shown, *marked] if line] + [
            f"  {origin.in_language(language)}" for origin in self.origins
        ]

    def as_data(self) -> dict[str, Any]:
        """Give the problem as plain data with stable keys for ``--json``."""
        return {
            "file": self.place.source.shown if self.place else None,
            "line": self.place.line if self.place else None,
            "column": self.place.column if self.place else None,
            "path": key_path(self.path),
            "message": {"zh": self.text.zh, "en": self.text.en},
            "hint": {"zh": self.hint.zh, "en": self.hint.en} if self.hint else None,
            "origins": [{"zh": origin.zh, "en": origin.en} for origin in self.origins],
        }


class ScenarioFileError(ScenarioError):
    """Refuse a scenario whose problems have been placed; it can be shown without the scenario."""

    def __init__(self, *located: Located) -> None:
        self.located = unique(located)
        super().__init__(*(Problem(item.path, item.text) for item in self.located))

    def render(self, language: str) -> str:
        """Write all problems, in the order of the files."""
        blocks = ["\n".join(item.lines(language)) for item in self.located[:SHOWN_PROBLEMS]]
        if (more := len(self.located) - SHOWN_PROBLEMS) > 0:
            blocks.append(Text(zh=f"……另有 {more} 处问题", en=f"... and {more} more").in_language(language))
        return "\n\n".join(blocks)

    def as_data(self) -> list[dict[str, Any]]:
        """Give the problems as plain data for ``--json``."""
        return [item.as_data() for item in self.located]


def unique(located: Iterable[Located]) -> list[Located]:
    """Drop repetitions (one bare value can break two fields it stands for) and sort by place."""
    seen: dict[object, Located] = {}
    for item in located:
        where = (item.place.source.shown, item.place.line, item.place.column) if item.place else item.path
        seen.setdefault((where, item.text), item)
    return sorted(seen.values(), key=_order)


def _order(item: Located) -> tuple[bool, str, int, int]:
    if item.place is None:
        return (False, "", 0, 0)
    return (True, item.place.source.shown, item.place.line, item.place.column)


def key_path(path: KeyPath) -> str:
    """Write a key path as users read it.

    Examples
    --------
    >>> key_path(("ports", "erenhot", "flows", "road_in", "steps", "gate", "charges", 0, "amount"))
    'ports.erenhot.flows.road_in.steps.gate.charges[0].amount'
    """
    written = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path)
    return written.removeprefix(".")
