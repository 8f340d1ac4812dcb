"""Write and read long tables as Parquet through DuckDB, without pandas or pyarrow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Table = Mapping[str, NDArray[Any]]
_TYPES = {"O": "VARCHAR", "i": "BIGINT", "f": "DOUBLE", "b": "BOOLEAN", "M": "TIMESTAMP_MS"}


def write_parquet(path: Path, tables: Iterable[Table]) -> None:
    """Write tables with the same columns below one another into one file.

    Parameters
    ----------
    tables
        Taken one by one, so that only one is in memory besides DuckDB's own compressed copy.

    Notes
    -----
    One thread and the rows in the order given: the same tables give the same bytes with the same DuckDB.
    NaN, NaT and None are kept as NULL.
    """
    with _interruptible():
        _write(path, tables)


def _write(path: Path, tables: Iterable[Table]) -> None:
    connection = _connect()
    made = False
    for table in tables:
        connection.register("given", dict(table))
        if not made:
            fields = ", ".join(f'"{name}" {_TYPES[column.dtype.kind]}' for name, column in table.items())
            connection.execute(f"CREATE TABLE kept ({fields})")
            made = True
        connection.execute("INSERT INTO kept SELECT * FROM given")
        connection.unregister("given")
    target = str(path).replace("'", "''")
    connection.execute(f"COPY kept TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
    connection.close()


def read_parquet(path: Path) -> dict[str, NDArray[Any]]:
    """Read a file as columns: texts as objects, NULL numbers as NaN.

    Raises
    ------
    duckdb.Error
        If the file is missing or is no Parquet file.
    """
    with _interruptible():
        connection = _connect()
        found = connection.execute("SELECT * FROM read_parquet(?)", [str(path)]).fetchnumpy()
        connection.close()
    return {name: _plain(column) for name, column in found.items()}


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let Ctrl-C be Ctrl-C: DuckDB swallows it inside a query and raises a RuntimeError of its own."""
    try:
        yield
    except RuntimeError as error:
        if "interrupted" in str(error).lower():
            raise KeyboardInterrupt from None
        raise


def _plain(column: NDArray[Any]) -> NDArray[Any]:
    if not isinstance(column, np.ma.MaskedArray):
        return column
    if column.dtype.kind == "f":
        return np.asarray(column.filled(np.nan))
    if column.dtype.kind == "M":
        return np.asarray(column.filled(np.datetime64("NaT")))
    return np.asarray(column.data)


def _connect() -> DuckDBPyConnection:
    import duckdb

    connection = duckdb.connect(":memory:")
    connection.execute("SET threads = 1")
    return connection
