"""Write a resolved scenario back as YAML, each line with the file and line it came from.

What is written can be read again and means the same: a port that is given in full says so with ``like: null``,
and text that YAML 1.1 or 1.2 would take for something else is quoted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from clearance_sim.errors import KeyPath
from clearance_sim.scenario.door import Loaded
from clearance_sim.scenario.places import width
from clearance_sim.scenario.tree import Branch, Node, Scalar, Series, child, nearest

_BARE = re.compile(r"[A-Za-z\u4e00-\u9fff][\w\u4e00-\u9fff./%-]*( [\w\u4e00-\u9fff./%()-]+)*")
_QUANTITY = re.compile(r"\d+(\.\d+)? ?(%|ms|s|min|h|d|weeks?|CNY)|\d+(\.\d+)?/(h|d|min|week)|\d+(\.\d+)? CNY/h")
_TAKEN = re.compile(r"(?i)y|n|yes|no|on|off|true|false|null|nan|inf")
_COMMENT_COLUMN = 60


def to_yaml(loaded: Loaded, origins: bool = True) -> str:
    """Write the resolved scenario of `loaded`.

    Parameters
    ----------
    origins
        Put ``# file:line`` beside every leaf.
    """
    lines = []
    values = {id(_column(loaded, path)): count for path, count in loaded.counts.items()}
    for text, node in _lines(loaded.places.tree, (), ""):
        if origins and node is not None:
            pad = " " * max(2, _COMMENT_COLUMN - width(text))
            read = f" ({values[id(node)]:,} values)" if id(node) in values else ""
            lines.append(f"{text}{pad}# {node.place.short}{read}")
        else:
            lines.append(text)
    return "\n".join(lines) + "\n"


def _column(loaded: Loaded, path: KeyPath) -> Node | None:
    """Give the leaf that names a column of a data file, or the file where the column's name is left out."""
    _, branch = nearest(loaded.places.tree, path)
    return child(branch, "column") or child(branch, "file")


def _lines(node: Node, path: KeyPath, indent: str) -> Iterator[tuple[str, Node | None]]:
    """Give the lines of the entries of a mapping, and the leaf on each."""
    assert isinstance(node, Branch)
    if len(path) == 2 and path[0] == "ports":
        yield f"{indent}like: null", None
    for key, below in node.entries.items():
        here = (*path, key)
        head = f"{indent}{_word(key)}:"
        if isinstance(below, Branch) and below.entries:
            yield head, None
            yield from _lines(below, here, indent + "  ")
        elif isinstance(below, Series) and any(isinstance(item, Branch) for item in below.items):
            yield head, None
            yield from _items(below, here, indent + "  ")
        else:
            yield f"{head} {_inline(below)}", below


def _items(node: Series, path: KeyPath, indent: str) -> Iterator[tuple[str, Node | None]]:
    for position, item in enumerate(node.items):
        if not isinstance(item, Branch) or not item.entries:
            yield f"{indent}- {_inline(item)}", item
            continue
        for number, (text, leaf) in enumerate(_lines(item, (*path, position), indent + "  ")):
            yield (f"{indent}- {text[len(indent) + 2 :]}" if number == 0 else text), leaf


def _inline(node: Node) -> str:
    if isinstance(node, Scalar):
        return _word(node.value)
    if isinstance(node, Series):
        return "[" + ", ".join(_inline(item) for item in node.items) + "]"
    assert isinstance(node, Branch)
    return "{" + ", ".join(f"{_word(key)}: {_inline(below)}" for key, below in node.entries.items()) + "}"


def _word(value: Any) -> str:
    """Write a scalar so that every YAML reads it back as what it is.

    Examples
    --------
    >>> [_word(value) for value in ("gate", "08:00", "NO", "12 min", 3, None, "二连浩特")]
    ['gate', '"08:00"', '"NO"', '12 min', '3', 'null', '二连浩特']
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return repr(value)
    if (_BARE.fullmatch(value) and not _TAKEN.fullmatch(value)) or _QUANTITY.fullmatch(value):
        return value
    return json.dumps(value, ensure_ascii=False)
