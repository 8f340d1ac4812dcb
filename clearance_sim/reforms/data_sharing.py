"""Data shared with Russia and Mongolia (通关信息共享共用): manifests come earlier, fewer goods differ from their papers.

Who declares ahead can do so earlier, since the lead is bounded by the manifest; fewer papers are amended on
arrival; where the other side's inspection is recognised, customs examine less.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from clearance_sim.clock import HOUR
from clearance_sim.errors import Text
from clearance_sim.plan.draft import Draft, Outcome
from clearance_sim.reforms.handling import earlier
from clearance_sim.reforms.levels import AS_IN_FORCE, ASSUMED, REPLY, level_in_force, undetected
from clearance_sim.reforms.parameters import Parameter
from clearance_sim.reforms.places import Placed, concerned
from clearance_sim.scenario.flows import Flow, Step
from clearance_sim.scenario.names import title
from clearance_sim.scenario.values import Duration, Share

NAME = "data_sharing"
TITLE = title("reform", NAME)
ROW = 2
EXPLANATION = Text(
    zh="对方更早传来舱单：提前申报的可以更早申报（最长72小时），单货不符、到达后要改单的减少。"
    "双方查验结果互认的部分，我方海关不再开箱；机检、边检照旧。",
    en="The other side sends manifests earlier: whoever declares ahead can do so earlier (72 hours at most), and fewer "
    "papers are amended on arrival because goods and papers differ. Where inspection results are recognised, Chinese "
    "customs do not open the goods again; scans and border police stay as they are.",
)  # fmt: skip
PASSAGE = "实现与俄蒙通关信息共享共用、提高通关效率。"
SOURCES = (
    f"{REPLY}，二、加强基础设施互联互通建设",
    "海关总署 english.customs.gov.cn：中蒙公路电子舱单2018年12月1日起在二连浩特公路口岸应用",
    "新华社 2009-12-15：中蒙统一载货清单，为联合监管第一步，计划互认查验结果",
)
CAVEAT = undetected(
    Text(
        zh="各比例均未见公布；提前量只对提前申报的票有用，与“提前申报”措施相互影响。",
        en="No share is published. An earlier manifest helps only what is declared ahead: the two reforms act together.",
    )
)
_LONGEST_LEAD = 72 * HOUR


class Parameters(Placed):
    """Hold the level that is reached."""

    earlier: Annotated[
        Duration,
        Parameter(
            Text(zh="舱单比现在早到多久", en="how much earlier than now the manifest is there"),
            Text(zh="假设：预到报提前1—24小时", en="assumption: pre-advice 1-24 h ahead"),
            "0 h", "24 h",
        ),
    ] = Field(default="6 h", validate_default=True)  # fmt: skip
    mismatch: Annotated[
        Share | None,
        Parameter(
            Text(zh="单货不符率：提前申报者中到达后须改单的比例",
                 en="share of papers lodged ahead that differ from the goods and are amended"),
            ASSUMED, "0 %", "10 %", AS_IN_FORCE,
        ),
    ] = Field(default="1 %", validate_default=True)  # fmt: skip
    recognised: Annotated[
        Share,
        Parameter(
            Text(zh="查验互认：海关查验中因承认对方结果而免去的比例", en="share of customs examinations spared because the other "
                 "side's result is recognised"),
            Text(zh="假设：2019年尚无互认", en="assumption: there was no recognition in 2019"),
            "0 %", "30 %",
        ),
    ] = Field(default="0 %", validate_default=True)  # fmt: skip


def apply(draft: Draft, parameters: Parameters) -> Outcome:
    """Move lead times, and set the shares that are amended and examined."""
    nothing = Text(
        zh="没有单证或查验可以共享信息的货流", en="no flow here has papers lodged ahead, or is examined"
    )
    flows, why_not = concerned(draft, parameters, _fits, nothing)
    if why_not is not None:
        return Outcome(draft, why_not)
    before = level_in_force(draft, NAME, Parameters)
    recognised = 0.0 if before is None else before.recognised
    examined = (1 - parameters.recognised) / (1 - recognised)
    ahead = parameters.earlier - (0 if before is None else before.earlier)
    for name, flow in flows.items():
        changed = {key: _at_level(step, parameters, ahead, examined) for key, step in flow.steps.items()}
        draft = draft.with_steps(name, changed)
    return Outcome(draft)


def _fits(flow: Flow) -> bool:
    return any(step.role in {"advance_declaration", "examination"} for step in flow.steps.values())


def _at_level(step: Step, parameters: Parameters, ahead: int, examined: float) -> Step:
    if step.role == "advance_declaration" and step.ahead is not None and ahead > 0:
        return step.model_copy(update={"ahead": earlier(step.ahead, ahead, _LONGEST_LEAD)})
    if step.role == "amendment" and parameters.mismatch is not None:
        return step.model_copy(update={"share": parameters.mismatch})
    if step.role == "examination" and examined != 1:
        return step.model_copy(update={"share": min(step.share * examined, 1.0)})
    return step
