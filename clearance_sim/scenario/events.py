"""Describe what happens to a port between two dates: a closure, a cap, a slow-down, arrivals that are lost."""

from __future__ import annotations

import datetime
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from clearance_sim.scenario.values import Name, Percent, StrictModel, Title, fault


def _is_a_date(written: str) -> str:
    try:
        datetime.date.fromisoformat(written[:10])
    except ValueError:
        raise fault(f"没有 {written[:10]} 这一天", f"there is no day {written[:10]}") from None
    return written


Moment = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}( ([01]\d|2[0-3]):[0-5]\d)?$"), AfterValidator(_is_a_date)]
"""A local date, or a local date and time: ``2019-10-10``, ``2019-10-10 08:00``."""


class Event(StrictModel):
    """Hold one dated event; dates are local and both included, times are [from, to)."""

    title: Title
    from_: Annotated[Moment, Field(alias="from")]
    to: Moment
    close: list[Name] = []
    """Stations at which nothing starts; who arrives waits."""
    cap: dict[Name, Annotated[int, Field(ge=1, le=10_000)]] = {}
    """Stations and how many of their lanes may be used."""
    slow: dict[Name, Annotated[Percent, Field(gt=0, le=100)]] = {}
    """Stations and how long handling that starts now takes, 150 % = half as long again."""
    lose: list[Name] = []
    """Flows whose arrivals do not come at all and are counted as lost."""

    @model_validator(mode="after")
    def _does_something(self) -> Event:
        if not (self.close or self.cap or self.slow or self.lose):
            raise fault("事件应至少写 close、cap、slow、lose 之一", "an event has at least one of: close, cap, slow, lose")
        if f"{self.from_} 00:00"[:16] >= f"{self.to} 24:00"[:16]:
            raise fault("开始时间晚于结束时间", "the event ends before it begins", at="to")
        return self
