"""Leave the result folder: tables, resolved scenario, manifest, report, and on request the event log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from clearance_sim.cli.asked import Asked
from clearance_sim.cli.language import LANGUAGES
from clearance_sim.cli.wishes import Wishes
from clearance_sim.errors import Text, UsageError

if TYPE_CHECKING:
    from clearance_sim.experiments.study import StudyResult
    from clearance_sim.store.event_log import Followed


class Left(NamedTuple):
    """Hold what a call leaves behind: its folder, and the stories of those who were followed."""

    folder: Path
    stories: tuple[str, ...]


def refuse_strange_folder(path: Path) -> None:
    """Refuse to replace a folder that holds something else than results of this tool."""
    if path.is_dir() and any(path.iterdir()) and not (path / "manifest.json").is_file():
        raise UsageError(
            Text(
                zh=f"--out {path}：文件夹里有别的东西，不会覆盖；请给一个新的或空的文件夹",
                en=f"--out {path} holds other things and is not replaced; name a new or an empty folder",
            )
        )


def leave_results(result: StudyResult, asked: Asked, wishes: Wishes, *, trace: bool) -> Left:
    """Write everything into a folder that appears when it is whole."""
    from clearance_sim.cli.data_copies import with_data_beside
    from clearance_sim.report.briefing import write_report
    from clearance_sim.report.sources import source_rows
    from clearance_sim.store.folder import building, folder_name
    from clearance_sim.store.results import write_results

    place = wishes.out or Path("results") / folder_name(asked.name, result.digest)
    stories: tuple[str, ...] = ()
    absolute = place.resolve()
    with building(absolute.parent, absolute.name) as folder:
        tables = {
            "measures": result.summary, "replications": result.replications, "comparison": result.comparison,
        }  # fmt: skip
        resolved = with_data_beside(_resolved(result, asked), asked.loaded, folder)
        write_results(folder, _manifest(result, asked), resolved, tables)
        # The caller's language first: its workbook has the plain name.
        languages = sorted(LANGUAGES, key=lambda language: language != wishes.language)
        write_report(result, folder, languages, source_rows(asked.loaded), wishes.jobs)
        if trace:
            stories = _follow_the_first(result, folder, wishes)
    return Left(place, stories)


def _manifest(result: StudyResult, asked: Asked) -> dict[str, Any]:
    title = result.scenario.title
    return {
        "format": 1,
        "tool_version": result.version,
        "digest": result.digest,
        "scenario": asked.name,
        "scenario_digest": asked.loaded.digest,
        "other_digests": dict(asked.other_digests),
        "title": {"zh": title.zh, "en": title.en},
        "seed": result.seed,
        "engine": result.engine,
        "replications": result.n_replications,
        "variants": [
            {"key": variant.key, "title": variant.title._asdict(), "reforms": list(variant.reforms)}
            for variant in result.variants
        ],
    }


def _resolved(result: StudyResult, asked: Asked) -> dict[str, Any]:
    """Give the tree that would run the same again, with what the command line said in it."""
    tree = {**asked.loaded.resolved, "seed": result.seed, "replications": result.n_replications}
    if not asked.is_whole_file:
        for key in ("variants", "ladders", "investment_years"):
            tree.pop(key, None)
    return tree


def _follow_the_first(result: StudyResult, folder: Path, wishes: Wishes) -> tuple[str, ...]:
    """Write the first replication's event log and give the stories of one truck and one train."""
    from clearance_sim.experiments.following import follow
    from clearance_sim.report.story import one_truck_and_one_train, tell
    from clearance_sim.store.event_log import write_event_log
    from clearance_sim.store.results import TRACE_FILE

    stories: dict[str, str] = {}

    def listening() -> Iterator[Followed]:
        for run in follow(result.scenario, engine=wishes.engine):
            port = result.scenario.ports[run.plan.port]
            for flow, unit in one_truck_and_one_train(run.plan, run.trace):
                if flow.unit_kind not in stories:
                    stories[flow.unit_kind] = tell(run.plan, run.trace, port, flow, unit, wishes.language)
            yield run

    write_event_log(folder / TRACE_FILE, listening())
    return tuple(stories.values())
