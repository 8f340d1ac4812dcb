"""Command ``ports``: list the ports that are modelled and those that are only catalogued, or tell of one."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import click

from clearance_sim.cli.catalogued import (
    HEADER,
    HEADING,
    catalogue_rows,
    catalogued_as_data,
    describe_catalogued,
    describe_designations,
    designations_as_data,
)
from clearance_sim.cli.pages import Page
from clearance_sim.cli.spoken import command, json_option, language_option
from clearance_sim.errors import Text, UsageError

if TYPE_CHECKING:
    from clearance_sim.scenario.door import Loaded
    from clearance_sim.scenario.port import Port

_HEADER: Final = (
    Text("名称", "name"), Text("口岸", "port"), Text("对方口岸", "partner"), Text("货流", "flows"),
    Text("作业点", "stations"), Text("有出处的数", "sourced"), Text("假设的数", "assumed"),
)  # fmt: skip
_FLOWS: Final = Text(zh="货流（口岸.运输方式.进出口.货类）", en="Flows (port.mode.direction.cargo)")
_STATIONS: Final = Text(zh="作业点", en="Stations")
_STATION_HEADER: Final = (
    Text("名称", "name"),
    Text("作业点", "station"),
    Text("责任方", "party"),
    Text("道数", "lanes"),
)
_FLOW_HEADER: Final = (Text("名称", "name"), Text("货流", "flow"), Text("步骤", "steps"))
_IN_FORCE: Final = Text(zh="2019年已在实行", en="In force in 2019")
_NUMBERS: Final = Text(
    zh="有出处的数 {source} 个，假设的数 {assumption} 个；逐个查看：clearance-sim sources",
    en="{source} numbers with a source, {assumption} assumptions; one by one: clearance-sim sources",
)


@command(
    "ports",
    zh="列出已建模的口岸和只收入名录的口岸；给出名称（中文或英文）则列出该口岸的货流、作业点和已在实行的措施，"
    "或已知和缺少什么。",
    en="List the ports that are modelled and those that are only catalogued; with a name (Chinese or English) list the "
    "flows, the stations and what is in force at one, or what is known and missing.",
)
@click.argument("name", required=False)
@language_option
@json_option
def ports(name: str | None, language: str, as_json: bool) -> None:
    """Print the list, or the page of one port."""
    from clearance_sim.ports.catalogue import catalogue
    from clearance_sim.ports.shelf import open_port, port_files

    keys = [_key(name)] if name is not None else [*port_files(), *catalogue().ports]
    catalogued = [key for key in keys if key in catalogue().ports]
    opened = {key: open_port(key) for key in keys if key not in catalogued}
    if as_json:
        listed = [_as_data(key, loaded) for key, loaded in opened.items()]
        known = [catalogued_as_data(key) for key in catalogued]
        click.echo(json.dumps({"ports": listed, "catalogue": known}, ensure_ascii=False, indent=2))
    elif name is None:
        rows = [_row(key, loaded, language) for key, loaded in opened.items()]
        page = Page()
        page.table([text.in_language(language) for text in _HEADER], rows)
        page.heading(HEADING.in_language(language))
        page.table([text.in_language(language) for text in HEADER], catalogue_rows(language))
    else:
        for key, loaded in opened.items():
            _describe(key, loaded, language)
        for key in catalogued:
            describe_catalogued(key, language)


def _key(name: str) -> str:
    """Give the key of a modelled or catalogued port by its Chinese or English name."""
    from clearance_sim.ports.catalogue import catalogue
    from clearance_sim.ports.shelf import port_files
    from clearance_sim.scenario.names import canonical, closest

    there = [*port_files(), *catalogue().ports]
    key = canonical("port", name) or name
    if key in there:
        return key
    near = closest(name, there, "port")
    listed = ", ".join(there)
    raise UsageError(
        Text(
            zh=f"没有口岸 {name}；" + (f"是不是 {near}？" if near else f"现有：{listed}"),
            en=f"there is no port {name!r}; " + (f"did you mean {near}?" if near else f"there are: {listed}"),
        )
    )


def _numbers(loaded: Loaded) -> Counter[str]:
    from clearance_sim.scenario.inputs import inputs

    return Counter({"source": 0, "assumption": 0}) + Counter(found.kind for found in inputs(loaded))


def _row(key: str, loaded: Loaded, language: str) -> list[str]:
    port, numbers = loaded.scenario.ports[key], _numbers(loaded)
    partner = port.partner.text.in_language(language) if port.partner else ""
    counts = (len(port.flows), len(port.stations), numbers["source"], numbers["assumption"])
    return [key, port.title.text.in_language(language), partner, *(str(count) for count in counts)]


def _describe(key: str, loaded: Loaded, language: str) -> None:
    from clearance_sim.scenario.names import title

    port = loaded.scenario.ports[key]
    page = Page()
    partner = f" – {port.partner.text.in_language(language)}" if port.partner else ""
    page.heading(f"{port.title.text.in_language(language)}{partner}  ({key})")
    numbers = _numbers(loaded)
    page.paragraph(
        _NUMBERS.in_language(language).format(source=numbers["source"], assumption=numbers["assumption"])
    )
    describe_designations(page, key, language)
    page.heading(_FLOWS.in_language(language))
    flows = [
        [
            f"{key}.{flow.mode}.{flow.direction}.{flow.cargo}",
            flow.title.text.in_language(language) if flow.title else name,
            str(len(flow.steps)),
        ]
        for name, flow in port.flows.items()
    ]
    page.table([text.in_language(language) for text in _FLOW_HEADER], flows)
    page.heading(_STATIONS.in_language(language))
    stations = [
        [
            name,
            station.title.text.in_language(language) if station.title else name,
            title("party", station.party).in_language(language),
            str(sum(group.count for group in station.lanes.values())),
        ]
        for name, station in port.stations.items()
    ]
    page.table([text.in_language(language) for text in _STATION_HEADER], stations)
    if port.in_force:
        page.heading(_IN_FORCE.in_language(language))
        for reform, level in port.in_force.items():
            page.paragraph(f"{title('reform', reform).in_language(language)}  {_level(level)}".rstrip())


def _level(level: dict[str, Any]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in level.items())


def _as_data(key: str, loaded: Loaded) -> dict[str, Any]:
    port: Port = loaded.scenario.ports[key]
    numbers = _numbers(loaded)
    return {
        "name": key,
        "title": port.title.model_dump(),
        "partner": port.partner.model_dump() if port.partner else None,
        "zone": port.zone,
        "partner_zone": port.partner_zone,
        "flows": [f"{key}.{flow.mode}.{flow.direction}.{flow.cargo}" for flow in port.flows.values()],
        "stations": {
            name: sum(group.count for group in port.stations[name].lanes.values()) for name in port.stations
        },
        "numbers_with_source": numbers["source"],
        "numbers_assumed": numbers["assumption"],
        "in_force": port.in_force,
        **designations_as_data(key),
    }
