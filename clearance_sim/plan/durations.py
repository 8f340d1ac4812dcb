"""Turn a uniform into handling ticks by the shape that the scenario names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.chances import Uniforms
from clearance_sim.plan.plan import Flags
from clearance_sim.scenario.distributions import Count, Distribution, Empirical
from clearance_sim.streams.inverse import Ends, ends_of, whole_ticks, write_ticks


def parameters(distribution: Distribution) -> dict[str, float]:
    """Give the named numbers of the shape that was written, durations in milliseconds."""
    value = getattr(distribution, distribution.shape)
    if isinstance(value, int):
        return {"value" if distribution.shape == "fixed" else "mean": float(value)}
    return {name: float(number) for name, number in value.model_dump().items()}


def as_fixed(distribution: Distribution) -> int | None:
    """Give the ticks that everybody gets, if the distribution is one number; it asks no chance."""
    return None if distribution.fixed is None else max(distribution.fixed, 1)


@dataclass(frozen=True)
class Law:
    """Hold how the uniforms of a distribution become ticks.

    Attributes
    ----------
    fixed
        The ticks that everybody gets; None where chance is asked.
    write
        Turns uniforms into the rows of those who are flagged, and sets the other rows to 0.
    ends
        Low end, mode and high end of a triangular law; None for any other.
    """

    fixed: int | None
    write: Callable[[Uniforms, Flags, Ticks], None]
    ends: Ends | None


def law_of(distribution: Distribution) -> Law:
    """Give the law of a distribution."""
    ends = None
    if distribution.empirical is not None:
        write = partial(_write_recorded, _in_order(distribution.empirical))
    else:
        named = parameters(distribution)
        write = partial(write_ticks, distribution.shape, named)
        ends = ends_of(named) if distribution.shape == "triangular" else None
    return Law(as_fixed(distribution), write, ends)


def _in_order(recorded: Empirical) -> Ticks:
    return np.sort(np.array(recorded.values, dtype=np.int64))


def _recorded(values: Ticks, u: Uniforms) -> Ticks:
    """Give as many durations out of recorded ones in order, at least one tick."""
    return np.maximum(values[np.floor(u * len(values)).astype(np.int64)], 1)


def _write_recorded(values: Ticks, u: Uniforms, takes: Flags, rows: Ticks) -> None:
    np.multiply(_recorded(values, u), takes, out=rows)


def ticks_of(distribution: Distribution) -> Callable[[Uniforms], Ticks]:
    """Give what turns uniforms into durations of at least one tick; a fixed one is not asked for."""
    if distribution.empirical is not None:
        return partial(_recorded, _in_order(distribution.empirical))
    return partial(whole_ticks, distribution.shape, parameters(distribution))


def draw_ticks(distribution: Distribution, n: int, chance: Callable[[], Uniforms]) -> Ticks:
    """Give `n` durations of at least one tick; a fixed one asks no chance.

    Parameters
    ----------
    chance
        Gives the ``(n,)`` uniforms when they are needed.
    """
    fixed = as_fixed(distribution)
    return ticks_of(distribution)(chance()) if fixed is None else np.full(n, fixed, dtype=np.int64)


def draw_counts(count: Count, n: int, chance: Callable[[], Uniforms]) -> Ticks:
    """Give `n` whole numbers between the count's two ends, both included."""
    if count.low == count.high:
        return np.full(n, count.low, dtype=np.int64)
    return count.low + np.floor(chance() * (count.high - count.low + 1)).astype(np.int64)
