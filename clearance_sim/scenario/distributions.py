"""Describe how long a handling takes: a duration, or one named shape with its parameters."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from clearance_sim.scenario.values import FROM_FILE, Duration, StrictModel, fault

Variation = Annotated[float, Field(gt=0, le=20)]
"""Coefficient of variation: standard deviation over mean."""


class MeanCv(StrictModel):
    """Mean and coefficient of variation."""

    mean: Annotated[Duration, Field(gt=0)]
    cv: Variation


class Erlang(StrictModel):
    """Mean of the sum and its number of exponential phases."""

    mean: Annotated[Duration, Field(gt=0)]
    phases: Annotated[int, Field(ge=1, le=1000)]


class Weibull(StrictModel):
    """Mean and Weibull shape; a shape below one has a heavy tail."""

    mean: Annotated[Duration, Field(gt=0)]
    shape: Annotated[float, Field(ge=0.2, le=50)]


class Triangular(StrictModel):
    """Lowest, most likely and highest value."""

    low: Duration
    mode: Duration
    high: Duration

    @model_validator(mode="after")
    def _in_order(self) -> Triangular:
        if not self.low <= self.mode <= self.high or self.low == self.high:
            raise fault("三角分布应满足 low ≤ mode ≤ high 且 low < high",
                        "a triangular distribution needs low <= mode <= high and low < high")  # fmt: skip
        return self


class Uniform(StrictModel):
    """Lowest and highest value."""

    low: Duration
    high: Duration

    @model_validator(mode="after")
    def _in_order(self) -> Uniform:
        if self.low >= self.high:
            raise fault("均匀分布应满足 low < high", "a uniform distribution needs low < high")
        return self


class Empirical(StrictModel):
    """Draw from recorded durations: one column of a CSV file beside the scenario."""

    file: Annotated[str, Field(min_length=1, max_length=300)]
    column: Annotated[str, Field(min_length=1)]
    unit: Literal["s", "min", "h", "d"] = "min"
    values: Annotated[list[int], Field(min_length=1, max_length=1_000_000, json_schema_extra=FROM_FILE)]
    """Milliseconds, read from the file at the door."""


class Distribution(StrictModel):
    """Hold exactly one shape; a bare duration is the shape `fixed`.

    One optional field per shape rather than a tagged union: the place of an error then equals its key path.
    """

    fixed: Duration | None = None
    exponential: Annotated[Duration, Field(gt=0)] | None = None
    erlang: Erlang | None = None
    gamma: MeanCv | None = None
    lognormal: MeanCv | None = None
    triangular: Triangular | None = None
    uniform: Uniform | None = None
    weibull: Weibull | None = None
    empirical: Empirical | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare_duration_is_fixed(cls, written: Any) -> Any:
        return {"fixed": written} if isinstance(written, (str, int, float)) else written

    @model_validator(mode="after")
    def _exactly_one(self) -> Distribution:
        if len(self.model_fields_set) != 1:
            shapes = ", ".join(type(self).model_fields)
            raise fault(f"分布只能写一种形状（{shapes}）", f"a distribution has exactly one shape of: {shapes}")
        return self

    @property
    def shape(self) -> str:
        """Name the shape that was written."""
        return next(iter(self.model_fields_set))


class Count(StrictModel):
    """Say how many: a fixed number, or uniform between two whole numbers, both included."""

    low: Annotated[int, Field(ge=1, le=2000)]
    high: Annotated[int, Field(ge=1, le=2000)]

    @model_validator(mode="before")
    @classmethod
    def _bare_number_is_fixed(cls, written: Any) -> Any:
        whole = isinstance(written, int) and not isinstance(written, bool)
        return {"low": written, "high": written} if whole else written

    @model_validator(mode="after")
    def _in_order(self) -> Count:
        if self.low > self.high:
            raise fault("个数应满足 low ≤ high", "a count needs low <= high")
        return self
