"""Show on the shipped ports that a reform at the level in force changes nothing, and draws stay where they were."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from clearance_sim.clock import DAY
from clearance_sim.plan.draft import Draft
from clearance_sim.plan.drafting import drafts
from clearance_sim.plan.drawing import draw
from clearance_sim.ports.shelf import open_port, port_files
from clearance_sim.reforms.package import apply_package

PORTS = list(port_files())
HALLS = ["erenhot_passengers", "manzhouli_passengers"]
FREIGHT = ["manzhouli", "erenhot", "ceke", "ganqimaodu"]
COAL_PORTS = ["ceke", "ganqimaodu"]
THREE = ["advance_declaration", "green_lanes", "joint_inspection"]


@cache
def fortnight(name: str) -> Draft:
    """Give a shipped port for the first two weeks of 2019."""
    return replace(drafts(open_port(name).scenario)[name], horizon=14 * DAY)


def test_all_four_ports_and_the_two_passenger_halls_ship() -> None:
    assert PORTS == FREIGHT + HALLS


@pytest.mark.parametrize("port", PORTS)
@pytest.mark.parametrize("reform", THREE)
def test_steps_of_other_roles_keep_their_draws(port: str, reform: str) -> None:
    acts_on = {
        "advance_declaration": {"advance_declaration", "declaration", "document_review", "amendment"},
        "green_lanes": set(),
        "joint_inspection": {"examination", "border_police_examination", "joint_examination"},
    }
    draft = fortnight(port)
    packaged = apply_package(draft, [{reform: {"lanes": 2} if reform == "green_lanes" else {}}])
    before, after = draw(draft, 0), draw(packaged.draft, 0)
    assert (before.digest == after.digest) == (reform in packaged.not_applicable)
    for old, new in zip(before.flows, after.flows, strict=True):
        for step in old.steps:
            if step.role not in acts_on[reform]:
                rows = new.step(step.name).rows
                assert np.array_equal(before.takes[step.rows], after.takes[rows]), step.name
                assert np.array_equal(before.work[step.rows], after.work[rows]), step.name


@pytest.mark.parametrize("port", PORTS)
def test_every_level_in_force_is_neutral_to_the_byte(port: str) -> None:
    draft = fortnight(port)
    untouched = draw(draft, 0).digest
    if port in HALLS:
        assert set(draft.port.in_force) == {"self_service", "extended_hours"}, "all else is about goods"
    else:
        assert len(draft.port.in_force) >= 8
    for reform, level in draft.port.in_force.items():
        assert draw(apply_package(draft, [{reform: level}]).draft, 0).digest == untouched, reform


@pytest.mark.parametrize("port", COAL_PORTS)
def test_coal_ports_have_no_produce_to_give_a_green_lane_to(port: str) -> None:
    packaged = apply_package(fortnight(port), [{"green_lanes": {}}])
    assert packaged.not_applicable["green_lanes"].zh == "没有以公路运输的果蔬"


@pytest.mark.parametrize("port", COAL_PORTS)
def test_no_meat_came_through_the_coal_ports_in_2019(port: str) -> None:
    (meat,) = [flow for flow in draw(fortnight(port), 0).flows if flow.cargo == "meat"]
    assert len(meat.entry) == 0


@pytest.mark.parametrize(
    ("port", "mine_trucks", "megatonnes"),
    [
        # Yicai 2021-10-29: about 10 Mt in a normal year; 48.4 t a crossing is 97 t a loaded truck, two crossings each.
        ("ceke", ["coal_in"], 10),
        # china5e.com 2020-05-21: about 20 Mt a year in the three years to 2019; 98-102 t a loaded truck in 2020.
        ("ganqimaodu", ["coal_in", "ore_in"], 20),
    ],
)
def test_loaded_trucks_and_empties_balance_over_the_year(
    port: str, mine_trucks: list[str], megatonnes: int
) -> None:
    flows = open_port(port).scenario.ports[port].flows

    def yearly(flow: str) -> list[float]:
        poisson = flows[flow].arrivals.poisson
        assert poisson is not None and poisson.volumes is not None
        return [volume.count for volume in poisson.volumes]

    loaded = [sum(counts) for counts in zip(*map(yearly, mine_trucks), strict=True)]
    assert loaded == yearly("empties_out")
    tonnes = flows["coal_in"].tonnes
    assert tonnes is not None and round(yearly("coal_in")[1] * tonnes / 1e6) == megatonnes


@pytest.mark.parametrize("port", COAL_PORTS)
def test_no_station_of_a_coal_port_is_asked_for_more_than_85_percent_of_its_open_hours(port: str) -> None:
    plan = draw(replace(fortnight(port), horizon=84 * DAY), 0)
    work = np.zeros(len(plan.stations))
    for flow in plan.flows:
        for step in flow.steps:
            if step.station >= 0:
                work[step.station] += plan.work[step.rows].sum()
    for station, asked in zip(plan.stations, work, strict=True):
        offered = 0
        for lane in plan.lanes[station.first_lane : station.last_lane]:
            hours = np.array([[0, plan.horizon]]) if lane.open is None else np.clip(lane.open, 0, plan.horizon)
            offered += lane.count * int((hours[:, 1] - hours[:, 0]).sum())
        assert asked / offered < 0.85, station.name
