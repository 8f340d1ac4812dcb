"""Partner's hours and capacity (对方口岸作业时间): what talks with Russia and Mongolia can bring about.

The other side's road post is open longer, in its own time zone, and has more lanes. Nothing moves where the
Chinese side is closed: a crossing needs both.
"""

from __future__ import annotations

from typing import Annotated

from clearance_sim.errors import Text
from clearance_sim.plan.draft import Draft, Outcome
from clearance_sim.reforms.enlarging import stations_of, with_more_lanes
from clearance_sim.reforms.levels import ASSUMED, CHOICE, REPLY
from clearance_sim.reforms.opening import Longer, stations_open_longer
from clearance_sim.reforms.parameters import Parameter
from clearance_sim.reforms.places import Placed, concerned
from clearance_sim.scenario.flows import Flow
from clearance_sim.scenario.names import title
from clearance_sim.scenario.stations import ClockTime

NAME = "partner_hours"
TITLE = title("reform", NAME)
ROW = 20
EXPLANATION = Text(
    zh="对方公路口岸按其当地时间延长作业，可包括周末和节假日，也可增加通道。只有双方同时开放才有效，我方时间不变。",
    en="The other side's road post is open longer by its own local time, on weekends and holidays too if so chosen, and "
    "may have more lanes. It works only while both sides are open; Chinese hours stay as they are.",
)  # fmt: skip
PASSAGE = "完善对外合作机制。……对影响双边合作交流的障碍逐一突破、逐项解决。"
SOURCES = (
    f"{REPLY}，七、完善对外合作机制",
    "trans.info 2018：后贝加尔斯克公路口岸周一至周六09:00—21:00，节假日关闭",
    "俄罗斯《消息报》/交通部 2022-02-02：后贝加尔斯克公路口岸日均280辆次",
    "gogo.mn 2017-05-29：公路口岸在双方节假日均关闭",
)
CAVEAT = Text(
    zh="到达仍按现状的时段；对方延长后司机改在夜间来的情况没有建模，所以效果偏低。",
    en="Drivers arrive at the hours of today: that they would come at night once the other side is open is not modelled, so "
    "the effect is understated.",
)  # fmt: skip


class Parameters(Placed):
    """Hold the hours that are reached; what is open longer already is not shortened."""

    opens: Annotated[
        ClockTime,
        Parameter(Text(zh="最迟几点开（对方当地时间）", en="opens at the latest, local time there"), CHOICE),
    ] = "08:00"
    closes: Annotated[
        ClockTime,
        Parameter(Text(zh="最早几点关（对方当地时间）", en="closes at the earliest, local time there"), CHOICE),
    ] = "22:00"
    every_day: Annotated[
        bool, Parameter(Text(zh="是否每天开放（含周日）", en="whether it is open on Sundays too"), CHOICE)
    ] = False
    on_holidays: Annotated[
        bool,
        Parameter(Text(zh="节假日是否开放", en="whether it is open on public holidays"),
                  Text(zh="2021年秋曾商定节假日不关（蒙通社）", en="waived by agreement in autumn 2021 (Montsame)")),
    ] = False  # fmt: skip
    lanes: Annotated[
        int, Parameter(Text(zh="对方新增通道（条）", en="lanes added on the other side"), ASSUMED, "0", "8")
    ] = 0


def apply(draft: Draft, parameters: Parameters) -> Outcome:
    """Open the other side's posts on road routes longer, and add lanes there."""
    partner = {name for name, station in draft.port.stations.items() if station.side == "partner"}

    def fits(flow: Flow) -> bool:
        return flow.mode == "road" and any(step.station in partner for step in flow.steps.values())

    nothing = Text(zh="没有经对方公路口岸的货流", en="no road flow passes a post of the other side")
    flows, why_not = concerned(draft, parameters, fits, nothing)
    if why_not is not None:
        return Outcome(draft, why_not)
    posts = stations_of(draft, flows, lambda step, _: step.station in partner)
    longer = Longer(parameters.opens, parameters.closes, parameters.every_day, parameters.on_holidays)
    draft = stations_open_longer(draft, posts, longer, NAME)
    return Outcome(with_more_lanes(draft, posts, parameters.lanes))
