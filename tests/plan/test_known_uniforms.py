"""A variant that takes over what another has drawn has the plan that it would have drawn alone."""

from __future__ import annotations

import pytest
from random_ports import random_scenario

from clearance_sim.plan.chances import KnownUniforms
from clearance_sim.plan.drafting import drafts
from clearance_sim.plan.drawing import draw


@pytest.mark.parametrize("most", [KnownUniforms.AT_MOST, 50, 0])
def test_plans_are_the_same_whatever_is_known(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(KnownUniforms, "AT_MOST", most)
    for seed in range(20):
        draft = drafts(random_scenario(seed))["lab"]
        fewer = draft.with_port(flows={name: flow.model_copy(update={"volume": 0.5 * flow.volume})
                                       for name, flow in draft.port.flows.items()})  # fmt: skip
        known = KnownUniforms()
        for one in (fewer, draft, fewer):
            assert draw(one, 3, known).digest == draw(one, 3).digest
