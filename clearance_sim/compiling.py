"""Run the loops as they are over lists, or compiled over arrays where numba is installed and it pays.

Every loop is written once. Uncompiled it takes lists, whose items Python reads faster than an array's;
compiled it takes arrays. Both count in integers, so the bits are the same.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
from collections.abc import Callable
from functools import cache
from inspect import isfunction
from pathlib import Path
from types import ModuleType
from typing import Any, Final

LOADING: Final = 300_000_000
"""Nanoseconds that a loop must save before numba is loaded for it. Compiling for the very first time takes longer
(about 6 s for the event loop); it happens once, and only to whoever installed the extra `fast`."""
LOADED: Final = 20_000_000
"""Nanoseconds that a loop must save once numba is loaded anyhow: taking its machine code from the disk."""
COMPILED: str = os.environ.get("CLEARANCE_SIM_COMPILED", "auto")
"""``auto`` compiles where it pays, ``always`` and ``never`` are for tests."""


@cache
def numba_is_installed() -> bool:
    """Tell whether the extra `fast` is installed; looking for it does not load it."""
    return importlib.util.find_spec("numba") is not None


def pays(rows: int, saved: int) -> bool:
    """Tell whether a loop over so many rows is to be compiled, which saves `saved` nanoseconds a row."""
    if COMPILED != "auto":
        return COMPILED == "always" and numba_is_installed()
    return rows * saved >= (LOADED if "numba" in sys.modules else LOADING) and numba_is_installed()


@cache
def compiled(loop: Callable[..., Any], *rooms: ModuleType) -> Callable[..., Any]:
    """Compile a loop and the functions of the modules that it calls; the result is kept for later runs.

    It is kept in a folder named for the text of the package, so that no stale machine code is ever run. Functions are
    put into the loop where it calls them, since a call costs more than most of them do. Loops make no arrays, so they
    need not count who uses those that they are handed: their caller holds them. Counting took half the time of the
    event loop.
    """
    import numba
    from numba.extending import register_jitable

    for room in rooms:
        for other in vars(room).values():
            if isfunction(other) and other.__module__ == room.__name__ and other is not loop:
                register_jitable(forceinline=True)(other)
    setattr(numba.config, "CACHE_DIR", str(_cache_folder()))  # noqa: B010 - numba makes its settings while it loads
    options: dict[str, Any] = {"cache": True, "_nrt": False}  # numba's name for what counts, its run-time
    fast: Callable[..., Any] = numba.njit(**options)(loop)
    return fast


@cache
def _cache_folder() -> Path:
    text = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.rglob("*.py")))
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "clearance-sim" / hashlib.sha256(text).hexdigest()[:16]
