"""Say when everybody is admitted to the yards of a part that is swept, with the ticks of asking and leaving that it has.

The axis is who asks for a place in a yard, in order of (tick of asking, number). They are admitted in that order, the
k-th as soon as so many have left that less than all places are taken by those before (rule 7): the k-th of a yard of c
places when k + 1 - c have left. It is exact as soon as those ticks are: everybody stays for a tick or more, so that who
leaves on a tick was admitted before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import Integers, Plan
from clearance_sim.vector.relations import FAR, Place
from clearance_sim.vector.turns import sorted_by


@dataclass(frozen=True, eq=False)
class Member:
    """Hold the rows of a step in a yard that are taken, and to whose place each of them belongs."""

    place: Place
    rows: Integers
    owner: Integers
    is_own: bool


class Yard:
    """Hold who may ask for the places of a yard, in order of number, and the steps in it."""

    def __init__(self, plan: Plan, yard: int, places: Sequence[Place]) -> None:
        self._capacity, level = plan.yards[yard].capacity, plan.yards[yard].level
        flows = sorted({flow for flow, _ in places})
        numbers = [plan.flows[flow].levels[level].number for flow in flows]
        order = np.argsort(np.concatenate(numbers), kind="stable")
        place_of = np.empty_like(order)
        place_of[order] = np.arange(len(order))
        owners = dict(zip(flows, np.split(place_of, np.cumsum([*map(len, numbers)])[:-1]), strict=True))
        self.members = []
        for flow, position in places:
            step = plan.flows[flow].steps[position]
            who = np.flatnonzero(plan.takes[step.rows])
            is_own = step.level == level
            owner = owners[flow][who if is_own else plan.flows[flow].levels[step.level].unit[who]]
            self.members.append(Member((flow, position), step.first_row + who, owner, is_own))
        self._owners = len(order)

    def admit(self, comes: Mapping[Place, Ticks], end: Ticks) -> Ticks:
        """Give when each is admitted who may ask.

        Parameters
        ----------
        comes
            For the rows of each step in the yard, when they may ask for a place.
        end
            The ends of all rows of the plan.
        """
        asks, leaves = np.full(self._owners, FAR), np.full(self._owners, -FAR)
        for member in self.members:
            if member.is_own:
                asks[member.owner] = np.minimum(asks[member.owner], comes[member.place])
                leaves[member.owner] = np.maximum(leaves[member.owner], end[member.rows])
            else:
                np.minimum.at(asks, member.owner, comes[member.place])
                np.maximum.at(leaves, member.owner, end[member.rows])
        leaves[asks == FAR] = FAR
        order = sorted_by(asks)
        in_turn = asks if order is None else asks[order]
        places = min(self._capacity, len(asks))
        free = np.concatenate([np.full(places, -FAR), np.sort(leaves)[: len(asks) - places]])
        admitted = np.empty_like(asks)
        admitted[slice(None) if order is None else order] = np.maximum(in_turn, free)
        return admitted


class Admission:
    """Hold the yards of a part, outer ones first.

    Attributes
    ----------
    held
        For all rows of each step in a yard, the tick before which none may begin.
    looked_at
        How many rows were looked at, all times counted.
    """

    def __init__(self, plan: Plan, places: Sequence[Place]) -> None:
        yards_of = {(flow, step): plan.flows[flow].steps[step].yards for flow, step in places}
        # Yards are nested, so that each stands equally deep in all lists that name it.
        depth = {yard: at for yards in yards_of.values() for at, yard in enumerate(yards)}
        self._yards = [
            Yard(plan, yard, [place for place in places if yard in yards_of[place]])
            for yard in sorted(depth, key=lambda yard: (depth[yard], yard))
        ]
        self._members = {member.place: member for yard in self._yards for member in yard.members}
        self._first_row = {(flow, step): plan.flows[flow].steps[step].first_row for flow, step in self._members}
        self.held = {
            (flow, step): np.full(len(plan.takes[plan.flows[flow].steps[step].rows]), -FAR) for flow, step in self._members
        }
        self.looked_at = 0

    def admit(self, ready: Ticks, end: Ticks) -> list[tuple[Place, Integers]]:
        """Admit everybody anew, by the ticks of all rows of the plan; give by step the entities for whom that is new."""
        comes = {place: ready[member.rows] for place, member in self._members.items()}
        for yard in self._yards:
            admitted = yard.admit(comes, end)
            for member in yard.members:
                comes[member.place] = np.maximum(comes[member.place], admitted[member.owner])
        self.looked_at += sum(map(len, comes.values()))
        found = []
        for place, member in self._members.items():
            who = member.rows - self._first_row[place]
            is_new = np.maximum(ready[member.rows], self.held[place][who]) != comes[place]
            self.held[place][who] = comes[place]
            found.append((place, who[is_new]))
        return found
