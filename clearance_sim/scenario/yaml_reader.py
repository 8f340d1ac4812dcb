"""Read YAML into a tree with positions, within bounds on depth, size and aliases.

The tree is built from PyYAML's events, not from its nodes: composing recurses, so that a file of ten thousand
brackets would end in a traceback, and drops which of two equal keys came first. Tags, merge keys and several
documents in one file are refused: nothing in a scenario needs them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from clearance_sim.errors import KeyPath, Text
from clearance_sim.scenario.located import Located, ScenarioFileError
from clearance_sim.scenario.places import Place, SourceText
from clearance_sim.scenario.tree import Branch, Node, Scalar, Series
from clearance_sim.scenario.yaml_scalars import NumberError, read_plain
from clearance_sim.scenario.yaml_slips import explain_scalar, explain_syntax

MAX_DEPTH: Final = 40
"""Levels of nesting; a shipped port has 12."""
MAX_NODES: Final = 100_000
"""Values in a file, what aliases repeat counted each time."""
_RETRIED_CHARACTERS: Final = 200_000


def read_tree(source: SourceText) -> tuple[Branch, list[Located]]:
    """Give the mapping at the top of a file, and the problems that did not stop the reading.

    Raises
    ------
    ScenarioFileError
        If the text is no YAML, breaks a bound, or holds no mapping.
    """
    builder = _Builder(source)
    try:
        for event in _events(source.text):
            builder.take(event)
    except yaml.YAMLError as error:
        raise ScenarioFileError(explain_syntax(source, error), *builder.problems) from None
    if builder.top is None or (isinstance(builder.top, Scalar) and builder.top.value is None):
        raise ScenarioFileError(
            Located((), Text(zh="文件是空的", en="the file is empty"), Place(source, 1, 1)), *builder.problems
        )
    if not isinstance(builder.top, Branch):
        slip = explain_scalar(builder.top) if isinstance(builder.top, Scalar) else None
        text = slip or Text(zh="文件的最外层应是“键: 值”", en="the top of the file must be `key: value` lines")
        raise ScenarioFileError(Located((), text, builder.top.place), *builder.problems)
    return builder.top, builder.problems


def _events(text: str) -> Iterator[Any]:
    """Give PyYAML's events; libyaml is 17 times faster, but the Python parser words its errors better."""
    fast = getattr(yaml, "CSafeLoader", None)
    if fast is None:
        yield from yaml.parse(text, Loader=yaml.SafeLoader)
        return
    try:
        yield from yaml.parse(text, Loader=fast)
    except yaml.YAMLError:
        if len(text) <= _RETRIED_CHARACTERS:
            for _ in yaml.parse(text, Loader=yaml.SafeLoader):
                pass
        raise


@dataclass
class _Open:
    """Hold a list or mapping whose end has not come yet."""

    place: Place
    anchor: str | None
    is_mapping: bool
    key_place: Place | None
    step: str | int | None
    """The key or position of this collection in its parent."""
    items: list[Node] = field(default_factory=list)
    entries: dict[str, Node] = field(default_factory=dict)
    key: str | None = None
    key_at: Place | None = None
    size: int = 1
    height: int = 1
    """Levels below and including this one, what aliases repeat included."""


class _Builder:
    """Build the tree from one event after the other."""

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.problems: list[Located] = []
        self.top: Node | None = None
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[Node, int, int]] = {}
        self._documents = 0
        self._nodes = 0

    def take(self, event: Any) -> None:
        """Take one event of PyYAML."""
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise self._stop(event, "一个文件只能有一份内容；去掉 --- 之后的部分",
                                 "a file holds one document; remove what follows `---`")  # fmt: skip
        elif isinstance(event, yaml.ScalarEvent):
            self._take_scalar(event)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self._take_start(event)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._take_end()
        elif isinstance(event, yaml.AliasEvent):
            self._take_alias(event)

    def _take_scalar(self, event: Any) -> None:
        self._refuse_tag(event)
        if any("\ud800" <= sign <= "\udfff" for sign in event.value):
            # An escape such as "\ud800" makes half a character, which no file and no console can hold.
            raise self._stop(event, "转义写出的不是字符", "an escape in the quotes is no character")
        place = self._place(event, event.end_mark)
        parent = self._open[-1] if self._open else None
        if parent is not None and parent.is_mapping and parent.key is None:
            self._take_key(parent, event.value, place)
            return
        value: str | int | float | bool | None = event.value
        if event.implicit[0]:
            try:
                value = read_plain(event.value)
            except NumberError as error:
                self._problem(error.text, place)
                value = 1
        scalar = Scalar(place, value, event.value, key_place=parent.key_at if parent else None)
        if event.implicit[0] and event.start_mark.line != event.end_mark.line:
            slip = explain_scalar(scalar, event.end_mark.line + 1)
            if slip is not None:
                self._problem(slip, place)
        self._put(scalar, event.anchor, 1, 0)

    def _take_key(self, parent: _Open, key: str, place: Place) -> None:
        if key == "<<":
            self._problem(
                Text(zh="不支持合并键 <<；请用 extends 写在单独的文件里",
                     en="the merge key `<<` is not read; put what is shared in a file and name it in `extends`"),
                place,
            )  # fmt: skip
        if key in parent.entries:
            first = parent.entries[key].key_place
            line = first.line if first else 0
            self._problem(
                Text(zh=f"键 {key} 在同一层写了两次（第一次在第 {line} 行）；只留一个",
                     en=f"the key `{key}` is written twice at this level (first in line {line}); keep one"),
                place, key,
            )  # fmt: skip
        parent.key, parent.key_at = key, place

    def _take_start(self, event: Any) -> None:
        self._refuse_tag(event)
        parent = self._open[-1] if self._open else None
        if parent is not None and parent.is_mapping and parent.key is None:
            raise self._stop(
                event, "键应是一个词，不能是列表或映射", "a key must be a word, not a list or a mapping"
            )
        if len(self._open) >= MAX_DEPTH:
            raise self._stop(event, f"嵌套超过 {MAX_DEPTH} 层", f"nested deeper than {MAX_DEPTH} levels")
        self._open.append(
            _Open(self._place(event), event.anchor, isinstance(event, yaml.MappingStartEvent),
                  parent.key_at if parent else None, self._step())
        )  # fmt: skip

    def _take_end(self) -> None:
        done = self._open.pop()
        node: Node
        if done.is_mapping:
            node = Branch(done.place, done.entries, key_place=done.key_place)
        else:
            node = Series(done.place, tuple(done.items), key_place=done.key_place)
        self._put(node, done.anchor, done.size, done.height)

    def _take_alias(self, event: Any) -> None:
        if event.anchor not in self._anchors or not self._open:
            raise self._stop(event, f"别名 *{event.anchor} 没有对应的 &{event.anchor}，或指向包含它自己的值",
                             f"the alias *{event.anchor} has no finished &{event.anchor} before it")  # fmt: skip
        parent = self._open[-1]
        if parent.is_mapping and parent.key is None:
            raise self._stop(event, "键不能是别名", "a key cannot be an alias")
        node, size, height = self._anchors[event.anchor]
        if len(self._open) + height > MAX_DEPTH:
            raise self._stop(event, f"嵌套超过 {MAX_DEPTH} 层", f"nested deeper than {MAX_DEPTH} levels")
        self._put(node.under(parent.key_at), None, size, height)

    def _put(self, node: Node, anchor: str | None, size: int, height: int) -> None:
        if anchor is not None:
            self._anchors[anchor] = (node, size, height)
        if not self._open:
            self.top = node
            return
        parent = self._open[-1]
        parent.size += size
        parent.height = max(parent.height, height + 1)
        self._nodes += 1
        if parent.size > MAX_NODES or self._nodes > MAX_NODES:
            text = Text(zh=f"文件展开后超过 {MAX_NODES} 个值（别名重复也计入）",
                        en=f"the file holds more than {MAX_NODES} values, repetition by aliases included")  # fmt: skip
            raise ScenarioFileError(Located((), text, node.key_place or node.place))
        if not parent.is_mapping:
            parent.items.append(node)
        else:
            assert parent.key is not None
            if parent.key != "<<":
                parent.entries.setdefault(parent.key, node)
            parent.key = parent.key_at = None

    def _step(self) -> str | int | None:
        if not self._open:
            return None
        parent = self._open[-1]
        return parent.key if parent.is_mapping else len(parent.items)

    def _path(self, *last: str | int) -> KeyPath:
        steps = [entry.step for entry in self._open] + [self._step()]
        return (*(step for step in steps if step is not None), *last)

    def _refuse_tag(self, event: Any) -> None:
        if event.tag is not None and event.tag != "!":
            raise self._stop(event, f"不接受标签 {event.tag[:60]}；请直接写值",
                             f"tags such as {event.tag[:60]} are refused; write the plain value")  # fmt: skip

    def _place(self, event: Any, end: Any = None) -> Place:
        mark = event.start_mark
        same_line = end is not None and end.line == mark.line
        return Place(
            self.source, mark.line + 1, mark.column + 1, max(1, end.column - mark.column) if same_line else 1
        )

    def _problem(self, text: Text, place: Place, *last: str) -> None:
        self.problems.append(Located(self._path(*last), text, place))

    def _stop(self, event: Any, zh: str, en: str) -> ScenarioFileError:
        return ScenarioFileError(Located(self._path(), Text(zh=zh, en=en), self._place(event)), *self.problems)
