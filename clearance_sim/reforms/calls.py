"""Read which reforms a variant calls: its own, the union of other variants, and those of the baseline.

A package is a set (rule 19): the order in which it is written means nothing, what is said twice alike counts
once, and what is said twice differently is refused.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from clearance_sim.errors import KeyPath, Problem, ScenarioError, Text
from clearance_sim.reforms.registry import find
from clearance_sim.scenario.names import closest, flow_name
from clearance_sim.scenario.study import ReformCall, Scenario

BASELINE: Final = "baseline"


@dataclass(frozen=True)
class Call:
    """Hold one reform as it was called.

    Attributes
    ----------
    name
        The reform's key.
    written
        Parameters as written; the reform's own model reads them.
    place
        Where the parameters stand in the scenario.
    layer
        0 for the baseline's own reforms, 1 for the variant's, which go on from there.
    """

    name: str
    written: Mapping[str, Any]
    place: KeyPath
    layer: int = 0


def variant_calls(scenario: Scenario, variant: str) -> list[Call]:
    """Give the reforms of a variant in the order in which they are applied; ``baseline`` has the scenario's own.

    Raises
    ------
    ScenarioError
        If a variant or a reform is unknown, variants are united in a circle, or a reform is called twice with
        different parameters for the same place.
    """
    calls = read_calls(scenario.reforms, ("reforms",))
    if variant != BASELINE:
        calls += _of_variant(scenario, variant, ())
    return in_order(calls)


def read_calls(written: Sequence[ReformCall], path: KeyPath, layer: int = 0, first: int = 0) -> list[Call]:
    """Give the calls of a list of reforms that stands at `path`, its positions counted from `first`.

    Raises
    ------
    ScenarioError
        Naming every unknown reform at once.
    """
    calls: list[Call] = []
    problems: list[Problem] = []
    for position, entry in enumerate(written, start=first):
        for name, parameters in entry.items():
            place = (*path, position, name)
            try:
                calls.append(Call(find(name, place).NAME, parameters or {}, place, layer))
            except ScenarioError as error:
                problems += error.problems
    if problems:
        raise ScenarioError(*problems)
    return calls


def in_order(calls: Sequence[Call]) -> list[Call]:
    """Give calls in the reply's row order, each once.

    Raises
    ------
    ScenarioError
        If one reform is called twice in a layer with different parameters that may meet.
    """
    kept: list[Call] = []
    for call in calls:
        same = [other for other in kept if (other.name, other.layer) == (call.name, call.layer)]
        if any(_written(other) == _written(call) for other in same):
            continue
        if any(_may_meet(other.written, call.written) for other in same):
            raise ScenarioError(Problem(call.place, _twice(call.name)))
        kept.append(call)
    return sorted(kept, key=lambda call: (find(call.name).ROW, call.name, call.layer, _written(call)))


def _of_variant(scenario: Scenario, variant: str, above: tuple[str, ...], path: KeyPath = ()) -> list[Call]:
    if variant not in scenario.variants:
        raise ScenarioError(Problem(path, _no_variant(variant, list(scenario.variants))))
    if variant in above:
        circle = " → ".join([*above[above.index(variant) :], variant])
        raise ScenarioError(
            Problem(
                path, Text(zh=f"方案互相合并成了循环：{circle}", en=f"variants are united in a circle: {circle}")
            )
        )
    here = scenario.variants[variant]
    place: KeyPath = ("variants", variant)
    calls = read_calls(here.reforms, (*place, "reforms"), layer=1)
    for position, member in enumerate(here.union):
        calls += _of_variant(scenario, member, (*above, variant), (*place, "union", position))
    return calls


def _written(call: Call) -> str:
    return json.dumps(call.written, sort_keys=True, ensure_ascii=False, default=str)


def _may_meet(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Tell whether two calls of one reform may concern the same flow."""
    facing = {one.get("direction", "both"), other.get("direction", "both")}
    if facing == {"import", "export"}:
        return False
    first, second = one.get("ports"), other.get("ports")
    if not first or not second:
        return True
    places = [[flow_name(str(place)) or str(place) for place in named] for named in (first, second)]
    return any(f"{a}.".startswith(f"{b}.") or f"{b}.".startswith(f"{a}.") for a in places[0] for b in places[1])


def _twice(name: str) -> Text:
    return Text(
        zh=f"同一方案里 {name} 写了两次而参数不同；一个方案是一个集合，请只留一次，或分别写明 ports",
        en=f"{name} stands twice in one package with different parameters; keep one, or give each its own `ports`",
    )


def _no_variant(name: str, variants: list[str]) -> Text:
    near = closest(name, variants)
    listed = ", ".join(variants) or "-"
    return Text(
        zh=f"没有方案 {name}；" + (f"是不是 {near}？" if near else f"现有方案：{listed}"),
        en=f"there is no variant {name!r}; " + (f"did you mean {near}?" if near else f"there are: {listed}"),
    )
