"""Give each entity its own chances: one uniform per (flow, entity, purpose), whatever else happens.

An entity is known by four numbers that never change: the stream of its flow (0, or 1.. for added volume),
the arrival event, its place in a batch, and its number among the unit's boxes or declarations. All entities
that differ in the event only are drawn as one array, since a generator for each costs 9 microseconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from clearance_sim.plan.plan import Integers
from clearance_sim.streams.keys import Key, stream_key
from clearance_sim.streams.uniforms import uniforms

Uniforms = NDArray[np.float64]


class DrawnTogether(NamedTuple):
    """Name entities that differ in the event only, so that their chances are one array.

    Attributes
    ----------
    stream, extra
        What they have in common, as `Chances.sequence` takes it.
    positions
        Where they stand in their level; a slice for everybody.
    events
        Their arrival events, `positions` long; a slice where the k-th of them has event k.
    length
        One more than the last of the events.
    """

    stream: int
    extra: str
    positions: Integers | slice
    events: Integers | slice
    length: int


_ALL: Final = slice(None)


@dataclass(frozen=True, eq=False)
class Identity:
    """Name the entities of a level; every array has shape ``(n,)``.

    Attributes
    ----------
    stream
        0 for the flow as written, 1 and above for added volume.
    event
        Position of the arrival in its stream.
    member
        Position within a batch.
    child
        Position among the boxes or declarations of the unit; 0 for units.
    """

    stream: Integers
    event: Integers
    member: Integers
    child: Integers
    _groups: list[DrawnTogether] = field(default_factory=list)

    def __len__(self) -> int:
        """Count the entities."""
        return len(self.event)

    def groups(self) -> list[DrawnTogether]:
        """Give the entities that are drawn as one array, group by group."""
        if not self._groups and len(self):
            if all(part.min() == part.max() for part in (self.stream, self.member, self.child)):
                self._groups.append(self._together(0, _ALL))
            else:
                code = (self.stream << 40) | (self.member << 20) | self.child
                order = np.argsort(code, kind="stable")
                cuts = np.flatnonzero(np.diff(code[order])) + 1
                self._groups.extend(self._together(positions[0], positions) for positions in np.split(order, cuts))
        return self._groups

    def _together(self, first: int, positions: Integers | slice) -> DrawnTogether:
        """Give the group of `positions`, of which `first` is one."""
        events = self.event[positions]
        length = int(events.max()) + 1
        in_order = length == len(events) and bool((events == np.arange(length)).all())
        extra = f"{self.member[first]}.{self.child[first]}"
        return DrawnTogether(int(self.stream[first]), extra, positions, _ALL if in_order else events, length)


class KnownUniforms:
    """Keep what was drawn for one variant of a replication for the next: the same names have the same chances.

    At most `AT_MOST` numbers (64 MB) are kept; what is beyond is drawn again.
    """

    AT_MOST: Final = 8_000_000

    def __init__(self) -> None:
        self._known: dict[Key, Uniforms] = {}
        self._kept = 0

    def first(self, key: Key, n: int) -> Uniforms:
        """Give the first `n` uniforms of a stream, read-only where they are kept."""
        known = self._known.get(key)
        if known is not None and len(known) >= n:
            return known[:n]
        drawn = uniforms(key, n)
        if known is None and self._kept + n <= self.AT_MOST:
            drawn.setflags(write=False)
            self._known[key] = drawn
            self._kept += n
        return drawn


@dataclass(frozen=True)
class Chances:
    """Draw for one flow of one port in one replication.

    Attributes
    ----------
    known
        What other variants of the replication have drawn already; None = keep nothing.
    """

    seed: int
    replication: int
    flow: str
    known: KnownUniforms | None = None

    def uniforms(self, purpose: str, who: Identity) -> Uniforms:
        """Give one uniform in (0, 1) for each entity of `who`, shape ``(n,)``."""
        groups = who.groups()
        if len(groups) == 1:
            return self._of_group(purpose, groups[0])
        drawn = np.empty(len(who))
        for group in groups:
            drawn[group.positions] = self._of_group(purpose, group)
        return drawn

    def _of_group(self, purpose: str, group: DrawnTogether) -> Uniforms:
        return self.sequence(purpose, group.length, group.stream, group.extra)[group.events]

    def sequence(self, purpose: str, n: int, stream: int = 0, extra: str = "") -> Uniforms:
        """Give the first `n` uniforms of a purpose in order of arrival events."""
        flow = self.flow if stream == 0 else f"{self.flow}+{stream}"
        key = stream_key(self.seed, self.replication, flow, purpose, extra)
        return uniforms(key, n) if self.known is None else self.known.first(key, n)
