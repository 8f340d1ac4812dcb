"""Single window (国际贸易“单一窗口”): what was keyed in once is not keyed in again, and fewer papers are handed in.

The use rate goes from the level in force to the one that is set; each declaration that changes over is spared
the re-keying. Examination is as long as before.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from clearance_sim.clock import MINUTE
from clearance_sim.errors import Problem, ScenarioError, Text
from clearance_sim.plan.draft import Draft, Outcome
from clearance_sim.reforms.handling import mean_of, with_mean
from clearance_sim.reforms.levels import AS_IN_FORCE, ASSUMED, REPLY, level_in_force
from clearance_sim.reforms.parameters import Parameter
from clearance_sim.reforms.places import Placed, concerned
from clearance_sim.scenario.flows import Step
from clearance_sim.scenario.names import title
from clearance_sim.scenario.values import Duration, Share

NAME = "single_window"
TITLE = title("reform", NAME)
ROW = 1
EXPLANATION = Text(
    zh="提高“单一窗口”应用率：改用的每票少录入一段时间，申报时交验的单证也少。查验时间不变；2019年应用率已高，余量不大。",
    en="The single window is used for more declarations: each that changes over is spared the re-keying, and fewer "
    "documents are handed in. Examination takes as long as before; use was high in 2019 already, so little is left.",
)
PASSAGE = "通过国际贸易“单一窗口”提升全区口岸通关便利化水平和口岸政务服务能力"
SOURCES = (
    f"{REPLY}，二、加强基础设施互联互通建设",
    "丝路网 imsilkroad.com 2016：满洲里公路口岸“单一窗口”，每车节省10—15分钟，原放行单最多盖11个章",
    "中国新闻网 2021-03-01：满洲里“单一窗口”主要业务应用率100%，此前每票要跑7—8次窗口",
)
CAVEAT = Text(
    zh="每票省时是2016年的宣传口径，应视为上限；退单重报和跑窗口的次数没有单独建模，含在申报时长里。",
    en="The saving is an operator's claim of 2016: an upper bound. Returned declarations and trips to counters have no "
    "steps of their own; they are part of the time a declaration takes.",
)  # fmt: skip
_SHORTEST = MINUTE


class Parameters(Placed):
    """Hold the level that is reached."""

    use: Annotated[
        Share,
        Parameter(
            Text(zh="“单一窗口”应用率（按票）", en="share of declarations lodged through the single window"),
            Text(zh="中国新闻网 2021-03-01（100 %）；下限为假设", en="CNS 2021-03-01 (100 %); the lower end is an assumption"),
            "50 %", "100 %",
        ),
    ] = Field(default="100 %", validate_default=True)  # fmt: skip
    keying_saved: Annotated[
        Duration,
        Parameter(
            Text(zh="改用后每票少录入多久", en="keying time spared per declaration that changes over"),
            Text(zh="imsilkroad.com 2016：10—15分钟；5—30分钟为假设范围", en="imsilkroad.com 2016: 10-15 min; 5-30 min is "
                 "the range to try"),
            "5 min", "30 min",
        ),
    ] = Field(default="12.5 min", validate_default=True)  # fmt: skip
    documents: Annotated[
        int | None,
        Parameter(
            Text(zh="申报时最多交验几份单证", en="documents handed in at a declaration, at most"),
            ASSUMED, "1", "10", AS_IN_FORCE,
        ),
    ] = None  # fmt: skip


def apply(draft: Draft, parameters: Parameters) -> Outcome:
    """Shorten the keying of declarations by what those who change over are spared, and cap their documents."""
    nothing = Text(zh="没有要申报的货流", en="no flow here is declared")
    flows, why_not = concerned(
        draft, parameters, lambda flow: any(map(_is_declared, flow.steps.values())), nothing
    )
    if why_not is not None:
        return Outcome(draft, why_not)
    before = level_in_force(draft, NAME, Parameters)
    # Where the port's data say nothing, nobody uses it yet.
    spared = (parameters.use - (0.0 if before is None else before.use)) * parameters.keying_saved
    for name, flow in flows.items():
        changed = {
            key: _at_level(step, spared, parameters) for key, step in flow.steps.items() if _is_declared(step)
        }
        draft = draft.with_steps(name, changed)
    return Outcome(draft)


def _is_declared(step: Step) -> bool:
    return step.role in {"declaration", "advance_declaration"} and step.handling is not None


def _at_level(step: Step, spared: float, parameters: Parameters) -> Step:
    assert step.handling is not None
    mean = mean_of(step.handling) - spared
    if mean < _SHORTEST:
        text = Text(
            zh="少录入的时间不短于申报本身的时长", en="no declaration here takes as long as the time to be spared"
        )
        raise ScenarioError(Problem(("keying_saved",), text))
    cap = step.documents if parameters.documents is None else min(step.documents, parameters.documents)
    handling = step.handling if spared == 0 else with_mean(step.handling, mean)
    return step.model_copy(update={"handling": handling, "documents": cap})
