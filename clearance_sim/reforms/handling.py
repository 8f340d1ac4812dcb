"""Change how long a handling takes on average and keep its shape: every parameter of length in proportion."""

from __future__ import annotations

from typing import Any

from clearance_sim.scenario.distributions import Distribution


def mean_of(handling: Distribution) -> float:
    """Give the mean in milliseconds.

    Examples
    --------
    >>> mean_of(Distribution.model_validate({"triangular": {"low": "1 h", "mode": "2 h", "high": "3 h"}}))
    7200000.0
    """
    shape: Any = getattr(handling, handling.shape)
    if isinstance(shape, int):
        return float(shape)
    if handling.triangular is not None:
        return float(shape.low + shape.mode + shape.high) / 3
    if handling.uniform is not None:
        return float(shape.low + shape.high) / 2
    if handling.empirical is not None:
        return float(sum(shape.values)) / len(shape.values)
    return float(shape.mean)


def with_mean(handling: Distribution, mean: float) -> Distribution:
    """Give the handling with another mean (milliseconds); the spread keeps its proportion to the mean.

    Examples
    --------
    >>> with_mean(Distribution.model_validate({"lognormal": {"mean": "40 min", "cv": 0.6}}), 1_800_000).lognormal
    MeanCv(mean=1800000, cv=0.6)
    """
    factor = mean / mean_of(handling)
    if factor == 1:
        return handling
    shape: Any = getattr(handling, handling.shape)
    if isinstance(shape, int):
        changed: Any = round(shape * factor)
    elif handling.empirical is not None:
        changed = shape.model_copy(update={"values": [round(value * factor) for value in shape.values]})
    else:
        lengths = {"low", "mode", "high", "mean"} & set(type(shape).model_fields)
        changed = shape.model_copy(update={key: round(getattr(shape, key) * factor) for key in lengths})
    return handling.model_copy(update={handling.shape: changed})


def earlier(lead: Distribution, by: int, at_most: int) -> Distribution:
    """Give a lead time that is longer by `by` milliseconds, and nowhere longer than `at_most`.

    A shape with bounds is moved; of one without, the mean is.

    Examples
    --------
    >>> earlier(Distribution.model_validate("2 h"), 3_600_000, 259_200_000).fixed
    10800000
    """
    if by == 0:
        return lead
    shape: Any = getattr(lead, lead.shape)
    if isinstance(shape, int) and lead.fixed is not None:
        return lead.model_copy(update={"fixed": min(shape + by, at_most)})
    if lead.triangular is None and lead.uniform is None:
        return with_mean(lead, min(mean_of(lead) + by, at_most))
    ends = {key: min(getattr(shape, key) + by, at_most) for key in type(shape).model_fields}
    if ends["low"] == ends["high"]:
        return Distribution(fixed=f"{at_most} ms")
    return lead.model_copy(update={lead.shape: shape.model_copy(update=ends)})
