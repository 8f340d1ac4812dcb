"""Find the flows of a port that a reform concerns, and say it in words when there is none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from pydantic import BeforeValidator, Field

from clearance_sim.errors import Problem, ScenarioError, Text
from clearance_sim.plan.draft import Draft
from clearance_sim.reforms.parameters import Parameter
from clearance_sim.scenario.flows import Flow
from clearance_sim.scenario.names import canonical, flow_name, title
from clearance_sim.scenario.values import Name, StrictModel


def _place(written: object) -> object:
    return flow_name(written) or written if isinstance(written, str) else written


def _cargo(written: object) -> object:
    return canonical("cargo", written) or written if isinstance(written, str) else written


Place = Annotated[
    str, BeforeValidator(_place), Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){0,3}$", max_length=240)
]
"""``port``, ``port.mode``, ``port.mode.direction`` or ``port.mode.direction.cargo``; 满洲里公路 is understood."""
CargoName = Annotated[Name, BeforeValidator(_cargo)]
"""A cargo class by its key or its Chinese or English name."""


class Placed(StrictModel):
    """Hold what every reform can be told: where it applies."""

    ports: Annotated[
        list[Place] | None,
        Parameter(
            text=Text(
                zh="适用地点：口岸，或口岸.运输方式.进出口.货类的前几段，如 erenhot.road；点名而无对象即报错",
                en="where it applies: a port, or the first parts of port.mode.direction.cargo such as "
                "erenhot.road; a place that is named and has nothing to act on is an error",
            ),
            source=Text(zh="使用者选择", en="the user's choice"),
            standard=Text(zh="全部口岸", en="every port"),
        ),
    ] = None


class NamedElsewhere(Text):
    """Say that the call names other places: the user's own choice, which a table need not repeat."""


def concerned(
    draft: Draft, parameters: Placed, fits: Callable[[Flow], bool], nothing: Text
) -> tuple[dict[str, Flow], Text | None]:
    """Give the flows to act on by name; if there is none, why.

    Parameters
    ----------
    fits
        Whether the reform can act on a flow.
    nothing
        What to say where no flow fits, such as "no farm produce by road here".

    Raises
    ------
    ScenarioError
        If `parameters` names this port, or a part of it, where nothing fits; the path is that of the place.
    """
    if parameters.ports is None:
        found = {name: flow for name, flow in draft.port.flows.items() if fits(flow)}
        return found, None if found else nothing
    found, problems, named_here = {}, [], False
    for position, place in enumerate(parameters.ports):
        if place.split(".")[0] != draft.name:
            continue
        named_here = True
        within = {name: flow for name, flow in draft.port.flows.items() if lies_in(draft.name, flow, place)}
        here = {name: flow for name, flow in within.items() if fits(flow)}
        if not here:
            why = nothing if within else Text(zh="这里没有这样的货流", en="there is no such flow here")
            problems.append(Problem(("ports", position), Text(zh=f"{place}：{why.zh}", en=f"{place}: {why.en}")))
        found |= here
    if problems:
        raise ScenarioError(*problems)
    if not named_here:
        places = [title("port", place.split(".")[0]).zh + place.partition(".")[2] for place in parameters.ports]
        return {}, NamedElsewhere(zh=f"只写明用于{'、'.join(places)}", en=f"limited to {', '.join(parameters.ports)}")
    # The port's own order, so that writing places in another order gives the same draft.
    return {name: flow for name, flow in draft.port.flows.items() if name in found}, None


def concerned_at(
    site: str, draft: Draft, parameters: Placed, fits: Callable[[Flow], bool], nothing: Text
) -> tuple[dict[str, Flow], Text | None]:
    """Give the flows to act on of a reform that the reply speaks of for one port.

    Elsewhere it acts only where `parameters` names the port.
    """
    if parameters.ports is None and draft.name != site:
        there = title("port", site)
        why_not = Text(
            zh=f"答复中只涉及{there.zh}；要在别处试算，请写明 ports",
            en=f"the reply speaks of {there.en} only; name `ports` to try it elsewhere",
        )
        return {}, why_not
    return concerned(draft, parameters, fits, nothing)


def lies_in(port: str, flow: Flow, place: str) -> bool:
    """Tell whether a flow lies in a place.

    A place is as many leading parts of ``port.mode.direction.cargo`` as are written.
    """
    key = [port, flow.mode, flow.direction, flow.cargo]
    parts = place.split(".")
    return key[: len(parts)] == parts
