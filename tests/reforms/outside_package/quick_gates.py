"""Show how a package outside adds a reform: handling at the gates is shortened by a share."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from clearance_sim.errors import Text
from clearance_sim.plan.draft import Draft, Outcome
from clearance_sim.reforms.parameters import Parameter
from clearance_sim.reforms.places import Placed, concerned
from clearance_sim.scenario.distributions import Distribution
from clearance_sim.scenario.values import Share

NAME = "quick_gates"
TITLE = Text(zh="快速卡口", en="Quick gates")
EXPLANATION = Text(zh="卡口自动识别。放行更快。", en="Gates read plates themselves. Passing takes less time.")
PASSAGE = ""
SOURCES = ("an example",)
CAVEAT = None
ROW = 100


class Parameters(Placed):
    """Hold by how much a gate gets quicker."""

    saving: Annotated[
        Share, Parameter(Text(zh="缩短", en="saving"), Text(zh="举例", en="an example"), "0 %", "90 %")
    ] = Field(default="50 %", validate_default=True)


def apply(draft: Draft, parameters: Parameters) -> Outcome:
    """Shorten fixed and exponential handling at gates."""
    flows, why_not = concerned(
        draft,
        parameters,
        lambda flow: any(step.role == "gate" for step in flow.steps.values()),
        Text(zh="没有卡口", en="no gate"),
    )
    for name, flow in flows.items():
        changed = {}
        for key, step in flow.steps.items():
            if step.role == "gate" and step.handling is not None and step.handling.exponential is not None:
                mean = round(step.handling.exponential * (1 - parameters.saving))
                changed[key] = step.model_copy(update={"handling": Distribution(exponential=f"{mean} ms")})
        draft = draft.with_steps(name, changed)
    return Outcome(draft, why_not)
