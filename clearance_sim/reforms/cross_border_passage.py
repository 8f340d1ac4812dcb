"""Cross-border passage (跨境通道): capacity across the border line, by rail or by road.

By rail more trains can be handed over at a time, and each may take less time; by road the run between the two
posts takes less time. The posts on both sides stay as they are: which binds next is for the results to tell.
"""

from __future__ import annotations

from typing import Annotated, Literal

from clearance_sim.errors import Text
from clearance_sim.plan.draft import Draft, Outcome
from clearance_sim.reforms.enlarging import stations_of, with_more_lanes
from clearance_sim.reforms.levels import AS_IN_FORCE, ASSUMED, CHOICE, REPLY
from clearance_sim.reforms.parameters import Parameter
from clearance_sim.reforms.places import Placed, concerned_at
from clearance_sim.scenario.distributions import Distribution
from clearance_sim.scenario.flows import Flow, Step
from clearance_sim.scenario.names import title

NAME = "cross_border_passage"
TITLE = title("reform", NAME)
ROW = 12
SITE = "manzhouli"
EXPLANATION = Text(
    zh="铁路：国境线上可同时交接的列车增加，交接时间可以缩短；公路：两国口岸之间的行驶时间缩短。"
    "双方口岸自身的能力和时间不变。",
    en="By rail, more trains can be handed over across the line at a time, and a handover may take less time; by road, the "
    "run between the two posts takes less time. The posts themselves keep their capacity and hours.",
)  # fmt: skip
PASSAGE = "协调俄方建设满洲里和后贝加尔斯克口岸之间跨境通道。"
SOURCES = (
    f"{REPLY}，二、加强基础设施互联互通建设",
    "蒙通社 2021-01：二连—扎门乌德交接由3小时压缩到1小时05分的目标（类比）",
    "俄罗斯《消息报》/交通部 2022-02-02：后贝加尔斯克公路口岸日均280辆次",
)
CAVEAT = Text(
    zh="满洲里跨境通道的能力未见公布，取值为假设；对方口岸能力在280辆次/日、换装4—4.5列/日，可能先成为瓶颈。",
    en="Nothing is published of the capacity of this passage: the values are assumptions. The other side with 280 vehicles "
    "and 4-4.5 transshipped trains a day may bind first.",
)  # fmt: skip


class Parameters(Placed):
    """Hold the mode, and what is added to that in force."""

    mode: Annotated[
        Literal["rail", "road"], Parameter(Text(zh="方式：rail 铁路，road 公路", en="mode: rail or road"), CHOICE)
    ] = "rail"
    tracks: Annotated[
        int,
        Parameter(Text(zh="铁路：可同时交接的列车增加几列", en="rail: how many more trains can be handed over at a time"),
                  ASSUMED, "0", "8"),
    ] = 2  # fmt: skip
    handover: Annotated[
        Distribution | None,
        Parameter(
            Text(zh="铁路：一列的交接时间", en="rail: how long a handover takes"),
            Text(zh="蒙通社 2021-01：3小时到1小时05分（二连）", en="Montsame 2021-01: 3 h to 1 h 05 min (Erenhot)"),
            "0.5 h", "6 h", AS_IN_FORCE,
        ),
    ] = None  # fmt: skip
    drive: Annotated[
        Distribution | None,
        Parameter(Text(zh="公路：两口岸间行驶时间", en="road: the run between the two posts"), ASSUMED, "2 min", "1 h",
                  AS_IN_FORCE),
    ] = None  # fmt: skip


def apply(draft: Draft, parameters: Parameters) -> Outcome:
    """Change handover and border line of trains, or the run of trucks between the posts."""
    by_rail = parameters.mode == "rail"
    role = "handover" if by_rail else "travel"

    def crosses(step: Step) -> bool:
        return step.role == role

    def fits(flow: Flow) -> bool:
        return flow.mode == parameters.mode and any(map(crosses, flow.steps.values()))

    nothing = Text(zh="没有这种方式过境的货流", en="nothing crosses the line by this mode here")
    flows, why_not = concerned_at(SITE, draft, parameters, fits, nothing)
    if why_not is not None:
        return Outcome(draft, why_not)
    if by_rail:
        lines = stations_of(draft, flows, lambda step, _: crosses(step))
        draft = with_more_lanes(draft, lines, parameters.tracks)
    takes = parameters.handover if by_rail else parameters.drive
    if takes is None:
        return Outcome(draft)
    for name, flow in flows.items():
        quicker = {
            key: step.model_copy(update={"handling": takes}) for key, step in flow.steps.items() if crosses(step)
        }
        draft = draft.with_steps(name, quicker)
    return Outcome(draft)
