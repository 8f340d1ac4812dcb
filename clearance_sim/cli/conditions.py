"""Read and test ``--fail-if``: a bound of a result's interval against a limit, for use in continuous checks.

    upper(border_time.p90[erenhot.road.export.fresh_produce]) > 4 h
    lower(unfinished_share.share[ceke.road.import.coal]) > 1 %
    mean(utilisation.mean[erenhot, customs_officers]@together) > 85 %

The bound is ``upper`` or ``lower`` (of the 95 % interval) or ``mean``. Within the brackets stands a flow or a
port, then the item where the measure has several; after ``@`` one variant. Without ``@`` every variant is
tested, in a comparison every one but the baseline.
"""

from __future__ import annotations

import difflib
import math
import operator
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from clearance_sim import units
from clearance_sim.clock import HOUR
from clearance_sim.errors import Text, UsageError

CLOCKS: Final = {
    "clearance_time": "clearance_hours", "working_time": "working_hours", "border_time": "crossing_hours",
    "border_home_time": "crossing_home_hours", "border_partner_time": "crossing_partner_hours",
    "time_before_port": "before_port_hours", "time_after_port": "after_port_hours",
    "zone_time": "zone_hours", "passage_time": "passage_hours",
}  # fmt: skip
"""The trade's words for the clocks (rule 17); every other measure goes by its name in the results."""
BASELINE: Final = "baseline"
_BOUNDS: Final = {"upper": "high", "lower": "low", "mean": "mean"}
_SIGNS: Final[dict[str, Callable[[float, float], bool]]] = {
    ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt,
}  # fmt: skip
_SHAPE: Final = re.compile(
    r"^\s*(?P<bound>\w+)\s*\(\s*(?P<measure>\w+)\.(?P<statistic>\w+)"
    r"\s*\[\s*(?P<place>[\w.]+)\s*(?:,\s*(?P<item>[^\]]+?)\s*)?\]\s*(?:@\s*(?P<variant>[^\s)]+)\s*)?\)"
    r"\s*(?P<sign>>=|<=|>|<)\s*(?P<limit>.+?)\s*$"
)


@dataclass(frozen=True)
class Condition:
    """Hold one condition that must not come true; `limit` is in the measure's own unit."""

    written: str
    column: str
    measure: str
    statistic: str
    place: str
    item: str
    variant: str | None
    sign: str
    limit: float

    def come_true(self, summary: Mapping[str, Any]) -> list[Text]:
        """Give a sentence for each variant in which the condition holds.

        A result without an interval (a saturated station) counts as missed: nothing shows that it is kept.

        Raises
        ------
        UsageError
            If the summary has no such result at all.
        """
        rows = [row for row in range(len(summary["variant"])) if self._names(summary, row)]
        if not rows:
            raise UsageError(
                Text(
                    zh=f"--fail-if {self.written}：结果中没有这一项",
                    en=f"--fail-if {self.written}: the results hold no such number",
                )
            )
        tested = [row for row in rows if self.variant or summary["variant"][row] != BASELINE] or rows
        found = [(str(summary["variant"][row]), float(summary[self.column][row])) for row in tested]
        return [
            self._sentence(variant, value)
            for variant, value in found
            if math.isnan(value) or _SIGNS[self.sign](value, self.limit)
        ]

    def _names(self, summary: Mapping[str, Any], row: int) -> bool:
        wanted = {"measure": self.measure, "statistic": self.statistic, "item": self.item}
        if self.variant is not None:
            wanted["variant"] = self.variant
        wanted |= {"flow": self.place} if "." in self.place else {"flow": "", "port": self.place}
        return all(str(summary[column][row]) == value for column, value in wanted.items())

    def _sentence(self, variant: str, value: float) -> Text:
        shown = "-" if math.isnan(value) else f"{value:.4g}"
        return Text(
            zh=f"未达到要求：{self.written}（方案 {variant}：{shown}）",
            en=f"target missed: {self.written} (variant {variant}: {shown})",
        )


def read_condition(written: str) -> Condition:
    """Read one condition.

    Raises
    ------
    UsageError
        If it is not of the documented form, or the limit's unit does not fit the measure.

    Examples
    --------
    >>> condition = read_condition("upper(border_time.p90[erenhot.road.export.fresh_produce]) > 4 h")
    >>> condition.measure, condition.column, condition.limit
    ('crossing_hours', 'high', 4.0)
    """
    match = _SHAPE.match(written)
    if match is None or match["bound"] not in _BOUNDS:
        example = "upper(border_time.p90[erenhot.road.export.fresh_produce]) > 4 h"
        raise UsageError(
            Text(
                zh=f"--fail-if 写得不对：{written}；应写成 {example}",
                en=f"cannot read --fail-if {written!r}; write it as {example}",
            )
        )
    measure = CLOCKS.get(match["measure"], match["measure"])
    return Condition(
        written=written.strip(),
        column=_BOUNDS[match["bound"]],
        measure=measure,
        statistic=match["statistic"],
        place=match["place"],
        item=match["item"] or "",
        variant=match["variant"],
        sign=match["sign"],
        limit=_read_limit(measure, match["limit"]),
    )


def _read_limit(measure: str, limit: str) -> float:
    """Give the limit in the unit of the measure, which is told by the measure's name."""
    try:
        if measure.endswith("_hours"):
            return units.parse_duration(limit) / HOUR
        if measure.endswith("_share") or measure == "utilisation":
            return units.parse_share(limit)
        if "cny" in measure:
            return units.parse_money(limit)
        return float(limit)
    except units.UnitError as error:
        zh, en = error.text
    except ValueError:
        zh, en = f"应写一个数；现在写的是 {limit!r}", f"expected a number; found {limit!r}"
    raise UsageError(Text(zh=f"--fail-if 的限值：{zh}", en=f"the limit of --fail-if: {en}"))


def refuse_unknown_names(condition: Condition, places: Collection[str], variants: Collection[str]) -> None:
    """Refuse a condition about a port, flow or variant that is not simulated, before anything runs."""
    for name, known in ((condition.place, places), (condition.variant, variants)):
        if name is not None and name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            raise UsageError(
                Text(
                    zh=f"--fail-if 中的 {name} 不在这次模拟里" + (f"；是否想写 {near[0]}？" if near else ""),
                    en=f"--fail-if names {name}, which is not simulated here"
                    + (f"; did you mean {near[0]}?" if near else ""),
                )
            )
