"""Carry out what `run` and `compare` share: run the study, leave the results, print, judge the conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clearance_sim.cli.asked import Asked, refuse_untestable, refuse_wrong_reforms
from clearance_sim.cli.progress import shown_progress
from clearance_sim.cli.wishes import Wishes
from clearance_sim.errors import TargetMissed, Text

if TYPE_CHECKING:
    from clearance_sim.experiments.study import StudyResult


def answer(asked: Asked, wishes: Wishes, *, trace: bool = False) -> None:
    """Run, write, print; fail at the end if a stated target is missed, when everything is already written."""
    from clearance_sim.cli.forewarned import print_warnings
    from clearance_sim.cli.results import leave_results, refuse_strange_folder
    from clearance_sim.cli.words import print_equal, print_json, print_tables

    refuse_wrong_reforms(asked.loaded, asked.scenario)
    refuse_untestable(asked, wishes.conditions)
    if wishes.out is not None:
        refuse_strange_folder(wishes.out)
    with asked.loaded.locating():
        print_warnings(asked.loaded, asked.scenario, wishes.language)
    result = _simulate(asked, wishes)
    if wishes.engine == "both":
        print_equal(wishes.language)
    left = leave_results(result, asked, wishes, trace=trace)
    if wishes.as_json:
        print_json(result, left)
    else:
        print_tables(result, asked, left, wishes.language)
    _judge(result, wishes)


def _simulate(asked: Asked, wishes: Wishes) -> StudyResult:
    from clearance_sim.experiments.study import run_study

    with shown_progress(wishes.language) as progress, asked.loaded.locating():
        return run_study(
            asked.scenario,
            digest=asked.loaded.digest if asked.is_whole_file else None,
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
