"""Write the 口径 under every table: which clock, which unit, how many, what is left out, how compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from clearance_sim.clock import DAY
from clearance_sim.reforms.places import NamedElsewhere
from clearance_sim.report.numbers import plain
from clearance_sim.report.reader import BASELINE, Reader
from clearance_sim.report.rows import OUTSIDE
from clearance_sim.report.saturation import counted, growing_stations
from clearance_sim.report.titles import port_title, reform_title, short_flow_title, station_title, variant_title
from clearance_sim.report.wording import join_clauses, say
from clearance_sim.scenario import names

if TYPE_CHECKING:
    from clearance_sim.report.sources import SourceRow


def basis(reader: Reader, language: str, sources: Sequence[SourceRow] = (), references: bool = True) -> list[str]:
    """Give the sentences that make the table's numbers defensible.

    Parameters
    ----------
    reader
        The study.
    language
        ``zh`` or ``en``.
    sources
        The inputs with their sources; without them the sentence on assumptions is left out.
    references
        Also name the user's reference figures.
    """
    result = reader.result
    compared = "note.comparison" if reader.variants else "note.single"
    sentences = [
        reader.say(compared, language, replications=result.n_replications, seed=result.seed),
        reader.say("note.crossing", language),
        *_customs_clock(reader, language),
        *_outside(reader, language),
        reader.say("note.clocks", language),
        _window(reader, language),
        reader.say("note.unfinished", language),
    ]
    if reader.variants:
        sentences.append(reader.say("note.slower", language))
    sentences.append(reader.say("note.cost", language))
    if reader.empty_flows:
        flows = [short_flow_title(reader, flow, language) for flow in reader.empty_flows]
        sentences.append(reader.say("note.empty", language, flows=join_clauses(flows, language)))
    sentences.append(_inputs(sources, language))
    sentences += [reference_sentence(reader, language)] if references and result.references else []
    return sentences


def _customs_clock(reader: Reader, language: str) -> list[str]:
    """Explain the customs clearance time, where a flow of the scenario is cleared at all."""
    if not any(
        reader.items(BASELINE, port, flow, "clearance_hours")
        for port in reader.ports
        for flow in reader.flows(port)
    ):
        return []
    told = [reader.say("note.clearance", language, excluded=_excluded(reader, language))]
    return [*told, reader.say("note.working", language)]


def _outside(reader: Reader, language: str) -> list[str]:
    """Explain the time outside the port, and that in a bonded zone, where a flow has any."""
    flows = [(port, flow) for port in reader.ports for flow in reader.flows(port)]
    keys = [BASELINE, *reader.variants]
    measured = {clock for key in keys for place in flows for clock in OUTSIDE if reader.items(key, *place, clock)}
    zone = [reader.say("note.zone", language)] if "zone_hours" in measured else []
    return [reader.say("note.outside", language), *zone] if measured else []


def _excluded(reader: Reader, language: str) -> str:
    regimes = dict.fromkeys(name for flow in reader.flow_models.values() for name in flow.marks.excluded)
    titles = [names.title("regime", regime).in_language(language) for regime in regimes]
    return join_clauses(titles, language) if titles else reader.say("note.nothing_excluded", language)


def _window(reader: Reader, language: str) -> str:
    scenario = reader.result.scenario
    return reader.say(
        "note.closed", language, period=period(reader, language),
        warm_up=f"{scenario.warm_up / DAY:g}", cool_down=f"{scenario.cool_down / DAY:g}",
    )  # fmt: skip


def period(reader: Reader, language: str) -> str:
    """Give the simulated period: its two dates, or its length in days."""
    written = reader.result.scenario.period
    if written.to is not None:
        return reader.say("note.dates", language, first=written.from_.isoformat(), last=written.to.isoformat())
    return reader.say("note.days", language, days=f"{(written.length or 0) / DAY:g}")


def _inputs(sources: Sequence[SourceRow], language: str) -> str:
    if not sources:
        return say("note.model_only", language)
    assumed = sum(source.is_assumption for source in sources)
    return say("note.assumptions", language, all=len(sources), assumed=assumed)


def reference_sentence(reader: Reader, language: str) -> str:
    """Name the user's reference figures, which stand beside the results and are never used in them."""
    items = [
        reader.say(
            "figure.reference_item", language, title=reference.title.text.in_language(language),
            scope=reference.scope.text.in_language(language), year=reference.year,
            value=plain(reader.lasting(reference.value), 2).rstrip("0").rstrip("."), source=reference.source,
        )
        for reference in reader.result.references
    ]  # fmt: skip
    return reader.say("note.reference", language, items=say("general.semicolon", language).join(items))


def not_applicable_sentences(reader: Reader, language: str, variant: str | None = None) -> list[str]:
    """Say of each reform that has nothing to act on where, and why; of one variant or of all.

    Where the user named other places there is nothing to explain.
    """
    return [
        reader.say(
            "note.not_applicable", language, variant=variant_title(reader, key, language),
            port=port_title(reader, port, language), reform=reform_title(reform, language),
            reason=reason.in_language(language),
        )
        for (key, port, reform), reason in reader.result.not_applicable.items()
        if variant in (None, key) and not isinstance(reason, NamedElsewhere)
    ]  # fmt: skip


def saturation_sentence(reader: Reader, variant: str, language: str) -> str | None:
    """Name the saturated stations of a variant with the growth of their queues; None if there is none."""
    items = [
        reader.say(
            "note.saturated_item", language, port=port_title(reader, port, language), growth=plain(growth, 1),
            station=station_title(reader, port, station, language),
            unit=counted(reader, port, station, language),
        )
        for port in reader.ports
        for station, growth in growing_stations(reader, variant, port)
    ]  # fmt: skip
    if not items:
        return None
    told = join_clauses(items, language)
    if not reader.variants:
        return reader.say("note.saturated_alone", language, items=told)
    return reader.say("note.saturated", language, variant=variant_title(reader, variant, language), items=told)
