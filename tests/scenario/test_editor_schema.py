"""The JSON Schema accepts what the door accepts, is committed, and every scenario names it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

from clearance_sim.cli.schema import schema
from clearance_sim.ports.shelf import port_files
from clearance_sim.scenario.json_schema import editor_schema
from clearance_sim.scenario.places import SourceText
from clearance_sim.scenario.tree import plain
from clearance_sim.scenario.yaml_reader import read_tree

ROOT = Path(__file__).parents[2]
SCENARIOS = sorted((ROOT / "scenarios").rglob("*.yaml"))
SCHEMA = editor_schema()


def read(path: Path) -> Any:
    """Give what a file says, unmerged."""
    return plain(read_tree(SourceText.of(path.read_text(encoding="utf-8"), path.name))[0])


def complaints(value: Any, part: str = "") -> list[str]:
    """Give what the schema, or a named part of it, has against a value."""
    top = {"$defs": SCHEMA["$defs"], "$ref": f"#/$defs/{part}"} if part else SCHEMA
    return [
        f"{list(error.path)}: {error.message}" for error in jsonschema.Draft202012Validator(top).iter_errors(value)
    ]


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_committed_schema_is_what_the_command_prints() -> None:
    printed = CliRunner().invoke(schema, [], obj="en")
    assert printed.exit_code == 0
    assert (ROOT / "scenarios" / "scenario.schema.json").read_text(encoding="utf-8") == printed.output
    assert json.loads(printed.output) == SCHEMA


def test_there_are_scenarios_to_look_at() -> None:
    assert len(SCENARIOS) >= 10
    assert len(port_files()) >= 3


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_every_scenario_satisfies_the_schema_and_names_it_first(path: Path) -> None:
    assert complaints(read(path)) == []
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# yaml-language-server: $schema=")
    assert (path.parent / first.split("=")[1]).resolve() == ROOT / "scenarios" / "scenario.schema.json"


@pytest.mark.parametrize("name", port_files())
def test_every_shipped_port_satisfies_the_schema_of_a_port(name: str) -> None:
    assert complaints(read(port_files()[name]), "Port") == []


STUDY: dict[str, Any] = {"title": "t", "ports": ["满洲里"], "period": {"to": "2019-12-31"}}


@pytest.mark.parametrize(
    "more",
    [
        {"warm_up": "2 天"},
        {"reforms": ["提前申报", {"green_lanes": {"cargo": ["果蔬"]}}, {"joint_inspection": None}]},
        {"ports": {"满洲里": None, "erenhot": {"flows": {"road_in": {"volume": {"value": 2, "source": "x"}}}}}},
        {"ports": {"lab": {"like": "manzhouli", "stations": {"gate": {"lanes": 3}, "old": None}}}},
        {
            "targets": [
                {"flow": "满洲里公路出口果蔬", "clock": "口岸停留时间", "statistic": "P90", "at_most": "4 小时"}
            ]
        },
        {"variants": {"甲": {"title": "提前", "reforms": ["提前申报"]}, "丁": {"title": "合并", "union": ["甲"]}}},
    ],
)
def test_shorthands_notes_and_chinese_names_satisfy_the_schema(more: dict[str, Any]) -> None:
    assert complaints({**STUDY, **more}) == []


@pytest.mark.parametrize(
    "wrong",
    [{"warm_up": 2}, {"replication": 3}, {"seed": "1"}, {"ports": {"lab": {"stations": {"gate": {"lane": 3}}}}}],
)
def test_an_editor_marks_common_mistakes(wrong: dict[str, Any]) -> None:
    assert complaints({**STUDY, **wrong})


def test_an_overlay_may_say_anything_partially_and_a_whole_scenario_may_not() -> None:
    assert complaints({"extends": "base.yaml", "period": {"to": "2019-12-31"}}) == []
    assert complaints({"period": {"to": "2019-12-31"}})


def test_fields_explain_themselves_in_the_editor() -> None:
    step = SCHEMA["$defs"]["Step"]["properties"]
    assert "lane" in step["needs"]["description"]
