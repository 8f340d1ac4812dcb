"""Motorway to Ulaanbaatar (二连浩特至乌兰巴托高速公路): a shorter and less variable truck run on the partner's side.

The run begins when a truck has left the port. It moves the time after the port and nothing at the port itself.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from clearance_sim.errors import Text
from clearance_sim.plan.draft import Draft, Outcome
from clearance_sim.reforms.levels import ASSUMED, REPLY
from clearance_sim.reforms.parameters import Parameter
from clearance_sim.reforms.places import Placed, concerned_at
from clearance_sim.scenario.distributions import Distribution, Variation
from clearance_sim.scenario.flows import Flow, Step
from clearance_sim.scenario.names import title
from clearance_sim.scenario.values import Duration

NAME = "partner_motorway"
TITLE = title("reform", NAME)
ROW = 12
SITE = "erenhot"
EXPLANATION = Text(
    zh="离开扎门乌德后驶往乌兰巴托的时间缩短，快慢差别变小。这段时间列为离口岸后用时，口岸内的环节、排队和停留时间都不变。",
    en="The run from Zamyn-Uud to Ulaanbaatar takes less time and varies less. It is told as time after the port: steps, "
    "queues and the stay at the port itself do not change.",
)  # fmt: skip
PASSAGE = "二连浩特至乌兰巴托高速公路建设"
SOURCES = (
    f"{REPLY}，二、加强基础设施互联互通建设",
    "CAREC CPMM 2020 report, Mongolia：2019年公路车速26.2公里/时（含延误）、40.8公里/时（不含延误）",
    "扎门乌德至乌兰巴托约660公里（凭记忆，未核原文）",
)
CAVEAT = Text(
    zh="公路里程凭记忆，高速公路车速和通行费未见公布：缩短后的时间是假设，通行费没有计入。重车都按驶往乌兰巴托计。"
    "进口车在到口岸之前的行驶没有建模（到达时刻按现状标定），所以进口不变。",
    en="The distance is recalled, and neither speed nor toll of the motorway is published: the shorter run is an assumption "
    "and tolls are not counted. All loaded trucks out are taken to go to Ulaanbaatar. The run of trucks in comes before an "
    "arrival that is calibrated as it is and is not modelled, so nothing changes for imports.",
)  # fmt: skip


class Parameters(Placed):
    """Hold the run that is reached."""

    run: Annotated[
        Duration,
        Parameter(
            Text(zh="扎门乌德至乌兰巴托平均行驶时间", en="mean run from Zamyn-Uud to Ulaanbaatar"),
            Text(zh="假设：约660公里，时速75公里；现状时速40.8公里（CAREC，2019年）约16.2小时",
                 en="assumption: about 660 km at 75 km/h; in 2019 about 16.2 h at 40.8 km/h (CAREC)"), "6 h", "30 h",
        ),
    ] = Field(default="9 h", validate_default=True)  # fmt: skip
    spread: Annotated[
        Variation,
        Parameter(Text(zh="行驶时间的变异系数（标准差与平均值之比）",
                       en="spread of the run: standard deviation over mean"), ASSUMED, "0.02", "1"),
    ] = 0.1  # fmt: skip


def apply(draft: Draft, parameters: Parameters) -> Outcome:
    """Set mean and spread of the run on the partner's roads; whoever is slow today stays slow among the others."""

    def fits(flow: Flow) -> bool:
        return flow.mode == "road" and any(map(_is_run, flow.steps.values()))

    nothing = Text(zh="没有货流模拟到对方公路上", en="no flow is followed on the other side's roads here")
    flows, why_not = concerned_at(SITE, draft, parameters, fits, nothing)
    shape = {"lognormal": {"mean": f"{parameters.run} ms", "cv": parameters.spread}}
    for name, flow in flows.items():
        runs = {
            key: step.model_copy(update={"handling": Distribution.model_validate(shape)})
            for key, step in flow.steps.items()
            if _is_run(step)
        }
        draft = draft.with_steps(name, runs)
    return Outcome(draft, why_not)


def _is_run(step: Step) -> bool:
    return step.role == "partner_run"
