"""Bring the replications of a variant at a port together, in the order of their numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from clearance_sim.analysis.ledger import Key
from clearance_sim.analysis.summary import Relies, Sample
from clearance_sim.experiments.replicate import Reduced


def gather(variant: str, port: str, replications: Sequence[Reduced]) -> Sample:
    """Stack the numbers of the replications; one that lacks a key has NaN there."""
    keys = replications[0].keys
    if any(one.keys != keys for one in replications):
        keys = tuple(dict.fromkeys(key for one in replications for key in one.keys))
        replications = [_widened(one, keys) for one in replications]
    return Sample(
        variant=variant,
        port=port,
        keys=keys,
        values=np.array([one.values for one in replications]),
        counts=np.array([one.counts for one in replications]),
        unfinished=np.array([one.unfinished for one in replications]),
        grown=[one.grown for one in replications],
        relies=_united([one.relies for one in replications]),
    )


def _widened(one: Reduced, keys: Sequence[Key]) -> Reduced:
    at = {key: position for position, key in enumerate(keys)}
    places = [at[key] for key in one.keys]
    values, counts = np.full(len(keys), np.nan), np.zeros(len(keys), dtype=np.int64)
    unfinished = np.zeros(len(keys), dtype=np.float32)
    values[places], counts[places], unfinished[places] = one.values, one.counts, one.unfinished
    return Reduced(tuple(keys), values, counts, unfinished, one.grown, one.relies, one.pairs, one.aftermaths)


def _united(relies: Sequence[Relies]) -> Relies:
    nothing: frozenset[str] = frozenset()
    return {
        clock: nothing.union(*(one.get(clock, nothing) for one in relies))
        for clock in dict.fromkeys(clock for one in relies for clock in one)
    }
