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
"""By yard and flow that enters it, shape ``(owners,)``: the tick of getting a place; the latest integer for who got none."""


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


def owners(plan: Plan, flow: PlannedFlow, yard: int, step: PlannedStep) -> Integers | slice:
    """Give for all entities at a step whose place in the yard each needs: its own, or its unit's."""
    return slice(None) if step.level == plan.yards[yard].level else flow.levels[step.level].unit


def _admitted(plan: Plan, trace: Trace, yard: int, known: Admissions) -> Admissions:
    """Give places in order of asking: the k-th to ask gets the first if k < capacity, else the next one left."""
    level = plan.yards[yard].level
    numbers = [number for number, flow in enumerate(plan.flows) if any(yard in step.yards for step in flow.steps)]
    asking = [_asking(plan, number, trace, yard, known) for number in numbers]
    asked = np.concatenate([each.asked for each in asking])
    left = np.concatenate([each.left for each in asking])
    number = np.concatenate([plan.flows[number].levels[level].number for number in numbers])
    came = np.flatnonzero(asked != _LATER)
    came = came[np.lexsort((number[came], asked[came]))]
    places = np.concatenate([np.full(plan.yards[yard].capacity, NEVER), np.sort(left[came])])[: len(came)]
    admitted = np.full(len(asked), _LATER, dtype=np.int64)
    # Nobody waits outside a yard that turns away.
    admitted[came] = asked[came] if plan.yards[yard].turns_away else np.maximum(asked[came], places)
    cuts = np.cumsum([len(each.asked) for each in asking])[:-1]
    return {(yard, number): part for number, part in zip(numbers, np.split(admitted, cuts), strict=True)}


def _asking(plan: Plan, number: int, trace: Trace, yard: int, known: Admissions) -> _Asking:
    """Give when the entities of a flow ask first, and when the last step inside that they take has ended."""
    flow = plan.flows[number]
    n = len(flow.levels[plan.yards[yard].level])
    asked = np.full(n, _LATER, dtype=np.int64)
    left = np.full(n, NEVER, dtype=np.int64)
    for step in (step for step in flow.steps if yard in step.yards):
        takes, ready, end = (column[step.rows] for column in (plan.takes, trace.ready, trace.end))
        asks = np.where(takes & (ready != NEVER), ready, _LATER)
        for around in step.yards[: step.yards.index(yard)]:
            asks = np.maximum(asks, known[around, number][owners(plan, flow, around, step)])
        leaves = np.where(end == NEVER, _LATER, end)
        leaves[~takes] = NEVER
        owner = owners(plan, flow, yard, step)
        if isinstance(owner, slice):
            np.minimum(asked, asks, out=asked)
            np.maximum(left, leaves, out=left)
        else:
            np.minimum.at(asked, owner, asks)
            np.maximum.at(left, owner, leaves)
    return _Asking(asked, left)
