"""What is written is read back equal; the same study gives the same bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from clearance_sim.clock import NEVER
from clearance_sim.errors import UsageError
from clearance_sim.experiments.following import follow
from clearance_sim.experiments.study import StudyResult, run_study
from clearance_sim.scenario.study import Scenario
from clearance_sim.store.event_log import write_event_log
from clearance_sim.store.folder import building
from clearance_sim.store.parquet import read_parquet, write_parquet
from clearance_sim.store.results import Stored, open_result, write_results

TREE = {
    "title": {"zh": "列车", "en": "trains"},
    "period": {"from": "2019-01-01", "length": "2 d"},
    "replications": 2,
    "ports": {
        "lab": {
            "title": "lab",
            "stations": {"crane": {"lanes": 2}, "gate": {"lanes": 1}},
            "flows": {
                "trains": {
                    "mode": "rail", "direction": "import", "cargo": "container", "unit": "train", "boxes": 3,
                    "arrivals": {"poisson": {"rate": "12/d"}},
                    "steps": {
                        "lift": {"station": "crane", "per": "box", "handling": {"exponential": "20 min"}, "share": "50 %"},
                        "wait": {"handling": {"fixed": "5 min"}, "after": ["lift"]},
                        "leave": {"station": "gate", "handling": {"fixed": "1 h"}, "after": ["wait"]},
                    },
                }
            },
        }
    },
    "variants": {"idle": {"title": "空转", "reforms": [{"green_lanes": {}}]}},
}  # fmt: skip


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return Scenario.model_validate(TREE)


@pytest.fixture(scope="module")
def study(scenario: Scenario) -> StudyResult:
    return run_study(scenario, jobs=1)


def write_tables(study: StudyResult, folder: Path) -> None:
    tables = {
        "measures": study.summary, "replications": study.replications, "comparison": study.comparison,
    }  # fmt: skip
    write_results(folder, {"digest": study.digest, "title": "空转"}, TREE, tables)


def keep(study: StudyResult, scenario: Scenario, root: Path) -> Stored:
    with building(root, "lab-0") as folder:
        write_tables(study, folder)
        write_event_log(folder / "trace.parquet", follow(scenario))
    return open_result(root / "lab-0")


def equal(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return list(one) == list(other) and all(
        np.array_equal(one[name], other[name], equal_nan=one[name].dtype.kind == "f") for name in one
    )


def test_tables_are_read_back_equal(study: StudyResult, scenario: Scenario, tmp_path: Path) -> None:
    stored = keep(study, scenario, tmp_path)
    assert equal(study.summary, stored.measures)
    assert equal(study.comparison, stored.comparison)
    assert equal(study.replications, stored.replications)


def test_the_same_study_gives_the_same_bytes(study: StudyResult, scenario: Scenario, tmp_path: Path) -> None:
    def digests(root: Path) -> dict[str, str]:
        folder = keep(run_study(scenario, jobs=1), scenario, root).path
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}

    first = digests(tmp_path / "one")
    assert list(first) == [
        "comparison.parquet", "manifest.json", "measures.parquet", "replications.parquet", "scenario.yaml", "trace.parquet",
    ]  # fmt: skip
    assert first == digests(tmp_path / "two")


def test_the_manifest_says_what_was_run_on_what(study: StudyResult, scenario: Scenario, tmp_path: Path) -> None:
    stored = keep(study, scenario, tmp_path)
    assert stored.manifest["digest"] == study.digest
    assert set(stored.manifest["libraries"]) >= {"python", "numpy", "duckdb", "simpy"}
    assert "空转" in (stored.path / "manifest.json").read_text(encoding="utf-8")
    assert yaml.safe_load((stored.path / "scenario.yaml").read_text(encoding="utf-8")) == json.loads(json.dumps(TREE))


def test_the_event_log_holds_every_row_as_it_was(scenario: Scenario, study: StudyResult, tmp_path: Path) -> None:
    log = keep(study, scenario, tmp_path).trace
    assert log is not None
    runs = list(follow(scenario))
    assert len(log["step"]) == sum(run.plan.n_rows for run in runs)
    run = runs[0]
    here = log["variant"] == "baseline"
    for column in ("ready", "admitted", "start", "end"):
        ticks = getattr(run.trace, column)
        told = log[column][here].astype("datetime64[ms]").astype(np.int64) - run.plan.origin
        assert np.array_equal(np.isnat(log[column][here]), ticks == NEVER)
        assert np.array_equal(told[ticks != NEVER], ticks[ticks != NEVER])
    assert np.array_equal(log["taken"][here], run.plan.takes)
    assert np.array_equal(log["number"][here], run.plan.number)


def test_the_event_log_names_child_station_and_lane(scenario: Scenario, study: StudyResult, tmp_path: Path) -> None:
    log = keep(study, scenario, tmp_path).trace
    assert log is not None
    boxes = log["level"] == "box"
    assert log["child"][boxes][:6].tolist() == [0, 1, 2, 0, 1, 2]
    assert set(log["child"][~boxes]) == {0}
    assert set(log["station"][log["step"] == "wait"]) == {None}
    lifted = boxes & log["taken"] & ~np.isnat(log["start"])
    assert set(log["lane"][lifted]) == {"general"}
    assert set(log["lane"][boxes & ~log["taken"]]) == {None}


def test_a_folder_without_a_manifest_is_no_result(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(UsageError, match="no result folder"):
            open_result(place)


def test_a_result_without_event_log_says_so(study: StudyResult, tmp_path: Path) -> None:
    with building(tmp_path, "lab-1") as folder:
        write_tables(study, folder)
    assert open_result(tmp_path / "lab-1").trace is None


def test_unknown_numbers_and_odd_texts_survive(tmp_path: Path) -> None:
    table = {
        "text": np.array(["", "口岸, \"x\"\n'y'", "NULL"], dtype=object),
        "number": np.array([np.nan, -0.0, 1e300]),
        "count": np.array([-(2**62), 0, 2**62]),
        "flag": np.array([True, False, True]),
    }
    write_parquet(tmp_path / "it's.parquet", [table, table])
    found = read_parquet(tmp_path / "it's.parquet")
    assert equal({name: np.concatenate([column, column]) for name, column in table.items()}, found)
