"""Risk-based inspection (风险布控查验): what is opened is targeted, machines look first (先机后人), and fewer are opened.

The stages are automatic release, document review, machine scan, examination by hand, samples; each is a share
that is drawn. Whoever stays selected is one who was selected before.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from clearance_sim.errors import Text
from clearance_sim.plan.draft import Draft, Outcome
from clearance_sim.reforms.levels import AS_IN_FORCE, ASSUMED, undetected
from clearance_sim.reforms.parameters import Parameter
from clearance_sim.reforms.places import Placed, concerned
from clearance_sim.scenario.flows import Flow, Step
from clearance_sim.scenario.names import title
from clearance_sim.scenario.values import Share

NAME = "risk_based_inspection"
TITLE = title("reform", NAME)
ROW = 33
EXPLANATION = Text(
    zh="按风险布控：先机检、后人工，海关人工查验和取样的比例各有上限，机检比例可以另设。边检检查不在此列。",
    en="Selection by risk: scans come first, the shares that customs examine by hand and sample are capped, and the share "
    "that is scanned can be set. Border police are not concerned.",
)  # fmt: skip
PASSAGE = ""
SOURCES = (
    "国务院2017年要求：出口平均查验率不超过2 %（凭记忆，未核原文）",
    "expolinking.com（转载海关数据）：2019年实货查验率，高级认证0.57 %、一般认证1.69 %、一般信用2.44 %",
)
CAVEAT = undetected(
    Text(
        zh="答复中没有。各口岸机检、查验、取样比例均未见公布。",
        en="Not in the reply. No shares are published for these ports.",
    )
)


class Parameters(Placed):
    """Hold the level that is reached."""

    examination: Annotated[
        Share,
        Parameter(
            Text(zh="人工查验比例上限（有机检的，占已机检的比例）",
                 en="share examined by hand, at most; of the scanned where a scan comes first"),
            Text(zh="假设：机检后转人工1—10 %", en="assumption: 1-10 % go on from the scan"),
            "1 %", "100 %",
        ),
    ] = Field(default="5 %", validate_default=True)  # fmt: skip
    sampling: Annotated[
        Share,
        Parameter(Text(zh="取样送检比例上限", en="share sampled, at most"), ASSUMED, "0 %", "100 %"),
    ] = Field(default="5 %", validate_default=True)
    scan: Annotated[
        Share | None,
        Parameter(
            Text(zh="机检比例（只用于公路抽检的机检）", en="share scanned, for road flows of which a share is scanned"),
            Text(zh="假设：5—100 %", en="assumption: 5-100 %"), "5 %", "100 %", AS_IN_FORCE,
        ),
    ] = None  # fmt: skip


def apply(draft: Draft, parameters: Parameters) -> Outcome:
    """Set the shares that are scanned, examined and sampled."""
    nothing = Text(zh="没有海关查验或取样的货流", en="no flow here is examined or sampled by customs")
    flows, why_not = concerned(draft, parameters, _fits, nothing)
    for name, flow in flows.items():
        draft = draft.with_steps(name, {key: _at_level(step, parameters) for key, step in flow.steps.items()})
    return Outcome(draft, why_not)


def _fits(flow: Flow) -> bool:
    return any(step.role in {"examination", "sampling"} for step in flow.steps.values())


def _at_level(step: Step, parameters: Parameters) -> Step:
    if step.role == "examination":
        return step.model_copy(update={"share": min(step.share, parameters.examination)})
    if step.role == "sampling":
        return step.model_copy(update={"share": min(step.share, parameters.sampling)})
    if step.role == "machine_scan" and step.per == "unit" and step.share < 1 and parameters.scan is not None:
        return step.model_copy(update={"share": parameters.scan})
    return step
