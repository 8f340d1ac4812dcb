"""Recovery from an event is told alike in the table, the JSON and the workbook, in both languages."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest

from clearance_sim.experiments.study import StudyResult, run_study
from clearance_sim.report.json_form import json_form
from clearance_sim.report.reader import Reader
from clearance_sim.report.tables import table_text
from clearance_sim.report.workbook.book import write_workbook
from clearance_sim.scenario.study import Scenario


def study(days: int) -> StudyResult:
    """One truck an hour at a gate that takes 40 minutes, closed for so many days: 12 a day are worked off."""
    flow = {
        "mode": "road", "direction": "export", "cargo": "general", "arrivals": {"renewal": {"gap": {"fixed": "1 h"}}},
        "steps": {"gate": {"station": "gate", "handling": {"fixed": "40 min"}, "after": []}},
    }  # fmt: skip
    port = {"title": {"zh": "实验", "en": "Lab"}, "stations": {"gate": {"lanes": 1}}, "flows": {"trucks": flow}}
    stop = {"title": {"zh": "封关", "en": "closure"}, "from": "2019-03-03", "to": f"2019-03-{2 + days:02}",
            "close": ["gate"]}  # fmt: skip
    closed = {"title": {"zh": "封关方案", "en": "Closed"}, "changes": {"lab": port | {"events": {"stop": stop}}}}
    return run_study(Scenario.model_validate({
        "title": "t", "ports": {"lab": port}, "period": {"from": "2019-03-01", "to": "2019-03-15"},
        "replications": 2, "variants": {"closed": closed},
    }), jobs=1)  # fmt: skip


@pytest.mark.parametrize(("language", "words"), [("zh", "封关之后的恢复"), ("en", "recovery from closure")])
def test_the_table_tells_the_longest_queue_and_the_days(language: str, words: str) -> None:
    text = table_text(study(2), language, 150)
    block = text[text.index(words) :].splitlines()
    (trucks,) = [line for line in block if line.strip().startswith(("全部车辆", "All trucks"))]
    assert trucks.split()[-5:] == ["0.0", "48.0", "48.0", "4.0", "4.0"]


def test_the_json_has_the_same_numbers() -> None:
    told = json_form(study(2))["ports"]["lab"]["recovery"]["closed"]
    assert told["events"] == ["stop"]
    assert told["title"] == {"zh": "封关", "en": "closure"}
    queue = told["queues"]["truck"]
    assert queue == told["queues"]["lab.road.export.general"]
    assert queue["peak_queue_vehicles"]["mean"] == 48
    assert queue["queue_recovery_days"]["mean"] == 4
    assert queue["queue_recovery_days"]["flag"] == ""


def test_what_has_not_recovered_is_a_lower_bound_without_an_interval() -> None:
    result = study(8)
    days = json_form(result)["ports"]["lab"]["recovery"]["closed"]["queues"]["truck"]["queue_recovery_days"]
    assert (days["mean"], days["low"], days["high"], days["flag"]) == (5, None, None, "at_least")
    assert "≥ 5.0" in table_text(result, "en", 150)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_workbook_has_a_sheet_of_it_only_where_a_variant_has_an_event(tmp_path: Path, language: str) -> None:
    path = tmp_path / "book.xlsx"
    write_workbook(Reader(study(2)), path, language)
    sheets = ZipFile(path).read("xl/workbook.xml").decode()
    assert ("恢复" if language == "zh" else "Recovery") in sheets
    assert ("最长排队" if language == "zh" else "Longest queue") in ZipFile(path).read(
        "xl/sharedStrings.xml"
    ).decode()
