"""Read a merged tree with the schema and place every complaint of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from clearance_sim.errors import KeyPath, Text
from clearance_sim.scenario import names
from clearance_sim.scenario.distributions import Distribution
from clearance_sim.scenario.located import Located
from clearance_sim.scenario.origins import Origins
from clearance_sim.scenario.schema_walk import expected_at, model_at, written_fields
from clearance_sim.scenario.sentences import EXAMPLES, sentence
from clearance_sim.scenario.study import Scenario
from clearance_sim.scenario.tree import Branch, Node, Scalar, Series, leaves, nearest
from clearance_sim.scenario.yaml_slips import explain_scalar


def without_blanks(node: Node, path: KeyPath = ()) -> Node:
    """Drop known keys that were left empty: they mean the same as an absent key."""
    if path[:1] == ("variants",) and path[2:] == ("changes",):
        return node  # A null there removes something of the port, and is gone once it has.
    if isinstance(node, Branch):
        model = model_at(Scenario, path)
        known = written_fields(model) if model else {}
        entries = {
            key: without_blanks(below, (*path, key))
            for key, below in node.entries.items()
            if not (key in known and isinstance(below, Scalar) and below.value is None)
        }
        return Branch(node.place, entries, key_place=node.key_place, replaced=node.replaced)
    if isinstance(node, Series):
        items = tuple(without_blanks(item, (*path, at)) for at, item in enumerate(node.items))
        return Series(node.place, items, key_place=node.key_place, replaced=node.replaced)
    return node


def validate(value: Mapping[str, Any], tree: Node, origins: Origins) -> tuple[Scenario | None, list[Located]]:
    """Give the scenario, or what the schema has against it."""
    try:
        scenario = Scenario.model_validate(value)
    except ValidationError as error:
        return None, [_locate(detail, tree, origins) for detail in error.errors(include_url=False)]
    truths = _truths_for_numbers(tree, origins)
    return (None, truths) if truths else (scenario, [])


def _truths_for_numbers(tree: Node, origins: Origins) -> list[Located]:
    """Refuse `true` where a number belongs: pydantic takes it for 1."""
    return [
        Located(path, sentence("float_type", {}, shown(node)), node.place, None, origins.of(node, node.place))
        for path, node in leaves(tree)
        if isinstance(node, Scalar)
        and isinstance(node.value, bool)
        and expected_at(Scenario, path) in (int, float)
    ]


def _locate(detail: ErrorDetails, tree: Node, origins: Origins) -> Located:
    path: KeyPath = tuple(detail["loc"])
    kind, context = detail["type"], detail.get("ctx", {})
    if at := context.get("at"):
        path = (*path, at)
    if kind == "extra_forbidden":
        return _unknown_key(path, tree, origins)
    if kind == "missing":
        return _missing_key(path, tree, origins)
    about_key = path[-1:] == ("[key]",)
    existing, node = nearest(tree, path[:-1] if about_key else path)
    at_key = about_key or isinstance(node, Branch)
    place = (node.key_place or node.place) if at_key else node.place
    found = f"`{existing[-1]}`" if about_key and existing else shown(node)
    if kind.endswith("_type") and isinstance(node, Scalar) and node.value is None:
        name = existing[-1] if existing else ""
        text = Text(zh=f"null 用来删去下层文件的内容，但下层没有 {name}",
                    en=f"null removes what a file below wrote, but nothing called {name} stands there")  # fmt: skip
    else:
        text = sentence(kind, context, found)
    hint = _hint(kind, node, existing)
    return Located(existing, text, place, hint, origins.of(node, place))


def _unknown_key(path: KeyPath, tree: Node, origins: Origins) -> Located:
    model = model_at(Scenario, path[:-1])
    _, node = nearest(tree, path)
    allowed = list(written_fields(model)) if model else []
    if len(path) == 1:
        allowed = ["extends", *allowed]
    near = names.closest(str(path[-1]), allowed, "key")
    text = Text(zh=f"没有 {path[-1]} 这个键；这里可用：{', '.join(allowed)}",
                en=f"there is no key `{path[-1]}` here; allowed: {', '.join(allowed)}")  # fmt: skip
    hint = Text(zh=f"是不是 {near}？", en=f"did you mean `{near}`?") if near else None
    place = node.key_place or node.place
    return Located(path, text, place, hint, origins.of(node, place))


def _missing_key(path: KeyPath, tree: Node, origins: Origins) -> Located:
    _, parent = nearest(tree, path[:-1])
    place = parent.key_place or parent.place
    text = Text(zh=f"缺少 {path[-1]}", en=f"`{path[-1]}` is missing")
    model = model_at(Scenario, path[:-1])
    example = EXAMPLES.get((model.__name__ if model else "", str(path[-1])))
    hint = Text(zh=f"例如 {path[-1]}: {example}", en=f"for example {path[-1]}: {example}") if example else None
    return Located(path, text, place, hint, origins.of(parent, place))


def _hint(kind: str, node: Node, path: KeyPath) -> Text | None:
    """Advise on a wrong type or a choice where the written text shows what was meant."""
    if isinstance(node, Scalar) and kind.endswith("_type") and isinstance(node.value, str):
        return explain_scalar(node)
    if isinstance(node, Scalar) and kind in ("literal_error", "string_pattern_mismatch"):
        choices = getattr(expected_at(Scenario, path), "__args__", ())
        keys = set(path[-2:])
        named = "cargo" if "cargo" in keys else "regime" if keys & {"regimes", "excluded"} else None
        allowed = [str(choice) for choice in choices] or (names.known(named) if named else [])
        titled = next((each for each in names.kinds() if set(names.known(each)) == set(allowed)), None)
        near = names.closest(str(node.value), allowed, titled)
        return Text(zh=f"是不是 {near}？", en=f"did you mean {near}?") if near else None
    if kind == "list_type" and isinstance(node, Branch):
        return Text(zh="每项单独一行，前面加“- ”", en="put each entry on its own line, after `- `")
    if kind == "bilingual" and isinstance(node, Branch):
        return _inherited_sibling(node, path)
    return None


_ALTERNATIVES: Final[Mapping[str, tuple[str, ...]]] = {
    "Distribution": tuple(written_fields(Distribution)), "Arrivals": ("poisson", "timetable", "renewal", "recorded"),
    "Poisson": ("rate", "volumes"), "Period": ("to", "length"), "Declarations": ("per_unit", "units"),
    "Variant": ("reforms", "union"), "Step": ("handling", "joint"), "Gather": ("number", "value"),
    "Station": ("lanes", "slots"),
}  # fmt: skip
"""Keys of which only one may stand."""


def _inherited_sibling(node: Branch, path: KeyPath) -> Text | None:
    """Advise to remove a key of the file below where only one key may stand."""
    model = model_at(Scenario, path)
    keys = _ALTERNATIVES.get(model.__name__ if model else "", ())
    standing = [key for key in keys if key in node.entries]
    below = [key for key in standing if node.entries[key].place.source is not node.place.source]
    if len(standing) < 2 or not below:
        return None
    return Text(zh=f"下层文件写了 {below[0]}；如不要，写 {below[0]}: null",
                en=f"a file below wrote `{below[0]}`; to drop it write `{below[0]}: null`")  # fmt: skip


def shown(node: Node) -> str:
    """Quote a written value briefly."""
    if isinstance(node, Scalar):
        written = "null" if node.value is None else node.written
        return written if len(written) <= 60 else written[:57] + "..."
    return "[...]" if isinstance(node, Series) else "{...}"
