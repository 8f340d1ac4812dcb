"""Collect what the benchmarks measure and write it as the tables of `README.md`."""

from __future__ import annotations

import platform
from importlib import metadata
from typing import Any, Final

TITLES: Final = {
    "station": "Stations, nanoseconds per entity and step, and how many times as fast as SimPy",
    "port": "Shipped ports, seconds, and how many times as fast as the SimPy engine",
    "by hand": "A road port with hours, nanoseconds per entity and step, and how many times as fast as SimPy",
    "flat": "Cost per entity and step, nanoseconds",
    "memory": "Peak memory of a fresh process, MB",
    "pipeline": "From a study's YAML to its figures, milliseconds",
    "study": "The README's study, seconds of processor time by part, and seconds until it is there",
    "peers": "Other open tools, nanoseconds per entity and step, beside ours",
}
"""The tables in their order, with their headings."""
PACKAGES: Final = ("numpy", "numba", "simpy", "ciw", "salabim")
NOTHING: Final = "–"


def times_as_fast(ratio: float | None) -> str:
    """Write a ratio with two digits that say something.

    Examples
    --------
    >>> times_as_fast(256.7), times_as_fast(5.71), times_as_fast(None)
    ('257x', '5.7x', '–')
    """
    if ratio is None:
        return NOTHING
    return f"{ratio:.0f}x" if ratio >= 20 else f"{ratio:.1f}x" if ratio >= 1 else f"{ratio:.2f}x"


class Board:
    """Hold the rows of every table; a row's columns may differ from the row's before."""

    def __init__(self) -> None:
        self._tables: dict[str, list[dict[str, Any]]] = {}

    def add(self, table: str, **cells: Any) -> None:
        """Add a row; numbers are rounded to what can be read, None means not measured here."""
        assert table in TITLES, table
        self._tables.setdefault(table, []).append({name.replace("_", " "): _cell(value) for name, value in cells.items()})

    def markdown(self) -> str:
        """Give all tables in their order, below a line on the machine and the versions; empty if nothing was measured."""
        parts = [_written(TITLES[name], self._tables[name]) for name in TITLES if name in self._tables]
        return "\n\n".join([_versions(), *parts]) if parts else ""


def _cell(value: Any) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, float):
        return f"{value:,.0f}" if value >= 20 else f"{value:.2g}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _versions() -> str:
    found = []
    for name in PACKAGES:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            continue
    return f"Python {platform.python_version()}, {', '.join(found)}."


def _written(title: str, rows: list[dict[str, str]]) -> str:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    lines = [f"### {title}", "", f"| {' | '.join(columns)} |", "|---" + "|--:" * (len(columns) - 1) + "|"]
    lines += [f"| {' | '.join(row.get(name, NOTHING) for name in columns)} |" for row in rows]
    return "\n".join(lines)
