"""Name things for readers: ports, flows, stations, parties, variants, reforms, in Chinese or English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clearance_sim.report.reader import BASELINE, Reader
from clearance_sim.report.wording import known, say
from clearance_sim.scenario import names

if TYPE_CHECKING:
    from clearance_sim.errors import Text
    from clearance_sim.scenario.flows import Flow, Level


def _glossary(kind: str, key: str) -> Text | None:
    """Give the shared glossary's title; None where it does not know the key or merely repeats it."""
    try:
        title = names.title(kind, key)
    except KeyError:
        return None
    return None if title.zh == key else title


def _readable(key: str) -> str:
    return key.replace("_", " ")


def port_title(reader: Reader, port: str, language: str) -> str:
    """Give a port's short name; a user's own port has its written title."""
    title = _glossary("port", port) or reader.port(port).title.text
    return title.in_language(language)


def cargo_title(reader: Reader, flow: str, language: str) -> str:
    """Give the cargo of a flow; what the glossary lacks is taken from the flow's title."""
    model = reader.flow_models[flow]
    title = _glossary("cargo", model.cargo)
    if title is None and model.title is not None:
        title = model.title.text
    return title.in_language(language) if title else _readable(model.cargo)


def _way(reader: Reader, flow: str, language: str) -> tuple[str, str]:
    model = reader.flow_models[flow]
    mode = names.title("mode", model.mode).in_language(language)
    if model.brings_passengers:
        return capital(mode), say(f"way.{model.direction}", language)  # people are not imported
    return capital(mode), names.title("direction", model.direction).in_language(language)


def capital(text: str) -> str:
    """Give a title with a capital, as it begins a cell or a label.

    Examples
    --------
    >>> capital("fresh produce"), capital("果蔬")
    ('Fresh produce', '果蔬')
    """
    return text[:1].upper() + text[1:]


def flow_title(reader: Reader, flow: str, language: str) -> str:
    """Give a flow without its port: 铁路进口·集装箱, "Rail import, containers"."""
    mode, direction = _way(reader, flow, language)
    cargo = cargo_title(reader, flow, language)
    return f"{mode}{direction}·{cargo}" if language == "zh" else f"{mode} {direction}, {cargo}"


def flow_lines(reader: Reader, flow: str, language: str) -> tuple[str, str]:
    """Give a flow in two lines, for narrow places: how and where it goes, and its cargo."""
    mode, direction = _way(reader, flow, language)
    first = f"{mode}{direction}" if language == "zh" else f"{mode} {direction}"
    return first, capital(cargo_title(reader, flow, language))


def full_flow_title(reader: Reader, flow: str, language: str) -> str:
    """Give a flow with its port: 二连浩特·公路·出口·果蔬."""
    port = port_title(reader, flow.split(".", 1)[0], language)
    mode, direction = _way(reader, flow, language)
    parts = [port, mode.lower(), direction, cargo_title(reader, flow, language)]
    return ("·" if language == "zh" else " · ").join(parts)


def short_flow_title(reader: Reader, flow: str, language: str) -> str:
    """Give a flow with its port as it stands in a sentence: 二连浩特公路出口果蔬, "Erenhot road export of ..."."""
    port = port_title(reader, flow.split(".", 1)[0], language)
    mode, direction = _way(reader, flow, language)
    cargo = cargo_title(reader, flow, language)
    if language == "zh":
        return f"{port}{mode}{direction}{cargo}"
    if reader.flow_models[flow].brings_passengers:
        return f"{port} {direction} {cargo}"
    return f"{port} {mode.lower()} {direction} of {cargo}"


def clock_title(measure: str, language: str) -> str:
    """Give the name of one of the three clocks, or of a part of one, by its measure."""
    if known(f"clock.{measure}"):
        return say(f"clock.{measure}", language)
    return names.title("clock", measure.removesuffix("_hours")).in_language(language)


def station_title(reader: Reader, port: str, item: str, language: str) -> str:
    """Give the title of a station, a staff group or, as ``yard:NAME``, of a yard."""
    model = reader.port(port)
    key = item.removeprefix("yard:")
    if key != item:
        found = model.yards.get(key)
        name = _readable(key) if found is None or found.title is None else found.title.text.in_language(language)
        return say("general.place_in", language, yard=name)
    holder = model.stations.get(item) or model.staff.get(item)
    if holder is not None and holder.title is not None:
        return holder.title.text.in_language(language)
    return _readable(item)


def party_title(party: str, language: str, hall: bool = False) -> str:
    """Give who holds a vehicle or its papers; `hall`: or passengers."""
    if hall and party == "trader":
        return say("party.trader", language, hall=True)
    if known(f"party.{party}"):
        return say(f"party.{party}", language)
    return capital(names.title("party", party).in_language(language))


def variant_title(reader: Reader, variant: str, language: str) -> str:
    """Give a variant's title; the baseline is 基准 everywhere, unless it stands alone."""
    if variant == BASELINE:
        return say("general.baseline" if reader.variants else "general.alone", language)
    info = next(info for info in reader.result.variants if info.key == variant)
    return info.title.in_language(language)


def reform_title(reform: str, language: str) -> str:
    """Give a reform's name."""
    title = _glossary("reform", reform)
    return title.in_language(language) if title else _readable(reform)


def unit_word(reader: Reader, flow: str, clock: str, language: str, plural: bool = False) -> str:
    """Give what a clock counts: declarations (票) for the customs clocks, passengers, or the flow's vehicles."""
    of_papers = clock in ("clearance_hours", "working_hours")
    vehicle = reader.flow_models[flow].unit
    unit = "declaration" if of_papers else "passenger" if clock == "passage_hours" else vehicle
    return say(f"{'units' if plural else 'unit'}.{unit}", language)


def level_word(flow: Flow, level: Level, language: str) -> str:
    """Name in the plural what takes a step of `level`: the flow's vehicles, boxes or passengers, declarations."""
    unit = flow.unit if level == "unit" else "passenger" if level == "box" and flow.brings_passengers else level
    return say(f"units.{unit}", language)


def queuers_word(flow: Flow, language: str) -> str:
    """Name in the plural who stands in a queue: vehicles, or the passengers of a hall."""
    return level_word(flow, "box" if flow.brings_passengers else "unit", language)


def stamp(reader: Reader, language: str) -> str:
    """Give the line that ties a figure or a workbook to its run."""
    result = reader.result
    return say(
        "general.stamp", language, version=result.version, digest=result.digest[:12],
        seed=result.seed, replications=result.n_replications,
    )  # fmt: skip
