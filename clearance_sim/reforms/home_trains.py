"""Trains starting in the region (始发班列): more export trains, made up full where goods are consolidated.

This is demand, not speed: the port gets more trains, and what they meet there comes out of the queues.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from clearance_sim.errors import Text
from clearance_sim.plan.draft import Draft, Outcome
from clearance_sim.reforms.levels import AS_IN_FORCE, ASSUMED, REPLY
from clearance_sim.reforms.parameters import Parameter
from clearance_sim.reforms.places import Placed, concerned
from clearance_sim.scenario.distributions import Count
from clearance_sim.scenario.flows import Flow
from clearance_sim.scenario.names import title
from clearance_sim.scenario.values import Share

NAME = "home_trains"
TITLE = title("reform", NAME)
ROW = 18
EXPLANATION = Text(
    zh="增加从自治区始发的出境集装箱班列，集拼后满轴开行。口岸能力不变，多出的列车与原有列车一起排队。",
    en="More container trains leave that start in the region, made up full by consolidation. The port stays as it is: the "
    "further trains stand in line with the others.",
)  # fmt: skip
PASSAGE = "合理布局建设内蒙古始发中欧班列口岸和铁路枢纽货物集拼集散中心，提升我区始发班列占比。"
SOURCES = (
    f"{REPLY}，三、优化贸易结构",
    "中国铁路中欧班列满轴标准：41车，约2020年后50—55车（凭记忆，未核原文）",
    "中国新闻网 2020-07-12：二连浩特一列43箱",
)
CAVEAT = Text(
    zh="始发列数未见公布，增幅为假设；在内地集结、等待满轴的时间不在口岸，没有计入。",
    en="No count of trains starting in the region is published: the increase is an assumption. Gathering wagons inland, and "
    "waiting for a full train there, is not port time and not counted.",
)  # fmt: skip


class Parameters(Placed):
    """Hold what is added to the trains in force."""

    more_trains: Annotated[
        Share,
        Parameter(Text(zh="出境班列增加（始发增量占现有列数的比例）", en="further trains, in parts of the container trains out"),
                  ASSUMED, "0 %", "60 %"),
    ] = Field(default="20 %", validate_default=True)  # fmt: skip
    boxes: Annotated[
        int | None,
        Parameter(Text(zh="满轴：每列至少几箱（40英尺）", en="a full train: boxes (40 ft), at least"),
                  Text(zh="满轴41—55车（凭记忆）", en="41-55 wagons (recalled)"), "41", "55", AS_IN_FORCE),
    ] = None  # fmt: skip


def apply(draft: Draft, parameters: Parameters) -> Outcome:
    """Add trains to the container flows that leave, and fill them."""
    nothing = Text(zh="没有出境集装箱班列", en="no container trains leave here")
    flows, why_not = concerned(draft, parameters, _fits, nothing)
    for name, flow in flows.items():
        volume = flow.volume * (1 + parameters.more_trains)
        draft = draft.with_flow(name, flow.model_copy(update={"volume": volume, "boxes": _full(flow, parameters)}))
    return Outcome(draft, why_not)


def _fits(flow: Flow) -> bool:
    return flow.unit == "train" and flow.direction == "export" and flow.cargo == "container"


def _full(flow: Flow, parameters: Parameters) -> Count | None:
    if flow.boxes is None or parameters.boxes is None:
        return flow.boxes
    return Count(low=max(flow.boxes.low, parameters.boxes), high=max(flow.boxes.high, parameters.boxes))
