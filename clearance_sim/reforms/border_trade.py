"""Border-resident trade (边民互市): more residents, or a larger quota, cover a truck's goods sooner.

The lot of one resident for one day is the unit; lots gather by the value of their quotas until a truck's goods are
covered. Nothing is made faster at any window: what gets shorter is the wait for one another.
"""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from clearance_sim.errors import Text
from clearance_sim.plan.draft import Draft, Outcome
from clearance_sim.reforms.levels import ASSUMED, CHOICE, REPLY
from clearance_sim.reforms.parameters import Parameter
from clearance_sim.reforms.places import Placed, concerned
from clearance_sim.scenario.flows import Flow, Step, Worth
from clearance_sim.scenario.names import title
from clearance_sim.scenario.values import Money

NAME = "border_trade"
TITLE = title("reform", NAME)
ROW = 16
EXPLANATION = Text(
    zh="参加互市的边民多了（如准许非口岸地区居民持证进区），或每人每日额度高了，一个边民互助组就更快凑足一车货值。"
    "缩短的是凑足货值的等待，核验、申报、查验、装车用时不变；货物随边民和额度增减。",
    en="More residents take part (such as those from beyond the border area), or each has a larger daily quota, so that a "
    "mutual-help group covers the value of a truck's goods sooner. The wait for one another gets shorter, no handling does; "
    "the goods grow with residents and quota.",
)  # fmt: skip
PASSAGE = "提升边民互贸区发展水平……“互市+边民互助组+落地加工+专业市场+电商+扶贫”的运营模式"
SOURCES = (
    f"{REPLY}，三、优化贸易结构",
    "边民互市贸易管理办法（转载，第9、11条）：边民每人每日8000元以下免税",
)
CAVEAT = Text(
    zh="边民人数、每车货值均为假设；边民依次凑车，一组凑满再凑下一组，额度用足，收车时未凑满的次日接着凑。互市不计入整体通关时间；"
    "落地加工没有建模。",
    en="Residents and value of a truck's goods are assumptions. Residents fill one truck after the other, with their whole "
    "quota; a truck not full at closing waits for the next day. Outside the customs clearance time; processing near the "
    "border is not modelled.",
)  # fmt: skip
_HOURS_A_DAY: Final = 24


class Parameters(Placed):
    """Hold who comes, with which quota, and what a truck is worth."""

    residents: Annotated[
        int,
        Parameter(
            Text(zh="参加互市的边民（人/日，按日历日平均），不超过现状的15倍",
                 en="residents who take part, a calendar day on average; at most 15 times those in force"),
            ASSUMED, "20", "600",
        ),
    ] = 80  # fmt: skip
    quota: Annotated[
        Money,
        Parameter(
            Text(zh="每人每日免税额度", en="quota of a resident and day, free of duty"),
            Text(zh="互市管理办法：8000元；范围为假设", en="rules for border-resident trade: CNY 8,000; range assumed"),
            "1000 CNY", "50000 CNY", Text(zh="8000元", en="8,000 CNY"),
        ),
    ] = Field(default="8000 CNY", validate_default=True)  # fmt: skip
    truckload: Annotated[
        Money | None,
        Parameter(
            Text(zh="一车货值", en="value of a truck's goods"), CHOICE, "10000 CNY", "500000 CNY",
            Text(zh="与现状相同", en="as in force"),
        ),
    ] = None  # fmt: skip


def apply(draft: Draft, parameters: Parameters) -> Outcome:
    """Let so many residents come, with this quota, to gather loads of this value."""
    nothing = Text(
        zh="没有按货值凑车的边民互市货流", en="there are no lots of border residents here that gather by value"
    )
    flows, why_not = concerned(draft, parameters, _fits, nothing)
    for name, flow in flows.items():
        draft = draft.with_flow(name, _changed(flow, parameters))
    return Outcome(draft, why_not)


def _fits(flow: Flow) -> bool:
    gathers = any(step.gather is not None and step.gather.value is not None for step in flow.steps.values())
    return flow.unit == "lot" and gathers and flow.arrivals.poisson is not None and _a_day(flow) > 0


def _a_day(flow: Flow) -> float:
    """Give how many residents come on a calendar day, on average over the dated volumes."""
    poisson = flow.arrivals.poisson
    assert poisson is not None  # only such flows fit
    if poisson.rate is not None:
        return poisson.rate * _HOURS_A_DAY
    volumes = poisson.volumes or []
    return sum(each.count for each in volumes) / sum((each.to - each.from_).days + 1 for each in volumes)


def _changed(flow: Flow, parameters: Parameters) -> Flow:
    # More residents are a further stream, fewer a thinned one: nobody's arrival is moved.
    volume = flow.volume * parameters.residents / _a_day(flow)
    quota = Worth.model_validate(f"{parameters.quota} CNY")
    steps = {key: _loading(step, parameters.truckload) for key, step in flow.steps.items()}
    return flow.model_copy(update={"volume": volume, "value_per_unit": quota, "steps": steps})


def _loading(step: Step, truckload: float | None) -> Step:
    if truckload is None or step.gather is None or step.gather.value is None:
        return step
    return step.model_copy(update={"gather": step.gather.model_copy(update={"value": truckload})})
