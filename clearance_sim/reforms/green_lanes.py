"""Green lanes (绿色通道): farm produce is served first and has lanes of its own at road ports.

The cargo is taken first at the Chinese-side stations of its road route, and at the lanes among them it gets
dedicated ones. It is examined as before; what the others lose is part of the result.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from clearance_sim.errors import Text
from clearance_sim.plan.draft import Draft, Outcome
from clearance_sim.reforms.favour import Opening, favour
from clearance_sim.reforms.parameters import Parameter
from clearance_sim.reforms.places import CargoName, Placed, concerned
from clearance_sim.scenario.flows import Flow
from clearance_sim.scenario.names import title

NAME = "green_lanes"
TITLE = title("reform", NAME)
ROW = 4
EXPLANATION = Text(
    zh="在公路口岸为农产品设专用车道，并在其经过的中方各作业点优先办理、随到随检。不免查验、不减手续；"
    "其他货物因此多等多少，一并列出。",
    en="Farm produce gets lanes of its own at road ports and is served first at the Chinese-side stations on its "
    "way. It is not exempt from examination or papers; how much longer everybody else waits is reported too.",
)
PASSAGE = "在主要公路口岸开通农产品快速通关“绿色通道”。"
SOURCES = (
    "内蒙古自治区对自治区政协十二届二次会议第0243号提案的答复（2019-09-02），六、优化口岸营商环境",
    "中国广播网 2013-01-18：满洲里口岸果蔬专用通道，从接受申报到放行平均27秒",
    "新华社 2021-02-08：二连浩特公路口岸果蔬绿色通道，边检查验前移到装货地",
)
CAVEAT = Text(
    zh="与高速公路鲜活农产品免费“绿色通道”不是一回事；由现有车道改设时，其他货物的车道相应减少，至少留一条。",
    en="Not the toll-free motorway channel of the same name. A lane converted from an existing one is lost to the "
    "others, of whom one lane at least is left.",
)
_CHOICE = Text(zh="使用者选择", en="the user's choice")


class Parameters(Placed):
    """Hold the level that is reached; lanes already in force are counted and never closed."""

    lanes: Annotated[
        int,
        Parameter(
            Text(zh="每个作业点的专用车道数（条）；0 = 只优先、不设专道",
                 en="dedicated lanes at each station; 0 = priority only"),
            Text(zh="假设：公路口岸车道数未见分口岸公布", en="assumption: no lane counts by port are published"),
            "0", "2",
        ),
    ] = 1  # fmt: skip
    cargo: Annotated[
        list[CargoName],
        Field(min_length=1),
        Parameter(
            Text(zh="货类", en="cargo classes"),
            Text(zh="第0243号提案答复：农产品", en="reply to proposal 0243: farm produce"),
        ),
    ] = ["fresh_produce"]
    shared: Annotated[
        bool,
        Parameter(
            Text(zh="空闲时其他货物可否借用", en="whether others may use a green lane while it is idle"), _CHOICE
        ),
    ] = False
    lane_from: Annotated[
        Literal["existing", "new"],
        Parameter(
            Text(zh="车道来源：existing 由普通车道改设，new 新建",
                 en="where the lane comes from: an existing general lane, or a new one"),
            _CHOICE,
        ),
    ] = "existing"  # fmt: skip


def apply(draft: Draft, parameters: Parameters) -> Outcome:
    """Give the cargo priority and lanes at the Chinese-side stations of its road routes."""

    def fits(flow: Flow) -> bool:
        return flow.mode == "road" and flow.cargo in parameters.cargo

    names = [title("cargo", cargo) for cargo in parameters.cargo]
    nothing = Text(
        zh=f"没有以公路运输的{'、'.join(name.zh for name in names)}",
        en=f"no {' or '.join(name.en for name in names)} goes by road here",
    )
    flows, why_not = concerned(draft, parameters, fits, nothing)
    if why_not is not None:
        return Outcome(draft, why_not)
    opening = Opening(parameters.lanes, parameters.shared, parameters.lane_from == "new")
    return Outcome(favour(draft, flows, opening))
