"""Bring one file's tree to the one spelling of the model: names, and lists that stand for mappings.

It runs on each file before files are merged, so that ``满洲里`` in an overlay meets ``manzhouli`` below.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

from clearance_sim.errors import Text
from clearance_sim.scenario import names
from clearance_sim.scenario.located import Located
from clearance_sim.scenario.tree import Branch, Node, Scalar, Series

_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
_Change = Callable[[Node], Node]

_VALUES_IN_PORT: Final[tuple[tuple[str, str], ...]] = (
    ("flows.*.cargo", "cargo"), ("flows.*.mode", "mode"), ("flows.*.direction", "direction"),
    ("flows.*.marks.excluded.*", "regime"), ("flows.*.steps.*.regimes.*", "regime"),
    ("flows.*.steps.*.party", "party"), ("flows.*.steps.*.charges.*.payer", "party"),
    ("staff.*.party", "party"), ("stations.*.party", "party"), ("yards.*.party", "party"),
)  # fmt: skip
_WHO_IN_PORT: Final = ("stations.*.lanes.*.accepts.*", "stations.*.priority.*")
_VALUES_IN_SCENARIO: Final = (
    ("targets.*.clock", "clock"), ("targets.*.statistic", "statistic"), ("references.*.clock", "clock"),
)  # fmt: skip
_REFORM_LISTS: Final = ("reforms", "variants.*.reforms")
_REFORM_WORDS: Final[dict[str, str]] = {
    "cargo": "cargo", "mode": "mode", "modes": "mode", "direction": "direction", "directions": "direction",
    "regime": "regime", "regimes": "regime", "parties": "party", "agencies": "party",
}  # fmt: skip


def spell_scenario(tree: Branch) -> tuple[Branch, list[Located]]:
    """Give a scenario's tree in the model's own spelling, and what could not be brought to it."""
    problems: list[Located] = []
    spelled = _at(tree, "ports", lambda node: _as_mapping(node, problems))
    spelled = _at(spelled, "ports", lambda node: _rename_keys(node, "port", problems))
    spelled = _at(spelled, "ports.*.like", lambda node: _spell(node, "port"))
    spelled = _at(spelled, "ports.*", lambda node: spell_port(node, problems))
    spelled = _at(spelled, "variants.*.changes", lambda node: _rename_keys(node, "port", problems))
    spelled = _at(spelled, "variants.*.changes.*", lambda node: spell_port(node, problems))
    for pattern, kind in _VALUES_IN_SCENARIO:
        spelled = _at(spelled, pattern, partial(_spell, kind=kind))
    spelled = _at(spelled, "targets.*.flow", _spell_flow)
    for pattern in _REFORM_LISTS:
        spelled = _at(spelled, f"{pattern}.*", lambda node: _spell_call(node, problems))
    assert isinstance(spelled, Branch)
    return spelled, problems


def spell_port(port: Node, problems: list[Located]) -> Node:
    """Give a port's tree in the model's own spelling."""
    for pattern, kind in _VALUES_IN_PORT:
        port = _at(port, pattern, partial(_spell, kind=kind))
    for pattern in _WHO_IN_PORT:
        port = _at(port, pattern, _spell_who)
    port = _at(port, "flows.*.regimes", lambda node: _rename_keys(node, "regime", problems))
    port = _at(port, "in_force", lambda node: _rename_keys(node, "reform", problems))
    return _at(port, "in_force.*", _spell_parameters)


def _at(node: Node, pattern: str, change: _Change) -> Node:
    """Change the nodes at a pattern such as ``flows.*.cargo``; what is not there stays not there."""
    return _descend(node, pattern.split("."), change)


def _descend(node: Node, steps: list[str], change: _Change) -> Node:
    if not steps:
        return change(node)
    head, rest = steps[0], steps[1:]
    if isinstance(node, Branch):
        chosen = node.entries if head == "*" else {head} & set(node.entries)
        if not chosen:
            return node
        entries = {
            key: _descend(below, rest, change) if key in chosen else below for key, below in node.entries.items()
        }
        return replace(node, entries=entries)
    if isinstance(node, Series) and head == "*":
        return replace(node, items=tuple(_descend(item, rest, change) for item in node.items))
    return node


def _spell(node: Node, kind: str) -> Node:
    if not isinstance(node, Scalar) or not isinstance(node.value, str):
        return node
    if kind in ("cargo", "regime") and _IDENTIFIER.fullmatch(node.value):
        return node
    return replace(node, value=names.canonical(kind, node.value) or node.value)


def _spell_who(node: Node) -> Node:
    """Spell who may use a lane: a flow's own name stays, a word for cargo, regime or direction is known."""
    if not isinstance(node, Scalar) or not isinstance(node.value, str) or _IDENTIFIER.fullmatch(node.value):
        return node
    for kind in ("direction", "regime", "cargo"):
        if key := names.canonical(kind, node.value):
            return replace(node, value=key)
    return node


def _spell_flow(node: Node) -> Node:
    if not isinstance(node, Scalar) or not isinstance(node.value, str):
        return node
    return replace(node, value=names.flow_name(node.value) or node.value)


def _rename_keys(node: Node, kind: str, problems: list[Located]) -> Node:
    if not isinstance(node, Branch):
        return node
    entries: dict[str, Node] = {}
    first_written: dict[str, str] = {}
    for key, below in node.entries.items():
        open_kind = kind == "regime" and _IDENTIFIER.fullmatch(key)
        name = key if open_kind else names.canonical(kind, key) or key
        if name in entries:
            text = Text(zh=f"{key} 与前面的 {first_written[name]} 是同一个；只留一处",
                        en=f"{key} is the same as {first_written[name]} above; keep one")  # fmt: skip
            problems.append(Located((key,), text, below.key_place or below.place))
            continue
        entries[name] = below
        first_written[name] = key
    return replace(node, entries=entries)


def _as_mapping(node: Node, problems: list[Located]) -> Node:
    """Read a list of port names as a mapping that selects those ports."""
    if isinstance(node, Scalar) and isinstance(node.value, str):
        node = Series(node.place, (node,), key_place=node.key_place)
    if not isinstance(node, Series):
        return node
    entries: dict[str, Node] = {}
    for position, item in enumerate(node.items):
        if not isinstance(item, Scalar) or not isinstance(item.value, str):
            text = Text(zh="口岸列表里只写名称；要改口岸内容请写成“名称: {…}”",
                        en="a list of ports holds names; to change a port write `name: {...}` without the dash")  # fmt: skip
            problems.append(Located(("ports", position), text, item.place))
        elif item.value in entries:
            text = Text(zh=f"口岸 {item.value} 写了两次", en=f"the port {item.value} is written twice")
            problems.append(Located(("ports", position), text, item.place))
        else:
            entries[item.value] = Branch(item.place, {}, key_place=item.place)
    return Branch(node.place, entries, selects=True, key_place=node.key_place)


def _spell_call(node: Node, problems: list[Located]) -> Node:
    """Read ``name`` and ``{name: {...}}`` alike as one reform with parameters."""
    if isinstance(node, Scalar) and isinstance(node.value, str):
        node = Branch(
            node.place, {node.value: Branch(node.place, {}, key_place=node.place)}, key_place=node.key_place
        )
    if not isinstance(node, Branch):
        return node
    if len(node.entries) != 1:
        text = Text(
            zh="每项改革单独一行，以“- ”开头", en="each reform stands on its own line, beginning with `- `"
        )
        problems.append(Located(("reforms",), text, node.place))
    renamed = _rename_keys(node, "reform", problems)
    assert isinstance(renamed, Branch)
    entries = {
        name: Branch(call.place, {}, key_place=call.key_place)
        if isinstance(call, Scalar) and call.value is None
        else _spell_parameters(call)
        for name, call in renamed.entries.items()
    }
    return replace(renamed, entries=entries)


def _spell_parameters(call: Node) -> Node:
    """Spell the names inside a reform's parameters: cargo, parties, ports, flows."""
    for key, kind in _REFORM_WORDS.items():
        for pattern in (key, f"{key}.*"):
            call = _at(call, pattern, partial(_spell, kind=kind))
    for key in ("ports", "flows", "port", "flow"):
        for pattern in (key, f"{key}.*"):
            call = _at(call, pattern, _spell_flow)
    return call
