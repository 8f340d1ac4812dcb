"""Two-step declaration (两步申报): a summary is enough for the release; the full declaration and the tax come later.

Imports only, from the date on which the customs district has it. The full declaration within 14 days is made
away from the port and is not port time.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Final

from pydantic import Field

from clearance_sim.errors import Text
from clearance_sim.plan.draft import Draft, Outcome
from clearance_sim.reforms.levels import ASSUMED, REPLY
from clearance_sim.reforms.parameters import Parameter
from clearance_sim.reforms.places import Placed, concerned
from clearance_sim.reforms.regimes import share_at_port, split_off, with_papers_of
from clearance_sim.reforms.validity import begins_before
from clearance_sim.scenario.distributions import Distribution
from clearance_sim.scenario.flows import Flow, Step
from clearance_sim.scenario.names import title
from clearance_sim.scenario.values import Share

NAME = "two_step_declaration"
TITLE = title("reform", NAME)
ROW = 6
REGIME = "two_step"
EXPLANATION = Text(
    zh="一部分进口货物只凭概要申报提离，制单时间短、单证少；完整申报和缴税在14天内补办，不算口岸时间。"
    "布控查验只在概要申报时进行，比例不变。",
    en="A share of the imports leaves on a summary declaration, which takes less time and fewer documents; the full one, and "
    "the tax, follow within 14 days and are not port time. Selection happens at the summary, as often as before.",
)  # fmt: skip
PASSAGE = "深化通关一体化改革"
SOURCES = (
    f"{REPLY}，六、优化口岸营商环境",
    "海关总署公告2019年第127号（ChemLinked 2019-08-07）：2019年8月24日起试点，含满洲里海关，不含呼和浩特海关",
    "海关总署公告2019年第216号：2020年1月1日起全面推广（凭记忆，未核原文）",
)
CAVEAT = Text(
    zh="只用于时段从试点之日起的场景；收货人须为一般信用及以上。本地应用率和效果均未见公布，与提前申报可以叠加。",
    en="Only for scenarios whose period begins once the district has it; the consignee needs ordinary credit at least. Neither "
    "use nor effect is published here; it can be lodged ahead as well.",
)  # fmt: skip
_VALID_FROM: Final = {"manzhouli": datetime.date(2019, 8, 24)}
_NATIONWIDE: Final = datetime.date(2020, 1, 1)


class Parameters(Placed):
    """Hold the level that is reached."""

    share: Annotated[
        Share,
        Parameter(Text(zh="两步申报比例（按车或列，从口岸清关部分划出）",
                  en="share of the units, out of those cleared at the port"),
                  ASSUMED, "0 %", "30 %"),
    ] = Field(default="15 %", validate_default=True)  # fmt: skip
    summary: Annotated[
        Distribution,
        Parameter(
            Text(zh="概要申报制单时间：固定、三角或均匀分布", en="time to make a summary: fixed, triangular or uniform"),
            Text(zh="假设：0.2—1小时（9个项目，需要时另加2或5项）", en="assumption: 0.2-1 h (9 fields, 2 or 5 more if need be)"),
            "0.2 h", "1 h", Text(zh="均匀分布，0.2—1小时", en="uniform, 0.2-1 h"),
        ),
    ] = Field(default={"uniform": {"low": "0.2 h", "high": "1 h"}}, validate_default=True)  # fmt: skip


def apply(draft: Draft, parameters: Parameters) -> Outcome:
    """Split off who declares in two steps, with a summary in the place of the declaration."""
    valid = _VALID_FROM.get(draft.name, _NATIONWIDE)
    too_early = begins_before(draft, valid)

    def fits(flow: Flow) -> bool:
        declared = any(step.role == "declaration" for step in flow.steps.values())
        whole = flow.declarations.units is None and share_at_port(flow) > 0
        return not too_early and flow.direction == "import" and declared and whole

    nothing = Text(zh="没有在口岸申报的进口货流", en="no import here is declared at the port")
    if too_early:
        nothing = Text(
            zh=f"本关区自{valid}起才有两步申报", en=f"the district has two-step declaration from {valid} only"
        )
    flows, why_not = concerned(draft, parameters, fits, nothing)

    def summarised(step: Step) -> Step:
        if step.role not in {"declaration", "advance_declaration"}:
            return step
        return step.model_copy(update={"handling": parameters.summary, "documents": min(step.documents, 1)})

    for name, flow in flows.items():
        if parameters.share > 0:
            split = split_off(flow, REGIME, parameters.share)
            draft = draft.with_flow(name, with_papers_of(split, REGIME, summarised))
    return Outcome(draft, why_not)
