"""Name the entities of a level, and lay out the arrays in which their chances are drawn.

An entity is known by four numbers that never change: the stream of its flow (0, or 1.. for added volume),
the arrival event, its place in a batch, and its number among the unit's boxes or declarations. Entities that
differ in the event only are drawn as one array, since a generator for each costs 9 microseconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np

from clearance_sim.plan.plan import Integers
from clearance_sim.streams.inverse import AT_ONCE
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
    first
        Number of the streams with which the arrays begin: the least event of them all.
    lengths, total
        Numbers in each array, up to the last of its events; and in all of them.
    positions
        Where the entities stand in their level; a slice for everybody.
    places
        Where each finds its own number, `positions` long; a slice where the k-th finds it in place k.
    which
        In which of the arrays that is, `positions` long; None where there is one array, or not all are of this group.
    """

    stream: int
    extras: Words
    first: int
    lengths: Integers
    total: int
    positions: Integers | slice
    places: Integers | slice
    which: Integers | None = None

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
            elif one_number(self.stream) is not None:
                self._groups.extend(self._of_stream(_ALL))
            else:
                for stream in np.unique(self.stream):
                    self._groups.extend(self._of_stream(np.flatnonzero(self.stream == stream)))
        return self._groups

    def _alike(self) -> DrawnTogether:
        """Give the one group of entities that differ in the event only."""
        first, last = int(self.event.min()), int(self.event.max())
        n = last + 1 - first
        places = _ALL if n == len(self) and _counts_up(self.event, first) else self.event - first
        extras = _words(((int(self.member[0]), int(self.child[0])),))
        return DrawnTogether(int(self.stream[0]), extras, first, np.array([n]), n, _ALL, places)

    def _of_stream(self, positions: Integers | slice) -> Iterator[DrawnTogether]:
        """Put the arrays of all members and children end to end, as many at once as are not too long."""
        event, child = self.event[positions], self.child[positions]
        first = int(event.min())
        event = event - first if first else event
        width = int(child.max()) + 1
        # One number for each member and child, so that nothing need be sorted.
        alone = one_number(self.member) == 0
        place = child if alone else self.member[positions] * width + child
        length = np.zeros(width if alone else int(place.max()) + 1, dtype=np.int64)
        np.maximum.at(length, place, event + 1)
        there = np.flatnonzero(length)
        begin = np.cumsum(length) - length
        stream, enough = int(self.stream[positions][0]), max(_ENOUGH, 2 * len(self))
        if begin[-1] < enough:
            places = begin.take(place)
            places += event
            which = place if len(there) == len(length) else (np.cumsum(length > 0) - 1)[place]
            yield _together(stream, first, there, width, length, positions, places)._replace(which=which)
            return
        group = begin // enough
        for some in np.split(there, np.flatnonzero(np.diff(group[there])) + 1):
            inside = np.flatnonzero(group[place] == group[some[0]])
            places = begin[place[inside]] - begin[some[0]] + event[inside]
            own = inside if isinstance(positions, slice) else positions[inside]
            yield _together(stream, first, some, width, length, own, places)


def _together(
    stream: int, first: int, some: Integers, width: int, length: Integers, positions: Integers | slice, places: Integers
) -> DrawnTogether:
    """Name some arrays of a stream, of which `width` have the same member."""
    extras, lengths = _words(tuple(divmod(each, width) for each in some.tolist())), length[some]
    return DrawnTogether(stream, extras, first, lengths, int(lengths.sum()), positions, places)


def even(number: int, n: int) -> Integers:
    """Give a read-only column of one number that takes the memory of one; ``np.broadcast_to`` takes ten times as long.

    Examples
    --------
    >>> even(3, 5), even(3, 5).strides
    (array([3, 3, 3, 3, 3]), (0,))
    """
    one = np.array([number], dtype=np.int64)
    one.setflags(write=False)
    return np.ndarray((n,), dtype=np.int64, buffer=one, strides=(0,))


def _counts_up(column: Integers, first: int) -> bool:
    """Tell whether a column is `first`, the next number and so on; by pieces, which need no second column."""
    pieces = ((begin, column[begin : begin + AT_ONCE]) for begin in range(0, len(column), AT_ONCE))
    return all((piece == np.arange(first + begin, first + begin + len(piece))).all() for begin, piece in pieces)


@lru_cache(maxsize=256)
def _words(members: tuple[tuple[int, int], ...]) -> Words:
    """Give the words by which the keys of members and children differ; they are the same in every replication."""
    return np.array([name_word(f"{member}.{child}") for member, child in members], dtype=np.uint32)


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
