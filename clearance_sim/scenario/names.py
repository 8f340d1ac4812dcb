"""Know the names of ports, cargo, reforms and the like in Chinese and English: one table, ``names.yaml``.

The same table reads what users write and titles what reports print, so that the two cannot drift apart.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from clearance_sim.errors import Text
from clearance_sim.scenario.places import SourceText
from clearance_sim.scenario.tree import plain
from clearance_sim.scenario.yaml_reader import read_tree

_FLOW_PARTS: Final = ("port", "mode", "direction", "cargo")


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, dict[str, object]]]:
    path = Path(__file__).with_name("names.yaml")
    tree, _ = read_tree(SourceText.of(path.read_text(encoding="utf-8"), path.name, path))
    table: dict[str, dict[str, dict[str, object]]] = plain(tree)
    return table


@lru_cache(maxsize=1)
def _aliases() -> dict[str, dict[str, str]]:
    return {kind: dict(_spellings(entries)) for kind, entries in _table().items()}


def _spellings(entries: dict[str, dict[str, object]]) -> Iterable[tuple[str, str]]:
    for key, entry in entries.items():
        also = entry.get("also", [])
        assert isinstance(also, list)
        for spelling in (key, entry["zh"], entry["en"], *also):
            yield _folded(str(spelling)), key


def _folded(written: str) -> str:
    """Make spellings equal that differ only in case, spaces, hyphens or quotation marks."""
    kept = written.strip().casefold().replace("-", "_").replace(" ", "_")
    return kept.translate({ord(mark): None for mark in "“”\"'「」"})


def kinds() -> tuple[str, ...]:
    """Give the kinds of names: port, cargo, reform, party, regime, mode, direction, clock, statistic, key."""
    return tuple(_table())


def known(kind: str) -> tuple[str, ...]:
    """Give the keys of a kind in the order of the table."""
    return tuple(_table()[kind])


def canonical(kind: str, written: str) -> str | None:
    """Give the key for a Chinese or English name, or None when the table has no such name.

    Examples
    --------
    >>> canonical("port", "满洲里"), canonical("cargo", "蔬菜水果"), canonical("cargo", "sand")
    ('manzhouli', 'fresh_produce', None)
    """
    return _aliases()[kind].get(_folded(written))


def spellings(kind: str, key: str) -> tuple[str, ...]:
    """Give every spelling of a key as the table has it, the key itself first.

    Examples
    --------
    >>> spellings("direction", "import")
    ('import', '进口', '进境')
    """
    entry = _table()[kind][key]
    also = entry.get("also", [])
    assert isinstance(also, list)
    return tuple(dict.fromkeys([key, str(entry["zh"]), str(entry["en"]), *map(str, also)]))


def title(kind: str, key: str) -> Text:
    """Give the title of a key for reports; a user's own key is its own title.

    Examples
    --------
    >>> title("port", "ceke")
    Text(zh='策克', en='Ceke')
    """
    entry = _table()[kind].get(key)
    if entry is None:
        return Text(zh=key, en=key.replace("_", " "))
    return Text(zh=str(entry["zh"]), en=str(entry["en"]))


def closest(written: str, allowed: Iterable[str], kind: str | None = None) -> str | None:
    """Give the allowed name that `written` was probably meant to be.

    Parameters
    ----------
    kind
        Look at the Chinese names of this kind as well.

    Examples
    --------
    >>> closest("erenhoot", ["manzhouli", "erenhot"]), closest("二连浩持", ["erenhot"], "port")
    ('erenhot', 'erenhot')
    """
    spellings = {_folded(name): name for name in allowed}
    if kind is not None:
        spellings |= {alias: key for alias, key in _aliases()[kind].items() if key in set(spellings.values())}
    word = _folded(written)
    # Of a Chinese word of two characters one wrong is half of it.
    found = difflib.get_close_matches(word, spellings, n=1, cutoff=0.6 if len(word) > 2 else 0.5)
    return spellings[found[0]] if found else None


def flow_name(written: str) -> str | None:
    """Read the name of a flow: dotted, or the Chinese words one after the other; parts may be left out at the end.

    Examples
    --------
    >>> flow_name("二连浩特公路出口果蔬"), flow_name("满洲里公路"), flow_name("ceke.公路.进口.煤")
    ('erenhot.road.export.fresh_produce', 'manzhouli.road', 'ceke.road.import.coal')
    """
    if "." in written:
        parts = [part.strip() for part in written.split(".")]
        if len(parts) > len(_FLOW_PARTS):
            return None
        return ".".join(canonical(kind, part) or part for kind, part in zip(_FLOW_PARTS, parts, strict=False))
    found: list[str] = []
    rest = _folded(written)
    for kind in _FLOW_PARTS:
        head = _longest_head(kind, rest)
        if head is None:
            break
        found.append(_aliases()[kind][head])
        rest = rest[len(head) :].lstrip("_")
    return ".".join(found) if found and not rest else None


def flow_title(flow: str) -> Text:
    """Give the title of a dotted flow name, or of its first parts.

    Examples
    --------
    >>> flow_title("erenhot.road.export.fresh_produce")
    Text(zh='二连浩特公路出口果蔬', en='Erenhot road export fresh produce')
    """
    titles = [title(kind, part) for kind, part in zip(_FLOW_PARTS, flow.split("."), strict=False)]
    return Text(zh="".join(each.zh for each in titles), en=" ".join(each.en for each in titles))


def _longest_head(kind: str, text: str) -> str | None:
    fitting: Sequence[str] = [alias for alias in _aliases()[kind] if text.startswith(alias)]
    return max(fitting, key=len, default=None)
