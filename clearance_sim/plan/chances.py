"""Give each entity its own chances: one uniform per (flow, entity, purpose), whatever else happens.

An entity is known by four numbers that never change: the stream of its flow (0, or 1.. for added volume),
the arrival event, its place in a batch, and its number among the unit's boxes or declarations. All entities
that differ in the event only are drawn as one array, since a generator for each costs 9 microseconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from clearance_sim.plan.plan import Integers
from clearance_sim.streams.keys import stream_key
from clearance_sim.streams.uniforms import uniforms

Uniforms = NDArray[np.float64]


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
    _groups: list[tuple[int, str, Integers]] = field(default_factory=list)

    def __len__(self) -> int:
        """Count the entities."""
        return len(self.event)

    def groups(self) -> list[tuple[int, str, Integers]]:
        """Give (stream, extra name, positions) of all entities that are drawn as one array."""
        if not self._groups and len(self):
            code = (self.stream << 40) | (self.member << 20) | self.child
            order = np.argsort(code, kind="stable")
            cuts = np.flatnonzero(np.diff(code[order])) + 1
            for positions in np.split(order, cuts):
                first = positions[0]
                extra = f"{self.member[first]}.{self.child[first]}"
                self._groups.append((int(self.stream[first]), extra, positions))
        return self._groups


@dataclass(frozen=True)
class Chances:
    """Draw for one flow of one port in one replication."""

    seed: int
    replication: int
    flow: str

    def uniforms(self, purpose: str, who: Identity) -> Uniforms:
        """Give one uniform in (0, 1) for each entity of `who`, shape ``(n,)``."""
        drawn = np.empty(len(who))
        for stream, extra, positions in who.groups():
            events = who.event[positions]
            drawn[positions] = self.sequence(purpose, int(events.max()) + 1, stream, extra)[events]
        return drawn

    def sequence(self, purpose: str, n: int, stream: int = 0, extra: str = "") -> Uniforms:
        """Give the first `n` uniforms of a purpose in order of arrival events."""
        flow = self.flow if stream == 0 else f"{self.flow}+{stream}"
        return uniforms(stream_key(self.seed, self.replication, flow, purpose, extra), n)
