"""List the numbers that a scenario rests on, each with the source or assumption behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from clearance_sim.errors import KeyPath
from clearance_sim.scenario.door import Loaded
from clearance_sim.scenario.notes import Note
from clearance_sim.scenario.places import Place
from clearance_sim.scenario.tree import Scalar, leaves

Kind = Literal["source", "assumption", "none"]
_NUMBER = re.compile(r"[+-]?(\d|\.\d)")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}$")
_CHOSEN_BY_THE_USER = ("period", "warm_up", "cool_down", "replications", "seed", "targets", "references", "title",
                       "question", "ladders", "investment_years")  # fmt: skip
_WORDS = ("title", "zh", "en", "agency", "item", "partner", "zone", "partner_zone", "file", "column")


@dataclass(frozen=True)
class Input:
    """Hold one number of a scenario.

    Attributes
    ----------
    path
        Its key path.
    value
        As written: ``12 min``, ``60 %``, ``3``, ``08:00``.
    note
        What stands behind it; None = nothing was said.
    """

    path: KeyPath
    value: Any
    note: Note | None
    place: Place

    @property
    def kind(self) -> Kind:
        """Tell a published number from an assumed one and from one with neither."""
        if self.note is None:
            return "none"
        if self.note.is_assumption:
            return "assumption"
        return "source" if self.note.source else "none"


def inputs(loaded: Loaded) -> list[Input]:
    """Give every number of the ports and reforms of a scenario, in the order of the file.

    What the user chooses (period, replications, seed, targets) and dates are not among them: they need no
    source. Opening hours are.
    """
    return [
        Input(path, node.value, loaded.notes.get(path), node.place)
        for path, node in leaves(loaded.places.tree)
        if not _is_chosen(path) and isinstance(node, Scalar) and _is_number(path, node.value)
    ]


def _is_chosen(path: KeyPath) -> bool:
    """Tell what the user chooses to look at, the year of a variant among it, from what is known of the world."""
    year = path == ("growth", "year") or (path[0] == "variants" and path[2:] == ("year",))
    return path[0] in _CHOSEN_BY_THE_USER or year


def _is_number(path: KeyPath, value: Any) -> bool:
    if isinstance(value, bool) or value is None:
        return False
    if isinstance(value, str):
        return bool(_NUMBER.match(value)) and not _DATE.match(value) and not set(path) & set(_WORDS)
    return True
