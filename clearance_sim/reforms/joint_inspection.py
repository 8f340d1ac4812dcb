"""Joint inspection (联合查验): customs and border police examine once, together.

A vehicle that both have selected stops once: the examination begins when the officers of both are there and
lasts as long as the longer part, plus the time to come together.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from clearance_sim.errors import Text
from clearance_sim.plan.draft import Draft, Outcome
from clearance_sim.reforms.merging import Level, examinations, merged_steps
from clearance_sim.reforms.parameters import Parameter
from clearance_sim.reforms.places import Placed, concerned
from clearance_sim.scenario.distributions import Distribution
from clearance_sim.scenario.names import title
from clearance_sim.scenario.values import Duration, Share

NAME = "joint_inspection"
TITLE = title("reform", NAME)
ROW = 5
EXPLANATION = Text(
    zh="海关查验与边检检查合并：两家都布控的车辆只停一次、只吊装一次，双方人员到齐才开始，时长取较长一方再加会合时间。"
    "关检已于2018年合并，本措施只指海关与边检之间。",
    en="Vehicles selected by both customs and border police stop and are lifted once; the examination begins when "
    "the officers of both are there and lasts as long as the longer part plus the time to come together. Customs "
    "and quarantine were merged in 2018 already: this is about customs and border police.",
)
PASSAGE = "深化通关一体化改革，创新监管部门通关协作机制，优化整合查验环节。……探索联合监管，推进旅客自助通关。"
SOURCES = (
    "内蒙古自治区对自治区政协十二届二次会议第0243号提案的答复（2019-09-02），六、优化口岸营商环境",
    "中国日报 2019-02-25：自治区目标，2019年底前各口岸实行一次性联合检查",
    "中国新闻网 2023-04-19：满洲里铁路口岸边检“一次登临”",
)
CAVEAT = Text(
    zh="只合并双方都选中的车辆；两家各自布控、互不相关时，这样的车辆很少，效果就小。",
    en="Only vehicles that both select are merged; where the two select independently of one another these are few, "
    "and the effect is small.",
)


class Parameters(Placed):
    """Hold the level that is reached."""

    share: Annotated[
        Share,
        Parameter(
            Text(zh="联合查验比例：双方都选中者中合并查验的比例", en="share of those selected by both that is merged"),
            Text(zh="假设：未见公布", en="assumption: nothing is published"),
            "0 %", "100 %",
        ),
    ] = Field(default="80 %", validate_default=True)  # fmt: skip
    coordination: Annotated[
        Duration,
        Parameter(
            Text(zh="会合时间：到齐后交接、分工的时间", en="time to come together and share out the work"),
            Text(zh="假设：未见公布", en="assumption: nothing is published"),
            "5 min", "30 min",
        ),
    ] = Field(default="15 min", validate_default=True)  # fmt: skip
    officers_per_examination: Annotated[
        int,
        Parameter(
            Text(zh="每组人数：海关、边检各派几人", en="officers of each of the two agencies at an examination"),
            Text(zh="下限：海关查验须两名以上关员（凭记忆）；上限为假设", en="lower end: customs examine with two officers at "
                 "least (recalled); the upper end is an assumption"),
            "2", "4",
        ),
    ] = 2  # fmt: skip


def apply(draft: Draft, parameters: Parameters) -> Outcome:
    """Add to every route with both examinations a step that takes the place of the two."""
    nothing = Text(
        zh="没有既受海关查验又受边检检查、且双方都有查验人员的货流",
        en="no flow here is examined by both customs and border police, each with officers of its own",
    )
    flows, why_not = concerned(draft, parameters, lambda flow: examinations(flow) is not None, nothing)
    if why_not is not None:
        return Outcome(draft, why_not)
    for name, flow in flows.items():
        coordination = Distribution.model_construct(_fields_set={"fixed"}, fixed=parameters.coordination)
        level = Level(parameters.share, coordination, parameters.officers_per_examination)
        draft = draft.with_steps(name, merged_steps(flow, level))
    return Outcome(draft)
