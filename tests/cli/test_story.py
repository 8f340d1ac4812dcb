"""One truck's and one train's story can be followed, in words and in the event log, and they agree."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from clearance_sim.analysis.bounds import exits
from clearance_sim.clock import NEVER
from clearance_sim.engine import run
from clearance_sim.plan.draft import Draft
from clearance_sim.plan.drafting import drafts
from clearance_sim.plan.drawing import draw
from clearance_sim.plan.plan import Plan
from clearance_sim.plan.trace import Trace
from clearance_sim.report.story import chapters, one_truck_and_one_train, tell
from clearance_sim.scenario.study import Scenario
from clearance_sim.store.event_log import Followed, write_event_log
from clearance_sim.store.parquet import read_parquet

PORT: dict[str, Any] = {
    "title": {"zh": "小口岸", "en": "Small port"},
    "stations": {
        "gate": {"title": {"zh": "卡口", "en": "Gate"}, "lanes": 1, "party": "border_police"},
        "office": {"title": {"zh": "审单窗口", "en": "Papers office"}, "lanes": 1},
        "crane": {"title": {"zh": "吊机", "en": "Crane"}, "lanes": 2, "party": "terminal"},
    },
    "flows": {
        "trucks": {
            "mode": "road", "direction": "import", "cargo": "general",
            "arrivals": {"renewal": {"gap": "1 h"}},
            "steps": {
                "gate": {"station": "gate", "handling": "10 min"},
                "papers": {"station": "office", "per": "declaration", "after": [], "handling": "25 min"},
                "scan": {"station": "gate", "share": "0 %", "after": ["gate"], "handling": "5 min"},
                "leave": {"after": ["scan", "papers"], "handling": "1 min", "party": "trader"},
            },
        },
        "trains": {
            "mode": "rail", "direction": "import", "cargo": "container", "unit": "train", "boxes": 5,
            "arrivals": {"renewal": {"gap": "10 h"}},
            "steps": {
                "lift": {"station": "crane", "per": "box", "handling": "4 min"},
                "away": {"handling": "30 min", "party": "terminal"},
            },
        },
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def day() -> tuple[Draft, Plan, Trace]:
    scenario = Scenario.model_validate(
        {"title": "a day", "period": {"from": "2019-03-01", "length": "1 d"}, "ports": {"small": PORT}}
    )
    draft = drafts(scenario)["small"]
    plan = draw(draft, 0)
    return draft, plan, run(plan)


def test_story_of_a_truck_is_what_pencil_and_paper_give(day: tuple[Draft, Plan, Trace]) -> None:
    # Arrives at 01:00; gate until 01:10; papers until 01:25 side by side; away at 01:26.
    draft, plan, trace = day
    flow, unit = one_truck_and_one_train(plan, trace)[0]
    assert tell(plan, trace, draft.port, flow, unit, "en").splitlines() == [
        "Small port·trucks, truck no. 1 (unit 0 in the event log): arrived 2019-03-01 01:00, left 2019-03-01 01:26, stayed 0:26",
        "  ready        started      ended          waited  handled  step",
        "  03-01 01:00  03-01 01:00  03-01 01:10      0:00     0:10  gate (Gate)",
        "  03-01 01:00  03-01 01:00  03-01 01:25      0:00     0:25  papers (Papers office)",
        "  03-01 01:25  03-01 01:25  03-01 01:26      0:00     0:01  leave",
        "  stay 0:26 = Trader or agent handling 0:01, Border police handling 0:10, waiting for papers 0:15",
    ]


def test_story_of_a_train_gathers_its_boxes(day: tuple[Draft, Plan, Trace]) -> None:
    # Five boxes at two cranes: three rounds of 4 min; they wait 0, 0, 4, 4 and 8 min.
    draft, plan, trace = day
    flow, unit = one_truck_and_one_train(plan, trace)[1]
    story = tell(plan, trace, draft.port, flow, unit, "zh")
    assert "第 1 列（事件记录中 unit 0）：2019-03-01 10:00 到达，2019-03-01 10:42 离开，停留 0:42" in story
    assert "共 5 箱" in story
    lift = chapters(plan, trace, flow, unit)[0]
    assert (lift.rows, lift.end - lift.start, lift.waited) == (5, 12 * 60_000, 3.2 * 60_000)


def read_log(folder: Path, plan: Plan, trace: Trace) -> dict[str, Any]:
    write_event_log(folder / "trace.parquet", [Followed("baseline", plan, trace)])
    return read_parquet(folder / "trace.parquet")


def test_skipped_steps_are_rows_of_the_log_but_no_part_of_the_story(
    day: tuple[Draft, Plan, Trace], tmp_path: Path
) -> None:
    _, plan, trace = day
    flow, unit = one_truck_and_one_train(plan, trace)[0]
    assert [chapter.step.name for chapter in chapters(plan, trace, flow, unit)] == ["gate", "papers", "leave"]
    log = read_log(tmp_path, plan, trace)
    scans = log["step"] == "scan"
    assert scans.any() and not log["taken"][scans].any()


def test_event_log_has_every_row_once_and_the_same_times(day: tuple[Draft, Plan, Trace], tmp_path: Path) -> None:
    _, plan, trace = day
    log = read_log(tmp_path, plan, trace)
    assert {len(column) for column in log.values()} == {plan.n_rows}
    happened = trace.end != NEVER
    assert (np.isnat(log["end"]) == ~happened).all()
    # The log follows flows and steps in order, as the rows do.
    assert (log["end"][happened].astype("datetime64[ms]").astype(np.int64) - plan.origin == trace.end[happened]).all()
    assert str(log["ready"][0].astype("datetime64[s]")) == "2019-02-28T17:00:00"  # 01:00 in Shanghai


def test_story_is_told_only_of_those_who_left(day: tuple[Draft, Plan, Trace]) -> None:
    _, plan, trace = day
    for flow, unit in one_truck_and_one_train(plan, trace):
        assert exits(flow, trace)[unit] != NEVER
