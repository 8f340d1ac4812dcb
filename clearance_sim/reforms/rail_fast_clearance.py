"""Rail fast clearance (铁路快通): the railway's manifest stands for the customs transfer declaration of a train.

Its rival is transfer (转关): who is declared at the port or inland gains nothing. The port checks the manifest off
on arrival or departure; declaration and examination are made at the inland station, as for a transfer.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Final

from pydantic import Field

from clearance_sim.errors import Problem, ScenarioError, Text
from clearance_sim.plan.draft import Draft, Outcome
from clearance_sim.reforms.levels import ASSUMED, REPLY
from clearance_sim.reforms.parameters import Parameter
from clearance_sim.reforms.places import Placed, concerned
from clearance_sim.reforms.regimes import PORT, split_off, with_papers_of
from clearance_sim.reforms.validity import begins_before
from clearance_sim.scenario.distributions import Distribution
from clearance_sim.scenario.flows import Charge, Flow, Step
from clearance_sim.scenario.names import title
from clearance_sim.scenario.values import Money, Share, Title

NAME = "rail_fast_clearance"
TITLE = title("reform", NAME)
ROW = 6
TRANSFER, REGIME = "transfer", "rail_fast"
SAVED = Title(zh="铁路快通节省", en="Saved by rail fast clearance")
EXPLANATION = Text(
    zh="一部分转关列车改用铁路快通：铁路舱单代替转关申报，口岸只核销舱单，单证减少。"
    "交接、边检、检疫、机检和抽中箱的查验照旧，报关仍在内地车站；在口岸或属地申报的列车不变。",
    en="A share of the trains under customs transfer goes by rail fast clearance: the railway's manifest stands for the "
    "transfer declaration, and the port only checks it off. Handover, border police, quarantine, scans and selected boxes "
    "stay, the goods are declared inland as before; trains declared at the port or inland do not change.",
)  # fmt: skip
PASSAGE = "深化通关一体化改革"
SOURCES = (
    f"{REPLY}，六、优化口岸营商环境",
    "Global Times 202209/1276271：2022年9月27日乌兰察布经二连浩特至乌兰巴托，区内首次；每箱节省约200元",
    "中国新闻网 2022-11-21：赤峰经满洲里的中欧班列首次采用，50箱；全国首次为2021年9月（西安）",
)
CAVEAT = Text(
    zh="2019年尚未有，只用于时段从当地首次采用之日起的场景；首次采用均为出境。转关列车的比例、改用的比例和核销时间都是假设。"
    "每箱节省是报道的差额，现状没有转关收费，所以记为负的收费。内地车站的作业没有建模。",
    en="Not there in 2019: only for scenarios whose period begins once the place had used it, first for trains out. The share "
    "of transfers, of those that change and the time to check off are assumptions. The saving is a reported difference; "
    "transfers carry no charge in the data, so it stands as a negative one. Work at the inland station is not modelled.",
)  # fmt: skip
_VALID_FROM: Final = {"erenhot": datetime.date(2022, 9, 27), "manzhouli": datetime.date(2022, 11, 21)}
_NATIONWIDE: Final = datetime.date(2021, 9, 30)
"""Only the month of the first use is known: its last day."""


class Parameters(Placed):
    """Hold the level that is reached."""

    share: Annotated[
        Share,
        Parameter(Text(zh="适用列数比例（占全部列车，从转关部分划出，不得多于转关）",
                       en="share of all trains, out of those under customs transfer and no more than these"),
                  ASSUMED, "0 %", "60 %"),
    ] = Field(default="10 %", validate_default=True)  # fmt: skip
    check_off: Annotated[
        Distribution,
        Parameter(
            Text(zh="口岸核销一列舱单的时间：固定、三角或均匀分布",
                 en="time to check off a train's manifest: fixed, triangular or uniform"),
            Text(zh="假设：2—20分钟", en="assumption: 2-20 min"), "2 min", "20 min",
            Text(zh="均匀分布，2—20分钟", en="uniform, 2-20 min"),
        ),
    ] = Field(default={"uniform": {"low": "2 min", "high": "20 min"}}, validate_default=True)  # fmt: skip
    saving: Annotated[
        Money,
        Parameter(
            Text(zh="每箱节省的费用", en="charges saved on each box"),
            Text(zh="Global Times 2022-09：呼和浩特关区每箱约200元", en="Global Times 2022-09: about CNY 200 in Hohhot district"),
            "0 CNY", "400 CNY",
        ),
    ] = Field(default="200 CNY", validate_default=True)  # fmt: skip


def apply(draft: Draft, parameters: Parameters) -> Outcome:
    """Split off from the transfers who goes by the manifest alone, which is checked off instead of their papers."""
    valid = _VALID_FROM.get(draft.name, _NATIONWIDE)
    too_early = begins_before(draft, valid)
    nothing = Text(zh="没有转关的铁路货流", en="no train here is under customs transfer")
    if too_early:
        nothing = Text(
            zh=f"本口岸自{valid}起才有铁路快通", en=f"there is rail fast clearance here from {valid} only"
        )
    flows, why_not = concerned(draft, parameters, lambda flow: not too_early and _fits(flow), nothing)
    for name, flow in flows.items():
        _refuse_more_than_transfers(name, flow, parameters.share)
        if parameters.share > 0:
            draft = draft.with_flow(name, _by_manifest(flow, parameters))
    return Outcome(draft, why_not)


def _fits(flow: Flow) -> bool:
    transfers = (flow.regimes or {}).get(TRANSFER, 0.0)
    return flow.mode == "rail" and transfers > 0 and any(map(_is_of_transfer, flow.steps.values()))


def _is_of_transfer(step: Step) -> bool:
    return TRANSFER in (step.regimes or []) and PORT not in (step.regimes or [])


def _refuse_more_than_transfers(name: str, flow: Flow, share: float) -> None:
    transfers = (flow.regimes or {})[TRANSFER]
    if share > transfers + 1e-9:
        few = f"{transfers * 100:g} %"
        raise ScenarioError(Problem(("share",), Text(
            zh=f"{name} 的转关比例只有 {few}，铁路快通从转关划出，不能多于它；请减小 share，或另写该货流的 regimes",
            en=f"only {few} of {name} goes by customs transfer, out of which the share is taken; lower it, or give the flow "
            "other `regimes`",
        )))  # fmt: skip


def _by_manifest(flow: Flow, parameters: Parameters) -> Flow:
    boxes = 0.0 if flow.boxes is None else (flow.boxes.low + flow.boxes.high) / 2
    saved = Charge.model_validate({"item": SAVED, "amount": f"{-parameters.saving * boxes:.2f} CNY"})

    def checked_off(step: Step) -> Step:
        return step.model_copy(
            update={
                "title": Title(zh="核销舱单（铁路快通）", en="Check off the manifest (rail fast clearance)"),
                "handling": parameters.check_off,
                "documents": min(step.documents, 1),
                "charges": [*step.charges, saved] if saved.amount else step.charges,
            }
        )

    split = split_off(flow, REGIME, parameters.share, out_of=TRANSFER)
    changed = with_papers_of(split, REGIME, checked_off, copied=_is_of_transfer)
    marks = changed.marks.model_copy(update={"excluded": [*changed.marks.excluded, REGIME]})
    return changed.model_copy(update={"marks": marks})
