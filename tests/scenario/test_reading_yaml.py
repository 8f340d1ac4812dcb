"""What people write stays what it looks like (YAML 1.2), and every value knows its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from clearance_sim.scenario.door import Loaded, load
from clearance_sim.scenario.places import SourceText, snippet
from clearance_sim.scenario.tree import nearest, plain
from clearance_sim.scenario.yaml_reader import read_tree
from clearance_sim.scenario.yaml_scalars import read_plain


def read(text: str) -> object:
    """Read YAML that must have no problems."""
    tree, problems = read_tree(SourceText.of(text, "text.yaml"))
    assert not problems
    return plain(tree)


@pytest.mark.parametrize("written", ["22:00", "NO", "no", "yes", "on", "off", "y", "2019-01-01", "12:30:45", "1_000",
                                     "0b1", "=", "<<x", "0777x", "+.", "-", "1.2.3", "60 %", "12/h"])  # fmt: skip
def test_text_stays_text(written: str) -> None:
    assert read_plain(written) == written


@pytest.mark.parametrize(
    ("written", "value"),
    [("3", 3), ("-7", -7), ("+7", 7), ("007", 7), ("0o17", 15), ("0x1F", 31), ("2.5", 2.5), ("1e3", 1000.0),
     (".5", 0.5), ("5.", 5.0), ("true", True), ("FALSE", False), ("~", None), ("", None), ("null", None)],
)  # fmt: skip
def test_numbers_truth_and_null_are_read_by_yaml_1_2(written: str, value: object) -> None:
    found = read_plain(written)
    assert found == value
    assert type(found) is type(value)


def test_quoted_numbers_are_text() -> None:
    assert read("seed: '3'\n") == {"seed": "3"}


def test_byte_order_mark_and_windows_line_ends_are_read(
    write: Callable[..., Path], shelf: dict[str, Path]
) -> None:
    text = "extends: one_gate.yaml\r\nseed: 7\r\ntitle: 一道卡口\r\n"
    loaded = load(write(b"\xef\xbb\xbf" + text.encode()).name, shelf)
    assert loaded.scenario.seed == 7
    assert loaded.scenario.title.zh == "一道卡口"
    assert str(loaded.places[("seed",)]) == "scenario.yaml:2:7"


def test_keys_that_look_like_numbers_are_names() -> None:
    assert read("2019: a\ntrue: b\n") == {"2019": "a", "true": "b"}


def test_aliases_repeat_a_value() -> None:
    assert read("a: &five {x: 5}\nb: *five\n") == {"a": {"x": 5}, "b": {"x": 5}}


@settings(deadline=None)
@given(st.recursive(st.integers(-1000, 1000) | st.booleans() | st.text(max_size=8),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
                    max_leaves=15))  # fmt: skip
def test_what_pyyaml_writes_is_read_back(value: object) -> None:
    """Second implementation: PyYAML, which quotes every text that YAML 1.1 would take for something else.

    It leaves `0E0` bare, a text in YAML 1.1 and a number in 1.2; such texts are left out.
    """
    text = yaml.safe_dump({"top": value}, allow_unicode=True)
    assume(not re.search(r"[-+]?\d+[eE][-+]?\d+", text))
    assert read(text) == yaml.safe_load(text)


def test_places_count_characters_and_lines_from_one() -> None:
    source = SourceText.of("口岸:\n  - 满洲里\n  - {闸口: 3}\n", "text.yaml")
    tree, _ = read_tree(source)
    _, node = nearest(tree, ("口岸", 1, "闸口"))
    assert (node.place.line, node.place.column) == (3, 10)


def test_the_caret_stands_under_the_value_also_behind_chinese() -> None:
    tree, _ = read_tree(SourceText.of("{名称: 满洲里, 车道: 3}", "text.yaml"))
    _, node = nearest(tree, ("车道",))
    line, caret = snippet(node.place)
    assert line == "  1 | {名称: 满洲里, 车道: 3}"
    assert caret == "    | " + " " * 21 + "^"


def test_two_loads_of_one_file_share_the_tree_and_an_edit_is_seen(
    write: Callable[..., Path], shelf: dict[str, Path]
) -> None:
    path = write("extends: one_gate.yaml\nseed: 1\n")
    assert load(path.name, shelf).scenario.seed == 1
    write("extends: one_gate.yaml\nseed: 22\n")
    assert load(path.name, shelf).scenario.seed == 22


def test_full_width_digits_and_signs_in_quantities_are_read(opened: Callable[[str], Loaded]) -> None:
    scenario = opened("extends: one_gate.yaml\nwarm_up: ３ 天\n").scenario
    assert scenario.warm_up == 3 * 24 * 3_600_000
