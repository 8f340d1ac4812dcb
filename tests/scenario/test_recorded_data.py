"""Recorded arrivals and times come from a CSV beside the file that names it, all of it or with every bad row named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from clearance_sim.clock import MINUTE
from clearance_sim.plan.drafting import drafts
from clearance_sim.plan.drawing import draw
from clearance_sim.scenario.csv_files import SHOWN_ROWS
from clearance_sim.scenario.door import Loaded, load
from clearance_sim.scenario.json_schema import editor_schema
from clearance_sim.scenario.located import ScenarioFileError
from clearance_sim.scenario.written_yaml import to_yaml

Write = Callable[..., Path]
RECORDED = """\
extends: one_gate.yaml
period: {from: 2019-01-01, to: 2019-01-31}
ports:
  lab:
    flows:
      produce_out:
        arrivals: {poisson: null, recorded: {file: log.csv}}
        steps: {papers: {handling: {empirical: {file: log.csv, column: "办理 分钟", unit: min}}}}
"""
LOG = 'truck,arrival,"办理 分钟"\r\n1,2019-01-02 08:00,5\r\n\r\n2, 2019/1/2 8:05 ,0.5\r\n,,\r\n3,2019-01-02T08:05:30,0\r\n'


def opened(write: Write, log: str | bytes = LOG, text: str = RECORDED) -> Loaded:
    """Open a scenario with its log."""
    write(log, "log.csv")
    return load(write(text).name, {})


def test_columns_are_read_as_spreadsheets_save_them(write: Write) -> None:
    flow = opened(write, b"\xef\xbb\xbf" + LOG.encode()).scenario.ports["lab"].flows["produce_out"]
    recorded, papers = flow.arrivals.recorded, flow.steps["papers"].handling
    assert recorded is not None and papers is not None and papers.empirical is not None
    assert [str(time) for time in recorded.times] == ["2019-01-02 08:00:00", "2019-01-02 08:05:00", "2019-01-02 08:05:30"]
    assert papers.empirical.values == [5 * MINUTE, MINUTE // 2, 0]


def test_recorded_times_are_local_in_the_zone_of_the_port(write: Write) -> None:
    text = RECORDED.replace("  lab:\n", "  lab:\n    zone: Asia/Chita\n")
    (draft,) = drafts(opened(write, text=text).scenario).values()
    entry = draw(draft, 0).flows[0].entry
    assert entry.tolist() == [32 * 60 * MINUTE, (32 * 60 + 5) * MINUTE, (32 * 60 + 5) * MINUTE + MINUTE // 2]


def test_a_file_is_looked_for_beside_the_yaml_that_names_it(write: Write, tmp_path: Path) -> None:
    direct = opened(write)
    (tmp_path / "base").mkdir()
    write(LOG, "base/log.csv")
    write("not,the,log\n", "log.csv")
    write(RECORDED.replace("one_gate.yaml", "../one_gate.yaml"), "base/recorded.yaml")
    above = load(write("extends: base/recorded.yaml\n", "above.yaml").name, {})
    assert above.digest == direct.digest
    assert above.resolved["ports"]["lab"]["flows"]["produce_out"]["arrivals"]["recorded"]["file"] == "base/log.csv"


def test_the_digest_depends_on_the_data(write: Write) -> None:
    before, same = opened(write).digest, opened(write, LOG.replace("0.5", "0.50")).digest
    assert before == same != opened(write, LOG.replace("0.5", "0.6")).digest


def test_a_shown_scenario_names_the_column_and_counts_it_and_can_be_read_again(write: Write) -> None:
    rows = "".join(f"{number},2019-01-02 08:00,{number % 90}\n" for number in range(50_000))
    loaded = opened(write, "truck,arrival,办理 分钟\n" + rows)
    shown = to_yaml(loaded)
    assert len(shown) < 5_000
    assert 'column: "办理 分钟"' in shown or "column: 办理 分钟" in shown
    assert shown.count("(50,000 values)") == 2
    assert load(write(shown, "shown.yaml").name, {}).digest == loaded.digest
    assert len(str(loaded.resolved)) < 5_000


def test_all_bad_rows_are_told_at_once_up_to_twenty_and_the_rest_counted(write: Write) -> None:
    rows = "".join(f"{number},2019-13-02 08:00,5\n" for number in range(25))
    with pytest.raises(ScenarioFileError) as refusal:
        opened(write, "truck,arrival,办理 分钟\n" + rows)
    assert [item.place.line for item in refusal.value.located if item.place] == list(range(2, 2 + SHOWN_ROWS))
    assert "5 further rows of this file" in refusal.value.render("en")
    assert "本文件另有 5 行" in refusal.value.render("zh")


def test_bad_data_is_told_together_with_a_wrong_scenario(write: Write) -> None:
    with pytest.raises(ScenarioFileError) as refusal:
        opened(write, LOG.replace("0.5", "-1"), RECORDED.replace("period:", "replication: 3\nperiod:"))
    assert {item.place.source.shown for item in refusal.value.located if item.place} == {"log.csv", "scenario.yaml"}
    assert len(refusal.value.located) == 2


@pytest.mark.parametrize(
    ("log", "said"),
    [
        ("", "it is empty"),
        ("arrival,arrival,办理 分钟\n2019-01-02 08:00,2019-01-02 08:00,5\n", "two columns are called arrival"),
        ("arrival\t办理 分钟\n", "separated by tabs"),
        ("arrival,办理 分钟\n2019-01-02,5\n", "no local date and time"),
        ("arrival,办理 分钟\n2019-01-02 08:00+08:00,5\n", "no local date and time"),
        ("arrival,办理 分钟\n2019-01-02 08:00,1e9\n", "longer than 4000 d"),
        ("arrival,办理 分钟\n2019-01-02 08:00,inf\n", "is no number"),
        ("arrival,办理 分钟\n2019-01-02 08:00,1_000\n", "is no number"),
        ('arrival,办理 分钟\n2019-01-02 08:00,"' + "5" * 200_000 + "\n", "is no CSV"),
        (b"\xff\xfea\x00", "saved as UTF-16"),
        (b"arrival\n\xff\xff\xff\n", "no text file"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(write: Write, log: str | bytes, said: str) -> None:
    with pytest.raises(ScenarioFileError) as refusal:
        opened(write, log)
    assert said in refusal.value.render("en")


def test_a_file_beyond_fifty_megabytes_is_refused_unread(write: Write, tmp_path: Path) -> None:
    with (tmp_path / "log.csv").open("wb") as stream:
        stream.truncate(50_000_001)
    with pytest.raises(ScenarioFileError, match="a data file has at most 50 MB"):
        load(write(RECORDED).name, {})


def test_a_folder_is_no_file(write: Write, tmp_path: Path) -> None:
    (tmp_path / "log.csv").mkdir()
    with pytest.raises(ScenarioFileError, match=r"log\.csv is not a file"):
        load(write(RECORDED).name, {})


def test_editors_are_not_told_of_what_the_door_fills_in() -> None:
    parts = editor_schema()["$defs"]
    assert set(parts["Recorded"]["properties"]) >= {"file", "column"}
    assert "times" not in parts["Recorded"]["properties"]
    assert "values" not in parts["Empirical"]["properties"]


def test_a_step_may_be_called_like_a_kind_of_data(write: Write) -> None:
    text = RECORDED.replace("steps: {", "steps: {empirical: {handling: 5 min}, recorded: {handling: 5 min}, ")
    assert "recorded" in opened(write, text=text).scenario.ports["lab"].flows["produce_out"].steps


def test_gathering_by_value_is_no_note_around_a_value(write: Write) -> None:
    steps = "steps: {load: {handling: 1 min, gather: {value: 20000 CNY, source: waybills}}, "
    text = RECORDED.replace("steps: {", f"value_per_unit: 8000 CNY\n        {steps}")
    loaded = opened(write, text=text)
    rule = loaded.scenario.ports["lab"].flows["produce_out"].steps["load"].gather
    assert rule is not None and rule.value == 20_000
    notes = {path[-1]: note.source for path, note in loaded.notes.items() if "load" in path}
    assert notes == {"value": "waybills"}
