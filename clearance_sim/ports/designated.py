"""Know which cargo may be imported at designated ports only, and refuse a flow that is sent elsewhere.

The rule is data (`designated.yaml`, from the reply of 2019). It binds every port whose name is known, shipped or
catalogued; a port of the user's own is free. The reform `designated_port` admits a cargo where it names the port.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, Final

import yaml

from clearance_sim.errors import KeyPath, Problem, Text
from clearance_sim.scenario import names
from clearance_sim.scenario.check.sizes import length_in_ticks
from clearance_sim.scenario.flows import Flow
from clearance_sim.scenario.port import Port
from clearance_sim.scenario.study import Period, ReformCall, Scenario

REFORM: Final = "designated_port"
USUAL_CARGO: Final = "meat"
"""What the reform is about where it does not say."""


def may_enter(cargo: str) -> tuple[str, ...] | None:
    """Give the places (``port.mode``) at which a cargo may be imported; None if it may anywhere.

    Examples
    --------
    >>> may_enter("forage"), may_enter("coal")
    (('zhuengadabuqi.road', 'ebuduge.road'), None)
    """
    places = _file()["may_enter"].get(cargo)
    return None if places is None else tuple(places)


def may_take(port: str, mode: str, cargo: str) -> bool:
    """Tell whether a cargo may be imported at a port by a mode; whoever's own port may take everything.

    Examples
    --------
    >>> may_take("erenhot", "rail", "grain"), may_take("erenhot", "road", "grain"), may_take("north", "road", "grain")
    (True, False, True)
    """
    places = may_enter(cargo)
    return places is None or port not in names.known("port") or f"{port}.{mode}" in places


def designated_for(port: str) -> list[tuple[str, str]]:
    """Give mode and cargo of everything that a port is designated for.

    Examples
    --------
    >>> designated_for("erenhot")
    [('rail', 'grain'), ('road', 'meat')]
    """
    found = [(place.split("."), cargo) for cargo, places in _file()["may_enter"].items() for place in places]
    return [(mode, cargo) for (at, mode), cargo in found if at == port]


def in_preparation(port: str) -> list[str]:
    """Give the cargo for which a port was being prepared in 2019."""
    return [cargo for cargo, ports in _file()["in_preparation"].items() if port in ports]


def places_in_words(cargo: str) -> Text:
    """List the places at which a designated cargo may be imported.

    Examples
    --------
    >>> places_in_words("grain").en
    'Manzhouli rail, Erenhot rail, Arxan road'
    """
    titles = [names.flow_title(place) for place in may_enter(cargo) or ()]
    return Text(zh="、".join(each.zh for each in titles), en=", ".join(each.en for each in titles))


def source() -> Text:
    """Say where the rule is published."""
    return Text(**_file()["source"])


def misdirected(scenario: Scenario) -> list[Problem]:
    """Give every import flow of designated cargo at a port that may not take it, in the baseline and in each variant.

    The reform lifts the ban for the places that it names: among the scenario's own reforms for everything, among a
    variant's for what the variant brings.
    """
    found = list(_banned(scenario.ports, scenario.reforms, ("ports",), scenario.period))
    told = {problem.path[1:] for problem in found}
    for key, variant in scenario.variants.items():
        calls = [*scenario.reforms, *_calls(scenario, key)]
        at = ("variants", key, "changes")
        found += [
            problem
            for problem in _banned(variant.changes, calls, at, scenario.period)
            if problem.path[len(at) :] not in told
        ]
    return found


def _banned(
    ports: Mapping[str, Port], calls: Sequence[ReformCall], path: KeyPath, period: Period
) -> Iterator[Problem]:
    for name, port in ports.items():
        for key, flow in port.flows.items():
            free = flow.direction != "import" or may_take(name, flow.mode, flow.cargo) or not _comes(flow, period)
            if not free and not any(_admits(call, name, flow) for call in calls):
                yield Problem((*path, name, "flows", key, "cargo"), _refusal(name, flow))


def _refusal(port: str, flow: Flow) -> Text:
    cargo, here = names.title("cargo", flow.cargo), names.flow_title(f"{port}.{flow.mode}")
    may, published = places_in_words(flow.cargo), source()
    call = f"{{designated_port: {{cargo: {flow.cargo}, ports: [{port}.{flow.mode}]}}}}"
    return Text(
        zh=f"{here.zh}口岸不是{cargo.zh}进口指定口岸；可以进口的：{may.zh}（{published.zh}）。\n"
        f"要试算在这里启用指定监管场地，与这个货流写在同一处（场景或方案）：reforms: [{call}]",
        en=f"{cargo.en} may not be imported at {here.en}; it may at: {may.en} ({published.en}).\n"
        f"To try a designated yard here, write beside the flow, in the scenario or its variant: reforms: [{call}]",
    )


def _comes(flow: Flow, period: Period) -> bool:
    """Tell whether anything of a flow can come in the period."""
    dated = flow.arrivals.poisson or flow.arrivals.timetable
    volumes = dated.volumes if dated is not None else None
    if volumes is None:
        return flow.volume > 0 or flow.waiting_at_start > 0
    first = period.from_
    last = period.to or first + datetime.timedelta(milliseconds=length_in_ticks(period))
    meant = any(each.count > 0 and each.from_ <= last and each.to >= first for each in volumes)
    return (meant and flow.volume > 0) or flow.waiting_at_start > 0


def _admits(call: ReformCall, port: str, flow: Flow) -> bool:
    """Tell whether a call of the reform names the place of a flow; its parameters are read by the reform itself."""
    parameters = call.get(REFORM)
    places = parameters.get("ports") if parameters is not None else None
    if parameters is None or parameters.get("cargo", USUAL_CARGO) != flow.cargo or not isinstance(places, list):
        return False
    own = f"{port}.{flow.mode}.{flow.direction}.{flow.cargo}."
    return any(own.startswith(f"{place}.") for place in places)


def _calls(scenario: Scenario, key: str, above: Iterable[str] = ()) -> Iterator[ReformCall]:
    """Give the reforms of a variant and of what it unites; a circle of unions is refused elsewhere."""
    variant = scenario.variants.get(key)
    if variant is not None and key not in above:
        yield from variant.reforms
        for member in variant.union:
            yield from _calls(scenario, member, (*above, key))


@cache
def _file() -> Mapping[str, Any]:
    text = resources.files("clearance_sim.ports").joinpath("designated.yaml").read_text(encoding="utf-8")
    content: Mapping[str, Any] = yaml.safe_load(text)
    return content
