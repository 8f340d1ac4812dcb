"""Hold the route of a flow: what of it is the same in every replication, so that what it tells is found out only once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Final, NamedTuple, TypeVar
from weakref import WeakKeyDictionary

from clearance_sim.plan.plan import PlannedFlow

ROUTES: Final = 512
"""Routes that are remembered; a port has up to some dozens."""
Answer = TypeVar("Answer")


class Stop(NamedTuple):
    """Hold what of a step nothing is drawn for, as `PlannedStep` has it."""

    level: int
    station: int
    after: tuple[int, ...]
    ahead: bool
    awaits_entry: bool
    side: str
    needs: tuple[tuple[int, int], ...]
    yards: tuple[int, ...]
    gathers: bool
    group: int
    unless: int


@dataclass(frozen=True, eq=False)
class Route:
    """Hold the stops of a flow and its marks; there is one of each kind, so it is known by its identity."""

    stops: tuple[Stop, ...]
    joined: int
    left: int
    units_per_declaration: int


_of_flows: WeakKeyDictionary[PlannedFlow, Route] = WeakKeyDictionary()
_one_of_each: Final = lru_cache(maxsize=ROUTES)(Route)


def route_of(flow: PlannedFlow) -> Route:
    """Give the route of a flow."""
    route = _of_flows.get(flow)
    if route is None:
        stops = tuple(
            Stop(
                step.level, step.station, step.after, step.ahead, step.awaits_entry, step.side, step.needs, step.yards,
                step.gather is not None, step.group, step.unless,
            )
            for step in flow.steps
        )  # fmt: skip
        route = _of_flows[flow] = _one_of_each(stops, flow.joined, flow.left, flow.units_per_declaration)
    return route


def once_a_route(ask: Callable[[PlannedFlow], Answer]) -> Callable[[PlannedFlow], Answer]:
    """Answer anew only for a flow whose route was not asked about before; of what else is in it nothing may be asked."""
    return _once_a(route_of, ask)


def once_a_flow(ask: Callable[[PlannedFlow], Answer]) -> Callable[[PlannedFlow], Answer]:
    """Answer anew only for a flow that was not asked about before: a run asks some hundred times."""
    return _once_a(lambda flow: flow, ask)


def _once_a(
    kind_of: Callable[[PlannedFlow], object], ask: Callable[[PlannedFlow], Answer]
) -> Callable[[PlannedFlow], Answer]:
    """Remember one answer for all flows of a kind, as long as somebody holds what tells the kind."""
    known: WeakKeyDictionary[object, Answer] = WeakKeyDictionary()

    @wraps(ask)
    def answer(flow: PlannedFlow) -> Answer:
        kind = kind_of(flow)
        if kind not in known:
            known[kind] = ask(flow)
        return known[kind]

    return answer
