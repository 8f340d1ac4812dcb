"""Tell who may take which lane of a station, and in which turn, by the names that the port's file gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from clearance_sim.plan.draft import Draft, Itself
from clearance_sim.plan.identity import one_number
from clearance_sim.plan.lanes import AlikeLanes, told_apart
from clearance_sim.plan.plan import Integers
from clearance_sim.scenario.flows import Flow
from clearance_sim.scenario.stations import Station


class Turn(NamedTuple):
    """Hold the lane groups of a flow at a step, as bits, and its priority: one number, or one for each regime."""

    eligible: int | Integers
    priority: int | Integers


def turns(draft: Draft) -> Mapping[tuple[str, str], Turn]:
    """Give the turn of every (flow, step) at a station; nothing in it is drawn, so it is reckoned once a draft."""
    return _turns(Itself(draft))


@lru_cache(maxsize=64)
def _turns(itself: Itself) -> Mapping[tuple[str, str], Turn]:
    draft = itself.draft
    lanes = {name: told_apart(draft, name) for name in draft.port.stations}
    found: dict[tuple[str, str], Turn] = {}
    for flow_name, flow in draft.port.flows.items():
        labels = _labels(flow_name, flow)
        for step_name, step in flow.steps.items():
            if (name := step.station) is not None:
                eligible = eligible_lanes(lanes[name], labels)
                priority = priorities(draft.port.stations[name], labels)
                found[flow_name, step_name] = Turn(_one_or_each(eligible), _one_or_each(priority))
    return found


def _one_or_each(by_regime: Integers) -> int | Integers:
    one = one_number(by_regime)
    return by_regime if one is None else one


def _labels(name: str, flow: Flow) -> list[frozenset[str]]:
    """Give the names by which lanes and priorities may call a unit, one set for each regime."""
    own = {name, flow.cargo, flow.mode, flow.direction, flow.unit}
    return [frozenset(own | {regime}) for regime in flow.regimes or ()] or [frozenset(own)]


def eligible_lanes(alike: Sequence[AlikeLanes], labels: Sequence[frozenset[str]]) -> Integers:
    """Give for each set of labels the lane groups that accept it, as bits in lane order.

    A station with slots has one group, which accepts everybody.
    """
    if not alike:
        return np.ones(len(labels), dtype=np.int64)
    masks = [
        sum(1 << bit for bit, lanes in enumerate(alike) if lanes.group.accepts is None or own & set(lanes.group.accepts))
        for own in labels
    ]
    return np.array(masks, dtype=np.int64)


def priorities(station: Station, labels: Sequence[frozenset[str]]) -> Integers:
    """Give for each set of labels its place in the station's order of priority; the unnamed come last."""
    last = len(station.priority)
    ranks = [min((i for i, name in enumerate(station.priority) if name in own), default=last) for own in labels]
    return np.array(ranks, dtype=np.int64)
