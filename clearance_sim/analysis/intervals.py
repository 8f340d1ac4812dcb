"""Give 95 % intervals over replications by Student's t (rule 21: each statistic per replication first)."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
CONFIDENCE: Final = 0.95


class Estimates(NamedTuple):
    """Hold means over replications and their intervals; each shape ``(k,)``.

    Attributes
    ----------
    low, high
        NaN with fewer than two replications: one run bounds nothing.
    replications
        In how many replications the number was there to measure.
    """

    mean: Numbers
    low: Numbers
    high: Numbers
    replications: NDArray[np.int64]


def estimate(values: Numbers, confidence: float = CONFIDENCE) -> Estimates:
    """Estimate the mean of each column.

    Parameters
    ----------
    values
        Shape ``(replications, k)``; NaN where a replication had nothing to measure.

    Notes
    -----
    Replications are independent by their keys, so mean +- t(n - 1) s / sqrt(n); exact for normal columns,
    and for means of many entities nearly so (Law, *Simulation Modeling and Analysis*, section 9.4).

    Examples
    --------
    >>> found = estimate(np.array([[1.0], [2.0], [3.0]]))
    >>> [round(float(part[0]), 3) for part in found[:3]]
    [2.0, -0.484, 4.484]
    """
    known = np.isfinite(values)
    n = known.sum(axis=0)
    least = np.where(known, values, np.inf).min(axis=0, initial=np.inf)
    most = np.where(known, values, -np.inf).max(axis=0, initial=-np.inf)
    mean = np.where(known, values, 0.0).sum(axis=0) / np.where(n > 0, n, np.nan)
    # Equal values have spread 0 exactly, whatever rounding their sum has suffered.
    mean = np.where(least == most, least, mean)
    squares = np.where(known, values - np.where(known, mean, 0.0), 0.0) ** 2
    deviation = np.sqrt(squares.sum(axis=0) / np.where(n > 1, n - 1, np.nan))
    half = t_quantile((1 + confidence) / 2, n - 1) * deviation / np.sqrt(np.where(n > 0, n, np.nan))
    return Estimates(mean, mean - half, mean + half, n.astype(np.int64))


def t_quantile(probability: float, freedom: NDArray[np.int64]) -> Numbers:
    """Give the quantile of Student's t for each number of degrees of freedom; NaN below one.

    Examples
    --------
    >>> t_quantile(0.975, np.array([9, 29])).round(3)
    array([2.262, 2.045])
    """
    from scipy.special import stdtrit

    quantiles = stdtrit(np.maximum(freedom, 1), probability)
    return np.where(freedom >= 1, quantiles, np.nan)
