"""Transfer to a bonded zone (综合保税区转入): a share of the imports leaves the border under bond, sealed and checked out.

It is declared, and pays duty, in the zone, by the zone's own clock; the border keeps manifest, seal and vehicle checks.
"""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from clearance_sim.errors import Text
from clearance_sim.plan.draft import Draft, Outcome
from clearance_sim.reforms.bonded_zone import way_out, with_zone
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
    zh="一部分进口货物在口岸施封核放后保税运往综保区、保税物流中心，在区内申报，从运抵到放行单列为区内通关时间。"
    "口岸的交接、边检、机检、查验照旧，报关不再占用口岸窗口，单证和报关费转到区内。",
    en="A share of the imports is sealed and checked out at the border and goes under bond to a bonded zone or logistics "
    "centre, where it is declared: the time from arrival to release there is told on its own. Handover, border police, "
    "scans and examination stay; papers and their charges move from the port's desks to the zone.",
)  # fmt: skip
PASSAGE = "推进海关特殊监管区域建设，发挥好综保区在服务外向型经济和对内产业的带动作用。"
SOURCES = (
    f"{REPLY}，四、加强对外开放平台建设；三、拓展丰富口岸功能（3个综合保税区、3个保税物流中心B型）",
    "海关转关运输监管办法（凭记忆，未核原文）",
)
CAVEAT = Text(
    zh="入区比例、驶往区内的时间、区内作业时间均为假设，未见公布。这部分货物不计入口岸的整体通关时间，其区内通关时间单列，"
    "不能把口岸的缩短说成总时间缩短。区内不排队，作业时间含等开门；区内仓储和出区没有建模，区内用时不计费用。",
    en="The share, the run to the zone and the zone's work are assumptions: nothing is published. These goods stand outside "
    "the port's customs clearance time and have the zone's own: less time at the port is no saving in total. Nobody queues "
    "in the zone, its work includes waiting for it to open; storage there and what leaves the zone are not modelled, and "
    "time there costs nothing.",
)  # fmt: skip
_RUNS: Final = {"manzhouli": {"uniform": {"low": "0.5 h", "high": "1 h"}}}
_RUN_ELSEWHERE: Final = {"uniform": {"low": "5 h", "high": "9 h"}}


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
    run: Annotated[
        Distribution | None,
        Parameter(
            Text(zh="离口岸后驶往区内的时间：固定、三角或均匀分布",
                 en="run from the port to the zone: fixed, triangular or uniform"),
            Text(zh="假设：满洲里综保区在本地；其他口岸的货驶往呼和浩特、乌兰察布等地",
                 en="assumption: Manzhouli has a zone of its own; goods of other ports go to Hohhot, Ulanqab and so on"),
            "10 min", "24 h",
            Text(zh="均匀分布，满洲里0.5—1小时，其他口岸5—9小时", en="uniform, 0.5-1 h at Manzhouli, 5-9 h elsewhere"),
        ),
    ] = None  # fmt: skip
    work: Annotated[
        Distribution,
        Parameter(
            Text(zh="区内作业时间，每票（含等开门）：固定、三角或均匀分布",
                 en="the zone's work on a declaration, waiting for it to open included: fixed, triangular or uniform"),
            ASSUMED, "0.5 h", "72 h", Text(zh="三角分布，2—6—24小时", en="triangular, 2-6-24 h"),
        ),
    ] = Field(default={"triangular": {"low": "2 h", "mode": "6 h", "high": "24 h"}}, validate_default=True)  # fmt: skip


def apply(draft: Draft, parameters: Parameters) -> Outcome:
    """Split off what goes to a zone, without papers at the port and with a seal, and follow it there."""
    nothing = Text(zh="没有在口岸申报、都由同一末步离开的进口货流",
                   en="no import here is declared at the port and leaves by one last step")  # fmt: skip
    run = parameters.run or Distribution.model_validate(_RUNS.get(draft.name, _RUN_ELSEWHERE))
    flows, why_not = concerned(draft, parameters, _fits, nothing)
    for name, flow in flows.items():
        if parameters.share > 0:
            draft = draft.with_flow(name, _under_bond(flow, parameters, run))
    return Outcome(draft, why_not)


def _fits(flow: Flow) -> bool:
    roles = {step.role for step in flow.steps.values()}
    return (
        flow.direction == "import" and {"declaration", "release"} <= roles and share_at_port(flow) > 0
        and flow.declarations.units is None and way_out(flow) is not None
    )  # fmt: skip


def _under_bond(flow: Flow, parameters: Parameters, run: Distribution) -> Flow:
    declaration = next(key for key, step in flow.steps.items() if step.role == "declaration")
    after = predecessors(flow.steps, declaration)
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
    flow = flow.model_copy(
        update={"steps": {**steps, STEP: seal}, "marks": flow.marks.model_copy(update={"excluded": excluded})}
    )
    return with_zone(flow, REGIME, declaration, run, parameters.work)
