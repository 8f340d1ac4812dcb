"""Jining-Erenhot electrification (集二线电气化改造): more paths inland, a shorter run on them, longer trains.

Trains in leave the port by a path of the line; those out come over it, fewer and longer for the same boxes.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from clearance_sim.errors import Text
from clearance_sim.plan.draft import Draft, Outcome
from clearance_sim.reforms.enlarging import stations_of
from clearance_sim.reforms.levels import AS_IN_FORCE, ASSUMED, REPLY
from clearance_sim.reforms.parameters import Parameter
from clearance_sim.reforms.places import Placed, concerned_at
from clearance_sim.reforms.train_length import longer_trains
from clearance_sim.scenario.distributions import Distribution
from clearance_sim.scenario.flows import Flow, Step
from clearance_sim.scenario.names import title

NAME = "line_electrification"
TITLE = title("reform", NAME)
ROW = 11
SITE = "erenhot"
EXPLANATION = Text(
    zh="集二线每日运行线增加，进境列车在口岸编组完毕后等发车时刻变短，到集宁的运行时间缩短，都列为离口岸后用时；"
    "出境集装箱列车可以加长，同样箱数开得更少，口岸按列办理的环节随之减少。",
    en="The line has more paths a day: trains in, made up at the port, wait less for one and run to Jining in less time, "
    "both told as time after the port. Container trains out may be longer, so that fewer carry the same boxes and the "
    "port handles fewer trains.",
)  # fmt: skip
PASSAGE = "集二线电气化改造"
SOURCES = (
    f"{REPLY}，二、加强基础设施互联互通建设",
    "中国新闻网 2020-07-12：二连浩特一列43箱；中欧班列满轴41车，约2020年后50—55车（凭记忆，未核原文）",
    "集二线约335公里、单线（凭记忆，未核原文）",
)
CAVEAT = Text(
    zh="集二线的运行线、运行时间和牵引定数均未见公布，取值为假设。编组发车的时间不变；加长的列车过境换装按箱数同比延长，"
    "其余按列计的环节时长不变；进境列车由宽轨列车换装而来，列数不变。",
    en="Paths, running times and train weights of the line are not published: the values are assumptions. Marshalling takes "
    "as long as before. A longer train is transshipped longer in proportion, and all else that is done by the train takes as "
    "long. Trains in are transshipped from those of the broad gauge, so their number stays.",
)  # fmt: skip


class Parameters(Placed):
    """Hold the level that is reached."""

    paths: Annotated[
        int,
        Parameter(Text(zh="每日驶往集宁的货运运行线（条）", en="freight paths a day towards Jining"), ASSUMED, "12", "96"),
    ] = 36
    run: Annotated[
        Distribution,
        Parameter(
            Text(zh="到集宁的运行时间（含换机车）：固定、三角或均匀分布",
                 en="the run to Jining, change of locomotive included: fixed, triangular or uniform"),
            ASSUMED, "3 h", "14 h", Text(zh="三角分布，4.5—5.5—7小时", en="triangular, 4.5-5.5-7 h"),
        ),
    ] = Field(default={"triangular": {"low": "4.5 h", "mode": "5.5 h", "high": "7 h"}}, validate_default=True)  # fmt: skip
    boxes: Annotated[
        int | None,
        Parameter(Text(zh="出境集装箱列车每列箱数（40英尺），总箱数不变", en="boxes (40 ft) of a container train out; "
                       "all boxes together stay as many"), ASSUMED, "41", "80", AS_IN_FORCE),
    ] = None  # fmt: skip


def apply(draft: Draft, parameters: Parameters) -> Outcome:
    """Set the paths and the run of trains that leave by the line, and lengthen container trains out."""
    has_line = any(map(_runs, draft.port.flows.values()))

    def fits(flow: Flow) -> bool:
        comes_over_it = (flow.mode, flow.direction, flow.cargo) == ("rail", "export", "container")
        return _runs(flow) or (has_line and comes_over_it and flow.boxes is not None)

    nothing = Text(zh="没有货流模拟到内地铁路上", en="no flow is followed on the line inland here")
    flows, why_not = concerned_at(SITE, draft, parameters, fits, nothing)
    if why_not is not None:
        return Outcome(draft, why_not)
    lines = stations_of(draft, flows, lambda step, station: _is_run(step) and station.slots is not None)
    for name in lines:
        station = draft.port.stations[name]
        assert station.slots is not None
        if len(station.slots.paths) != parameters.paths:
            slots = station.slots.model_copy(update={"paths": _evenly(parameters.paths)})
            draft = draft.with_station(name, station.model_copy(update={"slots": slots}))
    for name, flow in flows.items():
        taken = {"handling": parameters.run}
        runs = {key: step.model_copy(update=taken) for key, step in flow.steps.items() if _is_run(step)}
        draft = draft.with_steps(name, runs)
        if not runs and parameters.boxes is not None:
            draft = draft.with_flow(name, longer_trains(flow, parameters.boxes))
    return Outcome(draft)


def _runs(flow: Flow) -> bool:
    return any(map(_is_run, flow.steps.values()))


def _is_run(step: Step) -> bool:
    return step.role == "line_run"


def _evenly(paths: int) -> list[str]:
    """Give clock times that divide the day evenly, the first after half an interval."""
    minutes = [(2 * path + 1) * 720 // paths for path in range(paths)]
    return [f"{minute // 60:02d}:{minute % 60:02d}" for minute in minutes]

