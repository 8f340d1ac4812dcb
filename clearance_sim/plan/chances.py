"""Give each entity its own chances: one uniform per (flow, entity, purpose), whatever else happens."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from clearance_sim.compiling import pays
from clearance_sim.plan.identity import DrawnTogether, Identity
from clearance_sim.plan.plan import Flags, Integers
from clearance_sim.streams.drawn import draw_below
from clearance_sim.streams.inverse import AT_ONCE
from clearance_sim.streams.keys import Key, stream_key
from clearance_sim.streams.uniforms import some_uniforms, uniforms, uniforms_end_to_end, uniforms_in_pieces

Uniforms = NDArray[np.float64]

_MANY: Final = 5
"""Numbers that are drawn in a row in the time of one by itself."""
_SAVED: Final = 2
"""Nanoseconds a number by which it is faster to draw few of many, besides what `uniforms` saves."""


class KnownUniforms:
    """Keep what was drawn for one variant of a replication for the next: the same names have the same chances.

    At most `AT_MOST` numbers (64 MB) are kept; what is beyond is drawn again.
    """

    AT_MOST: Final = 8_000_000

    def __init__(self) -> None:
        self._known: dict[Hashable, Uniforms] = {}
        self._kept = 0

    def some(self, key: Key, n: int, first: int = 0) -> Uniforms:
        """Give `n` uniforms of a stream from number `first` on, read-only where they are kept."""
        return self._first((key, first), n, lambda: uniforms(key, n, first))

    def end_to_end(self, key: Key, group: DrawnTogether) -> Uniforms:
        """Give what is drawn for a group of several streams, of which `key` begins with the words in common."""
        shared = key[:4]
        drawn = (shared, group.extras.tobytes(), group.lengths.tobytes(), group.first)
        n = group.total
        return self._first(drawn, n, lambda: uniforms_end_to_end(shared, group.extras, group.lengths, group.first))

    def _first(self, name: Hashable, n: int, draw: Callable[[], Uniforms]) -> Uniforms:
        known = self._known.get(name)
        if known is not None and len(known) >= n:
            return known[:n]
        drawn = draw()
        if known is None and self._kept + n <= self.AT_MOST:
            drawn.setflags(write=False)
            self._known[name] = drawn
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

    def below(self, share: float, purpose: str, who: Identity, asked: Flags | None = None) -> Flags:
        """Tell of each entity whether it is `asked` and belongs to the share, shape ``(n,)``; 0 and 1 ask no chance.

        Parameters
        ----------
        asked
            Shape ``(n,)``; None = everybody. Who is not asked may have no number drawn.
        """
        if share >= 1:
            return np.ones(len(who), dtype=np.bool_) if asked is None else asked
        belongs = np.zeros(len(who), dtype=np.bool_)
        if share <= 0:
            return belongs
        few = self.few(who, asked, len(who) if asked is None else int(np.count_nonzero(asked)))
        if few is not None:
            belongs[few] = self.of_few(purpose, who, few) < share
            return belongs
        only = self.only_stream(purpose, who)
        if only is None or not draw_below(*only, share, belongs):
            for some, u in self.in_pieces(purpose, who):
                np.less(u, share, out=belongs[some])
        return belongs if asked is None else belongs & asked

    def few(self, who: Identity, asked: Flags | None, number: int) -> Integers | None:
        """Give the positions of the `number` who are asked if so few are sooner drawn by themselves (`of_few`).

        Everybody may be few: of papers that ten trucks share, each has one number of ten.
        """
        groups = who.groups()
        if self.known is not None or len(groups) != 1:
            return None
        n = groups[0].total
        if number * _MANY > n or not pays("few uniforms", n, _SAVED):
            return None
        return np.arange(number) if asked is None else asked.nonzero()[0]

    def of_few(self, purpose: str, who: Identity, few: Integers) -> Uniforms:
        """Give what `uniforms` gives to the entities at these positions."""
        (group,) = who.groups()
        which = np.zeros_like(few) if group.which is None else group.which.take(few)
        return some_uniforms(self._key(purpose, group)[:4], group.extras, which, who.event.take(few))

    def only_stream(self, purpose: str, who: Identity) -> tuple[Key, int] | None:
        """Give key and first number of the one stream that `uniforms` gives; None if there are several or it is kept."""
        groups = who.groups()
        if self.known is None and len(groups) == 1 and groups[0].is_one_stream:
            return self._key(purpose, groups[0]), groups[0].first
        return None

    def in_pieces(self, purpose: str, who: Identity) -> Iterator[tuple[slice, Uniforms]]:
        """Give what `uniforms` gives in pieces that stay in the processor's cache, each with its positions."""
        only = self.only_stream(purpose, who)
        if only is not None:
            first = 0
            for piece in uniforms_in_pieces(only[0], len(who), AT_ONCE, only[1]):
                yield slice(first, first + len(piece)), piece
                first += len(piece)
            return
        drawn = self.uniforms(purpose, who)
        for first in range(0, len(drawn), AT_ONCE):
            some = slice(first, min(first + AT_ONCE, len(drawn)))
            yield some, drawn[some]

    def _of_group(self, purpose: str, group: DrawnTogether) -> Uniforms:
        key = self._key(purpose, group)
        if len(group.extras) == 1:
            n = group.total
            drawn = uniforms(key, n, group.first) if self.known is None else self.known.some(key, n, group.first)
        elif self.known is None:
            drawn = uniforms_end_to_end(key[:4], group.extras, group.lengths, group.first)
        else:
            drawn = self.known.end_to_end(key, group)
        return drawn[group.places] if isinstance(group.places, slice) else drawn.take(group.places)

    def _key(self, purpose: str, group: DrawnTogether) -> Key:
        """Give the key of the first array of a group."""
        key = stream_key(self.seed, self.replication, self._flow(group.stream), purpose)
        return (*key[:4], int(group.extras[0]))

    def _flow(self, stream: int) -> str:
        return self.flow if stream == 0 else f"{self.flow}+{stream}"

    def sequence(self, purpose: str, n: int, stream: int = 0, extra: str = "") -> Uniforms:
        """Give the first `n` uniforms of a purpose in order of arrival events."""
        key = stream_key(self.seed, self.replication, self._flow(stream), purpose, extra)
        return uniforms(key, n) if self.known is None else self.known.some(key, n)
