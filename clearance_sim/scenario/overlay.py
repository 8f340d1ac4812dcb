"""Merge files: `extends` by RFC 7386 (JSON merge patch), and ports over the shipped ports.

Mappings merge, scalars and lists replace, ``null`` removes. Nodes keep their places, so that every leaf of
the result remembers its file, and a replaced one what stood below.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from clearance_sim.errors import Text
from clearance_sim.scenario import names
from clearance_sim.scenario.located import Located
from clearance_sim.scenario.notes import strip_notes
from clearance_sim.scenario.places import Place, SourceText
from clearance_sim.scenario.spelling import spell_port
from clearance_sim.scenario.tree import Branch, Node, Scalar
from clearance_sim.scenario.yaml_files import read_file


def merge(below: Node, above: Node) -> Node:
    """Merge one node over another.

    A ``null`` that removes nothing stays, so that the schema can say what is wrong with it.
    """
    if not isinstance(above, Branch) or not isinstance(below, Branch):
        return replace(above, replaced=below)
    entries = dict(below.entries)
    for key, node in above.entries.items():
        under = entries.get(key)
        if under is None:
            entries[key] = node
        elif is_null(node):
            del entries[key]
        else:
            entries[key] = merge(_spelled_out_lanes(key, under, node), node)
    return replace(above, entries=entries, replaced=below)


def is_null(node: Node | None) -> bool:
    """Tell whether a node is a written null."""
    return isinstance(node, Scalar) and node.value is None


def _spelled_out_lanes(key: str, under: Node, node: Node) -> Node:
    """Keep the lanes of ``lanes: 3`` when an overlay adds a named group to them."""
    if key == "lanes" and isinstance(under, Scalar) and isinstance(node, Branch):
        count = Branch(under.place, {"count": under}, key_place=under.key_place)
        return Branch(under.place, {"general": count}, key_place=under.key_place)
    return under


@dataclass
class Assembly:
    """Merge the files of a scenario from the lowest to the uppermost, fetching shipped ports as they are named.

    Attributes
    ----------
    shelf
        Shipped port files by name.
    brought_in_by
        For each further file, the place that named it.
    """

    shelf: Mapping[str, Path]
    brought_in_by: dict[SourceText, Place] = field(default_factory=dict)
    problems: list[Located] = field(default_factory=list)

    def assemble(self, layers: list[Branch]) -> Branch:
        """Give the merged tree of a scenario's files, lowest first."""
        result: Branch | None = None
        for layer in layers:
            own = layer.without("extends")
            ports, below = own.entries.get("ports"), result.entries.get("ports") if result else None
            under = result
            if isinstance(ports, Branch):
                merged_ports = self._merge_ports(below if isinstance(below, Branch) else None, ports)
                own = own.with_entry("ports", merged_ports)
                under = result.without("ports") if result else None
            merged = merge(under, own) if under else own
            assert isinstance(merged, Branch)
            result = merged
        assert result is not None
        return result

    def _merge_ports(self, below: Branch | None, above: Branch) -> Branch:
        kept = dict(below.entries) if below and not above.selects else {}
        before = below.entries if below else {}
        for name, body in above.entries.items():
            port = self._merge_port(name, before.get(name), body)
            if port is not None:
                kept[name] = port
        return replace(above, entries=kept, selects=False, replaced=below)

    def _merge_port(self, name: str, under: Node | None, body: Node) -> Node | None:
        if is_null(body):
            body = Branch(body.place, {}, key_place=body.key_place)
        if not isinstance(body, Branch):
            return body
        like, body = body.entries.get("like"), body.without("like")
        if under is not None:
            if like is not None:
                self._problem(("ports", name, "like"), like,
                              "下层文件已写有这个口岸，like 只能写在首次出现处",
                              "a file below already has this port; `like` stands only where a port is first named")  # fmt: skip
            return self._over(under, body)
        base_name = self._base_name(name, like)
        if base_name is None:
            return body if like is not None or self._stands_alone(name, body) else None
        if base_name not in self.shelf:
            self._unknown(base_name, ("ports", name, "like"), like or body)
            return None
        return self._over(self._shipped(base_name, body.key_place or body.place), body)

    def _over(self, under: Node, body: Branch) -> Node:
        """Merge a body; one that says nothing leaves the port below as it is, places included."""
        return merge(under, body) if body.entries else under.under(body.key_place)

    def _base_name(self, name: str, like: Node | None) -> str | None:
        """Give the shipped port to start from; ``like: null`` says that the port is complete as written."""
        if like is None:
            return name if name in self.shelf else None
        return str(like.value) if isinstance(like, Scalar) and like.value is not None else None

    def _stands_alone(self, name: str, body: Branch) -> bool:
        """Tell a user's own port from a misspelt or unknown name of a shipped one; complain of the latter."""
        if "flows" in body.entries and ("title" in body.entries or not names.closest(name, self.shelf, "port")):
            return True
        self._unknown(name, ("ports", name), body)
        return False

    def _unknown(self, name: str, path: tuple[str, ...], node: Node) -> None:
        place = node.place if path[-1] == "like" else node.key_place or node.place
        if name in names.known("port"):
            self.problems.append(_catalogued(name, path, place, ", ".join(self.shelf)))
            return
        shipped = ", ".join(self.shelf)
        near = names.closest(name, self.shelf, "port")
        zh = f"没有口岸 {name}；现有：{shipped}"
        en = f"there is no port {name}; shipped: {shipped}"
        title = names.title("port", near).zh if near else ""
        hint = Text(zh=f"是不是 {near}（{title}）？", en=f"did you mean {near}?") if near else Text(
            zh="自己的口岸至少要写 title 和 flows", en="a port of your own needs at least `title` and `flows`"
        )  # fmt: skip
        self.problems.append(Located(path, Text(zh=zh, en=en), place, hint))

    def _shipped(self, name: str, named_at: Place) -> Branch:
        tree, problems = read_file(self.shelf[name], named_at)
        stripped, note_problems = strip_notes(tree)
        port = spell_port(stripped, self.problems)
        assert isinstance(port, Branch)
        self.problems += [*problems, *note_problems]
        self.brought_in_by.setdefault(tree.place.source, named_at)
        return port

    def _problem(self, path: tuple[str, ...], node: Node, zh: str, en: str) -> None:
        self.problems.append(Located(path, Text(zh=zh, en=en), node.place))


def _catalogued(name: str, path: tuple[str, ...], place: Place, shipped: str) -> Located:
    """Refuse a port whose name is known and of which too little is known to be simulated."""
    title = names.title("port", name)
    text = Text(
        zh=f"{title.zh}口岸已收入名录，但没有建模；已建模：{shipped}\n已知什么、缺什么：clearance-sim ports {title.zh}",
        en=f"{title.en} is in the catalogue of ports but is not modelled; modelled: {shipped}\n"
        f"what is known and what is missing: clearance-sim ports {name}",
    )  # fmt: skip
    hint = Text(
        zh=f"要模拟它，自己写 {name}：title、stations、flows，或从 like: ceke 改起",
        en=f"to simulate it write `{name}:` yourself with title, stations and flows, or begin with `like: ceke`",
    )
    return Located(path, text, place, hint)
