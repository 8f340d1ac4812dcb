"""Designated import port (指定监管场地): cargo that may enter here only since the yard for it is in use.

It admits lawful demand, with a quarantine inspection of every lot; it does not make anything faster.
"""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from clearance_sim.errors import Text
from clearance_sim.plan.draft import Draft, Outcome
from clearance_sim.reforms.enlarging import stations_of, with_more_lanes
from clearance_sim.reforms.levels import ASSUMED, REPLY
from clearance_sim.reforms.parameters import Parameter
from clearance_sim.reforms.places import CargoName, Placed, concerned
from clearance_sim.scenario.flows import Flow
from clearance_sim.scenario.names import title

NAME = "designated_port"
TITLE = title("reform", NAME)
ROW = 14
EXPLANATION = Text(
    zh="指定监管场地启用后，原来没有的指定货类可以从本口岸进口，每批在场地检验检疫。这是增加货量，不是提速，与其他货物共用通道和人员。",
    en="Once the designated yard is in use, cargo that could not enter here does, each lot inspected there. This adds demand, "
    "not speed: it shares lanes and officers with everything else.",
)  # fmt: skip
PASSAGE = "指定口岸方面，现有粮食进口指定口岸3个……肉类进口指定口岸3个……饲草进口指定口岸2个……整车进口指定口岸1个"
SOURCES = (
    f"{REPLY}，三、拓展丰富口岸功能",
    "上海证券报 cnstock.com：策克口岸进口肉类指定监管场地2023年年中启用",
)
CAVEAT = Text(
    zh="2019年底起称“指定监管场地”。到货量为假设；冷库、化验时间没有建模。",
    en="Called a designated supervised yard since the end of 2019. The volume is an assumption; cold stores and laboratory "
    "times are not modelled.",
)  # fmt: skip
MAY_ENTER: Final = {
    "grain": Text(zh="满洲里铁路、二连浩特铁路、阿尔山公路", en="Manzhouli rail, Erenhot rail, Arxan road"),
    "meat": Text(zh="满都拉公路、策克公路、二连浩特公路", en="Mandula road, Ceke road, Erenhot road"),
    "forage": Text(zh="珠恩嘎达布其公路、额布都格公路", en="Zhuengadabuqi road, Ebuduge road"),
    "vehicles": Text(zh="满洲里公路", en="Manzhouli road"),
}
"""Which cargo may enter where, by the reply of 2019."""


class Parameters(Placed):
    """Hold what comes once the yard is in use, and what is added to it."""

    cargo: Annotated[
        CargoName,
        Parameter(Text(zh="货类：粮食、肉类、饲草或整车", en="cargo: grain, meat, forage or vehicles"),
                  Text(zh="第0243号提案答复：指定口岸", en="reply to proposal 0243: designated ports")),
    ] = "meat"  # fmt: skip
    trucks: Annotated[
        int, Parameter(Text(zh="每日到货（车，按日历日）", en="trucks a calendar day"), ASSUMED, "0", "50")
    ] = Field(default=5)
    bays: Annotated[
        int, Parameter(Text(zh="场地新增查验车位（个）", en="bays added to the yard"), ASSUMED, "0", "20")
    ] = 0


def apply(draft: Draft, parameters: Parameters) -> Outcome:
    """Let the cargo come in the periods in which none did, and enlarge its yard."""

    def fits(flow: Flow) -> bool:
        inspected = any(step.role == "quarantine" and step.station is not None for step in flow.steps.values())
        return flow.direction == "import" and flow.cargo == parameters.cargo and inspected and bool(_closed(flow))

    cargo = title("cargo", parameters.cargo)
    may = MAY_ENTER.get(parameters.cargo, Text(zh="无", en="nowhere"))
    nothing = Text(
        zh=f"没有等待启用的{cargo.zh}指定监管场地；2019年可进口的口岸：{may.zh}",
        en=f"no designated yard for {cargo.en} waits to be used here; in 2019 it might enter at: {may.en}",
    )
    flows, why_not = concerned(draft, parameters, fits, nothing)
    yards = stations_of(draft, flows, lambda step, _: step.role == "quarantine")
    draft = with_more_lanes(draft, yards, parameters.bays)
    for name, flow in flows.items():
        if parameters.trucks > 0:
            draft = draft.with_flow(name, _opened(flow, parameters.trucks))
    return Outcome(draft, why_not)


def _closed(flow: Flow) -> list[int]:
    """Give the positions of the periods in which nothing comes."""
    volumes = flow.arrivals.poisson.volumes if flow.arrivals.poisson is not None else None
    return [position for position, volume in enumerate(volumes or []) if volume.count == 0]


def _opened(flow: Flow, trucks: int) -> Flow:
    poisson, closed = flow.arrivals.poisson, _closed(flow)
    assert poisson is not None and poisson.volumes is not None  # only such flows fit
    volumes = [
        volume.model_copy(update={"count": trucks * ((volume.to - volume.from_).days + 1)}) if position in closed else volume
        for position, volume in enumerate(poisson.volumes)
    ]  # fmt: skip
    arrivals = flow.arrivals.model_copy(update={"poisson": poisson.model_copy(update={"volumes": volumes})})
    return flow.model_copy(update={"arrivals": arrivals})
