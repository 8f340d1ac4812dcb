"""Write the findings in words; a change is claimed only if its interval excludes zero."""

from __future__ import annotations

from clearance_sim.report.numbers import change, decimals, plain, signed
from clearance_sim.report.reader import Reader
from clearance_sim.report.rows import EffectRow, effect_rows
from clearance_sim.report.titles import clock_title, short_flow_title, unit_word, variant_title
from clearance_sim.report.wording import join_clauses, say


def claims(reader: Reader, variant: str, clock: str, language: str) -> list[str]:
    """Give a sentence for each flow whose clock changes, largest share first, then one for all others.

    Parameters
    ----------
    reader
        The study.
    variant
        Key of the variant.
    clock
        Measure of the clock, such as ``crossing_hours``.
    language
        ``zh`` or ``en``.
    """
    rows = list(effect_rows(reader, variant, (clock,)))
    shown = [row for row in rows if row.effect and row.effect.shown and row.verdict in ("shortened", "lengthened")]
    shown.sort(key=lambda row: row.effect.percent if row.effect else 0.0)
    sentences = [_claim(reader, row, language) for row in shown]
    unmoved = [row.flow for row in rows if row.verdict == "no_difference"]
    if unmoved:
        flows = join_clauses([short_flow_title(reader, flow, language) for flow in unmoved], language)
        sentences.append(
            reader.say("claim.none", language, variant=variant_title(reader, variant, language), flows=flows,
                clock=clock_title(clock, language))
        )  # fmt: skip
    return sentences


def leading_claims(reader: Reader, variant: str, clock: str, language: str, most: int = 5) -> list[str]:
    """Give the sentences for a screen: everybody who loses, at most `most` who gain, and how many more do."""
    rows = [row for row in effect_rows(reader, variant, (clock,)) if row.effect is not None and row.effect.shown]
    gains = [row for row in rows if row.verdict == "shortened"]
    everything = claims(reader, variant, clock, language)
    more = len(gains) - most
    if more <= 0:
        return everything
    rest = reader.say("claim.more", language, count=more, clock=clock_title(clock, language))
    return [*everything[:most], rest, *everything[len(gains) :]]


def loss_sentence(reader: Reader, variant: str, clock: str, language: str) -> str:
    """Say who is made slower by a variant: each flow with the change of its mean and the share of its vehicles."""
    losers = [
        reader.say("claim.slower_item", language, flow=short_flow_title(reader, row.flow, language),
            hours=change(row.effect.difference), percent=plain(row.effect.slower_share * 100, 1),
            units=unit_word(reader, row.flow, clock, language, plural=True))
        for row in effect_rows(reader, variant, (clock,))
        if row.verdict == "lengthened" and row.effect is not None and row.effect.shown
    ]  # fmt: skip
    if not losers:
        return reader.say("claim.slower_nobody", language, clock=clock_title(clock, language))
    items = say("general.semicolon", language).join(losers)
    return reader.say("claim.slower", language, items=items, clock=clock_title(clock, language))


def _claim(reader: Reader, row: EffectRow, language: str) -> str:
    effect = row.effect
    assert effect is not None
    places = decimals(effect.difference)
    ends = sorted((effect.low, effect.high), key=abs)
    low, high = (signed(end, places) for end in (effect.low, effect.high))
    if effect.difference < 0:
        low, high = (plain(abs(end), places) for end in ends)
    return reader.say(
        f"claim.{row.verdict}", language, variant=variant_title(reader, row.variant, language),
        flow=short_flow_title(reader, row.flow, language), clock=clock_title(row.clock, language),
        hours=plain(abs(effect.difference), places), low=low.lstrip("+"), high=high.lstrip("+"),
        percent=plain(abs(effect.percent), 1),
    )  # fmt: skip
