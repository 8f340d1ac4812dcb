"""The same papers stay easy or hard whichever way they go."""

from __future__ import annotations

import numpy as np
from small_ports import flow, small_plan

STEPS = {
    "advance": {"handling": {"exponential": "30 min"}, "ahead": "5 h", "share": "40 %", "draws_as": "declare"},
    "declare": {"handling": {"exponential": "30 min"}, "after": [], "unless": "advance"},
    "advance_review": {"handling": {"gamma": {"mean": "1 h", "cv": 0.5}}, "after": ["advance"], "only_if": "advance",
                       "share": "50 %", "draws_as": "review"},
    "review": {"handling": {"gamma": {"mean": "1 h", "cv": 0.5}}, "after": ["declare"], "unless": "advance", "share": "50 %"},
}  # fmt: skip


def columns(share: str) -> dict[str, np.ndarray]:
    steps = {name: dict(step) for name, step in STEPS.items()}
    steps["advance"]["share"] = share
    plan = small_plan({"flows": {"all": flow(steps)}}, "2000 min")
    work = {name: plan.work[plan.flows[0].step(name).rows] for name in steps}
    return {"declare": work["advance"] + work["declare"], "review": work["advance_review"] + work["review"]}


def test_papers_keep_their_handling_and_their_review_when_more_are_sent_ahead():
    few, many = columns("20 %"), columns("70 %")
    assert len(few["declare"]) > 150
    assert np.array_equal(few["declare"], many["declare"])
    assert np.array_equal(few["review"], many["review"])
    assert 0.3 < np.mean(few["review"] > 0) < 0.7
