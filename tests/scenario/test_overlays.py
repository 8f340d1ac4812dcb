"""Files merge by RFC 7386 and every leaf remembers its file; ports merge over shipped ports."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearance_sim.errors import ScenarioError
from clearance_sim.scenario.door import Loaded, load
from clearance_sim.scenario.overlay import merge
from clearance_sim.scenario.places import Place, SourceText
from clearance_sim.scenario.tree import Branch, Node, Scalar, plain
from clearance_sim.scenario.written_yaml import to_yaml

HERE = Place(SourceText("test", None, "", ()), 1, 1)
Open = Callable[[str], Loaded]

texts = st.sampled_from(["a", "b", "c"])
documents = st.recursive(st.integers(0, 3), lambda inner: st.dictionaries(texts, inner, max_size=3), max_leaves=8)
patches = st.recursive(
    st.none() | st.integers(0, 3), lambda inner: st.dictionaries(texts, inner, max_size=3), max_leaves=8
)


def node(value: Any) -> Node:
    """Make a tree of a plain value."""
    if isinstance(value, dict):
        return Branch(HERE, {key: node(below) for key, below in value.items()})
    return Scalar(HERE, value, str(value))


def merge_patch(target: Any, patch: Any) -> Any:
    """Merge as the pseudo code of RFC 7386, section 2, does."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merge_patch(result.get(name), value)
    return result


def without_nulls(value: Any) -> Any:
    """Drop nulls, which here stay where they remove nothing, so that the schema can complain."""
    if not isinstance(value, dict):
        return value
    return {key: without_nulls(below) for key, below in value.items() if below is not None}


@settings(deadline=None)
@given(st.dictionaries(texts, documents, max_size=3), st.dictionaries(texts, patches, max_size=3))
def test_files_merge_as_rfc_7386_says(below: Any, above: Any) -> None:
    merged = without_nulls(plain(merge(node(below), node(above))))
    assert merged == without_nulls(merge_patch(below, above))


def test_every_leaf_remembers_the_file_it_came_from(write: Callable[..., Path], shelf: dict[str, Path]) -> None:
    write("extends: one_gate.yaml\nseed: 5\nreplications: 9\n", "middle.yaml")
    loaded = load(write("extends: middle.yaml\nseed: 6\n").name, shelf)
    assert str(loaded.places[("seed",)]) == "scenario.yaml:2:7"
    assert str(loaded.places[("replications",)]) == "middle.yaml:3:15"
    assert loaded.places[("warm_up",)].short == "one_gate.yaml:3"
    assert loaded.resolved["seed"] == 6
    assert "extends" not in loaded.resolved


def test_null_removes_a_flow_and_a_step(opened: Open) -> None:
    scenario = opened(
        "extends: one_gate.yaml\nports: {lab: {flows: {produce_out: {steps: {gate: null}}}}}\n"
    ).scenario
    assert list(scenario.ports["lab"].flows["produce_out"].steps) == ["papers"]


def test_an_empty_known_key_means_the_same_as_none(opened: Open) -> None:
    assert opened("extends: one_gate.yaml\nquestion:\ncool_down:\n").scenario.cool_down == 0


def test_a_list_replaces_a_list(opened: Open) -> None:
    text = "extends: one_gate.yaml\nports: {lab: {flows: {produce_out: {steps: {gate: {yards: [bays]}}}}}}\n"
    assert opened(text).scenario.ports["lab"].flows["produce_out"].steps["gate"].yards == ["bays"]


def test_a_named_lane_joins_the_lanes_that_were_only_counted(opened: Open) -> None:
    text = "extends: one_gate.yaml\nports: {lab: {stations: {gate: {lanes: {green: {accepts: [果蔬]}}}}}}\n"
    lanes = opened(text).scenario.ports["lab"].stations["gate"].lanes
    assert {name: group.count for name, group in lanes.items()} == {"general": 2, "green": 1}
    assert lanes["green"].accepts == ["fresh_produce"]


YEAR = "title: t\nperiod: {from: 2019-01-01, to: 2019-12-31}\n"


@pytest.mark.parametrize(
    "ports", ["[满洲里, erenhot]", "{manzhouli: , 二连浩特: {}}", "{Manzhouli: null, Erenhot: {}}"]
)
def test_ports_are_taken_as_shipped_by_either_name(opened: Open, ports: str) -> None:
    scenario = opened(f"{YEAR}ports: {ports}\n").scenario
    assert list(scenario.ports) == ["manzhouli", "erenhot"]
    assert scenario.ports["erenhot"].stations["gate"].lanes["general"].count == 3


def test_a_port_merges_over_the_shipped_one(opened: Open) -> None:
    loaded = opened(f"{YEAR}ports:\n  满洲里:\n    stations: {{gate: {{lanes: 5}}}}\n")
    port = loaded.scenario.ports["manzhouli"]
    assert port.stations["gate"].lanes["general"].count == 5
    assert list(port.flows) == ["general_in"]
    assert loaded.places[("ports", "manzhouli", "title", "zh")].source.shown.endswith("shelf/manzhouli.yaml")


def test_a_list_of_ports_keeps_what_lower_files_say_of_them(
    write: Callable[..., Path], shelf: dict[str, Path]
) -> None:
    write(f"{YEAR}ports:\n  manzhouli: {{stations: {{gate: {{lanes: 5}}}}}}\n  erenhot:\n", "base.yaml")
    scenario = load(write("extends: base.yaml\nports: [满洲里]\n").name, shelf).scenario
    assert list(scenario.ports) == ["manzhouli"]
    assert scenario.ports["manzhouli"].stations["gate"].lanes["general"].count == 5


def test_an_overlay_may_remove_from_a_shipped_port(opened: Open) -> None:
    with pytest.raises(ScenarioError, match="at least 1"):
        opened(f"{YEAR}ports: {{manzhouli: {{flows: {{general_in: null}}}}}}\n")


def test_like_starts_from_a_shipped_port_under_another_name(opened: Open) -> None:
    loaded = opened(f"{YEAR}ports: {{north: {{like: 满洲里, title: North}}, manzhouli: }}\n")
    assert loaded.scenario.ports["north"].flows == loaded.scenario.ports["manzhouli"].flows
    assert "like" not in loaded.resolved["ports"]["north"]


def test_like_null_takes_nothing_from_the_shipped_port(opened: Open) -> None:
    with pytest.raises(ScenarioError, match="`flows` is missing"):
        opened(f"{YEAR}ports: {{manzhouli: {{like: null, title: bare}}}}\n")


def test_what_show_writes_is_read_back_with_the_same_digest(
    write: Callable[..., Path], shelf: dict[str, Path]
) -> None:
    text = (
        f"{YEAR}ports:\n  manzhouli: {{stations: {{gate: {{lanes: 5}}}}, flows: {{general_in: {{volume: 1.5}}}}}}\n"
        "variants:\n  甲: {title: {zh: 提前, en: 'advance: all'}, reforms: [提前申报, {绿色通道: {cargo: [果蔬]}}]}\n"
    )
    first = load(write(text).name, shelf)
    second = load(write(to_yaml(first), "shown.yaml").name, {})
    assert second.digest == first.digest
    assert second.resolved == first.resolved


def test_the_digest_follows_the_meaning_and_not_the_spelling(opened: Open) -> None:
    hour = opened("extends: one_gate.yaml\nwarm_up: 24 h\n").digest
    assert hour == opened("# a comment\nextends: one_gate.yaml\nwarm_up: 1 d\n").digest
    assert hour != opened("extends: one_gate.yaml\nwarm_up: 25 h\n").digest


def test_a_windows_path_is_understood_everywhere(write: Callable[..., Path], shelf: dict[str, Path]) -> None:
    folder = write("", "x").parent / "studies"
    folder.mkdir()
    (folder / "study.yaml").write_text("extends: ..\\one_gate.yaml\nseed: 4\n", encoding="utf-8")
    assert load(folder / "study.yaml", shelf).scenario.seed == 4
