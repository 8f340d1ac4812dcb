"""Prepare what a study compares: at every port the baseline's draft and one for each variant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from clearance_sim.analysis.recovery import Disturbance, disturbance
from clearance_sim.errors import Text, UsageError
from clearance_sim.plan.draft import Draft
from clearance_sim.plan.drafting import drafts
from clearance_sim.reforms.package import BASELINE, apply_package, variant_calls
from clearance_sim.scenario.flows import Flow
from clearance_sim.scenario.port import Port
from clearance_sim.scenario.study import Scenario

BASELINE_TITLE: Final = Text(zh="基准", en="Baseline")


@dataclass(frozen=True)
class VariantInfo:
    """Name one variant and the reforms that it adds; the first of a study is the baseline."""

    key: str
    title: Text
    reforms: tuple[str, ...]


@dataclass(frozen=True)
class Other:
    """Hold a further scenario, of its own file, that is compared with the baseline as a variant."""

    key: str
    title: Text
    scenario: Scenario


@dataclass(frozen=True)
class PortAlternatives:
    """Hold one port under every variant.

    Attributes
    ----------
    drafts
        In the order of the variants, the baseline first.
    same_as
        For each variant the first variant with an equal draft: what no reform touches is not run again.
    applicable
        For each variant, whether one of its reforms has something to act on here.
    targets
        By flow, (clock, ticks) of the study's targets.
    disturbances
        For each variant the events that it has and the baseline has not.
    """

    port: str
    drafts: tuple[Draft, ...]
    same_as: tuple[int, ...]
    applicable: tuple[bool, ...]
    targets: Mapping[str, Sequence[tuple[str, int]]]
    disturbances: tuple[Disturbance | None, ...]

    @property
    def whole(self) -> Port:
        """Give the baseline's port with all that only variants have: reports name stations and flows by it."""
        whole = self.drafts[0].port
        for kind in ("staff", "stations", "yards", "flows"):
            held = {name: each for draft in reversed(self.drafts) for name, each in getattr(draft.port, kind).items()}
            own = getattr(whole, kind)
            more = {name: each for name, each in held.items() if name not in own}
            whole = whole.model_copy(update={kind: own | more})
        flows = {name: self._excluding(name, flow) for name, flow in whole.flows.items()}
        return whole.model_copy(update={"flows": flows})

    def _excluding(self, name: str, flow: Flow) -> Flow:
        """Give a flow with every regime that a variant leaves out of the customs clocks."""
        flows = (draft.port.flows.get(name) for draft in self.drafts)
        excluded = dict.fromkeys(regime for each in flows if each is not None for regime in each.marks.excluded)
        return flow.model_copy(update={"marks": flow.marks.model_copy(update={"excluded": list(excluded)})})

    def watched(self, variant: int) -> list[Disturbance]:
        """List the events that a variant is followed through: its own, and for the baseline all of them."""
        own = self.disturbances if variant == 0 else self.disturbances[variant : variant + 1]
        return list(dict.fromkeys(event for event in own if event is not None))


@dataclass(frozen=True)
class Alternatives:
    """Hold all that a study compares, before anything is drawn."""

    variants: tuple[VariantInfo, ...]
    ports: tuple[PortAlternatives, ...]
    not_applicable: dict[tuple[str, str, str], Text]


def prepare(scenario: Scenario, others: Sequence[Other] = ()) -> Alternatives:
    """Apply every variant's reforms at every port.

    Raises
    ------
    ScenarioError
        If a reform is unknown, wrongly set, or told to act where it has nothing to act on.
    UsageError
        If a further scenario has other ports or another period, so that nothing could be paired.
    """
    variants: list[VariantInfo] = []
    by_port: dict[str, list[Draft]] = {name: [] for name in scenario.ports}
    applicable: dict[str, list[bool]] = {name: [] for name in scenario.ports}
    reasons: dict[tuple[str, str, str], Text] = {}
    for key, title, source, calls_of in _alternatives(scenario, others):
        calls = variant_calls(source, calls_of)
        # A variant is judged by what it adds; the reforms of the baseline apply under it as well.
        added = [call for call in calls if call.layer] or calls
        own = tuple(dict.fromkeys(call.name for call in added))
        variants.append(VariantInfo(key, title, own))
        for port, draft in drafts(source).items():
            packaged = apply_package(replace(draft, seed=scenario.seed), calls)
            by_port[port].append(packaged.draft)
            reasons |= {(key, port, reform): text for reform, text in packaged.not_applicable.items()}
            idle = bool(own) and set(own) <= packaged.not_applicable.keys()
            applicable[port].append(not idle)
    targets: dict[str, list[tuple[str, int]]] = {}
    for target in scenario.targets:
        limits = targets.setdefault(target.flow, [])
        if (target.clock, target.at_most) not in limits:
            limits.append((target.clock, target.at_most))
    ports = tuple(
        PortAlternatives(
            port,
            tuple(own),
            _same(own),
            tuple(applicable[port]),
            targets,
            tuple(disturbance(own[0], draft) for draft in own),
        )
        for port, own in by_port.items()
    )
    return Alternatives(tuple(variants), ports, reasons)


def _alternatives(scenario: Scenario, others: Sequence[Other]) -> list[tuple[str, Text, Scenario, str]]:
    """List key, title, scenario and the variant whose reforms count, the baseline first."""
    listed = [(BASELINE, BASELINE_TITLE, scenario, BASELINE)]
    listed += [(key, variant.title.text, scenario.under(key), key) for key, variant in scenario.variants.items()]
    for other in others:
        if set(other.scenario.ports) != set(scenario.ports) or other.scenario.period != scenario.period:
            raise UsageError(
                Text(zh=f"{other.key} 与基准的口岸或时段不同，无法逐车配对",
                     en=f"{other.key} has other ports or another period than the baseline: nothing can be paired")
            )  # fmt: skip
        if any(other.key == key for key, *_ in listed):
            raise UsageError(Text(zh=f"方案 {other.key} 出现两次", en=f"variant {other.key!r} is given twice"))
        listed.append((other.key, other.title, other.scenario, BASELINE))
    return listed


def _same(own: Sequence[Draft]) -> tuple[int, ...]:
    return tuple(next(i for i, other in enumerate(own) if other == draft) for draft in own)
