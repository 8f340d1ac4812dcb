"""Carry out what `run` and `compare` share: run the study, leave the results, print, judge the conditions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from clearance_sim.cli.conditions import BASELINE, refuse_unknown_names
from clearance_sim.cli.progress import shown_progress
from clearance_sim.cli.wishes import Wishes
from clearance_sim.errors import ScenarioError, TargetMissed, Text

if TYPE_CHECKING:
    from clearance_sim.experiments.study import Other, StudyResult
    from clearance_sim.scenario.door import Loaded
    from clearance_sim.scenario.study import Scenario

_WRITTEN: Final = Text(zh="结果在 {folder}", en="results are in {folder}")


@dataclass(frozen=True)
class Asked:
    """Hold what is to be simulated: the file that was opened, the scenario made of it, and further ones."""

    loaded: Loaded
    scenario: Scenario
    others: Sequence[Other]
    name: str


def refuse_wrong_reforms(loaded: Loaded, scenario: Scenario) -> None:
    """Refuse unknown reforms and wrong parameters of every variant at once, with their places in the file."""
    from clearance_sim.reforms.package import check_reforms

    with loaded.locating():
        if problems := check_reforms(scenario):
            raise ScenarioError(*problems)


def answer(asked: Asked, wishes: Wishes, *, trace: bool = False) -> None:
    """Run, write, print; fail at the end if a stated target is missed, when everything is already written."""
    refuse_wrong_reforms(asked.loaded, asked.scenario)
    _refuse_untestable(asked, wishes)
    result = _simulate(asked, wishes)
    _judge(result, wishes)


def _refuse_untestable(asked: Asked, wishes: Wishes) -> None:
    ports = asked.scenario.ports
    flows = [
        f"{name}.{flow.mode}.{flow.direction}.{flow.cargo}"
        for name, port in ports.items()
        for flow in port.flows.values()
    ]
    variants = [BASELINE, *asked.scenario.variants, *(other.key for other in asked.others)]
    for condition in wishes.conditions:
        refuse_unknown_names(condition, [*ports, *flows], variants)


def _simulate(asked: Asked, wishes: Wishes) -> StudyResult:
    from clearance_sim.experiments.study import run_study

    # A run leaves the variants out, so it is another study than the file and has another digest.
    whole = asked.scenario is asked.loaded.scenario
    with shown_progress(wishes.language) as progress, asked.loaded.locating():
        return run_study(
            asked.scenario,
            digest=asked.loaded.digest if whole else None,
            others=asked.others,
            engine=wishes.engine,
            jobs=wishes.jobs,
            seed=wishes.seed,
            replications=wishes.replications,
            precision=wishes.precision,
            max_replications=wishes.max_replications,
            progress=progress,
        )


def _judge(result: StudyResult, wishes: Wishes) -> None:
    missed = [text for condition in wishes.conditions for text in condition.come_true(result.summary)]
    if wishes.precision is not None and result.half_width is not None and result.half_width > wishes.precision:
        missed.append(
            Text(
                zh=f"{result.n_replications} 次重复未达到精度 {wishes.precision:.1%}，只到 {result.half_width:.1%}",
                en=f"precision {wishes.precision:.1%} is not reached by {result.n_replications} replications, "
                f"only {result.half_width:.1%}",
            )
        )
    if missed:
        raise TargetMissed(*missed)
