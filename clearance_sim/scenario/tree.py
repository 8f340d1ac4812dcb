"""Hold what a YAML file says, as a tree in which every node remembers where it was written.

Nodes are frozen and may be shared by several scenarios; a merge makes new ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from clearance_sim.errors import KeyPath
from clearance_sim.scenario.places import Place


@dataclass(frozen=True, eq=False)
class WrittenNote:
    """Hold the source or the assumption that was written beside a value."""

    source: str | None
    low: Any
    likely: Any
    high: Any
    why: str | None


@dataclass(frozen=True, eq=False)
class Node:
    """Hold what all nodes have.

    Attributes
    ----------
    place
        Where the value begins.
    key_place
        Where its key stands; None at the top and in lists.
    replaced
        What a lower file said here and this file replaced.
    """

    place: Place
    key_place: Place | None = field(default=None, kw_only=True)
    replaced: Node | None = field(default=None, kw_only=True)

    def under(self, key_place: Place | None) -> Node:
        """Give the same node under another key."""
        return replace(self, key_place=key_place)


@dataclass(frozen=True, eq=False)
class Scalar(Node):
    """Hold a text, number, truth value or null, and how it was written.

    Attributes
    ----------
    note
        The nearest note that covers it in its own file, and how many levels above the scalar it stands.
    """

    value: str | int | float | bool | None
    written: str
    note: tuple[WrittenNote, int] | None = None


@dataclass(frozen=True, eq=False)
class Series(Node):
    """Hold a list."""

    items: tuple[Node, ...]


@dataclass(frozen=True, eq=False)
class Branch(Node):
    """Hold a mapping."""

    entries: Mapping[str, Node]
    selects: bool = False
    """Was written as a list of names, so that others are left out (`ports`)."""

    def with_entry(self, key: str, node: Node) -> Branch:
        """Give a mapping in which `key` holds `node`."""
        return replace(self, entries={**self.entries, key: node})

    def without(self, *keys: str) -> Branch:
        """Give a mapping that lacks `keys`."""
        return replace(self, entries={key: node for key, node in self.entries.items() if key not in keys})


def child(node: Node, key: str | int) -> Node | None:
    """Give what stands under a key or at a position, or None."""
    if isinstance(node, Branch):
        return node.entries.get(str(key))
    if isinstance(node, Series) and isinstance(key, int) and 0 <= key < len(node.items):
        return node.items[key]
    return None


def nearest(tree: Node, path: KeyPath) -> tuple[KeyPath, Node]:
    """Give the longest part of `path` that exists, and its node."""
    node = tree
    for depth, key in enumerate(path):
        below = child(node, key)
        if below is None:
            return path[:depth], node
        node = below
    return path, node


def plain(node: Node) -> Any:
    """Give the value as dicts, lists and scalars."""
    if isinstance(node, Branch):
        return {key: plain(below) for key, below in node.entries.items()}
    if isinstance(node, Series):
        return [plain(item) for item in node.items]
    assert isinstance(node, Scalar)
    return node.value


def leaves(node: Node, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Node]]:
    """Give every scalar, and every empty list or mapping, with its key path."""
    if isinstance(node, Branch) and node.entries:
        for key, below in node.entries.items():
            yield from leaves(below, (*path, key))
    elif isinstance(node, Series) and node.items:
        for position, item in enumerate(node.items):
            yield from leaves(item, (*path, position))
    else:
        yield path, node
