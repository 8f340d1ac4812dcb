"""Tell how long parts of the program take while it runs, each part without the parts inside it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import wraps
from inspect import isgeneratorfunction
from types import FunctionType
from typing import Any


class Stopwatch:
    """Hold the seconds of processor time of every part; what is in none counts as `rest`."""

    def __init__(self, parts: Sequence[str]) -> None:
        self.seconds = dict.fromkeys((*parts, "rest"), 0.0)
        self._inside = ["rest"]
        self._since = time.process_time()

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Count what happens inside to a part, and not to the one around it."""
        self._turn()
        self._inside.append(name)
        try:
            yield
        finally:
            self._turn()
            self._inside.pop()

    def stop(self) -> None:
        """Count what has happened since the last turn."""
        self._turn()

    def _turn(self) -> None:
        now = time.process_time()
        self.seconds[self._inside[-1]] += now - self._since
        self._since = now


def watched(watch: Stopwatch, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """Give the function with its time counted to a part; of a generator, the time of each step."""

    @wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        with watch.part(part):
            return function(*args, **kwargs)

    @wraps(function)
    def step(*args: Any, **kwargs: Any) -> Iterator[Any]:
        items = iter(function(*args, **kwargs))
        nothing = object()
        while True:
            with watch.part(part):
                item = next(items, nothing)
            if item is nothing:
                return
            yield item

    return step if isgeneratorfunction(function) else run


@contextmanager
def watching(parts: Mapping[str, Sequence[Callable[..., Any]]]) -> Iterator[Stopwatch]:
    """Count the time of functions to parts, under whatever name a module of the package has imported them."""
    watch = Stopwatch(list(parts))
    timed = {
        function: watched(watch, part, function) for part, functions in parts.items() for function in functions
    }
    _replace(timed)
    try:
        yield watch
        watch.stop()
    finally:
        # Modules that were loaded meanwhile have taken the timed functions.
        _replace({other: function for function, other in timed.items()})


def _replace(others: Mapping[Callable[..., Any], Callable[..., Any]]) -> None:
    for module in [module for name, module in sys.modules.items() if name.startswith("clearance_sim")]:
        for name, value in list(vars(module).items()):
            if isinstance(value, FunctionType) and value in others:
                setattr(module, name, others[value])
