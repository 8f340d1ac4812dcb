"""Say whose turn it is: put those who come in the order of (ready tick, number), or take the order in which they left.

The axis is the entities of one step. A first-come station lets people go in an order that falls out of serving them,
and whoever goes on to one next step comes there in just that order; so a line of stations is sorted once, at its
beginning. It is exact because ends of one station are ready ticks of the next, and equal ticks are told apart by the
number in both.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.plan import Integers, Plan
from clearance_sim.vector.relations import Place

ROOM = 2**61
"""Ticks packed with a position stay below."""


@dataclass(frozen=True)
class Served:
    """Hold what a station does with its queue.

    Attributes
    ----------
    start
        Shape ``(n,)``, when each of the queue starts, `FAR` if the lanes never open for it again.
    left
        Shape ``(n,)``, in order: when each one ends, and below that, in one integer, the position by which equal
        ticks are told apart; None where the method does not tell.
    bits
        How many bits a position takes in `left`.
    end, lane
        Shape ``(n,)``, when each one ends, and at which of the station's lane groups; None where that is once the work
        has passed, and where there is one group.
    """

    start: Ticks
    left: Integers | None = None
    bits: int = 0
    end: Ticks | None = None
    lane: Integers | None = None


def bits_to_pack(positions: int, earliest: int, latest: int) -> int:
    """Give the bits that a position takes below a tick, in one integer; 0 if there is no room for both.

    Examples
    --------
    >>> bits_to_pack(2, 0, 1000), bits_to_pack(2, 0, 2**60)
    (2, 0)
    """
    bits = positions.bit_length()
    return bits if max(abs(earliest), abs(latest)) < ROOM >> bits else 0


def in_turn(ready: Ticks, number: Integers) -> Integers | None:
    """Give the order of (ready tick, number, position), ties on purpose included; None if they stand in it.

    Examples
    --------
    >>> in_turn(np.array([5, 3, 5]), np.array([2, 9, 1]))
    array([1, 2, 0])
    """
    if bool((number[1:] >= number[:-1]).all()):
        return sorted_by(ready)
    by_number = np.argsort(number, kind="stable")
    order = sorted_by(ready[by_number])
    return by_number if order is None else by_number[order]


def sorted_by(ticks: Ticks) -> Integers | None:
    """Give the stable order of ticks: each is packed with its position into one integer, and those are sorted.

    Sorting integers themselves takes half the time of sorting positions by them. None if they stand in order.
    """
    if bool((ticks[1:] >= ticks[:-1]).all()):
        return None
    low, bits = int(ticks.min()), len(ticks).bit_length()
    if (int(ticks.max()) - low).bit_length() + bits > 62:
        return np.argsort(ticks, kind="stable")
    packed = ticks - low
    packed <<= bits
    packed |= np.arange(len(ticks))
    packed.sort()
    packed &= (1 << bits) - 1
    return packed


def in_order_of_time(ticks: Ticks, items: Integers) -> tuple[Ticks, Integers]:
    """Give ticks in order, and the items, which are not negative, that belong to them; on equal ticks the lesser first.

    Examples
    --------
    >>> in_order_of_time(np.array([5, 3, 5]), np.array([2, 9, 1]))
    (array([3, 5, 5]), array([9, 1, 2]))
    """
    bits = int(items.max(initial=0)).bit_length()
    if max(abs(int(ticks.min(initial=0))), int(ticks.max(initial=0))) >= ROOM >> bits:
        order = np.lexsort((items, ticks))
        return ticks[order], items[order]
    keys = ticks << bits
    keys |= items
    keys.sort()
    return keys >> bits, positions(keys, bits)


def next_place(plan: Plan, place: Place) -> Place | None:
    """Give the step to which the entities of a step go on just as they leave it; None if there is no such step."""
    flow, position = place
    steps = plan.flows[flow].steps
    following = [at for at, step in enumerate(steps) if position in step.after]
    if len(following) != 1:
        return None
    step = steps[following[0]]
    alone = len(step.after) == 1 and not step.awaits_entry and not step.ahead
    return (flow, following[0]) if alone and step.level == steps[position].level else None


def forget_turns(plan: Plan, places: Iterable[Place], turn: dict[Place, Integers]) -> None:
    """Take back, of `TickColumns.turn`, the order in which steps were thought to be left."""
    for place in places:
        following = next_place(plan, place)
        if following is not None:
            turn.pop(following, None)


def positions(keys: Integers, bits: int) -> Integers:
    """Give the positions that stand in so many bits below ticks.

    Examples
    --------
    >>> positions(np.array([(70 << 4) | 3, (71 << 4) | 9]), 4)
    array([3, 9])
    """
    return keys & ((1 << bits) - 1)


def with_bits(keys: Integers, bits: int, wanted: int, horizon: int) -> Integers | None:
    """Give ticks with positions in another number of bits; None if these or the horizon have no room.

    Examples
    --------
    >>> with_bits(np.array([(70 << 4) | 3, (71 << 4) | 9]), 4, 8, 100).tolist() == [(70 << 8) | 3, (71 << 8) | 9]
    True
    """
    latest = max(horizon, int(keys[-1]) >> bits) if len(keys) else horizon
    if max(abs(latest), abs(int(keys[0]) >> bits if len(keys) else 0)) >= ROOM >> wanted:
        return None
    return keys if bits == wanted else ((keys >> bits) << wanted) | positions(keys, bits)
