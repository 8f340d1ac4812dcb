"""Passenger self-service (旅客自助通关): more citizens take the e-channels, and the desks are left to the others.

Whoever takes an e-channel takes no desk. Officers who watch the e-channels opened come from the desks.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from clearance_sim.errors import Text
from clearance_sim.plan.draft import Draft, Outcome
from clearance_sim.reforms.desk_officers import SELF_SERVICE, desks_beside, more_watchers, off_the_desks
from clearance_sim.reforms.enlarging import stations_of, with_more_lanes
from clearance_sim.reforms.levels import AS_IN_FORCE, ASSUMED, CHOICE, REPLY, level_in_force
from clearance_sim.reforms.parameters import Parameter
from clearance_sim.reforms.places import Placed, concerned
from clearance_sim.scenario.distributions import Distribution
from clearance_sim.scenario.flows import Flow
from clearance_sim.scenario.names import title
from clearance_sim.scenario.values import Share

NAME = "self_service"
TITLE = title("reform", NAME)
ROW = 19
EXPLANATION = Text(
    zh="更多中国公民走自助通道，不再占用人工查验台；可加开自助通道，监管自助通道的民警从人工查验台抽调。"
    "行李机检、查验和车体检查照旧，所以其他旅客等多久、整车何时走，由排队决定。",
    en="More citizens take the e-channels instead of a staffed desk; e-channels can be opened, and the officers who watch "
    "them come from the desks. Luggage and vehicles are checked as before, so that queues decide what it brings to whom.",
)  # fmt: skip
PASSAGE = "推进旅客自助通关"
SOURCES = (
    f"{REPLY}，六、优化口岸营商环境",
    "中国广播网 2016：二连浩特自助通道每人7秒，缩短70%",
    "中国新闻网 2018-10-30：二连浩特16条自助通道，中国公民候检不超过30分钟",
)
CAVEAT = Text(
    zh="除每人7秒和二连浩特16条自助通道外，客流、查验台、民警、国籍构成、可用者和使用比例都是假设，只宜比较措施。"
    "外国人一律走人工台；整车要等最后一名旅客，平均缩短的是人而不一定是车。",
    en="Only the 7 s a person and Erenhot's 16 e-channels are published; traffic, desks, officers, nationalities and use are "
    "assumptions: compare measures only. Foreigners stay at the desks, and a coach waits for its last passenger, so that "
    "people may gain where vehicles do not.",
)  # fmt: skip


class Parameters(Placed):
    """Hold the level that is reached, and what is opened beyond what is in force."""

    lanes: Annotated[
        int,
        Parameter(
            Text(zh="每个方向加开的自助通道（条）", en="e-channels opened in each direction"), CHOICE, "0", "16"
        ),
    ] = 2
    lanes_per_officer: Annotated[
        int,
        Parameter(
            Text(zh="一名民警监管几条自助通道", en="e-channels that one officer watches"), ASSUMED, "1", "12"
        ),
    ] = 6
    eligible: Annotated[
        Share | None,
        Parameter(Text(zh="中国公民中可走自助通道（持电子证件或已备案）的比例",
                       en="share of the citizens who may use them: electronic passport, or enrolled"),
                  ASSUMED, "0 %", "100 %", AS_IN_FORCE),
    ] = None  # fmt: skip
    use: Annotated[
        Share,
        Parameter(Text(zh="可走者中实际走自助通道的比例", en="share of those who may that do"), ASSUMED, "0 %", "100 %"),
    ] = Field(default="90 %", validate_default=True)  # fmt: skip
    time: Annotated[
        Distribution,
        Parameter(Text(zh="自助通道每人用时：固定、三角或均匀分布",
                       en="time of one person in an e-channel: fixed, triangular or uniform"),
                  Text(zh="中国广播网 2016：7秒", en="CNR 2016: 7 s"), "3 s", "60 s", Text(zh="7秒", en="7 s")),
    ] = Field(default="7 s", validate_default=True)  # fmt: skip
    officers_freed: Annotated[
        int,
        Parameter(Text(zh="每个方向从人工查验台抽调他用的民警（人）", en="desk officers freed for other work, each direction"),
                  CHOICE, "0", "20"),
    ] = 0  # fmt: skip


def apply(draft: Draft, parameters: Parameters) -> Outcome:
    """Raise the share who take the e-channels, open some, and take officers off the desks."""
    nothing = Text(zh="没有自助通道的旅检现场", en="no passengers pass e-channels here")
    flows, why_not = concerned(draft, parameters, _fits, nothing)
    if why_not is not None:
        return Outcome(draft, why_not)
    share = _eligible(draft, parameters) * parameters.use
    for group, channels in desks_beside(flows).items():
        watching = more_watchers(draft, channels, parameters.lanes, parameters.lanes_per_officer)
        draft = off_the_desks(draft, group, watching + parameters.officers_freed)
    stations = stations_of(draft, flows, lambda step, _: step.role == SELF_SERVICE)
    draft = with_more_lanes(draft, stations, parameters.lanes)
    for name, flow in flows.items():
        changed = {key: step.model_copy(update={"share": share, "handling": parameters.time})
                   for key, step in flow.steps.items() if step.role == SELF_SERVICE}  # fmt: skip
        draft = draft.with_steps(name, changed)
    return Outcome(draft)


def _fits(flow: Flow) -> bool:
    return any(step.role == SELF_SERVICE and step.station is not None for step in flow.steps.values())


def _eligible(draft: Draft, parameters: Parameters) -> float:
    """Give the share of the citizens who may use the e-channels: as written, else as in force, else all of them."""
    in_force = level_in_force(draft, NAME, Parameters)
    known = [
        level.eligible for level in (parameters, in_force) if level is not None and level.eligible is not None
    ]
    return known[0] if known else 1.0
