"""Compare a variant with the baseline, replication by replication on the same chances (有无对比)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from clearance_sim.analysis.clocks import CLOCKS
from clearance_sim.analysis.intervals import Numbers, estimate
from clearance_sim.analysis.ledger import Key, unit_of
from clearance_sim.analysis.pairing import Pair
from clearance_sim.analysis.summary import CURVES, Sample
from clearance_sim.analysis.tables import Table, columns
from clearance_sim.analysis.timeline import HANDLING

COMPARISON: Final[dict[str, type]] = {
    "variant": str, "port": str, "flow": str, "measure": str, "item": str, "statistic": str, "unit": str,
    "baseline": float, "value": float, "difference": float, "low": float, "high": float, "percent": float,
    "verdict": str, "correlation": float, "slower_share": float, "slower_low": float, "slower_high": float,
    "replications": int,
}  # fmt: skip
ONLY_BASELINE: Final = "only_in_baseline"
ONLY_VARIANT: Final = "only_in_variant"
"""Verdicts of what only one of the two has."""
NOT_COMPARED: Final = CURVES | {"entities"}
Pairs = Sequence[Mapping[tuple[str, str], Pair]]
"""For each replication, the paired clocks by flow and clock."""
_NAN: Final = float("nan")


class _Slower(NamedTuple):
    """Hold the share made slower and its interval, within [0, 1]."""

    share: float = _NAN
    low: float = _NAN
    high: float = _NAN


def compare(baseline: Sample, variant: Sample, pairs: Pairs, applicable: bool = True) -> Table:
    """Compare every number that both have.

    Parameters
    ----------
    pairs
        What `pairing.pair_clocks` gives, for each replication. The clocks are compared over the entities that
        are in both variants and finished in both; where everybody is, these are the summary's numbers.
    applicable
        False where no reform of the variant has anything to act on at this port.

    Notes
    -----
    Difference = variant - baseline in each replication, then Student's t over replications. What only one of
    the two has (the trains of a reform that shifts trucks to rail) is told without a change.
    """
    at_baseline, at_variant = (
        {key: position for position, key in enumerate(one.keys)} for one in (baseline, variant)
    )
    keys = [key for key in dict.fromkeys([*variant.keys, *baseline.keys]) if key.measure not in NOT_COMPARED]
    before, after = _values_of(baseline, at_baseline, keys), _values_of(variant, at_variant, keys)
    for position, key in enumerate(keys):
        alone = np.isfinite(before[:, position]).any() != np.isfinite(after[:, position]).any()
        if key.measure in CLOCKS and not alone:
            paired = [pair.get((key.flow, key.measure)) for pair in pairs]
            before[:, position] = [_NAN if one is None else one.baseline[key.statistic] for one in paired]
            after[:, position] = [_NAN if one is None else one.value[key.statistic] for one in paired]
    return columns(COMPARISON, _rows(baseline, variant, keys, before, after, _slower(keys, pairs), applicable))


def _values_of(sample: Sample, at: Mapping[Key, int], keys: Sequence[Key]) -> Numbers:
    """Give the numbers by key, shape ``(replications, keys)``; nothing is lost to a cause that cannot occur.

    NaN where the sample has no such number.
    """
    values = np.full((len(sample.values), len(keys)), np.nan)
    for column, key in enumerate(keys):
        handling = key._replace(item=HANDLING)
        if key in at:
            values[:, column] = sample.values[:, at[key]]
        elif key.measure == "cause_hours" and handling in at:
            values[:, column] = 0 * sample.values[:, at[handling]]
    return values


def _rows(
    baseline: Sample,
    variant: Sample,
    keys: list[Key],
    before: Numbers,
    after: Numbers,
    slower: Mapping[tuple[str, str], _Slower],
    applicable: bool,
) -> Iterator[tuple[Any, ...]]:
    alone_before, alone_after = before.T, after.T
    known = np.isfinite(before) & np.isfinite(after)
    before, after = np.where(known, before, np.nan), np.where(known, after, np.nan)
    means = (estimate(before).mean, estimate(after).mean)
    effect = estimate(after - before)
    still = np.all((before == after) | ~known, axis=0)
    correlation = _correlations(before, after)
    for position, key in enumerate(keys):
        where = (variant.variant, variant.port, *key, unit_of(key.measure))
        replications = int(effect.replications[position])
        if not replications:
            if (alone := _alone(baseline, variant, key, alone_before[position], alone_after[position])) is not None:
                yield *where, *alone
            continue
        if baseline.is_saturated(key) or variant.is_saturated(key):
            yield *where, *[_NAN] * 6, "saturated", *[_NAN] * 4, replications
            continue
        base, value = (float(mean[position]) for mean in means)
        if not applicable:
            yield *where, base, value, *[_NAN] * 4, "not_applicable", *[_NAN] * 4, replications
            continue
        difference, low, high = (float(part[position]) for part in effect[:3])
        percent = 100 * difference / base if base else _NAN
        verdict = verdict_of(low, high, bool(still[position]))
        share = slower.get((key.flow, key.measure), _Slower())
        yield (*where, base, value, difference, low, high, percent, verdict, float(correlation[position]),
               *share, replications)  # fmt: skip


def _alone(baseline: Sample, variant: Sample, key: Key, before: Numbers, after: Numbers) -> tuple[Any, ...] | None:
    """Give the rest of the row of a number that only one of the two has; None where both or neither have it."""
    counts = int(np.isfinite(before).sum()), int(np.isfinite(after).sum())
    if all(counts) or not any(counts):
        return None
    if (baseline if counts[0] else variant).is_saturated(key):
        return *[_NAN] * 6, "saturated", *[_NAN] * 4, max(counts)
    means = [float(np.nanmean(values)) if count else _NAN for values, count in zip((before, after), counts, strict=True)]
    return *means, *[_NAN] * 4, ONLY_BASELINE if counts[0] else ONLY_VARIANT, *[_NAN] * 4, max(counts)


def verdict_of(low: float, high: float, still: bool) -> str:
    """Give the verdict of an interval: a change is claimed only if it excludes zero.

    Parameters
    ----------
    still
        Nothing changed in any replication, to the tick.

    Examples
    --------
    >>> verdict_of(-2.0, -1.0, False), verdict_of(-2.0, 0.5, False), verdict_of(0.0, 0.0, True)
    ('shortened', 'no_difference', 'no_difference')
    """
    if still:
        return "no_difference"
    if high < 0:
        return "shortened"
    return "lengthened" if low > 0 else "no_difference"


def _slower(keys: Sequence[Key], pairs: Pairs) -> dict[tuple[str, str], _Slower]:
    """Give by flow and clock the share of entities made slower, with its interval over replications."""
    wanted = dict.fromkeys((key.flow, key.measure) for key in keys if key.measure in CLOCKS)
    found = {}
    for clock in wanted:
        shares = np.array([[pair[clock].slower if clock in pair else _NAN] for pair in pairs])
        share, low, high = (float(part[0]) for part in estimate(shares)[:3])
        found[clock] = _Slower(share, max(low, 0.0), min(high, 1.0))
    return found


def _correlations(before: Numbers, after: Numbers) -> Numbers:
    """Give the correlation over replications that common chances achieved; NaN where there is no spread."""
    both = np.isfinite(before)
    one = np.where(both, before - estimate(before).mean, 0.0)
    other = np.where(both, after - estimate(after).mean, 0.0)
    spread = np.sqrt((one**2).sum(axis=0) * (other**2).sum(axis=0))
    measurable = (spread > 0) & (both.sum(axis=0) > 2)
    found = np.where(measurable, (one * other).sum(axis=0) / np.where(measurable, spread, 1.0), np.nan)
    return np.clip(found, -1.0, 1.0)
