"""Transshipment capacity (换装能力建设): more cranes, lines, border-inspection tracks and reception tracks by rail.

They stand in series: which of them binds next is told by how busy each is in the results.
"""

from __future__ import annotations

from typing import Annotated

from clearance_sim.errors import Text
from clearance_sim.plan.draft import Draft, Outcome
from clearance_sim.reforms.enlarging import stations_of, with_more_lanes, with_more_places
from clearance_sim.reforms.levels import ASSUMED, REPLY
from clearance_sim.reforms.parameters import Parameter
from clearance_sim.reforms.places import Placed, concerned
from clearance_sim.scenario.flows import Flow, Step
from clearance_sim.scenario.names import title
from clearance_sim.scenario.stations import Station

NAME = "transshipment_capacity"
TITLE = title("reform", NAME)
ROW = 9
EXPLANATION = Text(
    zh="在铁路口岸我方一侧增加龙门吊、散货换装线、边检股道、到发线和集装箱作业线，单列作业时长不变。"
    "各项能力前后相接，对方口岸的能力不变，增加后哪一项成为瓶颈由结果给出。",
    en="The Chinese side of a rail port gets more cranes, bulk lines, border-inspection tracks, reception tracks and "
    "crane lines; handling takes as long as before. They stand in series and the other side stays as it is: the "
    "results tell which binds next.",
)
PASSAGE = "推动集二线电气化改造和二连浩特铁路口岸换装能力建设"
SOURCES = (
    f"{REPLY}，二、加强基础设施互联互通建设",
    "新华社 2020-12-22：二连浩特铁路口岸准轨边检股道由1股增至3股",
    "内蒙古日报 2022-08-16：二连站第四次扩能，新建改建12股，到发线达到30股",
    "landbridge.com 2022-07-05：满洲里集装箱场站铭牌能力由每日420标箱增至840标箱，增龙门吊3台",
)
CAVEAT = Text(
    zh="铭牌能力是上限；二连浩特龙门吊台数未找到，为假设；空车、机车和对方换装能力可能先成为瓶颈。",
    en="Nameplates are upper bounds, and the number of cranes at Erenhot was not found. Empty wagons, locomotives and "
    "the other side's lines may bind first.",
)


class Parameters(Placed):
    """Hold what is added to that in force; 0 = nothing."""

    cranes: Annotated[int, Parameter(Text(zh="新增龙门吊（台）", en="gantry cranes added"), ASSUMED, "0", "4")] = 1
    lines: Annotated[
        int, Parameter(Text(zh="新增散货换装线（条）", en="bulk transshipment lines added"), ASSUMED, "0", "4")
    ] = 1
    inspection_tracks: Annotated[
        int,
        Parameter(
            Text(zh="新增边检股道（股）", en="border-inspection tracks added"),
            Text(zh="新华社 2020-12-22：1股增至3股", en="Xinhua 2020-12-22: from one to three"), "0", "4",
        ),
    ] = 2  # fmt: skip
    reception_tracks: Annotated[
        int,
        Parameter(
            Text(zh="新增到发线（股）", en="reception tracks added"),
            Text(zh="内蒙古日报 2022-08-16：12股", en="Inner Mongolia Daily 2022-08-16: 12"), "0", "20",
        ),
    ] = 12  # fmt: skip
    crane_lines: Annotated[
        int,
        Parameter(
            Text(zh="新增集装箱作业线（条，只用于把作业线单列的口岸）",
                 en="container crane lines added, where a port counts them"),
            Text(zh="landbridge.com 2022-07-05：能力翻番", en="landbridge.com 2022-07-05: capacity doubled"), "0", "4",
        ),
    ] = 0  # fmt: skip


def apply(draft: Draft, parameters: Parameters) -> Outcome:
    """Add lanes to the stations, and places to the yards, that transshipped trains pass on the Chinese side."""

    def fits(flow: Flow) -> bool:
        here = (step for step in flow.steps.values() if step.station is not None)
        return flow.mode == "rail" and any(
            _lifts(step, station) or _is_checked_on_track(step, station)
            for step in here
            for station in (draft.port.stations[step.station or ""],)
        )

    nothing = Text(
        zh="我方没有铁路换装或边检股道", en="no train is transshipped, or checked on a track, on this side"
    )
    flows, why_not = concerned(draft, parameters, fits, nothing)
    if why_not is not None:
        return Outcome(draft, why_not)
    reception = _yards(flows, "handover")
    around_cranes = [yard for yard in _yards(flows, None) if yard not in reception]
    cranes = stations_of(draft, flows, lambda step, station: _lifts(step, station) and station.kind == "crane")
    lines = stations_of(draft, flows, lambda step, station: _lifts(step, station) and station.kind != "crane")
    tracks = stations_of(draft, flows, _is_checked_on_track)
    draft = with_more_lanes(draft, cranes, parameters.cranes)
    draft = with_more_lanes(draft, lines, parameters.lines)
    draft = with_more_lanes(draft, tracks, parameters.inspection_tracks)
    draft = with_more_places(draft, reception, parameters.reception_tracks)
    return Outcome(with_more_places(draft, around_cranes, parameters.crane_lines))


def _lifts(step: Step, station: Station) -> bool:
    return step.role == "transshipment" and station.side == "home"


def _is_checked_on_track(step: Step, station: Station) -> bool:
    return step.role == "border_police_check" and station.side == "home" and station.kind == "track"


def _yards(flows: dict[str, Flow], role: str | None) -> list[str]:
    """Name the yards of the steps with a role, or of all steps, each once."""
    steps = [step for flow in flows.values() for step in flow.steps.values()]
    return list(dict.fromkeys(yard for step in steps if role in {None, step.role} for yard in step.yards))
