"""Say of every stated target whether it is reached; decided only if the interval lies on one side of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clearance_sim.clock import HOUR
from clearance_sim.report.numbers import decimals, plain
from clearance_sim.report.reader import Reader, Value
from clearance_sim.report.titles import capital, clock_title, short_flow_title, variant_title
from clearance_sim.report.wording import say
from clearance_sim.scenario import names

if TYPE_CHECKING:
    from clearance_sim.scenario.study import Target


def target_title(reader: Reader, target: Target, language: str) -> str:
    """Say what a target asks: "Erenhot road export of ..., border-crossing time, 90th percentile at most 4 h: "."""
    return reader.say(
        "target.asked", language, hours=f"{reader.lasting(target.at_most):g}",
        flow=short_flow_title(reader, target.flow, language),
        clock=clock_title(f"{target.clock}_hours", language),
        statistic=names.title("statistic", target.statistic).in_language(language),
    )  # fmt: skip


def reached(reader: Reader, target: Target, variant: str) -> tuple[Value, str] | None:
    """Give a variant's estimate of what a target bounds, and the judgement; None where it was not measured."""
    port, limit = target.flow.split(".", 1)[0], reader.lasting(target.at_most)
    value = reader.value(variant, port, target.flow, f"{target.clock}_hours", target.statistic)
    if value is None:
        return None
    return value, "saturated" if value.saturated else judged(value, limit)


def target_sentences(reader: Reader, language: str) -> list[str]:
    """Give a sentence for each target: baseline and headline variant, reached, missed or undecided."""
    sentences = []
    for target in reader.result.scenario.targets:
        answers = [_answer(reader, target, variant, language) for variant in reader.shown_variants]
        known = [answer for answer in answers if answer is not None]
        if known:
            asked = target_title(reader, target, language)
            ending = "。" if language == "zh" else "."
            sentences.append(capital(asked) + say("general.semicolon", language).join(known) + ending)
    return sentences


def _answer(reader: Reader, target: Target, variant: str, language: str) -> str | None:
    port = target.flow.split(".", 1)[0]
    title = variant_title(reader, variant, language)
    if (found := reached(reader, target, variant)) is None:
        return None
    value, judgement = found
    if value.saturated:
        return reader.say("target.saturated", language, variant=title)
    hours = f"{target.at_most / HOUR:g}"
    within = reader.value(variant, port, target.flow, f"{target.clock}_within_target_share", "share", hours)
    share = "" if within is None else reader.say("target.share", language, percent=plain(within.mean * 100, 1))
    told = plain(value.mean, decimals(value.mean))
    return reader.say(f"target.{judgement}", language, variant=title, value=told, share=share)


def judged(value: Value, limit: float) -> str:
    """Judge an estimate against a limit by its interval; what is unfinished can only make it longer.

    Examples
    --------
    >>> judged(Value(3.0, 2.8, 3.2, 100, 20, ""), 4.0), judged(Value(3.9, 3.7, 4.1, 100, 20, ""), 4.0)
    ('reached', 'open')
    >>> judged(Value(3.0, 2.8, 3.2, 100, 20, "at_least"), 4.0)
    'open'
    """
    if value.low > limit:
        return "missed"
    return "reached" if value.high <= limit and value.flag != "at_least" else "open"
