"""Measure by processor time, contestants in turn, so that a busy machine is busy for all of them.

A ratio is the median over rounds of two times taken one after the other in one process; medians of each alone were
seen to give twice the true ratio while other work came and went.
"""

from __future__ import annotations

import cProfile
import importlib.util
import pstats
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Final

from clearance_sim import compiling

PAIRS: Final = 7
AT_LEAST: Final = 1.0
"""Seconds; what is over sooner is repeated within its turn, so that memory which is new to the process is counted as
little as for a model that runs for minutes."""
WAYS: Final = {"NumPy": "never", "fast": "always"} if importlib.util.find_spec("numba") else {"NumPy": "never"}
"""How the loops of the core are run, by the name of the column; `fast` is the extra with numba."""


def interleaved_ratio(first: Callable[[], object], second: Callable[[], object], pairs: int = PAIRS) -> float:
    """Give the median over interleaved pairs of processor time of `second` over `first`."""
    return in_turn({"first": first, "second": second}, pairs).ratio("second", "first")


@dataclass
class Turns:
    """Hold the seconds of every contestant in every round, of some their first run before, and what each gave last."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    first: dict[str, float] = field(default_factory=dict)
    last: dict[str, Any] = field(default_factory=dict)

    def ratio(self, slow: str, fast: str) -> float | None:
        """Give the median of a round's time of `slow` over that of `fast`; None where one did not take part."""
        if slow not in self.seconds or fast not in self.seconds:
            return None
        return median(one / other for one, other in zip(self.seconds[slow], self.seconds[fast], strict=True))

    def nanoseconds(self, name: str, steps: int) -> float | None:
        """Give the median time per entity and step; None where it did not take part."""
        return median(self.seconds[name]) / steps * 1e9 if name in self.seconds else None

    def first_nanoseconds(self, name: str, steps: int) -> float | None:
        """Give the time of the first run per entity and step; None where it was not told apart."""
        return self.first[name] / steps * 1e9 if name in self.first else None


def in_turn(contestants: Mapping[str, Callable[[], object]], rounds: int, warmed: Collection[str] = ()) -> Turns:
    """Let each run once a round, one after the other; those of `warmed` once before, which is kept as their first run.

    What a contestant gave is dropped before it runs again, so that nobody holds the memory of two answers.
    """
    turns = Turns({name: [] for name in contestants})
    for name in contestants:
        if name in warmed:
            turns.first[name] = once(contestants[name])[0]
    for _ in range(rounds):
        for name, run in contestants.items():
            turns.last.pop(name, None)
            seconds, turns.last[name] = timed(run)
            turns.seconds[name].append(seconds)
    return turns


def once(run: Callable[[], object]) -> tuple[float, object]:
    """Give seconds of processor time of a single run, and what came out."""
    begin = time.process_time()
    result = run()
    return time.process_time() - begin, result


def timed(run: Callable[[], object]) -> tuple[float, object]:
    """Give seconds of processor time and what came out; what is short is repeated, and the median given.

    Of twenty equal runs one or two were seen to take ten times as long, when memory new to the machine fell to them.
    """
    seconds, result = once(run)
    times = [seconds]
    while sum(times) < AT_LEAST:
        begin = time.process_time()
        result = None  # the next answer finds this memory free; giving it back is counted
        result = run()
        times.append(time.process_time() - begin)
    return median(times), result


@contextmanager
def loops(way: str) -> Iterator[None]:
    """Run the loops of the core compiled or not, whatever they would choose."""
    before = compiling.COMPILED
    compiling.COMPILED = WAYS[way]
    try:
        yield
    finally:
        compiling.COMPILED = before


def by_way(way: str, run: Callable[[], object]) -> Callable[[], object]:
    """Give a function that runs with the loops as `way` says."""

    def run_so() -> object:
        with loops(way):
            return run()

    return run_so


def shares(run: Callable[[], object], **parts: tuple[str, str]) -> dict[str, float | None]:
    """Give the share of a run that goes into parts, each told by what stands in a function's file and name.

    None where nothing of that name ran. The profiler's own cost falls on calls, of which an array method has few.
    """
    profile = cProfile.Profile()
    profile.runcall(run)
    rows = pstats.Stats(profile).stats.items()  # type: ignore[attr-defined]
    whole = sum(own for _, (_, _, own, _, _) in rows)
    found: dict[str, float | None] = {}
    for part, (file, name) in parts.items():
        spent = [spans for (where, _, what), (_, _, _, spans, _) in rows if Path(where).match(file) and name in what]
        found[part] = sum(spent) / whole if spent else None
    return found
