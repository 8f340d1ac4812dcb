"""Name the entities of a level, and lay out the arrays in which their chances are drawn.

An entity is known by four numbers that never change: the stream of its flow (0, or 1.. for added volume),
the arrival event, its place in a batch, and its number among the unit's boxes or declarations. Entities that
differ in the event only are drawn as one array, since a generator for each costs 9 microseconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np

from clearance_sim.plan.plan import Integers
from clearance_sim.streams.keys import name_word
from clearance_sim.streams.seeding import Words

_ALL: Final = slice(None)
_ENOUGH: Final = 2**20
"""Numbers (8 MB) from which on the arrays of further members or children are not drawn side by side."""


class DrawnTogether(NamedTuple):
    """Name entities whose chances are drawn into one array: an array by event for each member and child, end to end.

    Attributes
    ----------
    stream
        Stream of the flow that they have in common.
    extras
        What tells the keys of the arrays apart: `words` of member and child.
    lengths
        Numbers in each array: one more than the last of its events.
    positions
        Where the entities stand in their level; a slice for everybody.
    places
        Where each finds its own number, `positions` long; a slice where the k-th finds it in place k.
    """

    stream: int
    extras: Words
    lengths: Integers
    positions: Integers | slice
    places: Integers | slice

    @property
    def is_one_stream(self) -> bool:
        """Tell whether the entities are all of their level, and their numbers one stream in its order."""
        return len(self.extras) == 1 and isinstance(self.positions, slice) and isinstance(self.places, slice)


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
        """Give the entities that are drawn together, group by group; reckoned once."""
        if not self._groups and len(self):
            if all(one_number(part) is not None for part in (self.stream, self.member, self.child)):
                self._groups.append(self._alike())
            else:
                self._groups.extend(self._unlike())
        return self._groups

    def _alike(self) -> DrawnTogether:
        """Give the one group of entities that differ in the event only."""
        length = int(self.event.max()) + 1
        in_order = length == len(self) and bool((self.event == np.arange(length)).all())
        lengths = np.array([length])
        return DrawnTogether(int(self.stream[0]), self._extras([0]), lengths, _ALL, _ALL if in_order else self.event)

    def _unlike(self) -> Iterator[DrawnTogether]:
        """Sort by stream, member and child, and put as many of their arrays end to end as are not too long."""
        code = self._code()
        order = np.argsort(code, kind="stable")
        code = code[order]
        begins = np.flatnonzero(np.concatenate([[True], code[1:] != code[:-1]]))
        ends = np.append(begins[1:], len(order))
        lengths = np.maximum.reduceat(self.event[order], begins) + 1
        first = 0
        while first < len(begins):
            last = first + self._side_by_side(order[begins[first:]], lengths[first:])
            positions = order[begins[first] : ends[last - 1]]
            offsets = np.cumsum(lengths[first:last]) - lengths[first:last]
            places = np.repeat(offsets, (ends - begins)[first:last]) + self.event[positions]
            extras = self._extras(order[begins[first:last]])
            stream = int(self.stream[positions[0]])
            if len(positions) == len(self):
                everyone = np.empty_like(places)
                everyone[order] = places
                yield DrawnTogether(stream, extras, lengths, _ALL, everyone)
            else:
                yield DrawnTogether(stream, extras, lengths[first:last], positions, places)
            first = last

    def _code(self) -> Integers:
        """Give one integer for each (stream, member, child), in their order, as narrow as it can be.

        Up to 16 bits NumPy sorts by counting, four times as fast as by comparing.
        """
        code = np.zeros(1, dtype=np.int64)
        for part in (self.stream, self.member, self.child):
            code = code * (int(part.max()) + 1) + part
        return code.astype(np.min_scalar_type(int(code.max())))

    def _side_by_side(self, firsts: Integers, lengths: Integers) -> int:
        """Count the arrays, of which `firsts` are one entity each, that are of one stream and not too long together."""
        of_stream = int(np.count_nonzero(self.stream[firsts] == self.stream[firsts[0]]))
        short = int(np.searchsorted(np.cumsum(lengths), max(_ENOUGH, 2 * len(self)), side="right"))
        return max(1, min(of_stream, short))

    def _extras(self, entities: Iterator[int] | Integers | list[int]) -> Words:
        names = (f"{self.member[entity]}.{self.child[entity]}" for entity in entities)
        return np.array([name_word(name) for name in names], dtype=np.uint32)


def one_number(column: Integers) -> int | None:
    """Give the number that every place of a column has, 0 if it has none; None if two differ.

    Examples
    --------
    >>> one_number(np.broadcast_to(np.int64(3), 5)), one_number(np.array([3, 4])), one_number(np.zeros(0))
    (3, None, 0)
    """
    if not len(column):
        return 0
    alike = column.strides == (0,) or column.min() == column.max()
    return int(column[0]) if alike else None
