"""Every number that ships has a source or is an assumption with its range; there is no third kind.

The walk below reads the raw YAML by itself, so that it does not rest on the code that strips the notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from clearance_sim.ports.shelf import open_port, port_files

NUMBER = re.compile(r"[+-]?\d")
RANGE = {"low", "likely", "high"}
WORDS = {"title", "item", "agency"}
"""Keys whose text is for readers; a digit in it is a name, such as H986."""

Found = Iterator[tuple[str, str]]


def _note_of(mapping: Mapping[str, Any]) -> str | None:
    """Say how a mapping accounts for its numbers: ``sound``, what is wrong with it, or None."""
    if "assumption" in mapping:
        written = mapping["assumption"]
        if not isinstance(written, dict) or set(written) != RANGE or not all(written.values()):
            return "an assumption needs low, likely and high"
        return "sound" if str(mapping.get("why", "")).strip() else "an assumption needs a reason (why)"
    if isinstance(mapping.get("source"), str):
        return "sound" if mapping["source"].strip() else "an empty source"
    return None


def unaccounted(node: Any, path: str = "", note: str | None = None) -> Found:
    """Give the path of every number that has neither source nor assumption, and what is wrong with it."""
    if isinstance(node, dict):
        note = _note_of(node) or note
        for key, below in node.items():
            if key not in {"source", "assumption", "why"} | WORDS:
                yield from unaccounted(below, f"{path}.{key}", note)
    elif isinstance(node, list):
        for position, item in enumerate(node):
            yield from unaccounted(item, f"{path}[{position}]", note)
    elif NUMBER.match(str(node)) and note != "sound":
        yield path, note or "neither source nor assumption"


def sources(node: Any) -> Iterator[str]:
    """Give every source and reason that is written."""
    if isinstance(node, dict):
        for key, below in node.items():
            if key in {"source", "why"} and isinstance(below, str):
                yield below
            else:
                yield from sources(below)
    elif isinstance(node, list):
        for item in node:
            yield from sources(item)


def _raw(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


@pytest.mark.parametrize("name", port_files())
def test_no_number_ships_without_a_source_or_a_range(name: str) -> None:
    assert list(unaccounted(_raw(port_files()[name]))) == []


@pytest.mark.parametrize("name", port_files())
def test_the_door_finds_a_note_for_every_number_it_reads(name: str) -> None:
    port = open_port(name)
    for path, note in port.notes.items():
        assert note.source or (note.is_assumption and note.why), path

    def numbers(node: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
        if isinstance(node, dict):
            for key, below in node.items():
                if key not in WORDS:
                    yield from numbers(below, (*path, key))
        elif isinstance(node, list):
            for position, item in enumerate(node):
                yield from numbers(item, (*path, position))
        elif not isinstance(node, bool) and NUMBER.match(str(node)):
            yield path

    body = port.resolved["ports"][name]
    found = list(numbers(body, ("ports", name)))
    assert len(found) > (200 if "passengers" in name else 300)
    assert [path for path in found if path not in port.notes] == []


@pytest.mark.parametrize("name", port_files())
def test_sources_are_publications_and_not_the_files_of_a_workplace(name: str) -> None:
    for text in sources(_raw(port_files()[name])):
        assert "facts" not in text.lower()
        assert "/work" not in text
        assert text.isprintable()


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("lanes: {general: {count: 3}}", "neither source nor assumption"),
        ("hours: {from: '08:00', source: ''}", "an empty source"),
        ("count: {value: 3, assumption: {low: 1, high: 4}, why: guess}", "an assumption needs low, likely and high"),
        ("count: {value: 3, assumption: {low: 1, likely: 3, high: 4}}", "an assumption needs a reason (why)"),
        ("count: {value: 3, why: because}", "neither source nor assumption"),
        ("volumes: [{from: 2019-01-01, count: {value: 9, source: a paper}}]", "neither source nor assumption"),
    ],
)  # fmt: skip
def test_a_number_with_neither_is_refused(written: str, fault: str) -> None:
    found = list(unaccounted(yaml.load(written, Loader=yaml.BaseLoader)))
    assert [what for _, what in found] == [fault]
