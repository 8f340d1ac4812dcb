"""Use the numbers of a stream in the compiled pass that draws them; `u` has room for those at hand."""

from __future__ import annotations

from typing import Any

from clearance_sim.streams.philox import write_streams
from clearance_sim.streams.triangular import write_triangular


def draw_triangular(u: Any, stream: Any, rows: Any, takes: Any, ends: Any, longest: float) -> None:
    """Write what `write_triangular` gives for one stream of `write_streams`."""
    shared, last, lengths, begin, lanes, pool = stream
    for first in range(0, len(rows), len(u)):
        end = min(first + len(u), len(rows))
        some = u[: end - first]
        write_streams(some, shared, last, lengths, begin + first, lanes, pool)
        write_triangular(rows[first:end], takes[first:end], some, ends, longest)


def draw_below(u: Any, stream: Any, belongs: Any, share: float) -> None:
    """Tell of each number of one stream of `write_streams` whether it is below a share."""
    shared, last, lengths, begin, lanes, pool = stream
    for first in range(0, len(belongs), len(u)):
        end = min(first + len(u), len(belongs))
        some, told = u[: end - first], belongs[first:end]
        write_streams(some, shared, last, lengths, begin + first, lanes, pool)
        for i in range(len(some)):
            told[i] = some[i] < share
