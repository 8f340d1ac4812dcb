"""Answer which variant meets the targets at the least cost, and what an hour less costs, from the user's own figures.

A year's cost is what is spent once, spread evenly over the stated years, and what is spent every year: no interest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from clearance_sim.report.answers.answer import Answer, Cell
from clearance_sim.report.numbers import decimals, plain
from clearance_sim.report.reader import BASELINE, Effect, Reader, Value
from clearance_sim.report.targets import reached, target_title
from clearance_sim.report.titles import capital, variant_title
from clearance_sim.report.wording import join_clauses, say
from clearance_sim.scenario.study import Target

WAN: Final = 10_000
"""Yuan in one 万元."""


@dataclass(frozen=True)
class Offer:
    """Hold what a variant costs, yuan, and what it does to each target.

    Attributes
    ----------
    once, per_year, yearly
        Spent once; spent every year; both together for a year.
    """

    variant: str
    once: float
    per_year: float
    yearly: float
    results: tuple[Result, ...]

    @property
    def meets_all(self) -> bool:
        """Say whether every target is met with the bound of its interval."""
        return bool(self.results) and all(result.judgement == "reached" for result in self.results)


@dataclass(frozen=True)
class Result:
    """Hold what a variant does to one target; `effect` is the paired change of the mean of its clock."""

    target: Target
    value: Value
    judgement: str
    effect: Effect | None

    @property
    def hours_saved(self) -> float | None:
        """Give by how much the mean is shorter; None where that is not shown."""
        if self.effect is None or self.effect.verdict != "shortened" or not self.effect.shown:
            return None
        return -self.effect.difference


def offers(reader: Reader) -> list[Offer]:
    """Give every variant whose cost is known, the baseline (which costs nothing more) first; empty without costs."""
    scenario = reader.result.scenario
    years = scenario.investment_years
    if years is None or not scenario.targets:
        return []
    found = [Offer(BASELINE, 0, 0, 0, _results(reader, BASELINE))]
    for key in reader.told_alone:
        cost = scenario.investment_of(key) if key in scenario.variants else None
        if cost is not None:
            yearly = cost.once / years + cost.per_year
            found.append(Offer(key, cost.once, cost.per_year, yearly, _results(reader, key)))
    return found if len(found) > 1 else []


def _results(reader: Reader, variant: str) -> tuple[Result, ...]:
    found = []
    for target in reader.result.scenario.targets:
        if (told := reached(reader, target, variant)) is not None:
            port, clock = target.flow.split(".", 1)[0], f"{target.clock}_hours"
            found.append(Result(target, *told, reader.effect(variant, port, target.flow, clock)))
    return tuple(found)


def cheapest(found: Sequence[Offer]) -> Offer | None:
    """Give the offer with the least yearly cost among those that meet every target; None if none does."""
    return min((offer for offer in found if offer.meets_all), key=lambda offer: offer.yearly, default=None)


def cheapest_answer(reader: Reader, language: str) -> Answer | None:
    """Give cost, targets and cost per hour as a table, and the cheapest that meets all targets in words."""
    found = offers(reader)
    if not found:
        return None
    keys = ("variant", "once", "per_year", "yearly", "value", "upper", "finding", "saved", "per_hour")
    rows: list[Sequence[Cell]] = []
    for number, target in enumerate(reader.result.scenario.targets):
        rows.append([capital(target_title(reader, target, language)).rstrip("：: ")])
        rows += [_row(reader, offer, offer.results[number], language) for offer in found if number < len(offer.results)]
    years = reader.result.scenario.investment_years
    sentences = [_sentence(reader, found, language), say("investment.reading", language, years=years)]
    unknown = [key for key in reader.told_alone if key not in {offer.variant for offer in found}]
    if unknown:
        titles = join_clauses([variant_title(reader, key, language) for key in unknown], language)
        sentences.append(say("investment.unknown", language, variants=titles))
    return Answer(say("investment.sheet", language), say("investment.title", language),
                  [say(f"investment.{key}", language) for key in keys], (None, 1, 1, 1, 2, 2, None, 2, 1), rows,
                  sentences)  # fmt: skip


def _row(reader: Reader, offer: Offer, result: Result, language: str) -> Sequence[Cell]:
    saved = result.hours_saved
    numbers = [None, None] if result.value.saturated else [result.value.mean, result.value.high]
    money = [offer.once / WAN, offer.per_year / WAN, offer.yearly / WAN]
    per_hour = None if saved is None else offer.yearly / WAN / saved
    title = f"  {variant_title(reader, offer.variant, language)}"
    return [title, *money, *numbers, say(f"ladder.{result.judgement}", language), saved, per_hour]


def _sentence(reader: Reader, found: Sequence[Offer], language: str) -> str:
    best = cheapest(found)
    if best is None:
        return say("investment.none", language)
    if best.variant == BASELINE:
        return say("investment.already", language)
    bounds = [
        say("investment.bound", language, value=plain(result.value.mean, decimals(result.value.mean)),
            upper=plain(result.value.high, decimals(result.value.high)), limit=f"{reader.lasting(result.target.at_most):g}")
        for result in best.results
    ]  # fmt: skip
    return say("investment.cheapest", language, variant=variant_title(reader, best.variant, language),
               cost=plain(best.yearly / WAN, 1), bounds=join_clauses(bounds, language))  # fmt: skip


def cheapest_json(reader: Reader) -> dict[str, Any] | None:
    """Give the offers for other programs; None without costs."""
    found = offers(reader)
    if not found:
        return None
    best = cheapest(found)
    return {
        "years": reader.result.scenario.investment_years,
        "cheapest": None if best is None else best.variant,
        "variants": [
            {
                "variant": offer.variant, "once_cny": offer.once, "per_year_cny": offer.per_year, "yearly_cny": offer.yearly,
                "meets_all": offer.meets_all,
                "targets": [
                    {
                        "flow": result.target.flow, "clock": f"{result.target.clock}_hours",
                        "statistic": result.target.statistic, "at_most_hours": reader.lasting(result.target.at_most),
                        "judgement": result.judgement,
                        "mean": None if result.value.saturated else result.value.mean,
                        "high": None if result.value.saturated else result.value.high,
                        "hours_saved": result.hours_saved,
                        "yearly_cny_per_hour": None if result.hours_saved is None else offer.yearly / result.hours_saved,
                    }
                    for result in offer.results
                ],
            }
            for offer in found
        ],
    }  # fmt: skip
