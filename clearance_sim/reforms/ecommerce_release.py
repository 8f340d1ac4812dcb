"""E-commerce list release (跨境电商清单放行): trucks of parcels on lists; a selected parcel no longer holds its truck."""

from __future__ import annotations

import datetime
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field

from clearance_sim.errors import Problem, ScenarioError, Text
from clearance_sim.plan.draft import Draft, Outcome
from clearance_sim.plan.drafting import midnight
from clearance_sim.reforms.levels import ASSUMED, REPLY
from clearance_sim.reforms.parameters import Parameter
from clearance_sim.reforms.parcels import REGIME, examination, on_lists, with_load
from clearance_sim.reforms.places import Placed, concerned
from clearance_sim.reforms.regimes import share_at_port
from clearance_sim.scenario.distributions import Distribution
from clearance_sim.scenario.flows import Flow
from clearance_sim.scenario.names import title
from clearance_sim.scenario.values import Share

NAME = "ecommerce_release"
TITLE = title("reform", NAME)
ROW = 17
EXPLANATION = Text(
    zh="一部分包裹车不再按一般货物归并申报，改为清单核放：其余包裹放行后车即离场，布控包裹留下分拣查验，不压整车。"
    "1210（网购保税）在区内分拣查验，监管场所只核放；9710、9810（企业对企业、海外仓）优先查验。",
    en="A share of the parcel trucks goes on lists instead of a declaration as general goods: the truck leaves when the rest "
    "of its parcels is released, and what is selected stays behind to be examined. Under 1210 (bonded) that is done in the "
    "zone and the yard only checks out; 9710 and 9810 (to businesses, to overseas warehouses) are examined first.",
)  # fmt: skip
PASSAGE = "积极发展跨境电子商务，加快推动呼和浩特跨境电子商务试验区建设"
SOURCES = (
    f"{REPLY}，三、优化贸易结构；三、拓展丰富口岸功能（满洲里、鄂尔多斯、呼和浩特综合保税区）",
    "海关总署公告2014年第12号（9610）、第57号（1210），2020年第75号（9710、9810，2020年7月1日起；优先查验）（凭记忆，未核原文）",
)
CAVEAT = Text(
    zh="车数、清单数、布控率、分拣速度均为假设。清单方式不计入整体通关时间；汇总申报、综保区内作业不算口岸时间；"
    "留下的包裹用时列在“离口岸后用时”。9710、9810先在部分海关试点，本地何时启用未核实；所附口岸的业务量只到2019年，要试算须自写业务量；两者口岸用时相同。",
    en="Trucks, lists, selection and sorting speed are assumptions. Lists stand outside the customs clearance time; summary "
    "declarations and work in the zone are not port time; what parcels left behind still take is told as time after the "
    "port. 9710 and 9810 began at some customs districts only (here: unverified), need volumes of your own, as those that "
    "ship end in 2019, and take the same time at the port.",
)  # fmt: skip
Mode = Annotated[
    Literal["9610", "1210", "9710", "9810"], BeforeValidator(lambda written: str(written) if type(written) is int else written)
]  # fmt: skip
_VALID_FROM: Final = {"9710": datetime.date(2020, 7, 1), "9810": datetime.date(2020, 7, 1)}
_WITH_ZONE: Final = {"manzhouli"}
"""Modelled ports beside a comprehensive bonded zone, by the reply."""


class Parameters(Placed):
    """Hold the customs code, how much goes on lists, and what a truck carries."""

    mode: Annotated[
        Mode, Parameter(Text(zh="监管方式代码：9610、1210、9710或9810", en="customs code: 9610, 1210, 9710 or 9810"),
                        Text(zh="海关总署公告", en="customs notices"))
    ] = "9610"  # fmt: skip
    share: Annotated[
        Share, Parameter(Text(zh="清单方式的车次比例", en="share of the parcel trucks on lists"), ASSUMED, "0 %", "100 %")
    ] = Field(default="80 %", validate_default=True)  # fmt: skip
    lists: Annotated[
        int, Parameter(Text(zh="每车清单（份）", en="lists on a truck"), ASSUMED, "1000", "10000")
    ] = 3000  # fmt: skip
    selected: Annotated[
        Share, Parameter(Text(zh="布控比例（按清单）", en="share of the lists selected"), ASSUMED, "0.5 %", "3 %")
    ] = Field(default="1 %", validate_default=True)  # fmt: skip
    sorting: Annotated[
        int, Parameter(Text(zh="分拣速度（件/时）", en="parcels sorted an hour"), ASSUMED, "500", "3000")
    ] = 1500  # fmt: skip
    checking: Annotated[
        Distribution,
        Parameter(Text(zh="每车清单核放用时", en="time to check a truck's lists"), ASSUMED, "1 min", "2 h",
                  Text(zh="均匀分布，5—20分钟", en="uniform, 5-20 min")),
    ] = Field(default={"uniform": {"low": "5 min", "high": "20 min"}}, validate_default=True)  # fmt: skip


def apply(draft: Draft, parameters: Parameters) -> Outcome:
    """Put a share of the trucks on lists, and load and sort all of them as is said."""
    mode = parameters.mode
    _refuse_too_early(draft, mode)
    has_zone = mode != "1210" or draft.name in _WITH_ZONE

    def fits(flow: Flow) -> bool:
        return has_zone and examination(flow) is not None and flow.boxes is not None and share_at_port(flow) > 0

    nothing = Text(zh="没有经跨境电商监管场所的包裹车", en="no trucks of parcels pass an e-commerce yard here")
    if not has_zone:
        nothing = Text(
            zh="1210要有综合保税区或试点城市：已建模的口岸中只有满洲里有综合保税区（答复）",
            en="1210 needs a bonded zone or a pilot city: of the ports modelled only Manzhouli has a zone (reply)",
        )  # fmt: skip
    flows, why_not = concerned(draft, parameters, fits, nothing)
    for name, flow in flows.items():
        loaded = with_load(flow, parameters.lists, parameters.selected, parameters.sorting)
        if parameters.share > 0:
            loaded = on_lists(loaded, parameters.share, parameters.checking, in_the_yard=mode != "1210")
            draft = _first(draft, flow) if mode in _VALID_FROM else draft
        draft = draft.with_flow(name, loaded)
    return Outcome(draft, why_not)


def _refuse_too_early(draft: Draft, mode: str) -> None:
    valid = _VALID_FROM.get(mode)
    if valid is not None and draft.origin < midnight(valid, draft.port.zone):
        text = Text(
            zh=f"监管方式 {mode} 自{valid}起才有，本场景的时段开始得更早；此前可用 9610",
            en=f"customs code {mode} exists from {valid} only; the period of this scenario begins earlier; until then: 9610",
        )
        raise ScenarioError(Problem(("mode",), text))


def _first(draft: Draft, flow: Flow) -> Draft:
    """Let those on lists be examined before others at the station of the parcels."""
    station = flow.steps[examination(flow) or ""].station or ""
    desks = draft.port.stations[station]
    return draft.with_station(station, desks.model_copy(update={"priority": [REGIME, *desks.priority]}))
