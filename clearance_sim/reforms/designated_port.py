"""Designated import port (指定监管场地): cargo that may enter here only since the yard for it is in use.

It admits lawful demand, with a quarantine inspection of every lot; it does not make anything faster. Where the reply
designates the port it opens the flow that waits for its yard; elsewhere it acts only where the port is named, and lifts
there the ban that the door holds every scenario to (`ports/designated.py`).
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from clearance_sim.errors import Text
from clearance_sim.plan.draft import Draft, Outcome
from clearance_sim.ports.designated import USUAL_CARGO, may_take, places_in_words
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
    zh="指定监管场地启用后，原来没有的指定货类可以从本口岸进口，每批在场地检验检疫。这是增加货量，不是提速，与其他货物共用通道和人员。"
    "答复未列为指定口岸的地方，要写明 ports 才试算，同时解除该处的进口限制。",
    en="Once the designated yard is in use, cargo that could not enter here does, each lot inspected there. This adds demand, "
    "not speed: it shares lanes and officers with everything else. Where the reply designates no such port, name it in "
    "`ports`: that lifts the ban there.",
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


class Parameters(Placed):
    """Hold what comes once the yard is in use, and what is added to it."""

    cargo: Annotated[
        CargoName,
        Parameter(Text(zh="货类：粮食、肉类、饲草或整车", en="cargo: grain, meat, forage or vehicles"),
                  Text(zh="第0243号提案答复：指定口岸", en="reply to proposal 0243: designated ports")),
    ] = USUAL_CARGO  # fmt: skip
    trucks: Annotated[
        int, Parameter(Text(zh="每日到货（车，按日历日）", en="trucks a calendar day"), ASSUMED, "0", "50")
    ] = Field(default=5)
    bays: Annotated[
        int, Parameter(Text(zh="场地新增查验车位（个）", en="bays added to the yard"), ASSUMED, "0", "20")
    ] = 0


def apply(draft: Draft, parameters: Parameters) -> Outcome:
    """Let the cargo come in the periods in which none did, and enlarge its yard."""
    is_named = parameters.ports is not None  # `concerned` looks at this port only where it is named

    def fits(flow: Flow) -> bool:
        inspected = any(step.role == "quarantine" and step.station is not None for step in flow.steps.values())
        if flow.direction != "import" or flow.cargo != parameters.cargo or not inspected:
            return False
        allowed = may_take(draft.name, flow.mode, flow.cargo)
        return bool(_closed(flow)) if allowed else is_named

    nothing = _nothing(parameters)
    flows, why_not = concerned(draft, parameters, fits, nothing)
    yards = stations_of(draft, flows, lambda step, _: step.role == "quarantine")
    draft = with_more_lanes(draft, yards, parameters.bays)
    for name, flow in flows.items():
        if parameters.trucks > 0 and _closed(flow):
            draft = draft.with_flow(name, _opened(flow, parameters.trucks))
    return Outcome(draft, why_not)


def _nothing(parameters: Parameters) -> Text:
    cargo, may = title("cargo", parameters.cargo), places_in_words(parameters.cargo)
    if not may.en:
        return Text(zh=f"{cargo.zh}不限指定口岸", en=f"{cargo.en} may enter at any port")
    if parameters.ports is None:
        return Text(
            zh=f"这里没有等待启用的{cargo.zh}指定监管场地；2019年可进口的：{may.zh}；要在别处试算，请写明 ports",
            en=f"no designated yard for {cargo.en} waits to be used here; in 2019 it may enter at: {may.en}; name `ports` to "
            "try it elsewhere",
        )  # fmt: skip
    return Text(
        zh=f"没有等待启用的{cargo.zh}货流：要有在作业点办理的检疫步骤（role: quarantine）；2019年可进口的：{may.zh}",
        en=f"no flow of {cargo.en} waits to be admitted: it needs a step with role quarantine at a station; in 2019 it may "
        f"enter at: {may.en}",
    )  # fmt: skip


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
