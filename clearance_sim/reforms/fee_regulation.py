"""Regulated port charges (规范口岸收费): chosen items of the Chinese side cost less; nothing gets faster."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from clearance_sim.errors import Text
from clearance_sim.plan.draft import Draft, Outcome
from clearance_sim.reforms.levels import CHOICE, REPLY, level_in_force
from clearance_sim.reforms.parameters import Parameter
from clearance_sim.reforms.places import Placed, concerned
from clearance_sim.scenario.flows import Charge, Flow, Step
from clearance_sim.scenario.names import title
from clearance_sim.scenario.stations import Party
from clearance_sim.scenario.values import Share

NAME = "fee_regulation"
TITLE = title("reform", NAME)
ROW = 8
EXPLANATION = Text(
    zh="按收费项目和缴费方下调中方口岸收费。只改变费用，不改变时间；对方口岸的收费不在此列。",
    en="Charges on the Chinese side are lowered, by item and by payer. Cost changes and time does not; what the other "
    "side charges is not concerned.",
)
PASSAGE = "规范口岸收费行为，引导口岸经营服务企业合理定价。"
SOURCES = (
    f"{REPLY}，六、优化口岸营商环境",
    "中国日报 2019-02-25：自治区目标，2020年底前集装箱进出口合规成本比2017年降低一半",
    "CAREC CPMM 2020年报告（铁路运输）：二连浩特换装费每箱120美元",
)
CAVEAT = Text(
    zh="本地收费目录清单未找到，现状收费多为假设；查验没有问题的吊装移位仓储费2016年起已免除，不再计入。",
    en="No local price list was found: most charges in force are assumptions. Lifting, moving and storage for "
    "examinations that find nothing have been free since 2016 and are not counted.",
)


class Parameters(Placed):
    """Hold by how much charges are lower than those in force."""

    cut: Annotated[
        Share,
        Parameter(
            Text(zh="降幅（相对2019年收费）", en="how much lower than the charges of 2019"),
            Text(zh="假设：10—30 %；自治区目标的总降幅是对2017年而言", en="assumption: 10-30 %; the region's target is told "
                 "against 2017"),
            "0 %", "30 %",
        ),
    ] = Field(default="20 %", validate_default=True)  # fmt: skip
    items: Annotated[
        list[str] | None,
        Parameter(
            Text(zh="收费项目，如 过磅费、代理报关费、换装费", en="items, such as Weighing, Broker's fee"),
            CHOICE, standard=Text(zh="全部项目", en="every item"),
        ),
    ] = None  # fmt: skip
    payer: Annotated[
        Party | None,
        Parameter(
            Text(zh="缴费方", en="who pays"), CHOICE, standard=Text(zh="不限", en="whoever pays")
        ),
    ] = None  # fmt: skip


def apply(draft: Draft, parameters: Parameters) -> Outcome:
    """Lower the amounts of the chosen charges of every flow."""

    def fits(flow: Flow) -> bool:
        return any(_chosen(charge, parameters) for step in flow.steps.values() for charge in _ours(draft, step))

    nothing = Text(zh="中方没有这样的收费", en="there is no such charge on the Chinese side")
    flows, why_not = concerned(draft, parameters, fits, nothing)
    if why_not is not None:
        return Outcome(draft, why_not)
    before = level_in_force(draft, NAME, Parameters)
    kept = (1 - parameters.cut) / (1 - (0.0 if before is None else before.cut))
    for name, flow in flows.items():
        draft = draft.with_steps(name, {
            key: step.model_copy(update={"charges": [_lower(charge, parameters, kept) for charge in step.charges]})
            for key, step in flow.steps.items() if _ours(draft, step)
        })  # fmt: skip
    return Outcome(draft)


def _ours(draft: Draft, step: Step) -> list[Charge]:
    """Give the charges of a step that is taken on the Chinese side."""
    station = None if step.station is None else draft.port.stations[step.station]
    theirs = step.party == "partner" or (station is not None and station.side == "partner")
    return [] if theirs else step.charges


def _chosen(charge: Charge, parameters: Parameters) -> bool:
    by_item = parameters.items is None or {charge.item.zh, charge.item.en} & set(parameters.items)
    return bool(by_item) and parameters.payer in {None, charge.payer}


def _lower(charge: Charge, parameters: Parameters, kept: float) -> Charge:
    if kept == 1 or not _chosen(charge, parameters):
        return charge
    return charge.model_copy(update={"amount": round(charge.amount * kept, 2)})
