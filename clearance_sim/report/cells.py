"""Write the cells of Table 1 as text: numbers with fitting decimals, intervals, verdicts."""

from __future__ import annotations

import math

from clearance_sim.report.numbers import decimals, plain, signed
from clearance_sim.report.reader import Reader, Value
from clearance_sim.report.rows import EffectRow, Pair
from clearance_sim.report.titles import unit_word
from clearance_sim.report.wording import say


def value_text(value: Value | None, places: int, language: str) -> str:
    """Write one estimate; saturated in words, a lower bound with its sign."""
    if value is None:
        return say("general.no_value", language)
    if value.saturated:
        return say("general.saturated", language)
    return ("≥" if value.flag == "at_least" else "") + plain(value.mean, places)


def mean_and_p90(mean: Value | None, p90: Value | None, language: str) -> str:
    """Write ``17.0/29.8``; one word where it is saturated, nothing where nobody came."""
    if mean is None and p90 is None:
        return ""
    places = decimals(mean.mean) if mean is not None else 1
    if mean is not None and mean.saturated:
        return value_text(mean, places, language)
    return f"{value_text(mean, places, language)}/{value_text(p90, places, language)}"


def change_places(row: EffectRow) -> int:
    """Give the decimals of a change in hours: two at most, one where the interval is wide."""
    effect = row.effect
    if effect is None or not math.isfinite(effect.low):
        return 1
    return min(2, decimals(max(abs(effect.low), abs(effect.high))))


def change_text(row: EffectRow) -> str:
    """Write ``−1.76 [−2.01, −1.51]``, or nothing where there is no number."""
    effect, places = row.effect, change_places(row)
    if effect is None or not effect.is_change or not math.isfinite(effect.difference):
        return ""
    if effect.difference == effect.low == effect.high == 0:
        return "0"
    ends = ", ".join(plain(end, places) for end in (effect.low, effect.high))
    return f"{signed(effect.difference, places)} [{ends}]"


def percent_text(row: EffectRow) -> str:
    """Write the change in per cent."""
    effect = row.effect
    return "" if not change_text(row) or effect is None else signed(effect.percent, 1)


def slower_text(row: EffectRow) -> str:
    """Write the share made slower, per cent."""
    effect = row.effect
    if not change_text(row) or effect is None or not math.isfinite(effect.slower_share):
        return ""
    return plain(effect.slower_share * 100, 1)


def sample_text(reader: Reader, flow: str, clock: str, count: float | None, language: str) -> str:
    """Write the sample with its unit: 421 票, 421 trucks."""
    if count is None:
        return ""
    return f"{count:.0f} {unit_word(reader, flow, clock, language, plural=True)}"


def pair_text(pair: Pair, places: int) -> str:
    """Write ``9.0 → 8.1``; one number where nothing changes, a dash where only one of the two has it."""
    if (pair.baseline is None) != (pair.variant is None):
        return " → ".join("–" if value is None else plain(value.mean, places) for value in (pair.baseline, pair.variant))
    numbers = [plain(value.mean, places) for value in (pair.baseline, pair.variant) if value is not None]
    return " → ".join(dict.fromkeys(numbers))
