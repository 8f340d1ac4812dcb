"""Hold the draft: one port's validated model and the period, which is all that a reform may change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from clearance_sim.errors import Text
from clearance_sim.scenario.flows import Flow, Step
from clearance_sim.scenario.port import Port
from clearance_sim.scenario.stations import Station


@dataclass(frozen=True)
class Draft:
    """Hold one port over one period; immutable, so that a reform gives a new one.

    Attributes
    ----------
    name
        The port's key, such as ``erenhot``.
    port
        Its model; `Port` is frozen as well.
    origin
        Milliseconds since 1970 UTC of tick 0, the start of the period.
    horizon, warm_up, cool_down
        Ticks; nothing at or after `horizon` happens (rule 15).
    seed
        Seed of every draw.
    base_flows
        Names of the flows of the base file in order; what a reform adds ranks after them (rule 10).
    """

    name: str
    port: Port
    origin: int
    horizon: int
    warm_up: int
    cool_down: int
    seed: int
    base_flows: tuple[str, ...]

    def with_port(self, **changes: Any) -> Draft:
        """Give a draft whose port has these fields instead."""
        return replace(self, port=self.port.model_copy(update=changes))

    def with_station(self, name: str, station: Station) -> Draft:
        """Give a draft in which the station `name` is `station`; a new name is added at the end."""
        return self.with_port(stations={**self.port.stations, name: station})

    def with_flow(self, name: str, flow: Flow) -> Draft:
        """Give a draft in which the flow `name` is `flow`; a new name ranks last."""
        return self.with_port(flows={**self.port.flows, name: flow})

    def with_steps(self, flow: str, changed: Mapping[str, Step]) -> Draft:
        """Give a draft in which these steps of `flow` are replaced, or added at the end of its route."""
        old = self.port.flows[flow]
        return self.with_flow(flow, old.model_copy(update={"steps": {**old.steps, **changed}}))


class Itself:
    """Stand for a draft where something is remembered about it: only the same object is equal.

    Comparing two ports field by field would cost more than what is remembered; a reform gives a new draft.
    """

    def __init__(self, draft: Draft) -> None:
        self.draft = draft

    def __eq__(self, other: object) -> bool:
        """Tell whether both stand for one object."""
        return isinstance(other, Itself) and self.draft is other.draft

    def __hash__(self) -> int:
        """Give a number that belongs to the object as long as it is remembered."""
        return id(self.draft)


@dataclass(frozen=True)
class Outcome:
    """Give what a reform made of a draft: the new draft, or the old one and why it does not apply."""

    draft: Draft
    not_applicable: Text | None = None
