"""Run a study: its baseline and variants at every port, replication by replication, compared pair by pair."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, NamedTuple

from clearance_sim import __version__
from clearance_sim.analysis.comparison import COMPARISON, compare
from clearance_sim.analysis.recovery import RECOVERY, recover
from clearance_sim.analysis.summary import Sample, list_replications, summarise
from clearance_sim.analysis.tables import Table, columns, stack
from clearance_sim.errors import Text
from clearance_sim.experiments.alternatives import Alternatives, Other, VariantInfo, prepare
from clearance_sim.experiments.engines import DEFAULT, engine_called
from clearance_sim.experiments.gathering import gather
from clearance_sim.experiments.precision import FIRST_REPLICATIONS, relative_half_width, replications_next
from clearance_sim.experiments.replicate import Reduced
from clearance_sim.experiments.workforce import Done, Job, Progress, run_jobs
from clearance_sim.scenario.port import Port
from clearance_sim.scenario.study import Reference, Scenario

__all__ = ["Other", "Progress", "StudyResult", "VariantInfo", "run_study"]
MAX_REPLICATIONS: Final = 500


@dataclass(frozen=True, eq=False)
class StudyResult:
    """Hold everything that a study found.

    Attributes
    ----------
    scenario
        As it was run, with the seed and the replications that were asked for on the command line.
    digest
        Of the resolved scenario and of what was asked for beside it; 64 hexadecimal digits.
    variants
        The baseline first.
    summary, comparison, replications, recovery
        Long tables; their columns are `analysis.summary.SUMMARY`, `analysis.comparison.COMPARISON`,
        `analysis.summary.REPLICATIONS` and `analysis.recovery.RECOVERY`; the last is empty unless a variant has
        an event that the baseline has not.
    ports
        Every port with the flows, stations, yards and staff that only a variant has.
    not_applicable
        By (variant, port, reform), why the reform has nothing to act on there.
    n_replications
        How many replications were run.
    half_width
        With a precision asked for, the widest relative half interval reached; else None.
    """

    scenario: Scenario
    digest: str
    seed: int
    version: str
    variants: tuple[VariantInfo, ...]
    summary: Table
    comparison: Table
    replications: Table
    ports: dict[str, Port]
    not_applicable: dict[tuple[str, str, str], Text]
    references: tuple[Reference, ...]
    engine: str
    n_replications: int
    half_width: float | None = None
    recovery: Table = field(default_factory=lambda: columns(RECOVERY, []))


def run_study(
    scenario: Scenario,
    *,
    digest: str | None = None,
    others: Sequence[Other] = (),
    engine: str = DEFAULT,
    jobs: int | None = None,
    seed: int | None = None,
    replications: int | None = None,
    precision: float | None = None,
    max_replications: int = MAX_REPLICATIONS,
    progress: Callable[[Progress], None] | None = None,
) -> StudyResult:
    """Run a scenario and its variants.

    Parameters
    ----------
    digest
        Of the resolved scenario as the door gives it; None = made from the scenario itself.
    others
        Further scenarios, compared with this one as variants.
    jobs
        Processes; 1 = none but this one, None = as is worth it. The result does not depend on it.
    seed, replications
        Instead of the scenario's.
    precision
        Replications are added until every mean clock's half interval is at most this share of it.
    progress
        Told now and then how far the study is.

    Raises
    ------
    ScenarioError, UsageError
        If something cannot be drawn or paired, or there is no such reform or engine.
    """
    engine_called(engine)
    digest = digest or hashlib.sha256(scenario.model_dump_json().encode()).hexdigest()
    scenario, changed = _as_asked(scenario, seed=seed, replications=replications)
    limits = _limits(scenario, precision, max_replications)
    if precision is not None:
        changed |= {"precision": precision, "max_replications": max_replications}
    alternatives = prepare(scenario, others)
    run = partial(run_jobs, alternatives.ports, engine=engine, processes=jobs, progress=progress)
    samples, reduced, widest = _replicate(alternatives, limits, run)
    return StudyResult(
        scenario=scenario,
        digest=_identity(digest, changed, others), seed=scenario.seed, version=__version__,
        variants=alternatives.variants,
        summary=stack([summarise(sample) for sample in samples.values()]),
        comparison=_comparison(alternatives, samples, reduced),
        replications=stack([list_replications(sample) for sample in samples.values()]),
        ports={own.port: own.whole for own in alternatives.ports},
        not_applicable=alternatives.not_applicable,
        references=tuple(scenario.references),
        engine=engine,
        n_replications=len(next(iter(samples.values())).values),
        half_width=widest,
        recovery=_recovery(alternatives, reduced),
    )  # fmt: skip


def _as_asked(scenario: Scenario, **asked: int | None) -> tuple[Scenario, dict[str, Any]]:
    """Give the scenario with what was asked for instead of its own values, and what that changed."""
    changed = {name: value for name, value in asked.items() if value not in (None, getattr(scenario, name))}
    return scenario.model_copy(update=changed), dict(changed)


class Limits(NamedTuple):
    """Say how many replications to begin with, and with a precision asked for, how many at most."""

    first: int
    precision: float | None
    most: int


def _limits(scenario: Scenario, precision: float | None, most: int) -> Limits:
    if precision is None:
        return Limits(scenario.replications, None, 0)
    return Limits(min(FIRST_REPLICATIONS, most), precision, most)


_Place = tuple[int, int]
"""Positions of a variant and a port."""
_Reduced = Mapping[_Place, Sequence[Reduced]]
"""All replications of a variant at a port."""


def _replicate(
    alternatives: Alternatives, limits: Limits, more: Callable[[list[Job]], Done]
) -> tuple[dict[_Place, Sample], _Reduced, float | None]:
    """Run replications until there are enough; give samples and replications by variant and port."""
    done: Done = {}
    count = limits.first
    while True:
        wanted = [Job(port, one) for one in range(count) for port in range(len(alternatives.ports))]
        done |= more([job for job in wanted if job not in done])
        samples: dict[_Place, Sample] = {}
        reduced: dict[_Place, list[Reduced]] = {}
        for variant, info in enumerate(alternatives.variants):
            for port, own in enumerate(alternatives.ports):
                reduced[variant, port] = [done[Job(port, one)][variant] for one in range(count)]
                samples[variant, port] = gather(info.key, own.port, reduced[variant, port])
        if limits.precision is None:
            return samples, reduced, None
        widest = relative_half_width(samples.values())
        enough = replications_next(count, widest, limits.precision, limits.most)
        if enough == count:
            return samples, reduced, widest
        count = enough


def _comparison(alternatives: Alternatives, samples: Mapping[_Place, Sample], reduced: _Reduced) -> Table:
    tables = [
        compare(
            samples[0, port],
            samples[variant, port],
            [one.pairs for one in reduced[variant, port]],
            own.applicable[variant],
        )
        for variant in range(1, len(alternatives.variants))
        for port, own in enumerate(alternatives.ports)
    ]
    return stack(tables) if tables else columns(COMPARISON, [])


def _recovery(alternatives: Alternatives, reduced: _Reduced) -> Table:
    tables = [columns(RECOVERY, [])]
    for variant, info in enumerate(alternatives.variants):
        for port, own in enumerate(alternatives.ports):
            if (event := own.disturbances[variant]) is not None:
                before, after = ([one.aftermaths[event] for one in reduced[at, port]] for at in (0, variant))
                tables.append(recover(info.key, own.port, event, before, after))
    return stack(tables)


def _identity(base: str, changed: Mapping[str, Any], others: Sequence[Other]) -> str:
    """Give the digest of what was run: the scenario's own, unless something was asked for beside it."""
    if not changed and not others:
        return base
    beside = [f"{name}={value!r}" for name, value in sorted(changed.items())]
    beside += [f"{other.key}={other.scenario.model_dump_json()}" for other in others]
    return hashlib.sha256("\n".join([base, *beside]).encode()).hexdigest()
