"""Inspection yard (查验场地): bays and scanners are added, and boxes are pulled to them in less time."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from clearance_sim.errors import Text
from clearance_sim.plan.draft import Draft, Outcome
from clearance_sim.reforms.enlarging import stations_of, with_more_lanes
from clearance_sim.reforms.levels import ASSUMED, REPLY
from clearance_sim.reforms.parameters import Parameter
from clearance_sim.reforms.places import Placed, concerned
from clearance_sim.scenario.distributions import Distribution
from clearance_sim.scenario.flows import Flow
from clearance_sim.scenario.names import title

NAME = "inspection_yard"
TITLE = title("reform", NAME)
ROW = 10
EXPLANATION = Text(
    zh="建设集约封闭的查验场地：增加查验平台和机检设备；铁路箱在场内就近调移，调箱时间缩短。查多少、查多久不变。",
    en="An enclosed inspection yard adds examination bays and scanners, and rail boxes are pulled to them within the "
    "yard, which takes less time. How many are examined, and how long that takes, stays as it is.",
)
PASSAGE = "建设满洲里铁路集约封闭集装箱查验场地。……进一步完善口岸基础设施特别是查验配套设施"
SOURCES = (
    f"{REPLY}，二、加强基础设施互联互通建设",
    "新华社 2005-01-12：满洲里公路口岸H986一台",
    "友谊关口岸（类比），新华社 2024-06-10：查验平台周转提高",
)
CAVEAT = Text(
    zh="满洲里封闭查验场地的参数未见公布，调箱时间2—8小时缩短到1—2小时是假设；被查的箱很少，全列的平均时间变化有限。",
    en="Nothing is published of the yard at Manzhouli: pulling in 1-2 h instead of 2-8 h is an assumption. Few boxes are "
    "pulled, so that the mean over all trains moves little.",
)  # fmt: skip


class Parameters(Placed):
    """Hold what is added to that in force, and how long pulling takes."""

    bays: Annotated[
        int, Parameter(Text(zh="新增查验平台（个）", en="examination bays added"), ASSUMED, "0", "12")
    ] = 4
    scanners: Annotated[int, Parameter(Text(zh="新增机检设备（台）", en="scanners added"), ASSUMED, "0", "3")] = 0
    pull: Annotated[
        Distribution,
        Parameter(
            Text(zh="铁路箱调移并机检的时间：固定、三角或均匀分布",
                 en="time to pull a rail box and scan it: fixed, triangular or uniform"),
            Text(zh="假设：封闭场地1—2小时，现状2—8小时", en="assumption: 1-2 h in an enclosed yard, 2-8 h without"),
            "0.5 h", "8 h", Text(zh="均匀分布，1—2小时", en="uniform, 1-2 h"),
        ),
    ] = Field(default={"uniform": {"low": "1 h", "high": "2 h"}}, validate_default=True)  # fmt: skip


def apply(draft: Draft, parameters: Parameters) -> Outcome:
    """Add lanes to the bays and scanners of the flows that are examined, and set how long boxes are pulled."""

    def fits(flow: Flow) -> bool:
        return any(step.role == "examination" and step.station is not None for step in flow.steps.values())

    nothing = Text(zh="没有在查验场地查验的货流", en="no flow here is examined in a yard")
    flows, why_not = concerned(draft, parameters, fits, nothing)
    if why_not is not None:
        return Outcome(draft, why_not)
    bays = stations_of(draft, flows, lambda step, _: step.role == "examination")
    scanners = stations_of(draft, flows, lambda step, _: step.role == "machine_scan" and step.station not in bays)
    draft = with_more_lanes(draft, bays, parameters.bays)
    draft = with_more_lanes(draft, scanners, parameters.scanners)
    for name, flow in flows.items():
        pulled = {
            key: step.model_copy(update={"handling": parameters.pull})
            for key, step in flow.steps.items()
            if step.role == "machine_scan" and step.per == "box"
        }
        draft = draft.with_steps(name, pulled)
    return Outcome(draft)
