"""Trusted traders (AEO企业): whoever is certified is examined at a fraction of the ordinary rate, at every port.

More cargo belongs to certified traders, so that fewer consignments are selected. Who is certified is not told
apart: the share examined is the mean of the two kinds of traders.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from clearance_sim.errors import Text
from clearance_sim.plan.draft import Draft, Outcome
from clearance_sim.reforms.levels import level_in_force, undetected
from clearance_sim.reforms.parameters import Parameter
from clearance_sim.reforms.places import Placed, concerned
from clearance_sim.scenario.flows import Flow
from clearance_sim.scenario.names import title
from clearance_sim.scenario.values import Share

NAME = "trusted_traders"
TITLE = title("reform", NAME)
ROW = 34
EXPLANATION = Text(
    zh="高级认证（AEO）企业的货量占比提高，其海关查验率不超过一般企业的20 %，各口岸相同。机检、边检和单证照旧。",
    en="More of the cargo belongs to certified traders (AEO), whom customs examine at no more than 20 % of the ordinary rate, "
    "at every port. Scans, border police and papers stay as they are.",
)  # fmt: skip
PASSAGE = ""
SOURCES = (
    "海关总署令第251号（beijing.gov.cn）：高级认证企业查验率低于一般企业的20 %",
    "expolinking.com（转载海关数据）：2019年实货查验率，高级认证0.57 %、一般信用2.44 %",
)
CAVEAT = undetected(
    Text(
        zh="答复中没有。各口岸认证企业货量占比为假设；认证企业优先办理没有建模。",
        en="Not in the reply. The share of certified traders' cargo is an assumption; their priority is not modelled.",
    )
)


class Parameters(Placed):
    """Hold the level that is reached."""

    share: Annotated[
        Share,
        Parameter(
            Text(zh="认证企业货量占比", en="share of the cargo that belongs to certified traders"),
            Text(zh="假设：10—40 %", en="assumption: 10-40 %"), "10 %", "40 %",
        ),
    ] = Field(default="30 %", validate_default=True)  # fmt: skip
    rate: Annotated[
        Share,
        Parameter(
            Text(zh="认证企业查验率相当于一般企业的比例", en="their examination rate, in parts of the ordinary one"),
            Text(zh="海关总署令第251号：低于20 %", en="GACC Decree 251: below 20 %"), "5 %", "20 %",
        ),
    ] = Field(default="20 %", validate_default=True)  # fmt: skip


def apply(draft: Draft, parameters: Parameters) -> Outcome:
    """Lower the share that customs examine, by how many more are examined at the lower rate."""
    nothing = Text(zh="没有海关抽查的货流", en="customs examine no flow here by share")
    flows, why_not = concerned(draft, parameters, _fits, nothing)
    before = level_in_force(draft, NAME, Parameters)
    part = _mean_rate(parameters) / (1.0 if before is None else _mean_rate(before))
    for name, flow in flows.items():
        draft = draft.with_steps(name, {
            key: step.model_copy(update={"share": min(step.share * part, 1.0)})
            for key, step in flow.steps.items() if step.role == "examination" and part != 1
        })  # fmt: skip
    return Outcome(draft, why_not)


def _mean_rate(level: Parameters) -> float:
    """Give the mean examination rate in parts of that of ordinary traders."""
    return 1 - level.share * (1 - level.rate)


def _fits(flow: Flow) -> bool:
    return any(step.role == "examination" for step in flow.steps.values())
