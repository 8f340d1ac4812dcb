"""Tell how a value came into a scenario: which file named its file, and what it replaced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clearance_sim.errors import Text
from clearance_sim.scenario.places import Place, SourceText
from clearance_sim.scenario.tree import Branch, Node, Scalar


@dataclass(frozen=True)
class Origins:
    """Hold, for each file but the uppermost, the place that brought it in."""

    brought_in_by: Mapping[SourceText, Place]

    def of(self, node: Node, place: Place) -> tuple[Text, ...]:
        """Give the lines that tell where an inherited or replacing value comes from."""
        lines: list[Text] = []
        source = place.source
        while (by := self.brought_in_by.get(source)) is not None:
            lines.append(
                Text(zh=f"{source.shown} 由 {by.short} 引入", en=f"{source.shown} is brought in by {by.short}")
            )
            source = by.source
        below = node.replaced
        while below is not None:
            if isinstance(node, Scalar):
                zh, en = (
                    (f"（那里：{below.written}）", f" (there: {below.written})")
                    if isinstance(below, Scalar)
                    else ("", "")
                )
                lines.append(Text(zh=f"替换了 {below.place.short}{zh}", en=f"replaces {below.place.short}{en}"))
            elif not isinstance(below, Branch):
                lines.append(Text(zh=f"替换了 {below.place.short}", en=f"replaces {below.place.short}"))
            below = below.replaced
        return tuple(lines)
