"""Names are understood in Chinese and English, and titled from the same table."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clearance_sim.scenario import names
from clearance_sim.scenario.door import Loaded
from clearance_sim.scenario.flows import Flow
from clearance_sim.scenario.stations import Party
from clearance_sim.scenario.study import Clock, Statistic

PORTS_OF_THE_REPLY = "满洲里 二连浩特 策克 甘其毛都 满都拉 阿尔山 珠恩嘎达布其 额布都格 乌力吉"
REFORMS_OF_THE_REPLY = (
    "single_window data_sharing advance_declaration green_lanes joint_inspection inland_clearance fee_regulation "
    "transshipment_capacity inspection_yard line_electrification cross_border_passage partner_motorway rail_shift "
    "designated_port bonded_transfer border_trade ecommerce_release home_trains self_service partner_hours "
    "extended_hours appointment_booking risk_based_inspection two_step_declaration "
    "rail_fast_clearance trusted_traders"
)


@pytest.mark.parametrize("port", PORTS_OF_THE_REPLY.split())
def test_every_port_of_the_reply_is_known(port: str) -> None:
    assert names.canonical("port", port) in names.known("port")
    assert names.canonical("port", port + "口岸") is not None or port == "十八里"


def test_every_reform_of_the_reply_is_known() -> None:
    assert names.known("reform") == tuple(REFORMS_OF_THE_REPLY.split())


@pytest.mark.parametrize("kind", names.kinds())
def test_a_spelling_means_one_thing(kind: str) -> None:
    for key in names.known(kind):
        for spelling in names.spellings(kind, key):
            assert names.canonical(kind, spelling) == key


@pytest.mark.parametrize(
    ("kind", "allowed"),
    [("party", Party), ("clock", Clock), ("statistic", Statistic), ("mode", Flow.model_fields["mode"].annotation),
     ("direction", Flow.model_fields["direction"].annotation)],
)  # fmt: skip
def test_the_table_has_exactly_what_the_schema_allows(kind: str, allowed: object) -> None:
    assert set(names.known(kind)) == set(getattr(allowed, "__args__", ()))


@pytest.mark.parametrize("port", ["满洲里", "二连浩特", "策克"])
@pytest.mark.parametrize("rest", ["公路出口果蔬", "铁路进口集装箱", "公路进口煤炭"])
def test_flows_are_understood_in_the_officers_words(port: str, rest: str) -> None:
    flow = names.flow_name(port + rest)
    assert flow is not None
    assert names.flow_title(flow).zh == port + rest


@pytest.mark.parametrize("nonsense", ["公路出口", "满洲里机场", "", "a.b.c.d.e"])
def test_what_is_no_flow_is_not_guessed(nonsense: str) -> None:
    assert names.flow_name(nonsense) is None


def test_chinese_names_are_read_throughout_a_scenario(opened: Callable[[str], Loaded]) -> None:
    loaded = opened(
        "extends: one_gate.yaml\n"
        "ports:\n  lab:\n    stations: {gate: {party: 边检, lanes: {green: {accepts: [果蔬, 出口]}}}}\n"
        "    in_force: {提前申报: {share: 25 %}}\n"
        "    flows:\n      produce_out:\n        mode: 公路\n        direction: 出口\n        cargo: 蔬菜水果\n"
        "        regimes: {口岸清关: 90 %, 转关: 10 %}\n"
        "reforms: [{绿色通道: {货类: 1, cargo: [果蔬, 肉类], ports: [满洲里公路]}}]\n"
    ).resolved  # fmt: skip
    port = loaded["ports"]["lab"]
    assert port["stations"]["gate"]["party"] == "border_police"
    assert port["stations"]["gate"]["lanes"]["green"]["accepts"] == ["fresh_produce", "export"]
    assert list(port["in_force"]) == ["advance_declaration"]
    assert port["flows"]["produce_out"]["regimes"] == {"port": "90 %", "transfer": "10 %"}
    assert loaded["reforms"] == [
        {"green_lanes": {"货类": 1, "cargo": ["fresh_produce", "meat"], "ports": ["manzhouli.road"]}}
    ]


def test_a_users_own_cargo_keeps_its_name(opened: Callable[[str], Loaded]) -> None:
    loaded = opened("extends: one_gate.yaml\nports: {lab: {flows: {produce_out: {cargo: sand}}}}\n")
    assert loaded.scenario.ports["lab"].flows["produce_out"].cargo == "sand"
    assert names.title("cargo", "sand").zh == "sand"
