"""Find out from a trace when each entity got its place in an outer yard, where the trace tells of the inner one.

A row tells when its step was inside all its yards. Where yards are nested, what was waited for first is found
by the rule itself: places are given in order of (tick of asking, number) as others leave (rule 7).
"""

from __future__ import annotations

from graphlib import TopologicalSorter
from typing import Final, NamedTuple

import numpy as np

from clearance_sim.clock import NEVER, Ticks
from clearance_sim.plan.plan import Integers, Plan, PlannedFlow, PlannedStep
from clearance_sim.plan.trace import Trace

_LATER: Final = int(np.iinfo(np.int64).max)
Admissions = dict[tuple[int, int], Ticks]
"""By yard and flow, shape ``(owners,)``: the tick of getting a place; the latest integer for who got none."""


class _Asking(NamedTuple):
    """Hold the entities of one flow that ask for a place: when, and when they gave it back."""

    asked: Ticks
    left: Ticks


def outer_admissions(plan: Plan, trace: Trace) -> Admissions:
    """Give when each entity got into the yards that have another yard inside."""
    orders = {step.yards for flow in plan.flows for step in flow.steps if len(step.yards) > 1}
    around: dict[int, set[int]] = {}
    for order in orders:
        for depth, yard in enumerate(order[:-1]):
            around.setdefault(yard, set()).update(order[:depth])
    found: Admissions = {}
    for yard in TopologicalSorter(around).static_order():
        found |= _admitted(plan, trace, yard, found)
    return found


def owners(plan: Plan, flow: PlannedFlow, yard: int, step: PlannedStep, entity: Integers) -> Integers:
    """Give whose place in the yard the entities at a step need: their own, or their unit's."""
    return entity if step.level == plan.yards[yard].level else flow.levels[step.level].unit[entity]


def _admitted(plan: Plan, trace: Trace, yard: int, known: Admissions) -> Admissions:
    """Give places in order of asking: the k-th to ask gets the first if k < capacity, else the next one left."""
    level = plan.yards[yard].level
    asking = [_asking(plan, number, trace, yard, known) for number in range(len(plan.flows))]
    asked = np.concatenate([each.asked for each in asking])
    left = np.concatenate([each.left for each in asking])
    number = np.concatenate([flow.levels[level].number for flow in plan.flows])
    came = np.flatnonzero(asked != _LATER)
    came = came[np.lexsort((number[came], asked[came]))]
    places = np.concatenate([np.full(plan.yards[yard].capacity, NEVER), np.sort(left[came])])[: len(came)]
    admitted = np.full(len(asked), _LATER, dtype=np.int64)
    # Nobody waits outside a yard that turns away.
    admitted[came] = asked[came] if plan.yards[yard].turns_away else np.maximum(asked[came], places)
    cuts = np.cumsum([len(each.asked) for each in asking])[:-1]
    return {(yard, number): part for number, part in enumerate(np.split(admitted, cuts))}


def _asking(plan: Plan, number: int, trace: Trace, yard: int, known: Admissions) -> _Asking:
    """Give when the entities of a flow ask first, and when the last step inside that they take has ended."""
    flow = plan.flows[number]
    n = len(flow.levels[plan.yards[yard].level])
    asked = np.full(n, _LATER, dtype=np.int64)
    left = np.full(n, NEVER, dtype=np.int64)
    for step in flow.steps:
        if yard not in step.yards:
            continue
        entity = np.flatnonzero(plan.takes[step.rows])
        owner = owners(plan, flow, yard, step, entity)
        ready = trace.ready[step.rows][entity]
        asks = np.where(ready == NEVER, _LATER, ready)
        for around in step.yards[: step.yards.index(yard)]:
            asks = np.maximum(asks, known[around, number][owners(plan, flow, around, step, entity)])
        np.minimum.at(asked, owner, asks)
        end = trace.end[step.rows][entity]
        np.maximum.at(left, owner, np.where(end == NEVER, _LATER, end))
    return _Asking(asked, left)
