"""Run the loops as they are over lists, or compiled over arrays where numba is installed and it pays.

Every loop is written once. Uncompiled it takes lists, whose items Python reads faster than an array's;
compiled it takes arrays. Both count in integers, so the bits are the same.

A loop is compiled once what it would have saved so far, had it been compiled, makes up for loading it. So nobody
waits for a compiler more than twice as long as who knew beforehand how much was to come: Karlin, Manasse, Rudolph
and Sleator (1988), "Competitive snoopy caching", Algorithmica 3, who ask so whether to rent or to buy.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from inspect import isfunction
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

LOADING: Final = 300_000_000
"""Nanoseconds that a loop must save before numba is loaded for it. Compiling for the very first time takes longer
(about 6 s for the event loop); it happens once, and only to whoever installed the extra `fast`."""
LOADED: Final = 20_000_000
"""Nanoseconds that a loop must save once numba is loaded anyhow: taking its machine code from the disk."""
COMPILED: str = os.environ.get("CLEARANCE_SIM_COMPILED", "auto")
"""``auto`` compiles where it pays, ``always`` and ``never`` are for tests."""
_forgone: Counter[str] = Counter()
"""Nanoseconds that each kind of loop would have saved in this process, had it been compiled."""


@cache
def numba_is_installed() -> bool:
    """Tell whether the extra `fast` is installed; looking for it does not load it."""
    return importlib.util.find_spec("numba") is not None


def is_at_hand() -> bool:
    """Tell whether loops are compiled already, or at once."""
    return numba_is_installed() and (COMPILED == "always" or (COMPILED == "auto" and "numba" in sys.modules))


def pays(loop: str, rows: int, saved: int) -> bool:
    """Tell whether to compile for a kind of loop that runs over so many rows; it saves `saved` nanoseconds a row."""
    if COMPILED != "auto" or not numba_is_installed():
        return is_at_hand()
    _forgone[loop] += rows * saved
    return _forgone[loop] >= LOADED if is_at_hand() else _forgone.total() >= LOADING


@cache
def compiled(loop: Callable[..., Any], *rooms: ModuleType) -> Callable[..., Any]:
    """Compile a loop and the functions of the modules that it calls; the result is kept for later runs.

    It is kept in a folder named for the text of the package, so that no stale machine code is ever run. Functions are
    put into the loop where it calls them, since a call costs more than most of them do. Loops make no arrays, so they
    need not count who uses those that they are handed: their caller holds them. Counting took half the time of the
    event loop.
    """
    numba = _taught(loop, rooms)
    fast: Callable[..., Any] = numba.njit(**_options())(loop)
    return fast


@cache
def compiled_for_addresses(loop: Callable[..., Any], count: int, *rooms: ModuleType) -> Callable[..., Any]:
    """Compile a loop, as `compiled` does, that is handed so many arrays of int64 and knows only where each begins.

    It cannot ask how long an array is, and what it looks at must not be counted from the end: so numba need not ask
    at each look whether it is, which took a sixth of the time of the event loop, where most looks depend on the one before.
    """
    numba = _taught(loop, rooms)
    address = numba.types.CPointer(numba.int64)
    fast = numba.cfunc(numba.void(*[address] * count), **_options())(loop)
    kind = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * count)

    def run(*arrays: NDArray[np.int64]) -> None:
        # As numbers: a pointer of `ctypes` would hold its array in a ring, and so its memory until Python looks for rings.
        kind(fast.address)(*(array.ctypes.data for array in arrays))

    return run


@cache
def fetches() -> Callable[[Any, int], None]:
    """Give what a loop compiled for addresses may call with one and an index, to have that cell fetched from the memory.

    It only asks for it, so that it changes nothing but the time that a later look takes.
    """
    numba, ir = import_module("numba"), import_module("llvmlite.ir")
    byte, word = ir.IntType(8).as_pointer(), ir.IntType(32)

    def fetch(_: Any, cells: Any, at: Any) -> Any:
        def generate(context: Any, builder: Any, _: Any, arguments: Any) -> Any:
            kind = ir.FunctionType(ir.VoidType(), [byte, word, word, word])
            prefetch = builder.module.declare_intrinsic("llvm.prefetch", [byte], kind)
            address = builder.bitcast(builder.gep(arguments[0], [arguments[1]]), byte)
            to_write, soon, data = word(1), word(3), word(1)
            builder.call(prefetch, [address, to_write, soon, data])
            return context.get_dummy_value()

        return numba.void(cells, at), generate

    made: Callable[[Any, int], None] = numba.extending.intrinsic(fetch)
    return made


def _taught(loop: Callable[..., Any], rooms: Iterable[ModuleType]) -> Any:
    """Give numba, which now may put the functions of the modules into loops that call them."""
    import numba
    from numba.extending import register_jitable

    for room in rooms:
        for other in vars(room).values():
            if isfunction(other) and other.__module__ == room.__name__ and other is not loop:
                register_jitable(forceinline=True)(other)
    setattr(numba.config, "CACHE_DIR", str(_cache_folder()))  # noqa: B010 - numba makes its settings while it loads
    return numba


def _options() -> dict[str, Any]:
    return {"cache": True, "_nrt": False}  # numba's name for what counts, its run-time


@cache
def _cache_folder() -> Path:
    text = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.rglob("*.py")))
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "clearance-sim" / hashlib.sha256(text).hexdigest()[:16]
