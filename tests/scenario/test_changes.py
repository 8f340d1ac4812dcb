"""A variant may change ports: the merge of overlays, over the scenario's ports, without touching the baseline."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from clearance_sim.errors import ScenarioError
from clearance_sim.experiments.alternatives import prepare
from clearance_sim.scenario.door import Loaded, load
from clearance_sim.scenario.inputs import inputs
from clearance_sim.scenario.written_yaml import to_yaml

Open = Callable[[str], Loaded]
STUDY = """
extends: one_gate.yaml
variants:
  one_lane:
    title: {zh: 一道, en: One lane}
    changes:
      lab:
        stations: {gate: {lanes: {value: 1, assumption: {low: 1, likely: 1, high: 2}, why: trial}, hours: null}}
  closed:
    title: {zh: 封关, en: Closed}
    changes:
      lab:
        events: {stop: {title: stop, from: 2019-01-10, to: 2019-01-14, close: [gate]}}
  both: {title: {zh: 两项, en: Both}, union: [one_lane, closed]}
"""


def test_a_variant_has_the_scenarios_port_with_what_it_changes(opened: Open) -> None:
    scenario = opened(STUDY).scenario
    base, changed = scenario.ports["lab"], scenario.under("one_lane").ports["lab"]
    assert changed.stations["gate"].lanes["general"].count == 1
    assert changed.stations["gate"].hours is None, "a null in the changes removes what the port has"
    assert base.stations["gate"].lanes["general"].count == 2
    assert base.stations["gate"].hours == "day"
    kept = {name: value for name, value in changed if name != "stations"}
    assert kept == {name: value for name, value in base if name != "stations"}
    assert scenario.under("baseline") is scenario


def test_a_union_has_the_changes_of_all_its_members(opened: Open) -> None:
    port = opened(STUDY).scenario.under("both").ports["lab"]
    assert port.stations["gate"].lanes["general"].count == 1
    assert list(port.events) == ["stop"]


def test_only_the_changed_variants_are_run_again(opened: Open) -> None:
    untouched = "  same: {title: Same, changes: {lab: {stations: {gate: {lanes: 2}}}}}\n"
    alternatives = prepare(opened(STUDY + untouched).scenario)
    (port,) = alternatives.ports
    assert [info.key for info in alternatives.variants] == ["baseline", "one_lane", "closed", "both", "same"]
    assert port.same_as == (0, 1, 2, 3, 0)
    assert port.applicable == (True,) * 5
    events = [None if each is None else each.events for each in port.disturbances]
    assert events == [None, None, ("stop",), ("stop",), None]


def test_what_is_shown_has_the_changes_as_written_and_reads_back_the_same(
    opened: Open, write: Callable[..., Path], shelf: dict[str, Path]
) -> None:
    loaded = opened(STUDY)
    shown = to_yaml(loaded, origins=False)
    assert shown.count("flows:") == 1, "a port is shown once, whatever changes it"
    again = load(write(shown, "again.yaml").name, shelf)
    assert again.scenario == loaded.scenario
    assert again.digest == loaded.digest


def test_a_changed_number_is_listed_once_with_its_own_note(opened: Open) -> None:
    loaded = opened(STUDY)
    listed = [each for each in inputs(loaded) if each.path[0] == "variants"]
    assert [(each.path[-1], each.value, each.kind) for each in listed] == [("lanes", 1, "assumption")]


def test_an_upper_file_goes_on_changing_a_variant(write: Callable[..., Path], shelf: dict[str, Path]) -> None:
    write(STUDY, "below.yaml")
    above = "extends: below.yaml\nvariants: {closed: {changes: {lab: {events: {stop: {to: 2019-01-20}}}}}}\n"
    event = load(write(above).name, shelf).scenario.under("closed").ports["lab"].events["stop"]
    assert (event.from_, event.to, event.close) == ("2019-01-10", "2019-01-20", ["gate"])


def test_chinese_names_of_ports_are_known_in_changes(write: Callable[..., Path], shelf: dict[str, Path]) -> None:
    text = (
        "title: t\nports: [二连浩特]\nperiod: {from: 2019-01-01, to: 2019-01-05}\n"
        "variants: {a: {title: a, changes: {二连浩特: {title: 改名}}}}\n"
    )
    scenario = load(write(text).name, shelf).scenario
    assert scenario.under("a").ports["erenhot"].title.zh == "改名"


def test_a_fault_of_the_port_itself_is_told_once(opened: Open) -> None:
    faulty = STUDY + "ports: {lab: {yards: {apron: {capacity: 0}}}}\n"
    with pytest.raises(ScenarioError) as refused:
        opened(faulty)
    assert [problem.path for problem in refused.value.problems] == [("ports", "lab", "yards", "apron", "capacity")]


def test_an_event_of_a_variant_outside_the_period_is_pointed_out_where_it_stands(opened: Open) -> None:
    late = STUDY.replace("from: 2019-01-10, to: 2019-01-14", "from: 2019-02-10, to: 2019-02-14")
    loaded = opened(late)
    stop = ("changes", "lab", "events", "stop", "from")
    assert [each.path for each in loaded.warnings] == [("variants", "closed", *stop), ("variants", "both", *stop)]
    assert not opened(STUDY).warnings
