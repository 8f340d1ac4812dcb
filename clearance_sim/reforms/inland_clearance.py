"""Inland clearance (通关一体化): three places, where papers are declared, where the port inspects, where the rest is.

More units are declared at the customs office of their destination, whose brokers and desks do not stand in the
port's lines; a share of examinations moves to the destination; who need not wait for the laboratory leaves.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from clearance_sim.errors import Text
from clearance_sim.plan.draft import Draft, Outcome
from clearance_sim.reforms.levels import AS_IN_FORCE, ASSUMED, REPLY, level_in_force, undetected
from clearance_sim.reforms.parameters import Parameter
from clearance_sim.reforms.places import Placed, concerned
from clearance_sim.reforms.regimes import share_at_port, split_off, with_papers_of
from clearance_sim.scenario.flows import Flow, Step
from clearance_sim.scenario.names import title
from clearance_sim.scenario.values import Share

NAME = "inland_clearance"
TITLE = title("reform", NAME)
ROW = 6
INLAND = "inland"
REGIME = "declared_inland"
"""Regime of what is newly declared inland; the `inland` of the ports' data keeps its route."""
EXPLANATION = Text(
    zh="分清三个地点：更多列车在属地申报，单证不再占用口岸的报关和审单窗口；一部分查验改为目的地检查；"
    "不必等检测结果的货物先放行。口岸仍做交接、边检、检疫和机检。",
    en="Three places are told apart: more trains are declared at their destination, whose papers leave the port's "
    "brokers and desks alone; a share of examinations is done at the destination; goods that need not wait for the "
    "laboratory are released first. Handover, border police, quarantine and scans stay at the port.",
)
PASSAGE = "深化通关一体化改革……自治区口岸办与北京、天津、广东、陕西、湖南和辽宁盘锦等省市签署区域通关协作协议"
SOURCES = (
    f"{REPLY}，六、优化口岸营商环境；二、谋划推动泛口岸经济发展",
    "海关总署：2017年7月1日起全国通关一体化，可在任一海关申报（凭记忆，未核原文）",
    "海关总署：大宗矿产品“先放后检”等便利措施（凭记忆，未核原文）",
)
CAVEAT = undetected(
    Text(
        zh="各地申报比例均为假设；属地申报的时长取与口岸相同，只是不排口岸的队。铁路快通、两步申报另列。",
        en="The mix of places is an assumption. Papers take as long inland as at the port, only not in the port's lines. "
        "Rail fast clearance and two-step declaration are reforms of their own.",
    )
)  # fmt: skip


class Parameters(Placed):
    """Hold the level that is reached; a share that is higher already is never lowered."""

    inland_share: Annotated[
        Share,
        Parameter(
            Text(zh="属地申报比例至少达到（按列，占全部监管方式）", en="trains declared inland, at least: share of all regimes"),
            ASSUMED, "0 %", "80 %",
        ),
    ] = Field(default="50 %", validate_default=True)  # fmt: skip
    destination_inspection: Annotated[
        Share,
        Parameter(
            Text(zh="目的地检查：海关查验中改在目的地做的比例",
                 en="share of customs examinations done at the destination instead"),
            ASSUMED, "0 %", "50 %",
        ),
    ] = Field(default="20 %", validate_default=True)  # fmt: skip
    wait_for_result: Annotated[
        Share | None,
        Parameter(
            Text(zh="取样后须等检测结果才放行的比例（先放后检的其余部分）",
                 en="share of sampled goods that wait for the laboratory's result; the rest is released first"),
            ASSUMED, "0 %", "50 %", AS_IN_FORCE,
        ),
    ] = None  # fmt: skip


def apply(draft: Draft, parameters: Parameters) -> Outcome:
    """Split off what is declared inland, and lower the shares examined and held for the laboratory."""
    nothing = Text(zh="没有按监管方式区分、也没有进口查验或送检的货流", en="no flow here has customs regimes, an import "
                   "examination or a laboratory")  # fmt: skip
    flows, why_not = concerned(draft, parameters, _fits, nothing)
    if why_not is not None:
        return Outcome(draft, why_not)
    before = level_in_force(draft, NAME, Parameters)
    moved_before = 0.0 if before is None else before.destination_inspection
    left = (1 - parameters.destination_inspection) / (1 - moved_before)
    for name, flow in flows.items():
        changed = {key: _at_level(step, flow, parameters, left) for key, step in flow.steps.items()}
        inspected = flow.model_copy(update={"steps": changed})
        draft = draft.with_flow(name, _declared_inland(inspected, parameters.inland_share))
    return Outcome(draft)


def _fits(flow: Flow) -> bool:
    acted_on = {"laboratory", "examination"} if flow.direction == "import" else set()
    return _has_places(flow) or any(step.role in acted_on for step in flow.steps.values())


def _has_places(flow: Flow) -> bool:
    return flow.regimes is not None and INLAND in flow.regimes and share_at_port(flow) > 0


def _declared_inland(flow: Flow, at_least: float) -> Flow:
    if not _has_places(flow) or flow.regimes is None:
        return flow
    more = at_least - flow.regimes[INLAND] - flow.regimes.get(REGIME, 0.0)
    if more <= 1e-9 or REGIME in flow.regimes:
        return flow
    return with_papers_of(split_off(flow, REGIME, more), REGIME, _away_from_the_port)


def _away_from_the_port(step: Step) -> Step:
    party = "customs" if step.role == "document_review" else "trader"
    return step.model_copy(update={"station": None, "party": party, "contact": True, "needs": {}})


def _at_level(step: Step, flow: Flow, parameters: Parameters, left: float) -> Step:
    if step.role == "examination" and flow.direction == "import" and left != 1:
        return step.model_copy(update={"share": min(step.share * left, 1.0)})
    if step.role == "laboratory" and parameters.wait_for_result is not None:
        return step.model_copy(update={"share": parameters.wait_for_result})
    return step
