"""Let a variant change ports (`changes`): the same merge over the scenario's ports as a file's over those below.

A variant's ports are read, checked and placed like the baseline's. In what the door hands on, the changes
stay as they were written, so that a scenario is shown, and its sources are listed, once.
"""

from __future__ import annotations

from clearance_sim.errors import KeyPath, Text
from clearance_sim.scenario import names
from clearance_sim.scenario.located import Located
from clearance_sim.scenario.overlay import is_null, merge
from clearance_sim.scenario.tree import Branch, Node, leaves, plain
from clearance_sim.scenario.validation import without_blanks


def with_changed_ports(tree: Branch, problems: list[Located]) -> Branch:
    """Give the tree in which every `changes` holds whole ports: the scenario's, changed.

    A union of variants has the changes of all of them, and then its own.

    Parameters
    ----------
    problems
        Takes what cannot be merged: a port that the scenario has not, and two variants of one union that
        set the same value differently (a union is a set, so no order may decide).
    """
    variants, ports = tree.entries.get("variants"), tree.entries.get("ports")
    if not isinstance(variants, Branch) or not isinstance(ports, Branch):
        return tree
    entries: dict[str, Node] = {}
    for key, variant in variants.entries.items():
        patch = _patch(variants, key, problems)
        entries[key] = variant
        if isinstance(variant, Branch) and patch is not None:
            path = ("variants", key, "changes")
            entries[key] = variant.with_entry("changes", _over(ports, patch, path, problems))
    return tree.with_entry("variants", Branch(variants.place, entries, key_place=variants.key_place))


def news(complaints: list[Located], refused: list[Located]) -> list[Located]:
    """Leave out what the schema says twice, or says only because something was refused before it.

    A fault of a port is one of every variant that changes the port; and a port that was refused is not in the
    tree, so that none may be left there.
    """
    told = {each.path for each in complaints}
    return [
        each
        for each in complaints
        if not _is_repeated(each.path, told) and not any(_follows(each.path, one.path) for one in refused)
    ]


def _is_repeated(path: KeyPath, others: set[KeyPath]) -> bool:
    """Tell whether a complaint about a changed port is one about the scenario's port over again.

    Examples
    --------
    >>> _is_repeated(("variants", "a", "changes", "ceke", "title"), {("ports", "ceke", "title")})
    True
    """
    return path[:1] == ("variants",) and path[2:3] == ("changes",) and ("ports", *path[3:]) in others


def _follows(complaint: KeyPath, refused: KeyPath) -> bool:
    """Tell whether a complaint about what is empty follows from a refusal.

    Examples
    --------
    >>> _follows(("ports",), ("period",)), _follows(("variants", "a"), ("variants", "a", "changes", "ceke"))
    (True, True)
    """
    return complaint == ("ports",) or (len(complaint) == 2 and refused[:3] == (*complaint, "changes"))


def _over(ports: Branch, patch: Branch, path: KeyPath, problems: list[Located]) -> Branch:
    changed: dict[str, Node] = {}
    for name, body in patch.entries.items():
        below = ports.entries.get(name)
        if below is None:
            near = names.closest(name, ports.entries, "port") or ", ".join(ports.entries)
            text = Text(zh=f"本情景没有口岸 {name}，无从更改；现有：{near}",
                        en=f"this scenario has no port {name} to change; it has {near}")  # fmt: skip
            problems.append(Located((*path, name), text, body.key_place or body.place))
        elif is_null(body):
            text = Text(
                zh="方案只能更改口岸，不能去掉口岸", en="a variant changes a port; it cannot take one away"
            )
            problems.append(Located((*path, name), text, body.key_place or body.place))
        else:
            changed[name] = without_blanks(merge(below, body), ("ports", name))
    return Branch(patch.place, changed, key_place=patch.key_place)


def _patch(variants: Branch, key: str, problems: list[Located], above: tuple[str, ...] = ()) -> Branch | None:
    """Give what a variant changes, with what it unites; a circle of unions is refused elsewhere."""
    variant = variants.entries.get(key)
    if not isinstance(variant, Branch) or key in above:
        return None
    united: Branch | None = None
    members = plain(variant.entries["union"]) if "union" in variant.entries else []
    for member in members if isinstance(members, list) else []:
        patch = _patch(variants, str(member), [], (*above, key))
        if patch is not None:
            if united is not None and (place := _quarrel(united, patch)):
                problems.append(_at_odds(key, place, variant.entries["union"]))
            united = patch if united is None else _both(united, patch)
    own = variant.entries.get("changes")
    if not isinstance(own, Branch):
        return united
    return own if united is None else _both(united, own)


def _both(first: Branch, second: Branch) -> Branch:
    """Merge two patches; unlike in a port, a null in either goes on to remove."""
    entries = dict(first.entries)
    for key, node in second.entries.items():
        under = entries.get(key)
        both = isinstance(under, Branch) and isinstance(node, Branch)
        entries[key] = _both(under, node) if both else node  # type: ignore[arg-type]
    return Branch(second.place, entries, key_place=second.key_place)


def _quarrel(first: Branch, second: Branch) -> KeyPath | None:
    """Name a key that both set, and not to the same."""
    for key, node in second.entries.items():
        other = first.entries.get(key)
        if isinstance(node, Branch) and isinstance(other, Branch):
            if below := _quarrel(other, node):
                return (key, *below)
        elif other is not None and plain(other) != plain(node):
            return (key, *next(leaves(node))[0])
    return None


def _at_odds(key: str, place: KeyPath, union: Node) -> Located:
    where = ".".join(map(str, place))
    text = Text(zh=f"合并的方案对 {where} 写了不同的值；请只留一处",
                en=f"the united variants set {where} to different values; let only one of them set it")  # fmt: skip
    return Located(("variants", key, "union"), text, union.place)
