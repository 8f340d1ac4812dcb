"""The program answers fast, in two languages, with exit codes, and never with a traceback."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import click
import pytest
from click.testing import CliRunner, Result

from clearance_sim.cli import main
from clearance_sim.cli.language import choose_language
from clearance_sim.cli.main import COMMANDS, program

Call = Callable[..., Result]
HEAVY = ("matplotlib", "scipy", "duckdb", "simpy", "numpy", "pydantic", "xlsxwriter", "rich")


def python(code: str, *words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    import os

    return subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, env={**os.environ, **environment}, check=False
    )


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["rum"]])
def test_help_and_typing_mistakes_load_no_heavy_library(words: list[str]) -> None:
    # Counted instead of timed: what is not imported costs nothing on any machine.
    code = (
        "import sys\n"
        "from clearance_sim.cli.main import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        f"print('LOADED', [m for m in {HEAVY!r} if m in sys.modules])"
    )
    assert b"LOADED []" in python(code, *words).stdout.splitlines()[-1]


def test_every_listed_command_explains_itself_in_both_languages(call: Call) -> None:
    for name in COMMANDS:
        for language in ("en", "zh"):
            result = call(name, "--help", "--lang", language)
            assert result.exit_code == 0, (name, result.output)
            assert "--lang" in result.output, name


def test_a_bare_call_shows_the_help(call: Call) -> None:
    result = call()
    assert result.exit_code == 0
    assert "compare" in result.output


def test_a_mistyped_command_names_the_one_that_was_meant(call: Call) -> None:
    result = call("comprae")
    assert (result.exit_code, result.stderr) == (2, "no command 'comprae'; did you mean compare?\n")
    assert "是否想写 compare？" in call("--lang", "zh", "comprae").stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["run", "--fast", "--lang", "zh"], "没有选项 --fast"),
        (["run", "--lang", "zh"], "缺少"),
        (["run", "x.yaml", "--replications", "many", "--lang", "zh"], "--replications"),
    ],
)
def test_usage_errors_are_told_in_chinese_even_where_the_line_cannot_be_parsed(
    call: Call, words: list[str], sentence: str
) -> None:
    result = call(*words)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert "clearance-sim run --help" in result.stderr


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "zh_CN.GBK"}, "zh"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "CLEARANCE_SIM_LANG": "zh"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "CLEARANCE_SIM_LANG": "klingon"}, "zh"),
    ],
)
def test_language_follows_the_variable_then_the_machine(environment: dict[str, str], language: str) -> None:
    assert choose_language([], environment) == language


def failing(error: BaseException) -> click.Command:
    @click.command("doctor")
    def doctor() -> None:
        raise error

    return doctor


@pytest.fixture
def call_failing(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], Result]:
    def run(error: BaseException) -> Result:
        monkeypatch.setattr(main.Program, "get_command", lambda *_: failing(error))
        return CliRunner().invoke(program, ["--lang", "en", "doctor"])

    return run


def test_our_own_bug_is_called_so_and_shows_no_traceback(
    call_failing: Callable[[BaseException], Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CLEARANCE_SIM_DEBUG", raising=False)
    result = call_failing(ZeroDivisionError("division by zero"))
    assert result.exit_code == 1
    assert "our bug" in result.stderr
    assert "Traceback" not in result.output
    monkeypatch.setenv("CLEARANCE_SIM_DEBUG", "1")
    assert "Traceback" in call_failing(ZeroDivisionError("division by zero")).stderr


def test_an_interruption_leaves_with_130_and_a_sentence(
    call_failing: Callable[[BaseException], Result],
) -> None:
    result = call_failing(KeyboardInterrupt())
    assert result.exit_code == 130
    assert "Interrupted." in result.stderr


def test_a_console_that_cannot_print_a_sign_gets_another_and_no_crash() -> None:
    code = "from clearance_sim.cli.main import main; main()"
    for encoding in ("cp936", "ascii"):
        done = python(code, "--help", "--lang", "zh", PYTHONIOENCODING=encoding)
        assert (done.returncode, done.stderr) == (0, b"")
        assert b"compare" in done.stdout


def test_doctor_tells_the_machine_as_json(call: Call) -> None:
    import json

    report = json.loads(call("doctor", "--json").stdout)
    assert {"tool_version", "is_ready", "findings"} <= set(report)
    assert {"key", "value", "is_good"} == set(report["findings"][0])
    assert any(finding["key"] == "chinese_font" and finding["is_good"] for finding in report["findings"])
