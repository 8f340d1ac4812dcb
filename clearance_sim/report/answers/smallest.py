"""Answer what the smallest number is that meets a target: lanes, officers per shift, whatever a ladder varies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from clearance_sim.report.answers.answer import Answer, Cell
from clearance_sim.report.numbers import decimals, plain
from clearance_sim.report.reader import Reader, Value
from clearance_sim.report.targets import reached, target_title
from clearance_sim.report.titles import capital
from clearance_sim.report.wording import say
from clearance_sim.scenario import names
from clearance_sim.scenario.ladders import rung
from clearance_sim.scenario.study import Target


@dataclass(frozen=True)
class Rung:
    """Hold one value of a ladder: the estimate of what the target bounds, and the judgement."""

    number: int
    variant: str
    value: Value
    judgement: str


@dataclass(frozen=True)
class Climb:
    """Hold a ladder against one target, the smallest number first."""

    ladder: str
    target: Target
    rungs: tuple[Rung, ...]

    @property
    def smallest(self) -> Rung | None:
        """Give the smallest number that meets the target, as all greater ones of the ladder do; None if none does."""
        found = None
        for each in reversed(self.rungs):
            if each.judgement != "reached":
                break
            found = each
        return found


def climbs(reader: Reader) -> list[Climb]:
    """Give every ladder against every target of its port."""
    scenario = reader.result.scenario
    found = []
    for key, ladder in scenario.ladders.items():
        first = ladder.vary.split(".")[0]
        port = names.canonical("port", first) or first
        for target in scenario.targets:
            if target.flow.split(".")[0] == port:
                rungs = tuple(
                    Rung(number, rung(key, number), *told)
                    for number in sorted(ladder.values)
                    if (told := reached(reader, target, rung(key, number))) is not None
                )
                found += [Climb(key, target, rungs)] if rungs else []
    return found


def smallest_answer(reader: Reader, language: str) -> Answer | None:
    """Give a table of all numbers tried, and the smallest that is enough in words."""
    found = climbs(reader)
    if not found:
        return None
    heads = [say(f"ladder.{key}", language) for key in ("number", "value", "upper", "limit", "finding")]
    rows: list[Sequence[Cell]] = []
    sentences = []
    for climb in found:
        title = reader.result.scenario.ladders[climb.ladder].title.text.in_language(language)
        asked = capital(target_title(reader, climb.target, language)).rstrip("：: ")
        rows.append([f"{title}{say('general.colon', language)}{asked}"])
        for each in climb.rungs:
            finding = say(f"ladder.{each.judgement}", language)
            numbers = [None, None] if each.value.saturated else [each.value.mean, each.value.high]
            rows.append([f"  {each.number}", *numbers, reader.lasting(climb.target.at_most), finding])
        sentences.append(_sentence(climb, title, asked, language))
    return Answer(say("ladder.sheet", language), say("ladder.title", language), heads, (None, 2, 2, 2, None), rows,
                  [*sentences, say("ladder.reading", language)])  # fmt: skip


def _sentence(climb: Climb, title: str, asked: str, language: str) -> str:
    best = climb.smallest
    if best is None:
        return say("ladder.none", language, ladder=title, asked=asked, most=climb.rungs[-1].number)
    places = decimals(best.value.mean)
    least = best is climb.rungs[0]
    return say("ladder.least" if least else "ladder.smallest", language, ladder=title, asked=asked, number=best.number,
               value=plain(best.value.mean, places), upper=plain(best.value.high, places))  # fmt: skip


def smallest_json(reader: Reader) -> list[dict[str, Any]]:
    """Give the ladders for other programs."""
    return [
        {
            "ladder": climb.ladder, "flow": climb.target.flow, "clock": f"{climb.target.clock}_hours",
            "statistic": climb.target.statistic, "at_most_hours": reader.lasting(climb.target.at_most),
            "smallest": None if (best := climb.smallest) is None else best.number,
            "numbers": [
                {"number": each.number, "variant": each.variant, "judgement": each.judgement,
                 "mean": None if each.value.saturated else each.value.mean,
                 "high": None if each.value.saturated else each.value.high}
                for each in climb.rungs
            ],
        }
        for climb in climbs(reader)
    ]  # fmt: skip
