"""Every scenario that ships gives the same trace in both engines: ports, reforms, studies and textbook ports.

Files are found by looking into the folder, so that one that is added later is compared as well. In each run the
textbook ports are compared with three seeds, one of them to the end, and the others over a day (where something
happens, its last day and the one after); the long run takes three seeds, a fortnight, and a year of each port. The
first seed is compared as drawn, the others cut to whole minutes, so that arrivals, ends and openings meet on a tick.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from random_ports import in_whole_minutes
from shipped_drafts import FILES, LAB, OF_PORTS, shipped_drafts, window
from shrinking import difference

from clearance_sim.clock import DAY
from clearance_sim.plan.draft import Draft
from clearance_sim.plan.drafting import drafts
from clearance_sim.plan.drawing import draw
from clearance_sim.plan.plan import Plan
from clearance_sim.ports.shelf import open_port, port_files

SEEDS = range(3)
FORTNIGHT = 14


def assert_equal(drafts_by_name: dict[str, Draft], seeds: range) -> None:
    """Compare the engines on every draft: the first seed as drawn, the others cut to whole minutes."""
    rows, found = 0, {}
    for name, draft in drafts_by_name.items():
        for seed in seeds:
            plan = draw(replace(draft, seed=draft.seed + seed), 0)
            rows += plan.n_rows
            found[name, seed] = difference(in_whole_minutes(plan) if seed else plan)
    assert rows > 0
    assert {key: text for key, text in found.items() if text} == {}


def ports_of(scenario: str) -> set[str]:
    return {name.split(",")[0] for name in shipped_drafts(scenario)}


def test_every_kind_of_scenario_is_found() -> None:
    """Guard against a folder that moved: an empty list would be equal to anything."""
    assert {path.split("/")[0] for path in FILES} >= {"baseline-2019.yaml", "lab", "reforms", "studies", "parts"}
    assert len(LAB) >= 50
    assert len(OF_PORTS) >= 29
    # Ganqimaodu and the passenger halls ship beside the baseline of three ports; the proofs of each port cover them.
    assert ports_of("baseline-2019.yaml") == set(port_files()) - {"ganqimaodu"} - ports_of("passenger-halls-2019.yaml")
    assert len(ports_of("passenger-halls-2019.yaml")) == 2
    assert len(shipped_drafts("studies/five-day-closure.yaml")) == 3


def test_a_window_is_cut_around_what_happens() -> None:
    closed = shipped_drafts("studies/five-day-closure.yaml")["erenhot, five_days"]
    cut = window(closed, days=2)
    assert cut.horizon == 2 * DAY
    assert cut.origin - closed.origin == 17 * DAY  # 8 to 25 October, the last day of the closure


@pytest.mark.parametrize("name", LAB)
def test_textbook_ports_equal_the_simpy_engine(name: str) -> None:
    assert_equal(shipped_drafts(name), range(1))
    assert_equal({key: window(draft, days=2) for key, draft in shipped_drafts(name).items()}, SEEDS[1:])


@pytest.mark.parametrize("name", OF_PORTS)
def test_shipped_scenarios_equal_the_simpy_engine(name: str) -> None:
    short = {key: window(draft, days=2 if draft.port.events else 1) for key, draft in shipped_drafts(name).items()}
    assert_equal(short, range(1, 2))


@pytest.mark.slow
@pytest.mark.usefixtures("uncompiled")
@pytest.mark.parametrize("name", LAB)
def test_textbook_ports_equal_the_simpy_engine_to_their_end(name: str) -> None:
    assert_equal(shipped_drafts(name), SEEDS[1:])


@pytest.mark.slow
@pytest.mark.usefixtures("uncompiled")
@pytest.mark.parametrize("name", OF_PORTS)
def test_shipped_scenarios_equal_the_simpy_engine_for_a_fortnight(name: str) -> None:
    fortnight = {key: window(draft, FORTNIGHT, 6) for key, draft in shipped_drafts(name).items()}
    assert_equal(fortnight, SEEDS)


@pytest.mark.slow
@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("name", OF_PORTS)
def test_compiled_loops_equal_the_simpy_engine_on_shipped_scenarios(name: str) -> None:
    fortnight = {key: window(draft, FORTNIGHT, 6) for key, draft in shipped_drafts(name).items()}
    assert_equal(fortnight, range(3, 4))


def year_of(port: str) -> Plan:
    """Draw a year; a fortnight of a hall, whose passengers are as many rows as a year of goods and which is empty at night."""
    draft = drafts(open_port(port).scenario)[port]
    hall = port in ports_of("passenger-halls-2019.yaml")
    return draw(replace(draft, horizon=14 * DAY) if hall else draft, 0)


@pytest.mark.slow
@pytest.mark.usefixtures("uncompiled")
@pytest.mark.parametrize("port", sorted(port_files()))
def test_a_year_of_a_shipped_port_equals_the_simpy_engine(port: str) -> None:
    assert not difference(year_of(port))


@pytest.mark.slow
@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("port", sorted(port_files()))
def test_compiled_loops_equal_the_simpy_engine_on_a_year(port: str) -> None:
    assert not difference(year_of(port))
