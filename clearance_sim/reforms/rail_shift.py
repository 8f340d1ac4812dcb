"""Shift from road to rail (公转铁): a share of the coal that comes by truck comes by train over a link of its own.

So many trucks, loaded in and empty out, do not come; trains carry their tonnes and pass control, handover, border
police and scan at stations of their own. Papers take as long as the trucks' do, at the same desks.
"""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from clearance_sim.errors import Problem, ScenarioError, Text
from clearance_sim.plan.draft import Draft, Outcome
from clearance_sim.reforms.coal_train import STATIONS, route
from clearance_sim.reforms.levels import ASSUMED, REPLY
from clearance_sim.reforms.parameters import Parameter
from clearance_sim.reforms.places import Placed, concerned_at
from clearance_sim.scenario.flows import Flow
from clearance_sim.scenario.names import title
from clearance_sim.scenario.stations import Station
from clearance_sim.scenario.values import Share

NAME = "rail_shift"
TITLE = title("reform", NAME)
ROW = 13
SITE = "ceke"
EXPLANATION = Text(
    zh="一部分公路运煤改走铁路：重车和空返车相应减少，同样吨数由列车运入，铁路交接、边检、机检另设，不占公路通道。"
    "报关审单仍在原窗口。",
    en="A share of the coal that comes by truck comes by train: as many loaded trucks, and empties back, stay away, and "
    "trains bring the same tonnes past a line, teams and a scanner of their own. Papers go to the same desks as before.",
)  # fmt: skip
PASSAGE = "以策克口岸为枢纽，向南连接“陆海贸易新通道”……向北通过蒙古联通俄罗斯直通欧洲国家的交通大动脉。"
SOURCES = (
    f"{REPLY}，二、加强基础设施互联互通建设",
    "mongolia-japan.com/news/1395：策克—西伯库伦跨境铁路7.1公里，口岸铭牌能力由此增加1000万吨，达到每年2000万吨",
    "阿拉善盟（china5e.com 2015-04-10）：每辆重车约97吨",
)
CAVEAT = Text(
    zh="2019年没有这条铁路，属设想；交接、查验、编组时长参照满洲里散货列车，均为假设。铭牌能力是上限。"
    "一单多车的票数不变，每票车数相应减少。",
    en="There was no such link in 2019: this is a what-if. Handover, checks and marshalling are assumed to take what bulk "
    "trains take at Manzhouli. Nameplates are upper bounds. Trucks that share a declaration get fewer, not their declarations.",
)  # fmt: skip
TRAINS: Final = "coal_by_rail"
_PATHS: Final = 24
_GOODS: Final = 0.4
"""CNY per tonne and hour: coal at 1,000-1,360 CNY a tonne and 0.8 % a day (Hummels, via OECD 2014)."""


class Parameters(Placed):
    """Hold the level that is reached."""

    share: Annotated[
        Share,
        Parameter(
            Text(zh="改走铁路的比例（按吨）", en="share of the tonnes that goes by rail"), ASSUMED, "0 %", "100 %"
        ),
    ] = Field(default="30 %", validate_default=True)
    train: Annotated[
        float,
        Parameter(Text(zh="每列吨数", en="tonnes a train"), Text(zh="假设：满洲里散货约3300吨", en="assumption: bulk "
                  "trains at Manzhouli have about 3,300 t"), "2000", "6000"),
    ] = 3300  # fmt: skip
    tracks: Annotated[
        int,
        Parameter(Text(zh="可同时交接的列车", en="trains that can be handed over at a time"), ASSUMED, "1", "4"),
    ] = 1


def apply(draft: Draft, parameters: Parameters) -> Outcome:
    """Thin the trucks, loaded and empty, and add the trains."""
    nothing = Text(zh="没有公路进口煤炭", en="no coal comes in by road")
    flows, why_not = concerned_at(SITE, draft, parameters, _fits, nothing)
    if why_not is not None or parameters.share == 0:
        return Outcome(draft, why_not)
    empties = {
        name: flow for name, flow in draft.port.flows.items() if flow.cargo == "empties" and flow.mode == "road"
    }
    for name, flow in {**flows, **empties}.items():
        thinned = flow.volume * (1 - parameters.share)
        draft = draft.with_flow(name, flow.model_copy(update={"volume": thinned}))
    for name, lanes in (("rail_line", parameters.tracks), ("rail_police", 1), ("rail_scanner", 1)):
        draft = draft.with_station(name, Station.model_validate(STATIONS[name] | {"lanes": lanes}))
    trucks = next(iter(flows.values()))  # one flow has this mode, direction and cargo at a port
    return Outcome(draft.with_flow(TRAINS, _trains(trucks, parameters)))


def _fits(flow: Flow) -> bool:
    poisson = flow.arrivals.poisson
    counted = poisson is not None and poisson.volumes is not None and flow.tonnes is not None
    return counted and (flow.mode, flow.direction, flow.cargo) == ("road", "import", "coal")


def _trains(trucks: Flow, parameters: Parameters) -> Flow:
    """Give the trains that carry the tonnes of the trucks that stay away, in the same dated periods."""
    poisson = trucks.arrivals.poisson
    assert poisson is not None and poisson.volumes is not None and trucks.tonnes is not None  # only such flows fit
    volumes = []
    for period in poisson.volumes:
        count = round(period.count * trucks.volume * trucks.tonnes * parameters.share / parameters.train)
        if count > _PATHS * ((period.to - period.from_).days + 1):
            text = Text(zh="列车数超过每日24列的运行线", en="more trains than the 24 paths of a day")
            raise ScenarioError(Problem(("share",), text))
        volumes.append({"from": period.from_, "to": period.to, "count": count})
    paths = [f"{hour:02d}:30" for hour in range(_PATHS)]
    steps = route(trucks)
    accepted = [name for name in trucks.marks.accepted if name in steps]
    return Flow.model_validate({
        "title": {"zh": "铁路进口煤炭", "en": "Coal trains in"}, "mode": "rail", "direction": "import", "cargo": "coal",
        "unit": "train", "tonnes": parameters.train, "declarations": 1, "steps": steps,
        "value_of_time": f"{_GOODS * parameters.train:g} CNY/h",
        "arrivals": {"timetable": {"paths": paths, "volumes": volumes, "delay": {"exponential": "60 min"}}},
        "marks": {"arrived": "cross", "accepted": accepted, "released": "release", "border": "cross"},
    })  # fmt: skip
