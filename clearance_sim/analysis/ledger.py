"""Hold the measured numbers of one replication under keys that are the same in every replication."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

QUANTILES: Final = {"p50": 0.5, "p90": 0.9, "p95": 0.95}


class Key(NamedTuple):
    """Name one number: of which flow (empty = the whole port), what, of what, and which statistic."""

    flow: str
    measure: str
    item: str
    statistic: str


@dataclass(eq=False)
class Ledger:
    """Collect numbers in the order in which they are measured.

    Attributes
    ----------
    values
        NaN where nothing was there to measure.
    counts
        How many entities each number is taken over.
    unfinished
        The share of those entities that the horizon cut off.
    """

    keys: list[Key] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    unfinished: list[float] = field(default_factory=list)

    def add(self, key: Key, value: float, count: int = 0, unfinished: float = 0.0) -> None:
        """Enter one number."""
        self.keys.append(key)
        self.values.append(value)
        self.counts.append(count)
        self.unfinished.append(unfinished)

    def extend(
        self,
        keys: Sequence[Key],
        values: Sequence[float],
        counts: int | Sequence[int],
        unfinished: float | Sequence[float] = 0.0,
    ) -> None:
        """Enter numbers; where all were measured over the same entities, these are told once.

        The keys are the same in every replication: who makes them once spares most of the work.
        """
        self.keys += keys
        self.values += values
        self.counts += [counts] * len(keys) if isinstance(counts, int) else counts
        self.unfinished += [unfinished] * len(keys) if isinstance(unfinished, float) else unfinished


def keys_of(flow: str, measure: str, items: Iterable[tuple[str, str]]) -> tuple[Key, ...]:
    """Give the keys of many numbers of one measure, (item, statistic)."""
    return tuple(Key(flow, measure, item, statistic) for item, statistic in items)


def quantile(ordered: NDArray[np.int64], share: float) -> int:
    """Give the smallest value that at least `share` of the entities do not exceed.

    Parameters
    ----------
    ordered
        Shape ``(n,)``, sorted, n at least 1.

    Notes
    -----
    The inverse of the empirical distribution: an observed time, so integers stay integers and the P90 in a
    table is the point at which the cumulative curve of the figure passes 90 %.

    Examples
    --------
    >>> quantile(np.array([1, 2, 3, 4]), 0.5), quantile(np.array([1, 2, 3, 4]), 0.9)
    (2, 4)
    """
    return int(ordered[_place(share, len(ordered))])


def quantiles(values: NDArray[np.int64], shares: Sequence[float]) -> list[int]:
    """Give the same for growing shares of values in any order, which are not sorted for it: a third of the time.

    Examples
    --------
    >>> quantiles(np.array([3, 1, 4, 2]), (0.5, 0.9))
    [2, 4]
    """
    found, rest, before = [], values.copy(), 0
    for place in _places(tuple(shares), len(values)):
        # Those above one quantile hold the next.
        rest.partition(place - before)
        rest, before = rest[place - before :], place
        found.append(int(rest[0]))
    return found


@lru_cache(maxsize=64)
def _places(shares: tuple[float, ...], count: int) -> tuple[int, ...]:
    return tuple(_place(share, count) for share in shares)


def _place(share: float, count: int) -> int:
    # Rounding first: 0.9 * 10 is 9.000000000000002 in some orders of multiplication.
    return max(0, math.ceil(round(share * count, 9)) - 1)


UNITS: Final = {
    "clearance_hours": "h", "working_hours": "h", "crossing_hours": "h", "crossing_home_hours": "h",
    "crossing_partner_hours": "h", "before_port_hours": "h", "after_port_hours": "h", "zone_hours": "h",
    "passage_hours": "h",
    "wait_hours": "h", "handling_hours": "h", "party_wait_hours": "h",
    "party_handling_hours": "h", "cause_hours": "h", "turned_away": "vehicles", "lost": "vehicles",
    "queue_vehicles": "vehicles", "mean_queue_vehicles": "vehicles", "queue_length": "entities",
    "throughput_per_day": "1/d", "documents": "documents", "documents_per_declaration": "documents",
    "steps": "steps", "cost_cny_per_declaration": "CNY", "cost_cny_per_teu": "CNY",
    "saturation_per_day": "entities/d", "entities": "entities",
}  # fmt: skip


def unit_of(measure: str) -> str:
    """Give the unit of a measure; shares and utilisation have the unit ``1``.

    Examples
    --------
    >>> unit_of("crossing_hours"), unit_of("utilisation")
    ('h', '1')
    """
    return UNITS.get(measure, "1")
