"""Show what the commands `reforms` and `ports` tell people and programs."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from clearance_sim.cli.main import program
from clearance_sim.ports.shelf import port_files
from clearance_sim.reforms.registry import BUILT_IN, known

NOT_IN_REPLY = {"zh": "答复中没有", "en": "not in the reply"}


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """A runner that speaks English unless told otherwise."""
    monkeypatch.setenv("CLEARANCE_SIM_LANG", "en")
    return CliRunner()


def say(runner: CliRunner, *words: str) -> Result:
    """Call the program."""
    return runner.invoke(program, list(words))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", BUILT_IN)
def test_a_reform_is_explained_with_its_passage_in_the_reply(runner: CliRunner, name: str, language: str) -> None:
    answer = say(runner, "reforms", name, "--lang", language)
    told = "".join(answer.stdout.split())
    reform = known()[name]
    assert answer.exit_code == 0
    assert "".join((reform.PASSAGE or NOT_IN_REPLY[language]).split()) in told
    assert "".join(reform.EXPLANATION.in_language(language).split()) in told
    assert reform.CAVEAT is not None and "".join(reform.CAVEAT.in_language(language).split()) in told
    assert all(parameter in answer.stdout for parameter in reform.Parameters.model_fields)


def test_the_list_names_every_reform(runner: CliRunner) -> None:
    answer = say(runner, "reforms")
    assert answer.exit_code == 0 and all(name in answer.stdout for name in known())


def test_reforms_as_data_have_ranges_defaults_and_sources(runner: CliRunner) -> None:
    (reform,) = json.loads(say(runner, "reforms", "提前申报", "--json").stdout)["reforms"]
    assert reform["name"] == "advance_declaration" and reform["row_in_reply"] == 3
    share = next(entry for entry in reform["parameters"] if entry["name"] == "share")
    assert (share["low"], share["high"], share["default"]["en"]) == ("0 %", "95 %", "60 %")
    assert share["source"]["zh"].startswith("假设")
    assert all(entry["text"]["zh"] and entry["text"]["en"] for entry in reform["parameters"])


def test_ports_as_data_count_sources_and_assumptions(runner: CliRunner) -> None:
    listed = json.loads(say(runner, "ports", "--json").stdout)["ports"]
    assert [port["name"] for port in listed] == list(port_files())
    assert all(port["numbers_with_source"] + port["numbers_assumed"] > 100 for port in listed)
    assert all(port["flows"] and port["stations"] and port["partner"] for port in listed)


def test_a_port_is_found_by_its_chinese_name(runner: CliRunner) -> None:
    answer = say(runner, "ports", "策克", "--lang", "zh")
    assert answer.exit_code == 0
    assert "ceke.road.import.coal" in answer.stdout and "进口煤炭重车" in answer.stdout


@pytest.mark.parametrize(
    ("words", "meant"), [(("reforms", "gren_lanes"), "green_lanes"), (("ports", "cekee"), "ceke")]
)
def test_a_mistyped_name_is_refused_with_what_was_meant(
    runner: CliRunner, words: tuple[str, str], meant: str
) -> None:
    answer = say(runner, *words)
    assert answer.exit_code == 2
    assert f"did you mean {meant}?" in answer.stderr and answer.stdout == ""
