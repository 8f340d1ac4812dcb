"""Read what people write with a unit: durations, rates, shares, money; a bare number is refused."""

from __future__ import annotations

import math
import re
from typing import Final

from clearance_sim.clock import DAY, HOUR, MILLISECOND, MINUTE, SECOND, WEEK
from clearance_sim.errors import Text

DURATION_UNITS: Final[dict[str, int]] = {
    "ms": MILLISECOND, "s": SECOND, "min": MINUTE, "h": HOUR, "d": DAY, "week": WEEK, "weeks": WEEK,
    "毫秒": MILLISECOND, "秒": SECOND, "分": MINUTE, "分钟": MINUTE, "小时": HOUR, "时": HOUR, "天": DAY,
    "日": DAY, "周": WEEK,
}  # fmt: skip
_YUAN: Final = {"CNY": 1, "元": 1, "yuan": 1, "万元": 10_000, "亿元": 100_000_000}
_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
_WITH_UNIT = re.compile(rf"^\s*({_NUMBER})\s*([^\d\s./%％+-]+)\s*$")
_RATE = re.compile(rf"^\s*({_NUMBER})\s*([^\d\s./]*)\s*/\s*([^\d\s./]+)\s*$")
_SHARE = re.compile(rf"^\s*({_NUMBER})\s*[%％]\s*$")


class UnitError(ValueError):
    """Say in both languages why a written quantity cannot be read."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)


def _refuse(found: object, what: Text, example: str) -> UnitError:
    return UnitError(
        Text(
            zh=f"这里应写{what.zh}并带单位，例如 {example}；现在写的是 {found!r}",
            en=f"expected {what.en} with its unit, such as {example}; found {found!r}",
        )
    )


def _unknown_unit(unit: str, written: object) -> UnitError:
    return UnitError(
        Text(
            zh=f"没有 {unit} 这个时间单位；可用 s、min、h、d 或 秒、分钟、小时、天；现在写的是 {written!r}",
            en=f"there is no unit of time {unit!r}; write s, min, h or d; found {written!r}",
        )
    )


def parse_duration(written: object) -> int:
    """Give the milliseconds of a written duration.

    Examples
    --------
    >>> parse_duration("45 min"), parse_duration("3.5 h"), parse_duration("2 天")
    (2700000, 12600000, 172800000)
    """
    what = Text(zh="时长", en="a duration")
    if not isinstance(written, str) or (match := _WITH_UNIT.match(written)) is None:
        raise _refuse(written, what, "45 min")
    unit = DURATION_UNITS.get(match[2])
    if unit is None:
        raise _unknown_unit(match[2], written)
    milliseconds = float(match[1]) * unit
    if not math.isfinite(milliseconds):
        raise _refuse(written, what, "45 min")
    return round(milliseconds)


def parse_rate(written: object) -> float:
    """Give events per hour of a written rate.

    Examples
    --------
    >>> parse_rate("12/h"), parse_rate("48 /d")
    (12.0, 2.0)
    """
    what = Text(zh="速率", en="a rate")
    if not isinstance(written, str) or (match := _RATE.match(written)) is None:
        raise _refuse(written, what, "12/h")
    unit = DURATION_UNITS.get(match[3])
    if unit is None:
        raise _unknown_unit(match[3], written)
    return float(match[1]) * HOUR / unit


def parse_share(written: object) -> float:
    """Give the fraction of a written percentage.

    Examples
    --------
    >>> parse_share("60 %"), parse_share("2.5％")
    (0.6, 0.025)
    """
    what = Text(zh="百分比", en="a percentage")
    if isinstance(written, (int, float)) and not isinstance(written, bool) and 0 <= written <= 1:
        raise _refuse(written, what, f"{written * 100:g} %")
    if not isinstance(written, str) or (match := _SHARE.match(written)) is None:
        raise _refuse(written, what, "60 %")
    share = float(match[1]) / 100
    if not 0 <= share <= 1:
        raise UnitError(
            Text(zh=f"比例应在 0 % 与 100 % 之间；现在写的是 {written!r}",
                 en=f"a share must lie between 0 % and 100 %; found {written!r}")
        )  # fmt: skip
    return share


def parse_percent(written: object) -> float:
    """Give the fraction of a written percentage of any size, such as a growth or a slow-down.

    Examples
    --------
    >>> parse_percent("150 %"), parse_percent("-3 %")
    (1.5, -0.03)
    """
    if not isinstance(written, str) or (match := _SHARE.match(written)) is None:
        raise _refuse(written, Text(zh="百分比", en="a percentage"), "150 %")
    return float(match[1]) / 100


def parse_money(written: object) -> float:
    """Give the yuan of a written sum.

    Examples
    --------
    >>> parse_money("500 CNY"), parse_money("12.5 元"), parse_money("200 万元")
    (500.0, 12.5, 2000000.0)
    """
    what = Text(zh="金额", en="a sum of money")
    if not isinstance(written, str) or (match := _WITH_UNIT.match(written)) is None:
        raise _refuse(written, what, "500 CNY")
    if match[2] not in _YUAN:
        raise _refuse(written, what, "500 CNY, 500 元, 200 万元")
    return float(match[1]) * _YUAN[match[2]]


def parse_money_rate(written: object) -> float:
    """Give yuan per hour.

    Examples
    --------
    >>> parse_money_rate("90 CNY/h")
    90.0
    """
    what = Text(zh="每小时金额", en="a sum of money per hour")
    if not isinstance(written, str) or (match := _RATE.match(written)) is None:
        raise _refuse(written, what, "90 CNY/h")
    unit = DURATION_UNITS.get(match[3])
    if unit is None or match[2] not in {"CNY", "元"}:
        raise _refuse(written, what, "90 CNY/h, 90 元/小时")
    return float(match[1]) * HOUR / unit
