"""`run` and `compare` print, write whole folders, judge conditions, and leave with the documented code."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from clearance_sim.store.parquet import read_parquet

Call = Callable[..., Result]
Scenarios = tuple[Path, Path]
FLOW = "small.road.import.general"
WHOLE = {"manifest.json", "scenario.yaml", "measures.parquet", "replications.parquet", "comparison.parquet"}
# Whoever starts the tests in the background has Ctrl-C ignored, and children inherit that.
LISTENING = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
PROGRAM = [sys.executable, "-c", f"{LISTENING}; from clearance_sim.cli.main import main; main()"]


def visible(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if not path.name.startswith(".")] if folder.exists() else []


def test_run_prints_a_table_and_leaves_a_whole_folder(ran: tuple[Result, Path]) -> None:
    result, out = ran
    assert result.exit_code == 0, result.stderr
    assert "Small port" in result.stdout
    assert {path.name for path in out.iterdir()} >= WHOLE | {"trace.parquet", "figures"}
    assert str(out) in result.stderr


def test_run_tells_the_story_of_a_truck_that_the_event_log_confirms(ran: tuple[Result, Path]) -> None:
    result, out = ran
    story = next(line for line in result.stdout.splitlines() if "truck no." in line)
    number = int(story.split("(unit ")[1].split(" ")[0])
    log = read_parquet(out / "trace.parquet")
    mine = (log["unit"] == number) & (log["step"] == "leave")
    left = log["end"][mine][0].astype("datetime64[m]") + 8 * 60  # Beijing time is UTC+8
    assert f"left {str(left).replace('T', ' ')}" in story


def test_same_words_give_the_same_bytes(ran: tuple[Result, Path], scenarios: Scenarios, tmp_path: Path, call: Call) -> None:
    _, first = ran
    again = call("run", scenarios[0], "--trace", "--out", tmp_path / "again", "--jobs", 2)
    assert again.exit_code == 0, again.stderr
    for name in sorted(WHOLE | {"trace.parquet"}):
        assert (first / name).read_bytes() == (tmp_path / "again" / name).read_bytes(), name


def test_resolved_scenario_of_a_folder_gives_the_same_numbers_again(
    ran: tuple[Result, Path], tmp_path: Path, call: Call
) -> None:
    _, first = ran
    again = call("run", first / "scenario.yaml", "--out", tmp_path / "again", "--jobs", 1)
    assert again.exit_code == 0, again.stderr
    for name in ("measures.parquet", "scenario.yaml"):
        assert (first / name).read_bytes() == (tmp_path / "again" / name).read_bytes(), name


def test_json_has_the_documented_keys_and_nothing_else_is_on_stdout(compared: tuple[Result, Path]) -> None:
    result, out = compared
    answer = json.loads(result.stdout)
    assert answer["result_folder"] == out.as_posix()
    page = (Path(__file__).parents[2] / "docs" / "json.md").read_text(encoding="utf-8")
    missing = [key for key in answer if not re.search(rf"`{key}[`.]", page)]
    assert not missing, f"docs/json.md does not tell of {missing}"


def test_a_missed_target_leaves_with_3_after_everything_is_written(compared: tuple[Result, Path]) -> None:
    result, out = compared
    assert result.exit_code == 3
    assert "target missed: upper(border_time.mean[small.road.import.general]) > 1 min (variant second:" in result.stderr
    assert {path.name for path in out.iterdir()} >= WHOLE | {"comparison.xlsx", "figures"}


def test_a_second_lane_shortens_the_wait_truck_by_truck(compared: tuple[Result, Path]) -> None:
    table = read_parquet(compared[1] / "comparison.parquet")
    row = (table["flow"] == FLOW) & (table["measure"] == "crossing_hours") & (table["statistic"] == "mean")
    assert table["verdict"][row].tolist() == ["shortened"]
    assert table["high"][row][0] < 0


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "no file"),
        (b"", ""),
        (b"\x89PNG\r\n\x1a\n\x00\x00", ""),
        (b"title: [unclosed", ""),
        (b"\tports: {}", "tab"),
        ("title：口岸".encode(), ""),
        ("title: 口岸\nports: {}".encode("gbk"), ""),
        (b"title: x\nports: [atlantis]\nperiod: {length: 1 d}", "atlantis"),
        (b"!!python/object/apply:os.system ['true']", ""),
    ],
)
@pytest.mark.parametrize("command", ["run", "compare"])
def test_wrong_scenario_is_refused_with_a_sentence(
    command: str, content: bytes | None, told: str, call: Call, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.yaml"
    if content is not None:
        wrong.write_bytes(content)
    for language in ("en", "zh"):
        result = call(command, wrong, "--lang", language)
        assert result.exit_code == 2, result.output
        assert "Traceback" not in result.output and "our bug" not in result.output and "我们的缺陷" not in result.output
        assert result.stdout == ""
        if language == "en":
            assert told in result.stderr
    assert visible(tmp_path / "results") == []


def test_a_folder_is_no_scenario(call: Call, tmp_path: Path) -> None:
    assert call("run", tmp_path).exit_code == 2


def test_comparing_one_file_without_variants_is_refused(call: Call, scenarios: Scenarios) -> None:
    result = call("compare", scenarios[0])
    assert (result.exit_code, "no `variants`" in result.stderr) == (2, True)


def test_example_study_of_the_readme_is_accepted(call: Call, tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    example = (root / "README.md").read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]
    study = tmp_path / "my-study.yaml"
    study.write_text(example.replace("extends: ", f"extends: {root.as_posix()}/"), encoding="utf-8")
    result = call("check", study)
    assert result.exit_code == 0, result.output


def test_unknown_reform_of_a_variant_is_refused_before_anything_runs(call: Call, scenarios: Scenarios, tmp_path: Path) -> None:
    study = tmp_path / "study.yaml"
    study.write_text(
        f"extends: {scenarios[0].as_posix()}\nvariants: {{a: {{title: A, reforms: [green_lains]}}}}\n", encoding="utf-8"
    )
    result = call("compare", study)
    assert result.exit_code == 2
    assert "green_lanes" in result.stderr


def test_options_that_exclude_each_other_are_refused(call: Call, scenarios: Scenarios) -> None:
    for words in (
        ["--precision", "5%", "--replications", "3"],
        ["--precision", "0 %"],
        ["--precision", "0.05"],
        ["--max-replications", "20"],
        ["--fail-if", f"upper(border_time.p90[{FLOW}])"],
        ["--fail-if", "upper(border_time.p90[large.road.import.general]) > 1 h"],
        ["--seed", "-1"],
    ):
        assert call("run", scenarios[0], *words).exit_code == 2, words


def test_a_precision_that_is_not_reached_leaves_with_3(call: Call, scenarios: Scenarios, tmp_path: Path) -> None:
    result = call("run", scenarios[0], "--precision", "0.1%", "--max-replications", 3, "--out", tmp_path / "out")
    assert result.exit_code == 3
    assert "precision 0.1% is not reached by 3 replications" in result.stderr


def test_a_folder_with_other_things_is_not_replaced(call: Call, scenarios: Scenarios, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.docx").write_bytes(b"dear")
    assert call("run", scenarios[0], "--out", mine).exit_code == 2
    assert call("run", scenarios[0], "--out", mine / "letter.docx").exit_code == 2
    assert visible(mine) == ["letter.docx"]


def start_run(scenario: Path, folder: Path, until: Callable[[], bool], *words: str) -> subprocess.Popen[bytes]:
    run = subprocess.Popen(
        [*PROGRAM, "run", str(scenario), *words], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "LANG": "en_GB.UTF-8"},
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while not until():
        assert run.poll() is None and time.monotonic() < deadline, run.communicate()
        time.sleep(0.005)
    return run


def test_a_run_killed_while_it_writes_leaves_nothing_where_a_reader_looks(
    scenarios: Scenarios, tmp_path: Path, call: Call
) -> None:
    results = tmp_path / "results"
    run = start_run(scenarios[0], tmp_path, lambda: any(results.glob(".*/*.parquet")), "--jobs", "1")
    run.send_signal(signal.SIGKILL)
    run.communicate()
    assert visible(results) == []


@pytest.mark.parametrize("word", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_with_130_and_no_folder(word: signal.Signals, scenarios: Scenarios, tmp_path: Path) -> None:
    results = tmp_path / "results"
    run = start_run(scenarios[0], tmp_path, lambda: any(results.glob(".*/*.parquet")), "--jobs", "1")
    run.send_signal(word)
    _, said = run.communicate()
    assert run.returncode == 130
    assert b"Interrupted." in said and b"Traceback" not in said
    assert list(results.iterdir()) == []
