"""Collect what is wrong, with the sentence that several checks share: a name that is not there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from clearance_sim.errors import KeyPath, Problem, Text
from clearance_sim.scenario import names

LISTED = 12
"""How many allowed names are listed before the list is cut."""


@dataclass
class Doubts:
    """Hold the problems found so far."""

    found: list[Problem] = field(default_factory=list)

    def add(self, path: KeyPath, zh: str, en: str) -> None:
        """Add a problem."""
        self.found.append(Problem(path, Text(zh=zh, en=en)))

    def unknown(
        self, path: KeyPath, what: Text, name: str, allowed: Iterable[str], meant: str | None = None
    ) -> None:
        """Add a problem if `name` is not among `allowed`, with the name that was meant or the list of them."""
        known = list(allowed)
        if name in known:
            return
        near = meant or names.closest(name, known)
        if near:
            tail = Text(zh=f"；是不是 {near}？", en=f"; did you mean {near}?")
        elif known:
            more = "..." if len(known) > LISTED else ""
            tail = Text(
                zh=f"；现有：{', '.join(known[:LISTED])}{more}",
                en=f"; there are: {', '.join(known[:LISTED])}{more}",
            )
        else:
            tail = Text(zh="；一个都还没有写", en="; none is written yet")
        self.add(path, f"没有名为 {name} 的{what.zh}{tail.zh}", f"there is no {what.en} called {name}{tail.en}")
