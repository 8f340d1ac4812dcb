"""Describe a scenario or a whole study: ports, period, reforms, named variants, targets, references."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from clearance_sim.scenario.port import Port
from clearance_sim.scenario.values import Duration, Money, Name, Percent, StrictModel, Title, fault

Clock = Literal["clearance", "working", "crossing", "passage"]
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
    """The year whose volume is simulated; a variant may name another."""
    yearly: dict[int, Annotated[Percent, Field(gt=-1, le=10)]]
    """Growth of each year over the one before; years after `year` are not yet reached."""

    @property
    def multiple(self) -> float:
        """Give the volume of `year` as a multiple of the base volume."""
        product = 1.0
        for year, growth in self.yearly.items():
            product *= 1 + growth if year <= self.year else 1.0
        return product


class Investment(StrictModel):
    """Say what a variant costs those who pay for it; the user's own figures (投入)."""

    once: Annotated[Money, Field(ge=0)] = 0
    """Spent once."""
    per_year: Annotated[Money, Field(ge=0)] = 0
    """Spent every year on running it."""


class Ladder(StrictModel):
    """Make a variant for each value of one whole number of a port, such as how many lanes there are."""

    title: Title
    vary: str
    """Where the number stands, below `ports`: ``erenhot.stations.road_gate_out.lanes.general.count``."""
    values: Annotated[list[Annotated[int, Field(ge=0, le=10_000)]], Field(min_length=2, max_length=50)]


class Variant(StrictModel):
    """Hold one named alternative (方案): its reforms, what it changes, its year, or the union of other variants."""

    title: Title
    reforms: list[ReformCall] = []
    union: list[str] = []
    changes: dict[Name, Port] = {}
    """Ports by name, with what differs from the scenario's port: an event, a roster, breakdowns."""
    year: Annotated[int, Field(ge=1990, le=2100)] | None = None
    """The year of the scenario's growth path whose volume is simulated; None = the scenario's own."""
    investment: Investment | None = None
    """What the variant costs beside what the variants cost that it unites; None = not given."""

    @model_validator(mode="after")
    def _one_content(self) -> Variant:
        if self.reforms and self.union:
            raise fault("方案应写 reforms 或 union 之一", "a variant has either `reforms` or `union`")
        if not (self.reforms or self.union or self.changes or self.year):
            raise fault("方案应写 reforms、changes、union 或 year 之一",
                        "a variant has `reforms`, `changes`, a `union` or a `year`")  # fmt: skip
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
    ladders: dict[Name, Ladder] = {}
    """Variants that differ in one number; each has a variant ``ladder_value`` among `variants`."""
    investment_years: Annotated[int, Field(ge=1, le=100)] | None = None
    """Years over which what is spent once is spread evenly, without interest."""
    targets: list[Target] = []
    references: list[Reference] = []

    def under(self, variant: str) -> Scenario:
        """Give the scenario with its ports and its year as `variant` changes them; its reforms are not applied."""
        changed = self.variants[variant].changes if variant in self.variants else {}
        update: dict[str, Any] = {"ports": self.ports | changed} if changed else {}
        if self.growth is not None and self.year_of(variant) != self.growth.year:
            update["growth"] = self.growth.model_copy(update={"year": self.year_of(variant)})
        return self.model_copy(update=update) if update else self

    def united(self, variant: str) -> list[str]:
        """Name a variant and all that it unites, however deep, each once."""
        found: dict[str, None] = {}
        todo = [variant]
        while todo:
            name = todo.pop(0)
            if name in self.variants and name not in found:
                found[name] = None
                todo += self.variants[name].union
        return list(found)

    def year_of(self, variant: str) -> int | None:
        """Give the year whose volume a variant has: its own, one that it unites, or the scenario's."""
        own = self.variants[variant].year if variant in self.variants else None
        united = (self.variants[name].year for name in self.united(variant))
        base = None if self.growth is None else self.growth.year
        return own or next((year for year in united if year), base)

    def investment_of(self, variant: str) -> Investment | None:
        """Give what a variant costs with all that it unites, each counted once; None where one has no figure.

        What unites others may have a figure of its own, which comes on top.
        """
        united = [self.variants[name] for name in self.united(variant)]
        given = [each.investment for each in united if each.investment is not None or not each.union]
        if not given or None in given:
            return None
        known = [each for each in given if each is not None]
        return Investment.model_construct(once=sum(e.once for e in known), per_year=sum(e.per_year for e in known))
