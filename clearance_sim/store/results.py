"""Write and open result folders: manifest, resolved scenario and tables."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata
from pathlib import Path
from typing import Any, Final

import yaml
from numpy.typing import NDArray

from clearance_sim.errors import Text, UsageError
from clearance_sim.store.parquet import Table, read_parquet, write_parquet

TABLES: Final = ("measures", "replications", "comparison")
TRACE_FILE: Final = "trace.parquet"
_LIBRARIES: Final = ("numpy", "scipy", "simpy", "duckdb", "pydantic")


@dataclass(frozen=True)
class Stored:
    """Hold an opened result folder; its tables are read when they are asked for."""

    path: Path
    manifest: dict[str, Any]

    @cached_property
    def measures(self) -> dict[str, NDArray[Any]]:
        """Give the summary table."""
        return read_parquet(self.path / "measures.parquet")

    @cached_property
    def replications(self) -> dict[str, NDArray[Any]]:
        """Give the numbers of every replication."""
        return read_parquet(self.path / "replications.parquet")

    @cached_property
    def comparison(self) -> dict[str, NDArray[Any]]:
        """Give the paired comparison; without rows where nothing was compared."""
        return read_parquet(self.path / "comparison.parquet")

    @cached_property
    def trace(self) -> dict[str, NDArray[Any]] | None:
        """Give the event log, or None where none was asked for."""
        path = self.path / TRACE_FILE
        return read_parquet(path) if path.exists() else None


def write_results(
    folder: Path, manifest: Mapping[str, Any], resolved: Mapping[str, Any], tables: Mapping[str, Table]
) -> None:
    """Write what every result folder holds into `folder`.

    Parameters
    ----------
    manifest
        What was run; the versions of the libraries are added.
    resolved
        The scenario's plain tree after `extends`.
    tables
        One for each of `TABLES`.
    """
    whole = {**manifest, "libraries": library_versions()}
    text = json.dumps(whole, ensure_ascii=False, indent=2, sort_keys=True)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8", newline="\n")
    tree = yaml.safe_dump(_plain(resolved), allow_unicode=True, sort_keys=False, width=100)
    (folder / "scenario.yaml").write_text(tree, encoding="utf-8", newline="\n")
    for name in TABLES:
        write_parquet(folder / f"{name}.parquet", [tables[name]])


def open_result(path: Path) -> Stored:
    """Open a result folder.

    Raises
    ------
    UsageError
        If there is no such folder, or it is not one that this tool has written.
    """
    try:
        manifest = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise UsageError(
            Text(zh=f"{path} 不是结果目录（没有可读的 manifest.json）",
                 en=f"{path} is no result folder (it has no readable manifest.json)")
        ) from None  # fmt: skip
    return Stored(path, manifest)


def library_versions() -> dict[str, str]:
    """Give the versions on which the numbers may depend."""
    return {"python": platform.python_version()} | {name: metadata.version(name) for name in _LIBRARIES}


def _plain(value: Any) -> Any:
    """Turn a tree into plain mappings, lists and scalars; dates stay dates."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
