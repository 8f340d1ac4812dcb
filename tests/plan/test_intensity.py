"""The expected arrivals are reckoned once, and anew for whatever changes them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from small_ports import flow

from clearance_sim.clock import DAY
from clearance_sim.plan.draft import Draft
from clearance_sim.plan.drafting import drafts
from clearance_sim.plan.intensity import intensity
from clearance_sim.scenario.study import Scenario

RATE = {"rate": "10/h", "within": "office"}


def draft_of(poisson: dict[str, Any], opens: str = "08:00") -> Draft:
    written = {
        "title": "lab", "period": {"from": "2019-01-01", "to": "2019-01-31"},
        "ports": {"lab": {"title": "lab", "calendars": {"office": {"weekly": [{"from": opens, "to": "18:00"}]}},
                          "flows": {"all": {**flow({"pass": {"handling": "1 min"}}), "arrivals": {"poisson": poisson}}}}},
    }  # fmt: skip
    return drafts(Scenario.model_validate(written))["lab"]


def expected(draft: Draft) -> np.ndarray:
    poisson = draft.port.flows["all"].arrivals.poisson
    assert poisson is not None
    knots, cumulative = intensity(draft, poisson)
    assert knots[0] == 0 and knots[-1] == draft.horizon and len(knots) == len(cumulative)
    return cumulative


def test_another_draft_written_alike_is_answered_from_memory() -> None:
    first, again = expected(draft_of(RATE)), expected(draft_of(RATE))
    assert first is again
    with pytest.raises(ValueError, match="read-only"):
        first[0] = 1


@pytest.mark.parametrize(
    "other",
    [
        draft_of({**RATE, "rate": "20/h"}),
        draft_of({**RATE, "weekdays": [1, 1, 1, 1, 1, 1, 2]}),
        draft_of(RATE, opens="09:00"),
        replace(draft_of(RATE), horizon=30 * DAY),
        replace(draft_of(RATE), origin=draft_of(RATE).origin + DAY // 2),
        draft_of(RATE).with_port(zone="Asia/Tokyo"),
    ],
    ids=["rate", "weekdays", "hours", "horizon", "origin", "zone"],
)
def test_whatever_changes_them_is_reckoned_anew(other: Draft) -> None:
    """Ten an hour on ten hours of 31 days, told from the calendar and not from the code."""
    base = expected(draft_of(RATE))
    assert base[-1] == pytest.approx(10 * 10 * 31)
    assert not np.array_equal(expected(other), base)
