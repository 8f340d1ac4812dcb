"""Transfer to a bonded zone (综合保税区转入): a share of the imports leaves the border under bond, sealed and checked out.

It is declared, and pays duty, in the zone; the border keeps manifest, seal and vehicle checks.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from clearance_sim.errors import Text
from clearance_sim.plan.draft import Draft, Outcome
from clearance_sim.reforms.levels import ASSUMED, REPLY
from clearance_sim.reforms.parameters import Parameter
from clearance_sim.reforms.places import Placed, concerned
from clearance_sim.reforms.regimes import PAPERS, share_at_port, split_off
from clearance_sim.scenario.distributions import Distribution
from clearance_sim.scenario.flows import Flow, Step, predecessors
from clearance_sim.scenario.names import title
from clearance_sim.scenario.values import Share, Title

NAME = "bonded_transfer"
TITLE = title("reform", NAME)
ROW = 15
REGIME = "bonded"
STEP = "bonded_seal"
EXPLANATION = Text(
    zh="一部分进口货物在口岸施封核放后保税运往综保区、保税物流中心，在区内申报、缴税。口岸的交接、边检、机检、查验照旧，报关不再占用口岸窗口。",
    en="A share of the imports is sealed and checked out at the border and goes under bond to a bonded zone or logistics "
    "centre, where it is declared. Handover, border police, scans and examination stay; the papers leave the port's desks.",
)  # fmt: skip
PASSAGE = "推进海关特殊监管区域建设，发挥好综保区在服务外向型经济和对内产业的带动作用。"
SOURCES = (
    f"{REPLY}，四、加强对外开放平台建设；三、拓展丰富口岸功能（3个综合保税区、3个保税物流中心B型）",
    "海关转关运输监管办法（凭记忆，未核原文）",
)
CAVEAT = Text(
    zh="入区比例为假设；这部分货物不计入口岸的整体通关时间，区内作业时间没有建模，不能说成是总时间缩短。",
    en="The share is an assumption. These goods stand outside the port's customs clearance time, and the zone's own clock is "
    "not modelled: this is no saving of time in total.",
)  # fmt: skip


class Parameters(Placed):
    """Hold the level that is reached."""

    share: Annotated[
        Share,
        Parameter(Text(zh="入区比例（按车或列，从口岸清关部分划出）", en="share of the units that goes to a zone"),
                  ASSUMED, "0 %", "40 %"),
    ] = Field(default="15 %", validate_default=True)  # fmt: skip
    sealing: Annotated[
        Distribution,
        Parameter(
            Text(zh="施封核放时间：固定、三角或均匀分布", en="time to seal and check out: fixed, triangular or uniform"),
            Text(zh="假设：5—20分钟", en="assumption: 5-20 min"), "5 min", "20 min",
            Text(zh="均匀分布，5—20分钟", en="uniform, 5-20 min"),
        ),
    ] = Field(default={"uniform": {"low": "5 min", "high": "20 min"}}, validate_default=True)  # fmt: skip


def apply(draft: Draft, parameters: Parameters) -> Outcome:
    """Split off what goes to a zone, without papers at the port and with a seal."""
    nothing = Text(zh="没有在口岸申报的进口货流", en="no import here is declared at the port")
    flows, why_not = concerned(draft, parameters, _fits, nothing)
    for name, flow in flows.items():
        if parameters.share > 0:
            draft = draft.with_flow(name, _under_bond(flow, parameters))
    return Outcome(draft, why_not)


def _fits(flow: Flow) -> bool:
    roles = {step.role for step in flow.steps.values()}
    return (
        flow.direction == "import" and {"declaration", "release"} <= roles and share_at_port(flow) > 0
        and flow.declarations.units is None
    )  # fmt: skip


def _under_bond(flow: Flow, parameters: Parameters) -> Flow:
    after = next(predecessors(flow.steps, key) for key, step in flow.steps.items() if step.role == "declaration")
    flow = split_off(flow, REGIME, parameters.share)
    seal = Step(
        title=Title(zh="施封核放", en="Seal and check out"),
        party="customs", handling=parameters.sealing, after=list(after), regimes=[REGIME], contact=True,
        documents=1,
    )  # fmt: skip
    steps: dict[str, Step] = {}
    for key, step in flow.steps.items():
        before = predecessors(flow.steps, key)
        waits = step.role == "release" and any(flow.steps[one].role in PAPERS for one in before)
        steps[key] = step.model_copy(update={"after": [*before, STEP]}) if waits else step
    excluded = [*flow.marks.excluded, REGIME]
    return flow.model_copy(
        update={"steps": {**steps, STEP: seal}, "marks": flow.marks.model_copy(update={"excluded": excluded})}
    )
