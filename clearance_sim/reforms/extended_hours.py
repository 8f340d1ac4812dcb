"""24-hour operation (24小时通关): the Chinese side's road port is open longer, with officers on duty for it.

Not in the reply: round-the-clock opening came in 2023 (Manzhouli) and 2024 (Erenhot). Nothing moves while the
other side is closed.
"""

from __future__ import annotations

from typing import Annotated

from clearance_sim.errors import Text
from clearance_sim.plan.draft import Draft, Outcome
from clearance_sim.reforms.enlarging import stations_of
from clearance_sim.reforms.levels import CHOICE
from clearance_sim.reforms.opening import Longer, staff_on_duty_longer, stations_open_longer
from clearance_sim.reforms.parameters import Parameter
from clearance_sim.reforms.places import Placed, concerned
from clearance_sim.scenario.flows import Flow
from clearance_sim.scenario.names import title
from clearance_sim.scenario.stations import ClockTime

NAME = "extended_hours"
TITLE = title("reform", NAME)
ROW = 30
EXPLANATION = Text(
    zh="延长公路口岸中方各作业点的开放时间，海关、边检人员相应延长在岗，每班人数不变。对方口岸时间不变，双方同时开放才能过境。",
    en="The Chinese-side stations of the road port are open longer, and officers are on duty longer, as many as before at "
    "a time. The other side keeps its hours: a crossing needs both.",
)
PASSAGE = ""
SOURCES = (
    "内蒙古日报 2023-05-17：满洲里公路口岸2023年5月15日起24小时通关",
    "新华社 english.news.cn 2024-04-02、中国新闻网 2024-04-01：二连浩特公路口岸由08:00—18:00改为24小时，双方法定节假日关闭",
)
CAVEAT = Text(
    zh="答复中没有；延长意味着多用人时，人员总数须另算。到达仍按现状的时段，司机改在夜间来的情况没有建模。",
    en="Not in the reply. Longer hours need more officer-hours, which must be found. Drivers arrive at the hours of today: "
    "that they would come at night is not modelled.",
)  # fmt: skip
_SOURCE = Text(
    zh="内蒙古日报 2023-05-17、中国新闻网 2024-04-01：24小时",
    en="Inner Mongolia Daily 2023-05-17, CNS 2024-04-01: 24 h",
)


class Parameters(Placed):
    """Hold the hours that are reached; what is open longer already is not shortened."""

    opens: Annotated[ClockTime, Parameter(Text(zh="最迟几点开", en="opens at the latest"), _SOURCE)] = "00:00"
    closes: Annotated[ClockTime, Parameter(Text(zh="最早几点关", en="closes at the earliest"), _SOURCE)] = "24:00"
    every_day: Annotated[
        bool, Parameter(Text(zh="是否每天开放（含周日）", en="whether it is open on Sundays too"), CHOICE)
    ] = False
    on_holidays: Annotated[
        bool,
        Parameter(Text(zh="节假日是否开放", en="whether it is open on public holidays"),
                  Text(zh="中国新闻网 2024-04-01：节假日关闭", en="CNS 2024-04-01: closed on public holidays")),
    ] = False  # fmt: skip


def apply(draft: Draft, parameters: Parameters) -> Outcome:
    """Open the Chinese-side stations of road routes longer, with the officers who are needed there."""
    ours = {name for name, station in draft.port.stations.items() if station.side == "home" and station.hours}

    def fits(flow: Flow) -> bool:
        return flow.mode == "road" and any(step.station in ours for step in flow.steps.values())

    nothing = Text(zh="没有按时间开放的公路作业点", en="no road flow passes a station with hours on this side")
    flows, why_not = concerned(draft, parameters, fits, nothing)
    if why_not is not None:
        return Outcome(draft, why_not)
    longer = Longer(parameters.opens, parameters.closes, parameters.every_day, parameters.on_holidays)
    draft = stations_open_longer(
        draft, stations_of(draft, flows, lambda step, _: step.station in ours), longer, NAME
    )
    needed = {group for flow in flows.values() for step in flow.steps.values() for group in step.needs}
    return Outcome(
        staff_on_duty_longer(draft, [name for name in draft.port.staff if name in needed], longer, NAME)
    )
