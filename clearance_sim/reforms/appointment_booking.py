"""Booked arrivals (预约通关): a share of the trucks comes at booked hours, evenly over the hours at which trucks come."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from clearance_sim.errors import Text
from clearance_sim.plan.draft import Draft, Outcome
from clearance_sim.reforms.levels import ASSUMED, REPLY, level_in_force
from clearance_sim.reforms.parameters import Parameter
from clearance_sim.reforms.places import Placed, concerned
from clearance_sim.scenario.flows import Flow
from clearance_sim.scenario.names import title
from clearance_sim.scenario.values import Share

NAME = "appointment_booking"
TITLE = title("reform", NAME)
ROW = 32
EXPLANATION = Text(
    zh="一部分货车按预约时段到达，在有车到达的各小时内均匀分布，早高峰因此削平。车数不变，口岸时间和能力不变。",
    en="A share of the trucks comes at booked hours, spread evenly over the hours at which trucks come, so that the morning "
    "peak is levelled. As many trucks come as before; hours and capacity stay as they are.",
)  # fmt: skip
PASSAGE = ""
SOURCES = (f"{REPLY}，四、加强对外开放平台建设（只提到物流配送中心，未提预约）",)
CAVEAT = Text(
    zh="答复中没有，是我们对“物流配送中心”的理解；分时段内到达仍是随机的，爽约没有建模。约在临近关门的车可能要等到次日，进口反而变慢的情况也会出现。",
    en="Not in the reply: our reading of its logistics centres. Within the hours arrivals stay random, and no-shows are not "
    "modelled. Trucks booked shortly before closing may stay until the next day, so that imports can get slower.",
)  # fmt: skip


class Parameters(Placed):
    """Hold the level that is reached."""

    booked: Annotated[
        Share,
        Parameter(
            Text(zh="预约到达的比例（按车）", en="share of the trucks that is booked"), ASSUMED, "0 %", "100 %"
        ),
    ] = Field(default="60 %", validate_default=True)


def apply(draft: Draft, parameters: Parameters) -> Outcome:
    """Level the hourly weights of the arrivals of trucks."""
    nothing = Text(zh="没有随时段起伏的公路到达", en="no trucks arrive here by weights of the hour")
    flows, why_not = concerned(draft, parameters, _fits, nothing)
    before = level_in_force(draft, NAME, Parameters)
    booked_before = 0.0 if before is None else before.booked
    more = 0.0 if booked_before == 1 else (parameters.booked - booked_before) / (1 - booked_before)
    for name, flow in flows.items():
        if more > 0:
            draft = draft.with_flow(name, _levelled(flow, more))
    return Outcome(draft, why_not)


def _fits(flow: Flow) -> bool:
    poisson = flow.arrivals.poisson
    return flow.mode == "road" and flow.unit == "truck" and poisson is not None and poisson.hours is not None


def _levelled(flow: Flow, booked: float) -> Flow:
    poisson = flow.arrivals.poisson
    assert poisson is not None and poisson.hours is not None  # only such flows fit
    used = [weight for weight in poisson.hours if weight > 0]
    even = sum(used) / len(used)
    hours = [(1 - booked) * weight + booked * even if weight > 0 else 0.0 for weight in poisson.hours]
    arrivals = flow.arrivals.model_copy(update={"poisson": poisson.model_copy(update={"hours": hours})})
    return flow.model_copy(update={"arrivals": arrivals})
