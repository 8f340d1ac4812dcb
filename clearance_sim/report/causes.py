"""Say in words what a variant moved from which cause of waiting to which, and who never got through."""

from __future__ import annotations

from typing import Final, NamedTuple

from clearance_sim.analysis.causes import headline
from clearance_sim.clock import SECOND
from clearance_sim.report.numbers import change_decimals, plain
from clearance_sim.report.reader import BASELINE, Effect, Reader
from clearance_sim.report.titles import capital, short_flow_title, station_title, unit_word, variant_title
from clearance_sim.report.wording import join_clauses, say

CAUSES: Final = (
    "handling", "queue", "closed", "no_staff", "papers", "yard", "gathering", "path", "broken", "event", "partner",
)  # fmt: skip
"""Causes without their details, in the order in which they are told."""
SMALLEST: Final = 18 * SECOND
"""Ticks below which a change, however certain, is left to the workbook."""


class Moved(NamedTuple):
    """Hold how the hours of one flow that one cause takes change; the interval excludes zero."""

    cause: str
    effect: Effect


def cause_title(reader: Reader, port: str, cause: str, language: str) -> str:
    """Give a cause's name with its details: 排队, "too few on duty: customs officers", "partner side: closed"."""
    head, _, detail = cause.partition(":")
    if not detail:
        return reader.say(f"cause.{cause}", language)
    if head == "partner":
        return reader.say("cause.partner_detail", language, cause=cause_title(reader, port, detail, language))
    if head == "yard":
        found = reader.port(port).yards.get(detail)
        title = (
            detail.replace("_", " ")
            if found is None or found.title is None
            else found.title.text.in_language(language)
        )
    else:
        title = station_title(reader, port, detail, language)
    return reader.say(f"cause.{head}_detail", language, name=title)


def causes_of(reader: Reader, port: str, flow: str, variants: list[str]) -> list[str]:
    """Give the causes that the flow lost anything to under one of `variants`, headline by headline."""
    found = dict.fromkeys(
        cause
        for key in variants
        for cause in reader.items(key, port, flow, "cause_hours")
        if (value := reader.value(key, port, flow, "cause_hours", "mean", cause)) is not None and value.mean > 0
    )
    return sorted(found, key=lambda cause: CAUSES.index(headline(cause)))


def moved(reader: Reader, variant: str, flow: str) -> list[Moved]:
    """Give the changes of a flow's causes that may be claimed, the largest first."""
    port = flow.split(".", 1)[0]
    causes = dict.fromkeys(
        cause for key in (BASELINE, variant) for cause in reader.items(key, port, flow, "cause_hours")
    )
    effects = ((cause, reader.effect(variant, port, flow, "cause_hours", "mean", cause)) for cause in causes)
    found = [
        Moved(cause, effect)
        for cause, effect in effects
        if effect is not None and effect.shown and effect.verdict in ("shortened", "lengthened")
    ]
    return sorted(found, key=lambda one: -abs(one.effect.difference))


def moved_sentences(reader: Reader, variant: str, language: str, most: int = 8) -> list[str]:
    """Give a sentence for each flow, the most changed first: what was saved where, what was added where."""
    by_flow, least = {}, reader.lasting(SMALLEST)
    for port in reader.ports:
        for flow in reader.flows(port):
            material = [one for one in moved(reader, variant, flow) if abs(one.effect.difference) >= least]
            if material:
                by_flow[flow] = material
    flows = sorted(by_flow, key=lambda flow: -max(abs(one.effect.difference) for one in by_flow[flow]))
    told = [_sentence(reader, flow, by_flow[flow], language) for flow in flows[:most]]
    if len(flows) > most:
        told.append(reader.say("cause.more", language, count=len(flows) - most))
    return told


def _sentence(reader: Reader, flow: str, changes: list[Moved], language: str) -> str:
    port = flow.split(".", 1)[0]
    sides = []
    for side, some in (
        ("saved", [one for one in changes if one.effect.difference < 0]),
        ("added", [one for one in changes if one.effect.difference > 0]),
    ):
        if some:
            told = [
                f"{cause_title(reader, port, one.cause, language)} "
                f"{plain(abs(one.effect.difference), change_decimals(one.effect.difference))}"
                for one in some
            ]
            sides.append(reader.say(f"cause.{side}", language, causes=join_clauses(told, language)))
    name = capital(short_flow_title(reader, flow, language))
    return reader.say("cause.flow", language, flow=name, sides=say("general.semicolon", language).join(sides))


def away_sentences(reader: Reader, variant: str, language: str) -> list[str]:
    """Say how many vehicles were turned away from full yards or lost to events, where there were any."""
    found = []
    for flow in reader.flow_models:
        port = flow.split(".", 1)[0]
        for measure in ("turned_away", "lost"):
            value = reader.value(variant, port, flow, measure, "mean")
            if value is not None and value.mean > 0:
                found.append(
                    reader.say(f"cause.{measure}", language, variant=variant_title(reader, variant, language),
                        flow=short_flow_title(reader, flow, language), number=plain(value.mean, 1),
                        unit=unit_word(reader, flow, "crossing_hours", language, plural=True))
                )  # fmt: skip
    return found
