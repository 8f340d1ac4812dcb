"""Run small studies through the whole line: same numbers however they are run, paired and neutral."""

from __future__ import annotations

import hashlib
import pickle
import subprocess
import sys
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from clearance_sim.analysis.comparison import COMPARISON
from clearance_sim.analysis.summary import REPLICATIONS, SUMMARY
from clearance_sim.analysis.tables import Table, where
from clearance_sim.errors import Problem, ScenarioError, Text, UsageError
from clearance_sim.experiments.alternatives import Other, prepare
from clearance_sim.experiments.following import follow
from clearance_sim.experiments.precision import replications_next
from clearance_sim.experiments.study import Progress, StudyResult, run_study
from clearance_sim.scenario.study import Scenario

FLOW = "lab.road.export.fresh_produce"


def scenario(lanes: int = 1, **changes: Any) -> Scenario:
    """A gate of so many lanes for one truck every three minutes on average, handled in 2.7."""
    rate = changes.pop("rate", "20/h")
    flow = {
        "mode": "road", "direction": "export", "cargo": "fresh_produce", "arrivals": {"poisson": {"rate": rate}},
        "steps": {
            "papers": {"handling": {"fixed": "2 min"}, "per": "declaration", "party": "customs",
                       "role": "declaration", "after": []},
            "gate": {"station": "gate", "handling": {"exponential": "2.7 min"}, "after": ["papers"]},
        },
        "marks": {"released": "papers"},
    }  # fmt: skip
    port = {"title": "lab", "stations": {"gate": {"lanes": lanes}}, "flows": {"produce": flow}}
    whole = {"title": "lab", "ports": {"lab": port}, "period": {"length": "2 d"}, "replications": 4, "seed": 5}
    return Scenario.model_validate(whole | changes)


def two_gates() -> list[Other]:
    more = scenario(lanes=2)
    return [Other("two", more.title.text, more)]


def same(one: Table, other: Table) -> bool:
    return all(
        np.array_equal(one[name], other[name], equal_nan=one[name].dtype.kind == "f") for name in one
    ) and list(one) == list(other)


def digest(table: Table) -> str:
    hasher = hashlib.sha256()
    for name, column in table.items():
        hasher.update(name.encode())
        hasher.update(repr(column.tolist()).encode() if column.dtype == object else column.tobytes())
    return hasher.hexdigest()


def row(table: Table, **equal: str) -> dict[str, Any]:
    found = where(table, **equal)
    assert len(found["measure"]) == 1
    return {name: column[0] for name, column in found.items()}


@pytest.fixture(scope="module")
def study() -> StudyResult:
    return run_study(scenario(), others=two_gates(), jobs=1)


def test_two_processes_give_the_same_bytes_as_one(study: StudyResult) -> None:
    again = run_study(scenario(), others=two_gates(), jobs=2)
    for name in ("summary", "comparison", "replications"):
        assert same(getattr(study, name), getattr(again, name)), name
        assert digest(getattr(study, name)) == digest(getattr(again, name)), name


def test_tables_have_the_columns_that_reports_read(study: StudyResult) -> None:
    assert list(study.summary) == list(SUMMARY)
    assert list(study.comparison) == list(COMPARISON)
    assert list(study.replications) == list(REPLICATIONS)
    assert [info.key for info in study.variants] == ["baseline", "two"]


def test_a_second_lane_shortens_the_crossing_and_nobody_is_slower(study: StudyResult) -> None:
    found = row(study.comparison, flow=FLOW, measure="crossing_hours", statistic="mean")
    assert found["verdict"] == "shortened"
    assert found["difference"] == pytest.approx(found["value"] - found["baseline"], abs=1e-12)
    # One station, one class, equal lanes: a lane more makes no truck slower (rule 20).
    assert (found["slower_share"], found["slower_high"]) == (0.0, 0.0)


def test_common_chances_narrow_the_interval_of_the_difference(study: StudyResult) -> None:
    papers = row(study.comparison, flow=FLOW, measure="clearance_hours", statistic="p90")
    assert (papers["difference"], papers["verdict"]) == (0.0, "no_difference")
    crossing = row(study.comparison, flow=FLOW, measure="crossing_hours", statistic="mean")
    assert crossing["correlation"] > 0.5


def test_the_summary_is_the_mean_of_the_replications(study: StudyResult) -> None:
    each = where(study.replications, variant="two", measure="wait_hours", item="gate", flow="")
    assert each["replication"].tolist() == [0, 1, 2, 3]
    told = row(study.summary, variant="two", measure="wait_hours", item="gate", flow="")
    assert told["mean"] == pytest.approx(each["value"].mean(), rel=1e-12)
    assert told["replications"] == 4


def test_more_replications_leave_the_first_ones_as_they_were(study: StudyResult) -> None:
    more = run_study(scenario(), jobs=1, replications=6)
    first = where(study.replications, variant="baseline")
    keep = more.replications["replication"] < 4
    assert same(first, {name: column[keep] for name, column in more.replications.items()})


def test_a_variant_whose_reforms_have_nothing_to_act_on_is_not_applicable() -> None:
    variants = {"idle": {"title": "idle", "reforms": [{"joint_inspection": {}}]}}
    found = run_study(scenario(variants=variants), jobs=1, replications=2)
    assert set(found.comparison["verdict"]) == {"not_applicable"}
    assert ("idle", "lab", "joint_inspection") in found.not_applicable


def test_a_variant_is_judged_by_what_it_adds_to_the_baseline_s_own_reforms() -> None:
    variants = {"idle": {"title": "idle", "reforms": [{"joint_inspection": {}}]}}
    found = prepare(scenario(variants=variants, reforms=[{"green_lanes": {}}]))
    assert [info.reforms for info in found.variants] == [("green_lanes",), ("joint_inspection",)]
    assert found.ports[0].applicable == (True, False)


def test_what_no_reform_touches_is_run_once(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = []
    monkeypatch.setattr("clearance_sim.experiments.replicate.draw", _counting(drawn))
    others = [Other("same", scenario().title.text, scenario())]
    found = run_study(scenario(), others=others, jobs=1, replications=2)
    assert drawn == [0, 1]
    assert set(found.comparison["verdict"]) == {"no_difference"}


def _counting(drawn: list[int]) -> Any:
    from clearance_sim.plan.drawing import draw

    def counted(draft: Any, replication: int, known: Any = None) -> Any:
        drawn.append(replication)
        return draw(draft, replication, known)

    return counted


def test_an_overloaded_gate_is_named_saturated_with_its_growth() -> None:
    found = run_study(scenario(rate="30/h", period={"length": "10 d"}), jobs=1)
    crossing = row(found.summary, flow=FLOW, measure="crossing_hours", statistic="p90")
    assert crossing["flag"] == "saturated"
    assert np.isnan(crossing["mean"])
    growing = row(found.summary, measure="saturation_per_day")
    # 720 come a day, 533.3 can be served: 186.7 more wait every day.
    assert growing["item"] == "gate"
    assert growing["low"] <= 720 - 1440 / 2.7 <= growing["high"]


def test_an_error_of_a_worker_reaches_the_user_with_both_its_sentences() -> None:
    error = ScenarioError(Problem(("ports", "lab"), Text(zh="错", en="wrong")), Text(zh="也错", en="also wrong"))
    travelled = pickle.loads(pickle.dumps(error))
    assert type(travelled) is ScenarioError
    assert list(travelled.problems) == list(error.problems)


def test_replications_are_added_until_the_precision_is_reached() -> None:
    wide = run_study(scenario(), jobs=1, precision=0.9)
    assert wide.n_replications == 10
    assert wide.half_width is not None
    assert wide.half_width <= 0.9
    cut = run_study(scenario(), jobs=1, precision=0.001, max_replications=12)
    assert cut.n_replications == 12
    assert cut.half_width is not None
    assert cut.half_width > 0.001


def test_the_number_of_replications_never_shrinks_nor_more_than_doubles() -> None:
    for done in (10, 40, 499):
        for widest in (0.051, 0.5, float("inf")):
            assert done < replications_next(done, widest, 0.05, 500) <= min(500, 2 * done)


def test_progress_is_told_to_the_end() -> None:
    told: list[Progress] = []
    run_study(scenario(), jobs=1, progress=told.append)
    assert [one.done for one in told] == [1, 2, 3, 4]
    assert {one.total for one in told} == {4}
    assert told[-1].seconds_left == 0


def test_the_digest_is_the_scenario_s_own_unless_something_is_asked_beside_it() -> None:
    own = "ab" * 32
    assert run_study(scenario(), digest=own, jobs=1, replications=4, seed=5).digest == own
    other = run_study(scenario(), digest=own, jobs=1, seed=6)
    assert other.digest != own
    assert other.seed == other.scenario.seed == 6
    assert len(other.digest) == 64


def test_a_scenario_that_cannot_be_paired_is_refused() -> None:
    longer = scenario(period={"length": "3 d"})
    with pytest.raises(UsageError, match="another period"):
        prepare(scenario(), [Other("long", longer.title.text, longer)])
    with pytest.raises(UsageError, match="given twice"):
        prepare(scenario(), [*two_gates(), *two_gates()])


def test_an_unknown_engine_is_refused_before_anything_runs() -> None:
    with pytest.raises(UsageError, match="no engine 'dream'"):
        run_study(scenario(), engine="dream")


def test_a_followed_replication_is_the_study_s_own(study: StudyResult) -> None:
    runs = list(follow(scenario(), 2, others=two_gates()))
    assert [run.variant for run in runs] == ["baseline", "two"]
    entities = where(study.replications, variant="two", measure="entities", item="")
    assert entities["value"][2] == len(runs[1].plan.flows[0].entry)


def test_work_of_workers_that_died_is_done_again(study: StudyResult, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def dying(ports: Any, batches: Any, engine: str, workers: int) -> Any:
        asked.append(workers)
        raise BrokenProcessPool
        yield

    monkeypatch.setattr("clearance_sim.experiments.workforce._in_pool", dying)
    again = run_study(scenario(), others=two_gates(), jobs=3)
    assert asked == [3]
    assert same(study.summary, again.summary)


SLOW_STUDY = """
import os, sys, time, signal, multiprocessing
sys.path.insert(0, {folder!r})
from test_study import scenario
from clearance_sim.experiments.study import run_study
from clearance_sim.experiments.workforce import Progress

def told(progress: Progress) -> None:
    if progress.done > 1:
        os.kill(os.getpid(), signal.SIGINT)

if __name__ == "__main__":
    # Whoever starts the tests in the background has Ctrl-C ignored, and children inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        run_study(scenario(period={{"length": "20 d"}}), jobs=2, replications=200, progress=told)
    except KeyboardInterrupt:
        # The pool's own thread may have collected a worker that has ended, and be about to say so.
        for _ in range(1000):
            if not multiprocessing.active_children():
                break
            time.sleep(0.01)
        print("interrupted", len(multiprocessing.active_children()))
"""


def test_ctrl_c_ends_the_study_and_its_workers_at_once(tmp_path: Path) -> None:
    script = tmp_path / "slow_study.py"
    script.write_text(SLOW_STUDY.format(folder=str(Path(__file__).parent)), encoding="utf-8")
    ended = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=60, check=False)
    assert ended.stdout.split() == ["interrupted", "0"], ended.stderr
    assert "Traceback" not in ended.stderr
