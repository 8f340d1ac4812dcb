"""Describe a scenario or a whole study: ports, period, reforms, named variants, targets, references."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from clearance_sim.scenario.port import Port
from clearance_sim.scenario.values import Duration, Name, Percent, StrictModel, Title, fault

Clock = Literal["clearance", "working", "crossing"]
"""Customs clearance time, customs working time, border-crossing time (rule 17); never mixed."""
Statistic = Literal["mean", "p50", "p90", "p95"]
ReformCall = dict[str, dict[str, Any]]
"""One reform by name with its parameters; the parameters are read by the reform's own schema."""


class Period(StrictModel):
    """Say which time is simulated: two local dates, both included, or a length without dates."""

    from_: Annotated[datetime.date, Field(alias="from")] = datetime.date(2019, 1, 1)
    to: datetime.date | None = None
    length: Duration | None = None

    @model_validator(mode="after")
    def _one_end(self) -> Period:
        if (self.to is None) == (self.length is None):
            raise fault("to 与 length 必须且只能写一个", "write exactly one of `to` and `length`")
        if self.to is not None and self.to < self.from_:
            raise fault("开始日期晚于结束日期", "the first date is later than the last", at="to")
        return self


class Growth(StrictModel):
    """Grow the volume of every flow along a path by year (rule 13): yearly growth over the year before."""

    year: Annotated[int, Field(ge=1990, le=2100)]
    """The year whose volume is simulated."""
    yearly: dict[int, Annotated[Percent, Field(gt=-1, le=10)]]
    """Growth of each year over the one before; years after `year` are not yet reached."""

    @property
    def multiple(self) -> float:
        """Give the volume of `year` as a multiple of the base volume."""
        product = 1.0
        for year, growth in self.yearly.items():
            product *= 1 + growth if year <= self.year else 1.0
        return product


class Variant(StrictModel):
    """Hold one named alternative (方案): its own reforms, what it changes, or the union of other variants."""

    title: Title
    reforms: list[ReformCall] = []
    union: list[str] = []
    changes: dict[Name, Port] = {}
    """Ports by name, with what differs from the scenario's port: an event, a roster, breakdowns."""

    @model_validator(mode="after")
    def _one_content(self) -> Variant:
        if self.reforms and self.union:
            raise fault("方案应写 reforms 或 union 之一", "a variant has either `reforms` or `union`")
        if not (self.reforms or self.union or self.changes):
            raise fault(
                "方案应写 reforms、changes 或 union 之一", "a variant has `reforms`, `changes` or a `union`"
            )
        return self


class Target(StrictModel):
    """State what a statistic of a clock should not exceed."""

    flow: str
    """``port.mode.direction.cargo``, such as ``erenhot.road.export.fresh_produce``."""
    clock: Clock
    statistic: Statistic = "p90"
    at_most: Duration


class Reference(StrictModel):
    """Print a published figure (对照值) beside the results; it is never used in them."""

    title: Title
    clock: Clock
    scope: Title
    year: Annotated[int, Field(ge=1990, le=2100)]
    value: Duration
    source: Annotated[str, Field(min_length=1)]


class Scenario(StrictModel):
    """Hold a resolved scenario: after `extends`, names and notes have been dealt with at the door."""

    title: Title
    question: Title | None = None
    ports: Annotated[dict[Name, Port], Field(min_length=1)]
    period: Period
    growth: Growth | None = None
    warm_up: Duration = 0
    cool_down: Duration = 0
    replications: Annotated[int, Field(ge=1, le=10_000)] = 30
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = 1
    reforms: list[ReformCall] = []
    variants: dict[str, Variant] = {}
    targets: list[Target] = []
    references: list[Reference] = []

    def under(self, variant: str) -> Scenario:
        """Give the scenario with its ports as `variant` changes them; its reforms are not applied."""
        changed = self.variants[variant].changes if variant in self.variants else {}
        return self.model_copy(update={"ports": self.ports | changed}) if changed else self
