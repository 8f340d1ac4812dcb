"""Hold the tallies of a replication: who passed every step, stood in every queue, was served by every lane group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from clearance_sim.analysis.legs import PlainLeg
from clearance_sim.analysis.ruler import Presence

Needs = tuple[tuple[int, int], ...]


class Passed(NamedTuple):
    """Count those who take a step in the measured window: how many, who has begun and ended, and their ticks."""

    total: int
    started: int
    waited: int
    ended: int
    handled: int


NOBODY: Final = Passed(0, 0, 0, 0, 0)
"""At a delay nobody is counted."""


class Queue(NamedTuple):
    """Hold the time that all have stood in a queue together, and how many times somebody did."""

    stood: Presence
    waits: int


@dataclass(frozen=True, eq=False)
class Tallies:
    """Hold what was seen of a replication, in the plan's order.

    Attributes
    ----------
    passed
        By flow and step.
    stations, flows
        The queue of every station, and the queue of vehicles of every flow.
    served
        By lane group and what the steps need of staff: the time of those served, who goes with a group once.
    legs
        By flow, the steps of a straight line of which all is told already, for `parts`.
    """

    passed: list[list[Passed]]
    stations: list[Queue]
    flows: list[Queue]
    served: dict[tuple[int, Needs], Presence]
    legs: list[dict[int, PlainLeg]]
