"""Summarise replications: every number with its interval, and a flag where a mean would mislead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from clearance_sim.analysis.intervals import Numbers, estimate
from clearance_sim.analysis.ledger import Key, unit_of
from clearance_sim.analysis.queues import Growth
from clearance_sim.analysis.saturation import Growing, saturated_stations
from clearance_sim.analysis.tables import Table, columns

SUMMARY: Final[dict[str, type]] = {
    "variant": str, "port": str, "flow": str, "measure": str, "item": str, "statistic": str, "unit": str,
    "mean": float, "low": float, "high": float, "n": int, "replications": int, "flag": str,
}  # fmt: skip
REPLICATIONS: Final = (
    "variant", "port", "replication", "flow", "measure", "item", "statistic", "unit", "value",
)  # fmt: skip
AT_LEAST: Final = 0.01
"""Share of entities cut off by the horizon above which a mean is only a lower bound (rule 15)."""
CURVES: Final = frozenset({"crossing_cdf", "queue_vehicles"})
"""Measures of many points, kept in the summary only."""
_OF_CROSSING: Final = frozenset(
    {"crossing_cdf", "crossing_within_target_share", "party_wait_hours", "party_handling_hours",
     "cause_hours", "mean_queue_vehicles",
     "cost_cny_per_declaration", "cost_cny_per_teu", "queue_vehicles"}
)  # fmt: skip
_OF_CUSTOMS: Final = {
    "clearance_within_target_share": "clearance_hours",
    "working_within_target_share": "working_hours",
    "passage_within_target_share": "passage_hours",
    "released_before_arrival_share": "clearance_hours",
}
Relies = Mapping[tuple[str, str], frozenset[str]]
"""By flow and clock, the stations on which it depends."""


@dataclass(frozen=True, eq=False)
class Sample:
    """Hold all replications of one variant at one port.

    Attributes
    ----------
    keys
        The same in every replication, ``k`` of them.
    values, counts, unfinished
        Shape ``(replications, k)``, as in `Ledger`.
    grown
        How every station's queue grew, by replication.
    relies
        The stations on which each clock of each flow depends.
    """

    variant: str
    port: str
    keys: Sequence[Key]
    values: Numbers
    counts: NDArray[np.int64]
    unfinished: NDArray[np.float32]
    grown: Sequence[Mapping[str, Growth]]
    relies: Relies

    @cached_property
    def saturated(self) -> dict[str, Growing]:
        """Give the saturated stations."""
        return saturated_stations(self.grown)

    def is_saturated(self, key: Key) -> bool:
        """Say whether a number rests on a station whose queue grows over the whole run."""
        if key.measure in ("wait_hours", "queue_length"):
            return key.item in self.saturated
        clock = "crossing_hours" if key.measure in _OF_CROSSING else _OF_CUSTOMS.get(key.measure, key.measure)
        return not self.saturated.keys().isdisjoint(self.relies.get((key.flow, clock), frozenset()))


def summarise(sample: Sample) -> Table:
    """Give the rows of one variant and port; a saturated number has NaN and the flag ``saturated``."""
    return columns(SUMMARY, _rows(sample))


def _rows(sample: Sample) -> Iterator[tuple[Any, ...]]:
    found = estimate(sample.values)
    n = np.rint(sample.counts.mean(axis=0)).astype(np.int64).tolist()
    cut = sample.unfinished.mean(axis=0, dtype=np.float64) > AT_LEAST
    rows = zip(sample.keys, *(part.tolist() for part in found), n, cut.tolist(), strict=True)
    nan = float("nan")
    for key, mean, low, high, replications, count, at_least in rows:
        if not replications:
            continue
        where = (sample.variant, sample.port, *key, unit_of(key.measure))
        if sample.is_saturated(key):
            yield *where, nan, nan, nan, count, replications, "saturated"
        else:
            yield *where, mean, low, high, count, replications, "at_least" if at_least else ""
    for station, growing in sample.saturated.items():
        key = Key("", "saturation_per_day", station, "mean")
        where = (sample.variant, sample.port, *key, unit_of(key.measure))
        yield *where, *growing, 0, len(sample.values), "saturated"


def list_replications(sample: Sample) -> Table:
    """Give every number of every replication but the curves; NaN where there was nothing to measure."""
    kept = [position for position, key in enumerate(sample.keys) if key.measure not in CURVES]
    keys = [sample.keys[position] for position in kept]
    replications = len(sample.values)
    n = replications * len(kept)
    table: Table = {
        "variant": np.full(n, sample.variant, dtype=object),
        "port": np.full(n, sample.port, dtype=object),
        "replication": np.repeat(np.arange(replications, dtype=np.int64), len(kept)),
        "unit": np.tile(np.array([unit_of(key.measure) for key in keys], dtype=object), replications),
        "value": sample.values[:, kept].ravel(),
    }
    for name in Key._fields:
        table[name] = np.tile(np.array([getattr(key, name) for key in keys], dtype=object), replications)
    return {name: table[name] for name in REPLICATIONS}
