"""Numbers keep their sources: notes are stripped for the schema and kept by key path."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from clearance_sim.errors import ScenarioError
from clearance_sim.scenario.door import Loaded, load
from clearance_sim.scenario.inputs import inputs

Open = Callable[[str], Loaded]
FLOW = ("ports", "lab", "flows", "produce_out")
GATE = (*FLOW, "steps", "gate", "handling", "lognormal")


def flow(body: str) -> str:
    """Write an overlay of the one flow."""
    return f"extends: one_gate.yaml\nports: {{lab: {{flows: {{produce_out: {body}}}}}}}\n"


def test_a_value_written_with_its_source_is_the_value(opened: Open) -> None:
    loaded = opened(flow("{volume: {value: 1.2, source: 'facts 2.4'}}"))
    assert loaded.scenario.ports["lab"].flows["produce_out"].volume == 1.2
    assert loaded.notes[(*FLOW, "volume")].source == "facts 2.4"
    assert loaded.resolved["ports"]["lab"]["flows"]["produce_out"]["volume"] == 1.2


def test_a_note_beside_the_keys_covers_the_numbers_inside(opened: Open) -> None:
    loaded = opened(flow(
        "{steps: {gate: {handling: {lognormal: {mean: 6 min, cv: 0.7}, "
        "assumption: {low: 3 min, likely: 6 min, high: 9 min}, why: seen}}}}"
    ))  # fmt: skip
    for name in ("mean", "cv"):
        note = loaded.notes[(*GATE, name)]
        assert note.path == GATE[:-1]
        assert (note.low, note.likely, note.high, note.why) == ("3 min", "6 min", "9 min", "seen")
        assert note.is_assumption


def test_the_nearest_note_holds(opened: Open) -> None:
    loaded = opened(flow(
        "{steps: {gate: {handling: {lognormal: {mean: {value: 6 min, source: near}, cv: 0.7}, source: far}}}}"
    ))  # fmt: skip
    assert loaded.notes[(*GATE, "mean")].source == "near"
    assert loaded.notes[(*GATE, "cv")].source == "far"


def test_a_replaced_number_loses_the_note_of_the_number_below(
    write: Callable[..., Path], shelf: dict[str, Path]
) -> None:
    write(flow("{steps: {gate: {handling: {lognormal: {mean: 6 min, cv: 0.7}, source: far}}}}"), "noted.yaml")
    text = flow("{steps: {gate: {handling: {lognormal: {mean: 8 min}}}}}").replace("one_gate", "noted")
    loaded = load(write(text).name, shelf)
    assert (*GATE, "mean") not in loaded.notes
    assert loaded.notes[(*GATE, "cv")].source == "far"


def test_several_sources_are_kept_together(opened: Open) -> None:
    loaded = opened(flow("{tonnes: {value: 20, source: [facts 2.4, customs]}}"))
    assert loaded.notes[(*FLOW, "tonnes")].source == "facts 2.4; customs"


def test_a_step_called_source_is_a_step(opened: Open) -> None:
    loaded = opened(flow("{steps: {source: {station: gate, handling: 1 min}}}"))
    assert "source" in loaded.scenario.ports["lab"].flows["produce_out"].steps


def test_a_published_figure_keeps_its_own_source(opened: Open) -> None:
    loaded = opened(
        "extends: one_gate.yaml\nreferences:\n  - {title: 进口整体通关时间, clock: 整体通关时间, scope: 全国, year: 2017, "
        "value: 97.39 小时, source: 海关总署}\n"
    )
    reference = loaded.scenario.references[0]
    assert (reference.clock, reference.value, reference.source) == ("clearance", 350_604_000, "海关总署")


@pytest.mark.parametrize(
    "order", ["{low: 5, likely: 4, high: 9}", "{low: 5, likely: 6}", "{low: 1, high: 2, mid: 1}"]
)
def test_a_range_is_complete_and_in_order(opened: Open, order: str) -> None:
    with pytest.raises(ScenarioError, match=r"assumption|low"):
        opened(flow(f"{{volume: {{value: 5, assumption: {order}}}}}"))


def test_every_number_is_listed_once_with_what_stands_behind_it(opened: Open) -> None:
    assumed = "{value: 20, assumption: {low: 10, likely: 20, high: 25}}"
    loaded = opened(flow(f"{{volume: {{value: 1.2, source: 'facts 2.4'}}, tonnes: {assumed}}}"))
    listed = {each.path[-1]: each for each in inputs(loaded) if each.path[:-1] == FLOW}
    assert {name: each.kind for name, each in listed.items()} == {"volume": "source", "tonnes": "assumption"}
    paths = [each.path for each in inputs(loaded)]
    assert len(set(paths)) == len(paths)
    assert all(path[0] == "ports" for path in paths)
    assert ("ports", "lab", "calendars", "day", "weekly", 0, "from") in paths
