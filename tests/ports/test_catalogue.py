"""Every port whose name is understood is modelled or catalogued, and says what is known of it and whence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from pydantic import ValidationError

from clearance_sim.cli.main import program
from clearance_sim.ports.catalogue import Catalogue, Line, catalogue
from clearance_sim.ports.shelf import open_scenario, port_files
from clearance_sim.scenario import names
from clearance_sim.scenario.located import ScenarioFileError

LANGUAGES = ("zh", "en")
CATALOGUED = list(catalogue().ports)
SEVEN = ["mandula", "arxan", "zhuengadabuqi", "ebuduge", "wuliji", "heishantou", "shiwei"]


def say(*words: str) -> Result:
    return CliRunner().invoke(program, ["ports", *words])


def test_every_port_that_has_a_name_is_modelled_or_catalogued() -> None:
    modelled = list(port_files())
    assert [*modelled, *CATALOGUED] == list(names.known("port"))
    assert set(SEVEN) <= set(CATALOGUED)


@pytest.mark.parametrize("key", CATALOGUED)
def test_every_line_says_whence_it_is_in_two_languages(key: str) -> None:
    entry = catalogue().ports[key]
    lines = [*entry.known, *([entry.partner] if entry.partner else [])]
    for line in lines:
        assert line.zh.strip() and line.en.strip() and line.zh != line.en
        assert all(line.origin.in_language(language) for language in LANGUAGES)
        assert "facts" not in line.origin.en.lower() and line.origin.en.isprintable()
    # What the reply says is known of five of the seven; of the two others there is a count of 2011.
    assert key not in SEVEN or entry.known


@pytest.mark.parametrize(
    "line",
    [{"zh": "某", "en": "x"}, {"zh": "某", "en": "x", "source": "a paper", "recalled": "low"},
     {"zh": "某", "en": "x", "recalled": "perhaps"}, {"zh": "", "en": "x", "source": "a paper"},
     {"zh": "某", "en": "x", "source": "a paper", "page": 3}],
)  # fmt: skip
def test_a_line_without_one_origin_is_refused(line: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Line.model_validate(line)


def test_what_is_missing_must_be_explained() -> None:
    entry = {"modes": ["road"], "known": [], "missing": ["weather"]}
    with pytest.raises(ValidationError, match="x misses what is not explained"):
        Catalogue.model_validate({"reply": "-", "needs": {"hours": "h"}, "ports": {"x": entry}})


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_has_both_kinds_of_ports(language: str) -> None:
    answer = say("--lang", language)
    assert answer.exit_code == 0
    for key in names.known("port"):
        assert names.title("port", key).in_language(language) in answer.stdout
    assert {"zh": "没有建模", "en": "not modelled"}[language] in answer.stdout


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", CATALOGUED)
def test_a_page_tells_what_is_known_what_is_modelled_and_what_is_missing(key: str, language: str) -> None:
    answer = say(names.title("port", key).zh, "--lang", language)
    told = "".join(answer.stdout.split())
    entry, needs = catalogue().ports[key], catalogue().needs
    assert answer.exit_code == 0
    for line in entry.known:
        assert "".join(f"{line.text.in_language(language)}[{line.origin.in_language(language)}]".split()) in told
    assert {"zh": "已建模没有", "en": "Modellednothing"}[language] in told
    for need in entry.missing:
        assert "".join(needs[need].text.in_language(language).split()) in told
    assert (f"{key}:{{like:ceke" in told) == ("air" not in entry.modes)


def test_the_catalogue_as_data_has_the_documented_keys() -> None:
    page = (Path(__file__).parents[2] / "docs" / "json.md").read_text(encoding="utf-8")
    listed = json.loads(say("--json").stdout)
    assert [each["name"] for each in listed["ports"]] == list(port_files())
    assert [each["name"] for each in listed["catalogue"]] == CATALOGUED
    row = next(line for line in page.splitlines() if line.startswith("| `ports --json`"))
    for each in (*listed["ports"], *listed["catalogue"]):
        assert all(f"`{key}`" in row or f"`{key}[]`" in row for key in each)
    (mandula,) = json.loads(say("满都拉", "--json").stdout)["catalogue"]
    assert mandula["designated_for"] == [{"mode": "road", "cargo": "meat"}]
    assert mandula["known"][0]["source"]["en"] == "CNS 2026-03-03"
    assert [each["name"] for each in mandula["missing"]][:2] == ["traffic", "hours"]


def test_a_scenario_of_a_catalogued_port_is_refused_with_the_way_out(tmp_path: Path) -> None:
    file = tmp_path / "scenario.yaml"
    file.write_text("title: x\nperiod: {from: 2019-01-01, to: 2019-01-31}\nports: [满都拉]\n", encoding="utf-8")
    with pytest.raises(ScenarioFileError) as refusal:
        open_scenario(file)
    assert refusal.value.exit_code == 2
    assert "clearance-sim ports mandula" in refusal.value.render("en")
    file.write_text(
        "title: x\nperiod: {from: 2019-01-01, to: 2019-01-31}\n"
        "ports: {mandula: {like: ceke, title: {zh: 满都拉, en: Mandula}}}\n",
        encoding="utf-8",
    )
    assert list(open_scenario(file).scenario.ports) == ["mandula"]
