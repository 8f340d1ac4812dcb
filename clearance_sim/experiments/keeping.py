"""Keep a study's result in a folder: what was run, on what, and all of its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from clearance_sim.experiments.study import StudyResult
from clearance_sim.store.results import write_results


def manifest_of(result: StudyResult) -> dict[str, Any]:
    """Give what a manifest says of a study; no clock time, so that the same study has the same manifest."""
    return {
        "tool": "clearance-sim",
        "version": result.version,
        "digest": result.digest,
        "seed": result.seed,
        "engine": result.engine,
        "replications": result.n_replications,
        "half_width": result.half_width,
        "title": result.scenario.title.text._asdict(),
        "ports": list(result.scenario.ports),
        "variants": [
            {"key": info.key, "title": info.title._asdict(), "reforms": list(info.reforms)}
            for info in result.variants
        ],
        "not_applicable": [
            {"variant": variant, "port": port, "reform": reform, "reason": text._asdict()}
            for (variant, port, reform), text in sorted(result.not_applicable.items())
        ],
    }


def keep_result(result: StudyResult, resolved: Mapping[str, Any], folder: Path) -> None:
    """Write manifest, resolved scenario and the three tables of a study into `folder`.

    Parameters
    ----------
    resolved
        The plain tree of the scenario, as the door gives it.
    folder
        Usually the one that `store.folder.building` gives, so that it appears whole.
    """
    tables = {
        "measures": result.summary, "replications": result.replications, "comparison": result.comparison,
    }  # fmt: skip
    write_results(folder, manifest_of(result), resolved, tables)
