"""Build a result folder beside its place and rename it when it is whole.

A reader, or a run that is killed at any moment, never meets a half-written folder under the final name.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from clearance_sim.errors import ClearanceError, Text

_PARTIAL: Final = ".partial-"
_REPLACED: Final = ".replaced-"
STALE_SECONDS: Final = 24 * 3600
"""Age after which what a killed run left is swept; no run writes for a day without touching its folder."""


def folder_name(scenario: str, digest: str) -> str:
    """Give the name of a result folder: the scenario's name, made safe for every system, and its digest.

    Examples
    --------
    >>> folder_name("three reforms/2019", "0123456789abcdef")
    'three-reforms-2019-01234567'
    """
    safe = re.sub(r"[^\w.-]+", "-", scenario).strip(".-")[:80]
    return f"{safe or 'result'}-{digest[:8]}"


@contextmanager
def building(root: Path, name: str) -> Iterator[Path]:
    """Give an empty folder to write into; it becomes ``root/name`` when the ``with`` block ends well.

    An earlier folder of that name is replaced as a whole. If the block fails, nothing changes.

    Raises
    ------
    ClearanceError
        If the folder cannot be written or put into its place.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        sweep(root, name)
        partial = Path(tempfile.mkdtemp(prefix=f".{name}{_PARTIAL}", dir=root))
    except OSError as error:
        raise _unwritable(root, error) from None
    try:
        # mkdtemp makes a folder for its owner alone; results are as readable as any folder made here.
        partial.chmod(0o777 & ~_umask())
        yield partial
        try:
            _put(partial, root / name)
        except OSError as error:
            raise _unwritable(root / name, error) from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def sweep(root: Path, name: str) -> None:
    """Finish or remove what a killed run of the same name left, if it is older than a day.

    A run killed between the two renames of `_put` has left the earlier folder under a hidden name: where
    the place is empty, it is put back, whatever its age.
    """
    for left in sorted(root.glob(f".{name}{_REPLACED}*")):
        if not (root / name).exists():
            left.rename(root / name)
        elif _is_stale(left):
            shutil.rmtree(left, ignore_errors=True)
    for left in root.glob(f".{name}{_PARTIAL}*"):
        if _is_stale(left):
            shutil.rmtree(left, ignore_errors=True)


def _put(partial: Path, place: Path) -> None:
    """Rename `partial` to `place`; what is there steps aside first, since no system replaces a full folder."""
    for path in partial.rglob("*"):
        if path.is_file():
            _flush(path)
    if place.exists():
        aside = place.with_name(f".{place.name}{_REPLACED}{partial.name[-8:]}")
        place.rename(aside)
        partial.rename(place)
        shutil.rmtree(aside, ignore_errors=True)
    else:
        partial.rename(place)


def _flush(path: Path) -> None:
    """Bring a file to the disk, so that the rename is never there before the bytes."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _is_stale(path: Path) -> bool:
    newest = max((inner.stat().st_mtime for inner in [path, *path.rglob("*")]), default=0.0)
    return time.time() - newest > STALE_SECONDS


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _unwritable(path: Path, error: OSError) -> ClearanceError:
    reason = error.strerror or str(error)
    return ClearanceError(
        Text(zh=f"无法写入结果目录 {path}：{reason}", en=f"cannot write the result folder {path}: {reason}")
    )
