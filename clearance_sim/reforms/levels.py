"""Read the level of a reform that a port's data say is in force (rule 19), and the words that reforms share."""

from __future__ import annotations

from typing import Final, TypeVar

from clearance_sim.errors import Text
from clearance_sim.plan.draft import Draft
from clearance_sim.scenario.values import StrictModel

Model = TypeVar("Model", bound=StrictModel)

REPLY: Final = "内蒙古自治区对自治区政协十二届二次会议第0243号提案的答复（2019-09-02）"
"""The reply of 2019 as it is cited."""
CHOICE: Final = Text(zh="使用者选择", en="the user's choice")
ASSUMED: Final = Text(zh="假设：未见公布", en="assumption: nothing is published")
AS_IN_FORCE: Final = Text(zh="与现状相同", en="as in force")
_DETECTION: Final = Text(
    zh="少查的部分可能漏掉违规，查获率尚未建模，结果只反映时间与费用。",
    en="What is no longer examined may hide offences: detection is not modelled yet, results tell time and cost only.",
)


def level_in_force(draft: Draft, name: str, model: type[Model]) -> Model | None:
    """Give the level at which the port's data say that a reform is in force; None where they say nothing."""
    written = draft.port.in_force.get(name)
    return model.model_validate(written) if written else None


def undetected(caveat: Text | None = None) -> Text:
    """Add to the caveat of a reform that examines less that detection is not modelled.

    Examples
    --------
    >>> undetected().zh
    '少查的部分可能漏掉违规，查获率尚未建模，结果只反映时间与费用。'
    """
    if caveat is None:
        return _DETECTION
    return Text(zh=f"{caveat.zh}{_DETECTION.zh}", en=f"{caveat.en} {_DETECTION.en}")
