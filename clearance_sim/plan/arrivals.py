"""Draw when the units of a flow arrive: at random, on a timetable's paths, or with independent gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from clearance_sim.clock import NEVER, Ticks
from clearance_sim.errors import Problem, ScenarioError, Text
from clearance_sim.plan.chances import Chances, Uniforms
from clearance_sim.plan.draft import Draft, Itself
from clearance_sim.plan.durations import draw_counts, draw_ticks
from clearance_sim.plan.happenings import take_away
from clearance_sim.plan.identity import Identity, even
from clearance_sim.plan.intensity import Weights, intensity
from clearance_sim.plan.recorded import recorded_ticks
from clearance_sim.plan.timetable import timetable_ticks
from clearance_sim.streams.arrivals import poisson_ticks, renewal_ticks

STANDING: Final = 15
"""Number of the stream of units that are there at the start; added volume has 1 and above."""
_FLOWS: Final = 64
"""Flows whose timetable or expected arrivals are remembered; one has at most 140 kB for a year."""


@dataclass(frozen=True, eq=False)
class Arrived:
    """Hold every unit of a flow in order of stream, event and batch place; arrays of shape ``(n,)``.

    Attributes
    ----------
    who
        Identity of each unit.
    entry
        Arrival tick; `NEVER` for one outside the period or thinned away, which keeps its number (rule 13).
    lost
        How many of the period's arrivals a dated event took away.
    """

    who: Identity
    entry: Ticks
    lost: int


def draw_arrivals(draft: Draft, flow_name: str, chances: Chances) -> Arrived:
    """Draw the arrivals of one flow, thinned or added to by its volume (rule 13)."""
    flow = draft.port.flows[flow_name]
    streams = max(1, int(np.ceil(flow.volume - 1e-12)))
    if streams > STANDING:
        text = Text(zh=f"业务量最多为基准的 {STANDING} 倍", en=f"a volume is at most {STANDING} times the base")
        raise ScenarioError(Problem(("ports", draft.name, "flows", flow_name), text))
    parts = [_one_stream(draft, flow_name, chances, stream) for stream in range(streams)]
    if flow.waiting_at_start:
        parts.append(_standing(flow.waiting_at_start))
    whole = parts[0] if len(parts) == 1 else _end_to_end(parts)
    entry, lost = take_away(draft, flow_name, whole.entry)
    return Arrived(whole.who, entry, lost)


def _end_to_end(parts: Sequence[Arrived]) -> Arrived:
    who = [part.who for part in parts]
    joined = Identity(
        stream=np.concatenate([each.stream for each in who]),
        event=np.concatenate([each.event for each in who]),
        member=np.concatenate([each.member for each in who]),
        child=np.concatenate([each.child for each in who]),
    )
    return Arrived(joined, np.concatenate([part.entry for part in parts]), 0)


def _standing(number: int) -> Arrived:
    """Give the units that are there at the start: a stream of their own, so that nobody else is moved."""
    events = np.arange(number, dtype=np.int64)
    zeros = np.zeros_like(events)
    return Arrived(Identity(even(STANDING, number), events, zeros, zeros), zeros, 0)


def _one_stream(draft: Draft, flow_name: str, chances: Chances, stream: int) -> Arrived:
    """Draw one stream: the base stream, or further ones of which the last is thinned to the remainder."""
    flow = draft.port.flows[flow_name]
    ticks = _event_ticks(draft, flow_name, chances, stream)
    ticks[(ticks < 0) | (ticks >= draft.horizon)] = NEVER
    share = min(1.0, flow.volume - stream)
    if share < 1:
        ticks[chances.sequence("volume", len(ticks), stream) >= share] = NEVER
    events = np.arange(len(ticks), dtype=np.int64)
    if flow.arrivals.batch is None:
        members = even(0, len(events))
    else:
        sizes = draw_counts(
            flow.arrivals.batch, len(events), lambda: chances.sequence("batch", len(events), stream)
        )
        first = np.repeat(np.cumsum(sizes) - sizes, sizes)
        members = np.arange(int(sizes.sum()), dtype=np.int64) - first
        events, ticks = np.repeat(events, sizes), np.repeat(ticks, sizes)
    who = Identity(even(stream, len(events)), events, members, child=even(0, len(events)))
    return Arrived(who, ticks, 0)


def _event_ticks(draft: Draft, flow_name: str, chances: Chances, stream: int) -> Ticks:
    def drawn(n: int) -> Uniforms:
        return chances.sequence("arrival", n, stream)

    arrivals = draft.port.flows[flow_name].arrivals
    if arrivals.renewal is not None:
        gap = arrivals.renewal.gap
        return renewal_ticks(lambda n: draw_ticks(gap, n, lambda: drawn(n)), draft.horizon)
    if arrivals.timetable is not None:
        planned = _planned(Itself(draft), flow_name)
        delay = arrivals.timetable.delay
        return planned.copy() if delay is None else planned + draw_ticks(delay, len(planned), lambda: drawn(len(planned)))
    if arrivals.recorded is not None:
        return recorded_ticks(arrivals.recorded.times, draft)
    assert arrivals.poisson is not None  # the schema asks for exactly one way
    return poisson_ticks(drawn, *_expected(Itself(draft), flow_name))


@lru_cache(maxsize=_FLOWS)
def _planned(itself: Itself, flow: str) -> Ticks:
    """Give the ticks of a flow's timetable, the same in every replication and read-only."""
    timetable = itself.draft.port.flows[flow].arrivals.timetable
    assert timetable is not None  # asked for flows on a timetable only
    ticks = timetable_ticks(timetable, itself.draft)
    ticks.setflags(write=False)
    return ticks


@lru_cache(maxsize=_FLOWS)
def _expected(itself: Itself, flow: str) -> tuple[Ticks, Weights]:
    """Give the expected arrivals of a flow without asking again how they are written."""
    poisson = itself.draft.port.flows[flow].arrivals.poisson
    assert poisson is not None  # asked for flows at random only
    return intensity(itself.draft, poisson)
