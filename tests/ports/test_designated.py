"""A designated cargo may enter where the reply of 2019 says, and elsewhere only under the reform that names the place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from clearance_sim.cli.main import program
from clearance_sim.plan.draft import Draft
from clearance_sim.plan.drafting import drafts
from clearance_sim.plan.drawing import draw
from clearance_sim.ports import designated
from clearance_sim.ports.shelf import open_scenario, port_files
from clearance_sim.reforms.designated_port import Parameters
from clearance_sim.reforms.package import apply_package, check_reforms, variant_calls
from clearance_sim.scenario import names
from clearance_sim.scenario.door import Loaded
from clearance_sim.scenario.located import ScenarioFileError

REPLY = (Path(__file__).parents[2] / "docs" / "reply-coverage.md").read_text(encoding="utf-8")
MAY_ENTER = {
    "grain": "满洲里铁路、二连浩特铁路、阿尔山公路",
    "meat": "满都拉公路、策克公路、二连浩特公路",
    "forage": "珠恩嘎达布其公路、额布都格公路",
    "vehicles": "满洲里公路",
}
"""The reply of 2019, part 3: grain 3, meat 3, forage 2, whole vehicles 1."""
YARD = {"mode": "road", "direction": "import", "arrivals": {"poisson": {"rate": "4/d"}},
        "steps": {"quarantine": {"station": "bays", "role": "quarantine", "handling": "1 h"}}}  # fmt: skip


def opened(tmp_path: Path, **scenario: Any) -> Loaded:
    whole = {"title": "x", "period": {"from": "2019-03-01", "to": "2019-03-10"}, **scenario}
    file = tmp_path / "scenario.yaml"
    file.write_text(yaml.safe_dump(whole, allow_unicode=True), encoding="utf-8")
    return open_scenario(file)


def flow(cargo: str, **changes: Any) -> dict[str, Any]:
    return {"flows": {"more_in": {**YARD, "cargo": cargo, **changes}}}


def call(cargo: str, *places: str) -> dict[str, Any]:
    return {"designated_port": {"cargo": cargo, "ports": list(places)}}


def own(cargo: str) -> dict[str, Any]:
    return {"title": "own", "stations": {"bays": {"lanes": 2}}, **flow(cargo)}


def refused(tmp_path: Path, **scenario: Any) -> str:
    with pytest.raises(ScenarioFileError) as refusal:
        opened(tmp_path, **scenario)
    assert refusal.value.exit_code == 2
    return refusal.value.render("en")


@pytest.mark.parametrize("cargo", MAY_ENTER)
def test_the_places_are_those_of_the_reply(cargo: str) -> None:
    assert designated.places_in_words(cargo).zh == MAY_ENTER[cargo]
    places = [place.split(".") for place in designated.may_enter(cargo) or ()]
    assert all(port in names.known("port") and mode in names.known("mode") for port, mode in places)
    count = {"grain": "粮食进口指定口岸3个", "meat": "肉类进口指定口岸3个", "forage": "饲草进口指定口岸2个",
             "vehicles": "整车进口指定口岸1个"}[cargo]  # fmt: skip
    assert count in REPLY and int(count[-2]) == len(places)


def test_what_was_being_prepared_does_not_open_a_port() -> None:
    assert designated.in_preparation("ganqimaodu") == ["meat", "live_animals"]
    assert not designated.may_take("ganqimaodu", "road", "meat") and not designated.may_take(
        "ebuduge", "road", "grain"
    )
    assert designated.may_take("ganqimaodu", "road", "live_animals"), (
        "no rule on live animals is written in the reply"
    )


@pytest.mark.parametrize("port", port_files())
@pytest.mark.parametrize("cargo", MAY_ENTER)
def test_a_shipped_port_takes_by_road_what_it_is_designated_for(tmp_path: Path, port: str, cargo: str) -> None:
    bays = {"stations": {"bays": {"lanes": 2}}} if port in ("manzhouli", "erenhot") else {}
    if port == "ceke" and cargo == "meat":  # it has that flow already, closed until its yard is in use
        assert opened(tmp_path, ports={"ceke": None}).scenario.ports["ceke"].flows["meat_in"]
    elif f"{names.flow_title(f'{port}.road').zh}" in MAY_ENTER[cargo]:
        opened(tmp_path, ports={port: {**bays, **flow(cargo)}})
    elif port == "ganqimaodu" and cargo == "meat":
        opens = {"flows": {"meat_in": {"arrivals": {"poisson": {"volumes": None, "rate": "4/d"}}}}}
        told = refused(tmp_path, ports={port: opens})
        assert (
            "meat may not be imported at Ganqimaodu road; it may at: Mandula road, Ceke road, Erenhot road" in told
        )
    else:
        told = refused(tmp_path, ports={port: {**bays, **flow(cargo)}})
        assert f"ports.{port}.flows.more_in.cargo" in told and designated.places_in_words(cargo).en in told


def test_catalogued_ports_are_bound_and_ones_own_are_free(tmp_path: Path) -> None:
    opened(tmp_path, ports={"arxan": own("grain")})
    opened(tmp_path, ports={"my_port": own("meat")})
    opened(tmp_path, ports={"north": {"like": "ceke", "title": "North", **flow("grain")}})
    assert "meat may not be imported at Arxan road" in refused(tmp_path, ports={"阿尔山": own("meat")})


def test_exports_closed_flows_and_other_years_are_free(tmp_path: Path) -> None:
    later = [
        {"from": "2019-01-01", "to": "2019-12-31", "count": 0},
        {"from": "2020-01-01", "to": "2020-12-31", "count": 9},
    ]
    for changes in (
        {"direction": "export"}, {"volume": 0}, {"arrivals": {"poisson": {"volumes": later}}},
        {"cargo": "live_animals"}, {"cargo": "timber"},
    ):  # fmt: skip
        opened(tmp_path, ports={"ceke": flow(**{"cargo": "grain", **changes})})
    dated = {"arrivals": {"poisson": {"volumes": later}}}
    in_2020 = {"from": "2020-01-06", "to": "2020-01-10"}
    assert "Arxan" in refused(tmp_path, ports={"ceke": flow("grain", **dated)}, period=in_2020)
    assert "Arxan" in refused(tmp_path, ports={"ceke": flow("grain", waiting_at_start=3, volume=0)})


def test_the_reform_lifts_the_ban_for_the_place_and_the_cargo_that_it_names(tmp_path: Path) -> None:
    grain = {"ceke": flow("grain")}
    for places in ("策克", "ceke.road", "策克公路进口粮食"):
        opened(tmp_path, ports=grain, reforms=[call("粮食", places)])
    for other in (call("meat", "ceke"), call("grain", "ceke.rail"), {"designated_port": {"cargo": "grain"}}):
        assert "Arxan" in refused(tmp_path, ports=grain, reforms=[other])


def test_a_variant_lifts_the_ban_for_what_it_brings(tmp_path: Path) -> None:
    brings = {"title": "a", "changes": {"ceke": flow("grain")}}
    admitted = {**brings, "reforms": [call("grain", "ceke")]}
    reform_alone = {"title": "r", "reforms": [call("grain", "ceke")]}
    loaded = opened(tmp_path, ports=["ceke"], variants={"a": admitted})
    assert check_reforms(loaded.scenario) == []
    united = {"title": "u", "union": ["b", "r"], "changes": {"ceke": flow("grain")}}
    both = {
        "b": {"title": "b", "reforms": ["预约通关"]},
        "r": {**reform_alone, "reforms": [call("grain", "ceke")]},
    }
    opened(tmp_path, ports=["ceke"], variants={**both, "u": united})
    assert "variants.a.changes.ceke" in refused(tmp_path, ports=["ceke"], variants={"a": brings})
    told = refused(tmp_path, ports={"ceke": flow("grain")}, variants={"a": {**reform_alone, "title": "a"}})
    assert told.count("may not be imported") == 1 and "ports.ceke.flows" in told


def _packaged(loaded: Loaded, variant: str, port: str) -> tuple[Draft, dict[str, Any]]:
    packaged = apply_package(drafts(loaded.scenario.under(variant))[port], variant_calls(loaded.scenario, variant))
    return packaged.draft, packaged.not_applicable


def test_grain_comes_to_ceke_in_the_variant_that_admits_it(tmp_path: Path) -> None:
    reforms = [{"designated_port": {"cargo": "grain", "ports": ["ceke"], "bays": 2}}]
    variant = {"title": "a", "changes": {"ceke": flow("grain")}, "reforms": reforms}
    draft, why_not = _packaged(opened(tmp_path, ports=["ceke"], variants={"a": variant}), "a", "ceke")
    assert why_not == {}
    grain = next(one for one in draw(draft, 0).flows if one.cargo == "grain")
    # Four a day over ten days as written, Poisson: between 15 and 70 but for one case in ten thousand.
    assert 15 < len(grain.entry) < 70
    assert draft.port.stations["bays"].lanes["general"].count == 8 + 2


def test_meat_comes_to_ganqimaodu_only_where_the_reform_names_it(tmp_path: Path) -> None:
    variants = {
        "named": {"title": "n", "reforms": [{"指定口岸": {"cargo": "肉类", "ports": ["甘其毛都"], "trucks": 5}}]},
        "unnamed": {"title": "u", "reforms": ["designated_port"]},
    }
    loaded = opened(tmp_path, ports=["ganqimaodu", "ceke"], variants=variants)
    draft, why_not = _packaged(loaded, "named", "ganqimaodu")
    assert why_not == {}
    meat = next(one for one in draw(draft, 0).flows if one.cargo == "meat")
    assert 15 < len(meat.entry) < 95  # five a day, Poisson
    _, elsewhere = _packaged(loaded, "named", "ceke")
    assert elsewhere["designated_port"].en == "limited to ganqimaodu"
    same, reason = _packaged(loaded, "unnamed", "ganqimaodu")
    assert same.port == loaded.scenario.ports["ganqimaodu"]
    assert reason["designated_port"].en.endswith("name `ports` to try it elsewhere")
    assert _packaged(loaded, "unnamed", "ceke")[1] == {}


def test_the_rule_and_the_reform_mean_the_same_cargo_where_none_is_written() -> None:
    assert Parameters().cargo == designated.USUAL_CARGO


@pytest.mark.parametrize("command", ["check", "show", "sources", "run"])
def test_every_command_refuses_at_the_door(tmp_path: Path, command: str) -> None:
    refused(tmp_path, ports={"ceke": flow("grain")})
    answer = CliRunner().invoke(program, [command, str(tmp_path / "scenario.yaml"), "--lang", "zh"])
    assert answer.exit_code == 2
    assert "可以进口的：满洲里铁路、二连浩特铁路、阿尔山公路" in answer.output
