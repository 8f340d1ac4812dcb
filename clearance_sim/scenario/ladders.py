"""Make the variants of a ladder: one for each value of a number of a port, as if each had been written out.

They join the variants of the tree before the changes of variants are merged, so that what follows knows
nothing of ladders. What the door hands on keeps the ladder as it was written.
"""

from __future__ import annotations

from dataclasses import replace

from clearance_sim.errors import KeyPath, Text
from clearance_sim.scenario import names
from clearance_sim.scenario.located import Located
from clearance_sim.scenario.study import Scenario
from clearance_sim.scenario.tree import Branch, Node, Scalar, Series, child, nearest


def rung(ladder: str, value: int) -> str:
    """Name the variant of a ladder's value.

    Examples
    --------
    >>> rung("lanes", 4)
    'lanes_4'
    """
    return f"{ladder}_{value}"


def written_at(scenario: Scenario, variant: str) -> KeyPath:
    """Give where a variant was written: among the variants, or as a value of a ladder."""
    for key, ladder in scenario.ladders.items():
        for position, value in enumerate(ladder.values):
            if rung(key, value) == variant:
                return ("ladders", key, "values", position)
    return ("variants", variant)


def with_ladders(tree: Branch, problems: list[Located]) -> Branch:
    """Give the tree whose `variants` have those of its ladders as well, after the others.

    Parameters
    ----------
    problems
        Takes a path that leads to no number, and a variant that has the name already. What else is wrong with
        a ladder is the schema's to say.
    """
    ladders, ports, variants = (tree.entries.get(key) for key in ("ladders", "ports", "variants"))
    if not isinstance(ladders, Branch) or not isinstance(ports, Branch):
        return tree
    entries = dict(variants.entries) if isinstance(variants, Branch) else {}
    for key, ladder in ladders.entries.items():
        vary, values = child(ladder, "vary"), child(ladder, "values")
        written = isinstance(vary, Scalar) and isinstance(vary.value, str) and isinstance(values, Series)
        if not written or not all(_title(ladder).values()):
            continue
        assert isinstance(vary, Scalar) and isinstance(vary.value, str) and isinstance(values, Series)
        path = _path(vary.value)
        if (complaint := _not_a_number(ports, path)) is not None:
            problems.append(Located(("ladders", key, "vary"), complaint, vary.place))
            continue
        for value in values.items:
            if not isinstance(value, Scalar) or not isinstance(value.value, int):
                continue
            name = rung(key, value.value)
            if name in entries:
                text = Text(zh=f"方案 {name} 已经有了；请改名或去掉重复的取值",
                            en=f"there is a variant {name} already; rename it, or write the value once")  # fmt: skip
                problems.append(Located(("ladders", key, "values"), text, value.place))
                continue
            entries[name] = _variant(ladder, ports, path, value)
    place = variants.place if isinstance(variants, Branch) else ladders.place
    key_place = variants.key_place if isinstance(variants, Branch) else ladders.key_place
    return tree.with_entry("variants", Branch(place, entries, key_place=key_place))


def _path(written: str) -> KeyPath:
    """Give the keys of a written path; whole numbers count list items from 0, ports have their Chinese names too."""
    first, *rest = written.split(".")
    keys = (int(key) if key.isdigit() else key for key in rest)
    return (names.canonical("port", first) or first, *keys)


def _not_a_number(ports: Branch, path: KeyPath) -> Text | None:
    found, node = nearest(ports, path)
    if len(found) < len(path):
        there, lacking = ".".join(map(str, found)) or "ports", path[len(found)]
        if isinstance(node, Scalar):
            held = node.written
            return Text(zh=f"{there} 已经是一个值（{held}），其下没有 {lacking}；请把 vary 写到 {there} 为止",
                        en=f"{there} is a value already ({held}); nothing stands below it: end `vary` there")  # fmt: skip
        known = list(node.entries) if isinstance(node, Branch) else []
        listed = ", ".join(map(str, range(len(node.items))) if isinstance(node, Series) else known) or "-"
        return Text(zh=f"{there} 下没有 {lacking}；现有：{listed}", en=f"there is no {lacking} in {there}; it has: {listed}")
    if not isinstance(node, Scalar) or isinstance(node.value, bool) or not isinstance(node.value, int):
        example = "erenhot.stations.road_gate_out.lanes.general.count"
        return Text(zh=f"这里应指到一个整数，例如车道数 {example}", en=f"this must lead to a whole number, such as {example}")
    return None


def _variant(ladder: Node, ports: Branch, path: KeyPath, value: Scalar) -> Branch:
    here, at = value.place, value.place
    words = _title(ladder)
    titled = {
        "zh": Scalar(here, f"{words['zh']}：{value.written}", value.written, key_place=at),
        "en": Scalar(here, f"{words['en']}: {value.written}", value.written, key_place=at),
    }
    changes = _patch(ports, path, replace(value, key_place=at))
    return Branch(here, {"title": Branch(here, titled, key_place=at), "changes": changes.under(at)}, key_place=at)


def _title(ladder: Node) -> dict[str, str]:
    """Give the title by language; empty where it was not written."""
    title = child(ladder, "title")
    texts = {key: title if title is None or isinstance(title, Scalar) else child(title, key) for key in ("zh", "en")}
    return {key: str(text.value) if isinstance(text, Scalar) else "" for key, text in texts.items()}


def _patch(node: Node, path: KeyPath, value: Scalar) -> Node:
    """Give what is to be merged over `node` so that `value` stands at `path`; a list is replaced as a whole."""
    if not path or isinstance(node, Series):
        return _set(node, path, value).under(value.place)
    below = child(node, path[0])
    assert below is not None  # the path was followed before
    return Branch(value.place, {str(path[0]): _patch(below, path[1:], value)}, key_place=value.place)


def _set(node: Node, path: KeyPath, value: Scalar) -> Node:
    """Give all that `node` holds, with `value` at `path`."""
    if not path:
        return value
    below = child(node, path[0])
    assert below is not None
    changed = _set(below, path[1:], value)
    if isinstance(node, Series):
        return replace(node, items=tuple(changed if at == path[0] else item for at, item in enumerate(node.items)))
    assert isinstance(node, Branch)
    return node.with_entry(str(path[0]), changed.under(below.key_place))
