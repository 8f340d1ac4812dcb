"""What is remembered about a draft is the draft's own: a changed one has its own hours, lanes and turns."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from small_ports import flow

from clearance_sim.clock import DAY
from clearance_sim.plan.draft import Draft
from clearance_sim.plan.drafting import drafts
from clearance_sim.plan.drawing import draw
from clearance_sim.plan.layout import lay_out
from clearance_sim.plan.turns import turns
from clearance_sim.scenario.study import Scenario


def draft_of(**lanes: Any) -> Draft:
    written = {
        "title": "lab", "period": {"from": "2019-01-01", "to": "2019-01-31"},
        "ports": {"lab": {
            "title": "lab", "calendars": {"office": {"weekly": [{"from": "08:00", "to": "18:00"}]}},
            "stations": {"gate": {"hours": "office", "lanes": {"a": {"count": 2, **lanes}, "b": {"count": 1}}}},
            "flows": {"all": flow({"pass": {"station": "gate", "handling": "1 min"}})},
        }},
    }  # fmt: skip
    return drafts(Scenario.model_validate(written))["lab"]


def test_a_port_where_nothing_breaks_down_is_laid_out_once() -> None:
    draft = draft_of()
    assert lay_out(draft, 0, -DAY) is lay_out(draft, 7, -DAY)
    earlier = lay_out(draft, 0, -2 * DAY).lanes[0].open
    assert earlier is not None and earlier[0, 0] < 0


def test_breakdowns_are_drawn_for_every_replication() -> None:
    draft = draft_of(breakdowns={"in_order": {"exponential": "20 h"}, "repair": {"exponential": "2 h"}})
    first, second = (lay_out(draft, replication, 0).lanes[0].down for replication in range(2))
    assert first is not None and second is not None
    assert not np.array_equal(first, second)


def test_a_changed_draft_has_its_own_layout_and_turns() -> None:
    draft = draft_of()
    assert turns(draft)["all", "pass"].eligible == 0b11
    station = draft.port.stations["gate"]
    closed = draft.with_station("gate", station.model_copy(update={"lanes": {
        **station.lanes, "a": station.lanes["a"].model_copy(update={"accepts": ("nobody",)})}}))  # fmt: skip
    assert turns(closed)["all", "pass"].eligible == 0b10
    assert set(draw(draft, 0).eligible.tolist()) == {0b11}
    assert set(draw(closed, 0).eligible.tolist()) == {0b10}
    shorter = replace(draft, horizon=2 * DAY)
    for each in (draft, shorter):
        opened = draw(each, 0).lanes[0].open
        assert opened is not None
        assert each.horizon - DAY < opened[-1, 1] <= each.horizon


def test_drafts_written_alike_are_equal_and_remembered_apart() -> None:
    one, other = draft_of(), draft_of()
    assert one == other
    assert turns(one) is turns(one)
    assert turns(one) is not turns(other)


def test_a_changed_draft_has_its_own_route() -> None:
    """What is remembered of a step are all fields but its rows."""
    draft = draft_of()
    step = draft.port.flows["all"].steps["pass"]
    slower = draft.with_steps("all", {"pass": step.model_copy(update={"documents": 7}), "more": step})
    before, after, later = draw(draft, 0).flows[0], draw(slower, 0).flows[0], draw(slower, 1).flows[0]
    assert [each.name for each in before.steps] == ["pass"]
    assert [(each.name, each.documents) for each in after.steps] == [("pass", 7), ("more", step.documents)]
    assert later.steps[1].first_row == later.steps[0].last_row == len(later.entry)
