"""Turn uniforms into durations by inverse distribution functions, one formula for each shape.

Inversion keeps every entity its own luck: a longer mean rescales it, another shape bends it, and no shape
uses more than one number. Rejection sampling (``Generator.gamma``) loses step as soon as a parameter moves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import special

from clearance_sim.clock import Ticks
from clearance_sim.compiling import compiled, pays
from clearance_sim.streams.triangular import write_triangular

Durations = NDArray[np.float64]
"""Shape ``(n,)``, milliseconds."""
Flags = NDArray[np.bool_]

AT_ONCE: Final = 16_384
"""Numbers that are transformed at once: what lies between uniform and tick stays in the processor's cache."""
LONGEST: Final = 2**60
"""Ticks; no duration is longer, so that adding a few of them stays inside 64 bits (36 million years)."""
Ends = tuple[float, float, float]
"""Low end, mode and high end of a triangular law, in milliseconds."""
_SAVED: Final = 4
"""Nanoseconds by which a compiled triangular number is faster."""


def durations(shape: str, parameters: Mapping[str, float], u: NDArray[np.float64]) -> Durations:
    """Give the duration of every entity from its uniform.

    Parameters
    ----------
    shape
        A field of `scenario.distributions.Distribution`: ``fixed``, ``exponential``, ``erlang``, ``gamma``,
        ``lognormal``, ``triangular``, ``uniform`` or ``weibull``.
    parameters
        The shape's own fields, durations in milliseconds. ``fixed`` and ``exponential`` have one number, the
        mean; its name does not matter.
    u
        Shape ``(n,)``, inside (0, 1).

    Returns
    -------
        Shape ``(n,)``, milliseconds, not yet rounded; never decreasing in `u`.

    Raises
    ------
    KeyError
        If the shape or one of its parameters is unknown: the schema lets no such thing pass.

    Examples
    --------
    >>> durations("exponential", {"mean": 60_000}, np.array([0.5])).round(1)
    array([41588.8])
    >>> durations("triangular", {"low": 0, "mode": 5, "high": 10}, np.array([0.5]))
    array([5.])
    """
    return _SHAPES[shape](parameters, u)


def to_ticks(x: Durations) -> Ticks:
    """Round to the nearest millisecond, to at least one: every handling lasts a tick (rule 1).

    Examples
    --------
    >>> to_ticks(np.array([0.0, 0.7, 1499.6]))
    array([   1,    1, 1500])
    """
    return _rounded(x.copy()).astype(np.int64)


def _rounded(x: Durations) -> Durations:
    """Round what `durations` gave, where it lies."""
    np.minimum(np.maximum(x, 1.0, out=x), float(LONGEST), out=x)
    return np.rint(x, out=x)


def whole_ticks(shape: str, parameters: Mapping[str, float], u: NDArray[np.float64]) -> Ticks:
    """Give the duration of every entity from its uniform, as `durations` does, rounded as `to_ticks` does.

    Examples
    --------
    >>> whole_ticks("fixed", {"value": 1499.6}, np.array([0.5]))
    array([1500])
    """
    ticks = np.empty(len(u), dtype=np.int64)
    for first in range(0, len(u), AT_ONCE):
        some = slice(first, first + AT_ONCE)
        ticks[some] = _rounded(durations(shape, parameters, u[some]))
    return ticks


def write_ticks(shape: str, parameters: Mapping[str, float], u: NDArray[np.float64], takes: Flags, rows: Ticks) -> None:
    """Write the durations that `whole_ticks` gives into the `rows` of those who take the step, 0 for the others.

    Examples
    --------
    >>> rows = np.empty(3, dtype=np.int64)
    >>> ends = {"low": 5.0, "mode": 5.0, "high": 9.0}
    >>> write_ticks("triangular", ends, np.array([0.1, 0.5, 0.9]), np.array([True, False, True]), rows)
    >>> rows
    array([5, 0, 8])
    """
    if shape == "triangular" and pays("triangular", len(u), _SAVED):
        compiled(write_triangular)(rows, takes, u, ends_of(parameters), float(LONGEST))
    elif takes.all():
        rows[...] = _rounded(durations(shape, parameters, u))
    else:
        takers = np.flatnonzero(takes)
        rows[...] = 0
        rows[takers] = _rounded(durations(shape, parameters, u[takers]))


def ends_of(parameters: Mapping[str, float]) -> Ends:
    """Give the low end, the mode and the high end of a triangular law."""
    return parameters["low"], parameters["mode"], parameters["high"]


def _only_number(parameters: Mapping[str, float]) -> float:
    (number,) = parameters.values()
    return float(number)


def _fixed(parameters: Mapping[str, float], u: NDArray[np.float64]) -> Durations:
    return np.full(len(u), _only_number(parameters))


def _exponential(parameters: Mapping[str, float], u: NDArray[np.float64]) -> Durations:
    return -_only_number(parameters) * np.log1p(-u)


def _gamma_of(mean: float, a: float, u: NDArray[np.float64]) -> Durations:
    # 0.2-0.7 us a number, a tenth of a SimPy step; the other shapes cost 0.01-0.02 us.
    return np.asarray(special.gammaincinv(a, u), dtype=np.float64) * (mean / a)


def _erlang(parameters: Mapping[str, float], u: NDArray[np.float64]) -> Durations:
    return _gamma_of(parameters["mean"], float(parameters["phases"]), u)


def _gamma(parameters: Mapping[str, float], u: NDArray[np.float64]) -> Durations:
    return _gamma_of(parameters["mean"], parameters["cv"] ** -2, u)


@lru_cache(maxsize=1024)
def _variance(cv: float) -> tuple[np.float64, np.float64]:
    """Give the variance of the logarithm of a lognormal law, and its root."""
    variance = np.log1p(cv**2)
    return variance, np.sqrt(variance)


def _lognormal(parameters: Mapping[str, float], u: NDArray[np.float64]) -> Durations:
    variance, spread = _variance(parameters["cv"])
    x = np.asarray(special.ndtri(u), dtype=np.float64)
    x *= spread
    x -= variance / 2
    np.exp(x, out=x)
    x *= parameters["mean"]
    return x


def _triangular(parameters: Mapping[str, float], u: NDArray[np.float64]) -> Durations:
    low, mode, high = parameters["low"], parameters["mode"], parameters["high"]
    width, rise, fall = high - low, mode - low, high - mode
    rises = u * width < rise
    x = np.where(rises, u * (width * rise), (1 - u) * (width * fall))
    np.sqrt(x, out=x)
    return np.where(rises, low + x, high - x)


def _uniform(parameters: Mapping[str, float], u: NDArray[np.float64]) -> Durations:
    return parameters["low"] + (parameters["high"] - parameters["low"]) * u


def _weibull(parameters: Mapping[str, float], u: NDArray[np.float64]) -> Durations:
    shape = parameters["shape"]
    scale = parameters["mean"] / float(special.gamma(1 + 1 / shape))
    return np.asarray(scale * (-np.log1p(-u)) ** (1 / shape), dtype=np.float64)


_SHAPES: Final[dict[str, Callable[[Mapping[str, float], NDArray[np.float64]], Durations]]] = {
    "fixed": _fixed,
    "exponential": _exponential,
    "erlang": _erlang,
    "gamma": _gamma,
    "lognormal": _lognormal,
    "triangular": _triangular,
    "uniform": _uniform,
    "weibull": _weibull,
}
