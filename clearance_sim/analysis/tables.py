"""Hold long tables as named columns of equal length, the form in which every result is kept and read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Table = dict[str, NDArray[Any]]
"""Column name to array; all arrays of one table have equal length, texts have dtype object."""


def columns(types: Mapping[str, type], rows: Iterable[Sequence[Any]]) -> Table:
    """Turn rows into a table whose columns have the given types.

    Examples
    --------
    >>> columns({"port": str, "n": int}, [("ceke", 3), ("erenhot", 4)])
    {'port': array(['ceke', 'erenhot'], dtype=object), 'n': array([3, 4])}
    """
    transposed = list(zip(*rows, strict=True)) or [() for _ in types]
    kinds = {str: np.dtype(object), int: np.dtype(np.int64), float: np.dtype(np.float64)}
    return {
        name: np.array(values, dtype=kinds[kind])
        for (name, kind), values in zip(types.items(), transposed, strict=True)
    }


def stack(tables: Sequence[Table]) -> Table:
    """Put tables with the same columns below one another."""
    return {name: np.concatenate([table[name] for table in tables]) for name in tables[0]}


def where(table: Table, **equal: str) -> Table:
    """Give the rows in which the named columns have the given texts."""
    keep = np.ones(len(next(iter(table.values()))), dtype=np.bool_)
    for name, text in equal.items():
        keep &= table[name] == text
    return {name: values[keep] for name, values in table.items()}
