"""Files that could eat the machine end in a sentence, within seconds and bounded memory.

Those that could run away run in a process of their own whose address space is limited, so that a failure
is an error and not a frozen machine. The limits are wide (a refusal takes about half a second and 60 MB): they tell a bound from
none, not a fast machine from a slow one.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from clearance_sim.errors import ScenarioError
from clearance_sim.scenario.door import load

SECONDS = 60
BYTES = 2_000_000_000

OPEN = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, ({bytes}, {bytes}))
from clearance_sim.errors import ScenarioError
from clearance_sim.scenario.door import load
try:
    load(sys.argv[1], {{}})
except ScenarioError as error:
    print(error.render(sys.argv[2]))
    sys.exit(error.exit_code)
"""
limited = pytest.mark.skipif(os.name == "nt", reason="address space is limited with setrlimit")


def said_about(path: Path) -> str:
    """Give what is said about a file that is small and only wrong."""
    with pytest.raises(ScenarioError) as refusal:
        load(path.name, {})
    return refusal.value.render("en")


def refused(path: Path, language: str = "en") -> str:
    """Give what is said about a file; fail unless it is refused with exit code 2."""
    done = subprocess.run(
        [sys.executable, "-c", OPEN.format(bytes=BYTES), path.name, language],
        capture_output=True, text=True, timeout=SECONDS, check=False, cwd=path.parent,
        env={**os.environ, "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1"},
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    return done.stdout


@limited
def test_a_file_of_100_mb_is_refused_by_its_size_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as stream:
        stream.truncate(100_000_000)  # sparse: the disk holds nothing
    assert "has 100.0 MB; a scenario has at most 2 MB" in refused(path)


def test_a_hundred_megabytes_named_by_extends_are_refused_too(write: Callable[..., Path]) -> None:
    with write("", "huge.yaml").open("wb") as stream:
        stream.truncate(100_000_000)
    assert "scenario.yaml:1:10" in said_about(write("extends: huge.yaml\n"))


@limited
def test_an_alias_bomb_is_counted_and_not_expanded(write: Callable[..., Path]) -> None:
    levels = [f"b{n}: &b{n} [{', '.join([f'*b{n - 1}'] * 9)}]" for n in range(1, 12)]
    said = refused(write("\n".join(["b0: &b0 [boom, boom, boom]", *levels])))
    assert "more than 100000 values, repetition by aliases included" in said


def test_aliases_cannot_nest_deeper_than_brackets(write: Callable[..., Path]) -> None:
    levels = [f"b{n}: &b{n} {{x: *b{n - 1}}}" for n in range(1, 400)]
    assert "nested deeper than 40 levels" in said_about(write("\n".join(["b0: &b0 {x: 1}", *levels])))


def test_an_alias_to_what_contains_it_is_said_about(write: Callable[..., Path]) -> None:
    assert "has no finished &me" in said_about(write("title: &me [*me]\n"))


@pytest.mark.parametrize(
    "text", ["[" * 500_000, "{a: " * 300_000, "- " * 400_000, "a:\n" + " " * 9 + "? " * 300_000]
)
@limited
def test_deep_nesting_is_refused(write: Callable[..., Path], text: str) -> None:
    assert "nested deeper than 40 levels" in refused(write(text)) or "a key must be a word" in refused(write(text))


@limited
def test_too_many_values_are_refused(write: Callable[..., Path]) -> None:
    assert "more than 100000 values" in refused(write("title: [" + "1," * 900_000 + "]"))


@limited
def test_a_syntax_error_at_the_end_of_a_large_file_is_found_in_time(write: Callable[..., Path]) -> None:
    text = "".join(f"key{n}: {{a: 1, b: [1, 2, 3]}}\n" for n in range(15_000)) + 'title: "open\n'
    assert len(text) < 2_000_000
    assert "scenario.yaml:" in refused(write(text))


@limited
def test_three_thousand_mistakes_are_summed_up(write: Callable[..., Path]) -> None:
    said = refused(write("extends: one_gate.yaml\n" + "".join(f"key{n}: 1\n" for n in range(3_000))))
    assert said.count("there is no key") == 40
    assert "... and 2960 more" in said


@limited
def test_a_line_of_two_megabytes_shows_a_short_snippet(write: Callable[..., Path]) -> None:
    said = refused(write("extends: one_gate.yaml\nsede: " + "x" * 1_500_000 + "\n"))
    assert len(said) < 1000


@pytest.mark.parametrize(
    "tag",
    [
        "!!python/object/apply:os.system [echo]",
        "!!python/name:os.system",
        "!!python/tuple [1]",
        "!mine 3",
        "!!set {a}",
    ],
)
def test_tags_are_refused_and_nothing_is_constructed(write: Callable[..., Path], tag: str) -> None:
    assert "tags such as" in said_about(write(f"title: {tag}\n"))


@pytest.mark.parametrize("number", [".nan", ".inf", "-.INF", "1e999", "9" * 5000, "0x" + "f" * 3000])
def test_numbers_that_are_none_are_said_about(write: Callable[..., Path], number: str) -> None:
    said = said_about(write(f"extends: one_gate.yaml\nseed: {number}\n"))
    assert "scenario.yaml:2:7" in said
    assert len(said) < 1000


@pytest.mark.parametrize("duration", ["1e400 h", "9e99 d", "1e308 weeks"])
def test_absurd_durations_are_said_about(write: Callable[..., Path], duration: str) -> None:
    assert "warm_up" in said_about(write(f"extends: one_gate.yaml\nwarm_up: {duration}\n"))


def test_gaps_of_nothing_would_never_end_and_are_said_about(write: Callable[..., Path]) -> None:
    text = (
        "extends: one_gate.yaml\nports: {lab: {flows: {produce_out: {arrivals: "
        "{poisson: null, renewal: {gap: 0 s}}}}}}\n"
    )
    assert "million handlings" in said_about(write(text))


def test_extends_of_ten_files_and_no_more(write: Callable[..., Path]) -> None:
    for number in range(30):
        write(f"extends: layer{number + 1}.yaml\n", f"layer{number}.yaml")
    assert "more than 10 files" in said_about(write("extends: layer0.yaml\n"))


@pytest.mark.parametrize("name", [".", "/dev/zero", "no\\0such", "x" * 5000])
def test_what_is_no_file_is_said_about(write: Callable[..., Path], name: str) -> None:
    assert "scenario.yaml:1:10" in said_about(write(f'extends: "{name}"\n'))


def test_a_binary_file_is_said_about(write: Callable[..., Path]) -> None:
    assert said_about(write(bytes(range(256)) * 50))
    assert said_about(write(b"PK\x03\x04\x00\x00" * 100))


@limited
def test_an_absurd_horizon_is_refused_before_anything_is_drawn(write: Callable[..., Path]) -> None:
    said = refused(write("extends: one_gate.yaml\nperiod: {to: 9999-12-31}\n"), "zh")
    assert "年份应在 1990 与 2100 之间" in said
