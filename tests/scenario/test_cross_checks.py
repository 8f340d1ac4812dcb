"""The cross checks refuse what is wrong (see the gallery) and nothing that is right."""

from __future__ import annotations

import graphlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_ports import random_scenario

from clearance_sim.errors import ScenarioError
from clearance_sim.plan.drafting import drafts
from clearance_sim.plan.drawing import draw
from clearance_sim.scenario.check.doubts import Doubts
from clearance_sim.scenario.check.groups import check_groups
from clearance_sim.scenario.check.happenings import check_events
from clearance_sim.scenario.check.routes import check_route
from clearance_sim.scenario.check.sizes import expected_rows
from clearance_sim.scenario.check.staffing import minutes_of_week, most_on_duty
from clearance_sim.scenario.check.yards import check_yards
from clearance_sim.scenario.door import Loaded, load
from clearance_sim.scenario.flows import Flow
from clearance_sim.scenario.port import Port
from clearance_sim.scenario.stations import Calendar

Open = Callable[[str], Loaded]
LABS = sorted((Path(__file__).parents[2] / "scenarios" / "lab").glob("*.yaml"))
DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

clocks = st.integers(0, 23).map(lambda hour: f"{hour:02d}:30")
spans = st.fixed_dictionaries({"days": st.lists(st.sampled_from(DAYS), min_size=1, max_size=3, unique=True),
                               "from": clocks, "to": clocks})  # fmt: skip
calendars = st.lists(spans, min_size=1, max_size=3).map(lambda weekly: {"weekly": weekly})


def open_minutes(calendar: dict[str, Any]) -> set[int]:
    """List the open half hours of a week one by one: the second implementation."""
    found: set[int] = set()
    for span in calendar["weekly"]:
        begin, end = (int(span[key][:2]) * 60 + 30 for key in ("from", "to"))
        for day in span["days"]:
            minute = begin
            while True:
                found.add((DAYS.index(day) * 1440 + minute) % 10080)
                minute += 30
                if (minute - end) % 1440 == 0:
                    break
    return found


@settings(deadline=None)
@given(calendars)
def test_open_minutes_of_a_week_are_the_same_counted_one_by_one(calendar: dict[str, Any]) -> None:
    spans = minutes_of_week(Calendar.model_validate(calendar))
    assert {minute for begin, end in spans for minute in range(begin, end, 30)} == open_minutes(calendar)


@settings(deadline=None)
@given(st.lists(st.tuples(calendars, st.integers(0, 9)), min_size=1, max_size=4))
def test_the_most_on_duty_is_the_fullest_half_hour(shifts: list[tuple[dict[str, Any], int]]) -> None:
    port = Port.model_validate({
        "title": "p",
        "calendars": {f"c{number}": calendar for number, (calendar, _) in enumerate(shifts)},
        "staff": {"group": {"shifts": [{"hours": f"c{n}", "count": count} for n, (_, count) in enumerate(shifts)]}},
        "flows": {"f": {"mode": "road", "direction": "import", "cargo": "coal",
                        "arrivals": {"poisson": {"rate": "1/h"}}, "steps": {"s": {"handling": "1 min"}}}},
    })  # fmt: skip
    on_duty = [(open_minutes(calendar), count) for calendar, count in shifts]
    fullest = max(sum(count for minutes, count in on_duty if minute in minutes) for minute in range(0, 10080, 30))
    assert most_on_duty(port.staff["group"], port) == fullest


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from("abcdef"), st.sets(st.sampled_from("abcdef"), max_size=2), min_size=1))
def test_a_route_has_a_circle_exactly_when_it_cannot_be_sorted(after: dict[str, set[str]]) -> None:
    steps = {name: {"handling": "1 min", "after": sorted(before & set(after))} for name, before in after.items()}
    flow = Flow.model_validate({"mode": "road", "direction": "import", "cargo": "coal",
                                "arrivals": {"poisson": {"rate": "1/h"}}, "steps": steps})  # fmt: skip
    doubts = Doubts()
    check_route(flow, (), doubts)
    try:
        graphlib.TopologicalSorter({name: step["after"] for name, step in steps.items()}).prepare()  # type: ignore[misc]
        sortable = True
    except graphlib.CycleError:
        sortable = False
    assert (doubts.found == []) == sortable


@pytest.mark.parametrize("path", LABS, ids=lambda path: path.stem)
def test_the_estimate_of_size_is_near_a_drawn_plan(path: Path) -> None:
    scenario = load(path, {}).scenario
    for draft in drafts(scenario).values():
        estimated = sum(expected_rows(flow, draft.horizon) for flow in draft.port.flows.values())
        drawn = draw(draft, 0).n_rows
        # Rows come in groups of at most a few hundred per arrival: a tenth is beyond any chance, and enough
        # for a bound that guards memory.
        assert estimated == pytest.approx(drawn, rel=0.1)


RIGHT = {
    "yards may nest": "flows: {produce_out: {steps: {gate: {yards: [apron, bays]}, exit: {station: gate, "
    "handling: 1 min, yards: [apron]}}}}",
    "yards may stand apart": "flows: {produce_out: {steps: {exit: {station: gate, handling: 1 min, yards: [bays]}}}}",
    "night shifts add up": "staff: {officers: {shifts: [{hours: day, count: 2}, {count: 2}]}}\n    "
    "flows: {produce_out: {steps: {gate: {needs: {officers: 4}}}}}",
    "lanes may accept words for a side": "stations: {gate: {lanes: {a: {accepts: [road]}, b: {accepts: [truck]}}}}",
    "priorities may name a side that never comes": "stations: {gate: {priority: [import, fresh_produce]}}",
    "a step may look at a later one": "flows: {produce_out: {steps: {papers: {unless: extra}, "
    "extra: {share: 10 %, after: [], handling: 1 min}}}}",
    "papers may be counted by a yard of trucks": "flows: {produce_out: {steps: {papers: {yards: [apron]}}}}",
}


@pytest.mark.parametrize("body", RIGHT.values(), ids=RIGHT.keys())
def test_what_is_right_is_let_through(opened: Open, body: str) -> None:
    assert opened(f"extends: one_gate.yaml\nports:\n  lab:\n    {body}\n")


def test_what_the_engines_run_is_let_through_by_the_checks_of_routes_groups_yards_and_events() -> None:
    for seed in range(150):
        scenario = random_scenario(seed)
        port, doubts = scenario.ports["lab"], Doubts()
        for flow in port.flows.values():
            check_route(flow, (), doubts)
        for check in (check_groups, check_yards, check_events):
            check(port, (), doubts)
        told = [problem.text.en for problem in doubts.found]
        # Random ports also let units wait at the start of a step that a group takes; the engines pass them on.
        assert [text for text in told if "none has formed yet" not in text] == [], seed


def test_problems_of_unlike_kinds_are_told_together(opened: Open) -> None:
    with pytest.raises(ScenarioError) as refusal:
        opened(
            "extends: one_gate.yaml\nwarm_up: 60 d\nports:\n  lab:\n    zone: Mars/Base\n"
            "    flows: {produce_out: {marks: {released: gone}, steps: {gate: {station: gone, needs: {officers: 99}}}}}\n"
        )
    assert len(refusal.value.problems) == 5
