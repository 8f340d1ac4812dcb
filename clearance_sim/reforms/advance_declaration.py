"""Advance declaration (提前申报): papers are dealt with before the goods arrive.

A larger share of declarations is lodged ahead: goods that are not selected are released when they arrive, goods
that are selected are examined after they have arrived. The price is amendments (改单) of what has changed.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from clearance_sim.errors import Text
from clearance_sim.plan.draft import Draft, Outcome
from clearance_sim.reforms.parameters import Parameter
from clearance_sim.reforms.places import Placed, concerned
from clearance_sim.scenario.distributions import Distribution
from clearance_sim.scenario.flows import Flow, Step
from clearance_sim.scenario.names import title
from clearance_sim.scenario.values import Share

NAME = "advance_declaration"
TITLE = title("reform", NAME)
ROW = 3
EXPLANATION = Text(
    zh="提高在货物到达前申报的比例：单证提前受理和审核，未被布控的货物到达即放行，被布控的货物到达后才查验。"
    "代价是改单：到达后信息有变的一部分要多走一个环节。",
    en="More declarations are lodged before the goods arrive: papers are accepted and reviewed early, goods that "
    "are not selected are released on arrival, selected goods are examined only after arrival. The price is "
    "amendments: a part of them takes one more step on arrival.",
)
PASSAGE = "鼓励企业采用“提前申报”模式，提高货物提前申报比例。"
SOURCES = (
    "内蒙古自治区对自治区政协十二届二次会议第0243号提案的答复（2019-09-02），六、优化口岸营商环境",
    "《中华人民共和国海关进出口货物申报管理规定》第十八条：舱单传输后、到达前3日内可申报（凭记忆，未核原文）",
    "海关总署令第172号、第240号：舱单传输时限（铁路进境2小时前、公路1小时前；凭记忆，未核原文）",
)
CAVEAT = Text(
    zh="各口岸2019年提前申报比例未见公布，现状比例是假设；提前时间以舱单已传输为前提，最长72小时。",
    en="No share of advance declaration in 2019 is published for these ports: the level in force is an assumption. "
    "The lead needs a manifest that has been sent, and is at most 72 hours.",
)
_LEVELS = Text(zh="假设：公开资料无口岸数据，按 0/25/50/75/95 % 试算", en="assumption: no port figure is published; "
               "try 0, 25, 50, 75, 95 %")  # fmt: skip
_IN_FORCE = Text(zh="与现状相同", en="as in force")


class Parameters(Placed):
    """Hold the level that is reached (从现状到该水平)."""

    share: Annotated[
        Share,
        Parameter(
            Text(zh="提前申报比例（按票）", en="share of declarations lodged ahead"), _LEVELS, "0 %", "95 %"
        ),
    ] = Field(default="60 %", validate_default=True)
    lead: Annotated[
        Distribution | None,
        Parameter(
            Text(zh="提前多久：固定时长或三角分布", en="how long before arrival: fixed or triangular"),
            Text(zh="申报管理规定第十八条（3日内，凭记忆）；下限为假设", en="Declaration Regulations art. 18 (3 days, recalled); "
                 "the lower end is an assumption"),
            "2 h", "72 h", _IN_FORCE,
        ),
    ] = None  # fmt: skip
    amendment_share: Annotated[
        Share | None,
        Parameter(
            Text(zh="改单率：提前申报者中到达后须改单的比例", en="share of them that is amended on arrival"),
            Text(zh="假设：未见公布", en="assumption: nothing is published"),
            "0 %", "10 %", _IN_FORCE,
        ),
    ] = None  # fmt: skip
    direction: Annotated[
        Literal["both", "import", "export"],
        Parameter(
            Text(zh="方向：both 进出口，import 进口，export 出口", en="direction: both, import or export"),
            Text(zh="使用者选择", en="the user's choice"),
        ),
    ] = "both"


def apply(draft: Draft, parameters: Parameters) -> Outcome:
    """Set share, lead and amendment share of every flow whose papers can be lodged ahead."""

    def fits(flow: Flow) -> bool:
        facing = parameters.direction in {"both", flow.direction}
        return facing and any(step.role == "advance_declaration" for step in flow.steps.values())

    nothing = Text(zh="没有可以提前申报的货流", en="no flow here can be declared ahead")
    flows, why_not = concerned(draft, parameters, fits, nothing)
    if why_not is not None:
        return Outcome(draft, why_not)
    for name, flow in flows.items():
        draft = draft.with_steps(name, {key: _at_level(step, parameters) for key, step in flow.steps.items()})
    return Outcome(draft)


def _at_level(step: Step, parameters: Parameters) -> Step:
    if step.role == "advance_declaration":
        lead = step.ahead if parameters.lead is None else parameters.lead
        return step.model_copy(update={"share": parameters.share, "ahead": lead})
    if step.role == "amendment" and parameters.amendment_share is not None:
        return step.model_copy(update={"share": parameters.amendment_share})
    return step
