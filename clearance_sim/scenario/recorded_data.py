"""Fill in what a scenario takes from data files beside it: recorded arrivals and recorded durations.

The tree keeps only the names of file and column, so that `show`, result folders and error messages never hold
a million values; the values go to the schema, and with them into the scenario's digest.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from clearance_sim.errors import KeyPath, Text
from clearance_sim.scenario.csv_files import TICKS_OF, Asked, DataFile, Read, brought_in, milliseconds, moment
from clearance_sim.scenario.distributions import Empirical
from clearance_sim.scenario.flows import Recorded
from clearance_sim.scenario.located import Located, ScenarioFileError
from clearance_sim.scenario.schema_walk import model_at
from clearance_sim.scenario.study import Scenario
from clearance_sim.scenario.tree import Branch, Node, Scalar, Series

_FILLED: Final = {"recorded": "times", "empirical": "values"}
_STAND_IN: Final[Mapping[str, list[Any]]] = {"times": ["2019-01-01T00:00"], "values": [1]}
"""Takes the place of data that could not be read, so that the schema does not complain as well."""


@dataclass
class RecordedData:
    """Hold the data of a scenario by the key path of the mapping that names file and column.

    Attributes
    ----------
    counts
        How many values each column has.
    """

    problems: list[Located] = field(default_factory=list)
    counts: dict[KeyPath, int] = field(default_factory=dict)
    _values: dict[KeyPath, list[Any]] = field(default_factory=dict)
    _files: dict[Path, DataFile] = field(default_factory=dict)

    def fill(self, resolved: Mapping[str, Any]) -> Mapping[str, Any]:
        """Give the plain tree with the values in it."""
        if not self._values:
            return resolved
        filled = copy.deepcopy(dict(resolved))
        for path, values in self._values.items():
            at: Any = filled
            for key in path:
                at = at[key]
            at[_FILLED[str(path[-1])]] = values
        return filled

    def named_from(self, tree: Branch, top: Path | None) -> Branch:
        """Give the tree with the names of data files as seen from the scenario's own folder.

        Parameters
        ----------
        top
            The scenario's own file; None = it stands in the current folder.
        """
        home = (top.parent if top else Path()).resolve()
        for path, branch in list(_sites(tree, ())):
            file = branch.entries.get("file")
            if isinstance(file, Scalar) and isinstance(file.value, str):
                tree = _placed(tree, (*path, "file"), _seen_from(home, file))
        return tree

    def read(self, path: KeyPath, branch: Branch) -> None:
        """Read the column that one mapping names."""
        filled = _FILLED[str(path[-1])]
        self._values[path] = _STAND_IN[filled]
        if filled in branch.entries:
            by_hand = branch.entries[filled]
            text = Text(zh=f"{filled} 由数据文件填入，不能手写；请把数据存成 CSV，这里只写 file 和 column",
                        en=f"`{filled}` is filled from a data file: put it into a CSV, write `file` and `column`")  # fmt: skip
            self.problems.append(Located((*path, filled), text, by_hand.key_place or by_hand.place))
            return
        file, column = branch.entries.get("file"), branch.entries.get("column")
        default = "arrival" if filled == "times" else None
        name = str(column.value) if isinstance(column, Scalar) else default
        unit = branch.entries.get("unit")
        written_unit = unit.value if isinstance(unit, Scalar) else "min"
        if not isinstance(file, Scalar) or not isinstance(file.value, str) or not file.value or not name:
            return  # the schema says what is missing
        if written_unit not in TICKS_OF:
            return
        asked = Asked((*path, "column"), name, (column or file).place, file.place)
        reader: Read = moment if filled == "times" else milliseconds(str(written_unit))
        try:
            values, problems = self._open(file).column(asked, reader)
        except ScenarioFileError as error:
            self.problems += [_named_by(item, (*path, "file"), file) for item in error.located]
            return
        self.problems += problems
        if not problems:
            self._values[path] = values
            self.counts[path] = len(values)

    def _open(self, file: Scalar) -> DataFile:
        path = data_path(file)
        if path not in self._files:
            self._files[path] = DataFile(path, file.place)
        return self._files[path]


def _named_by(item: Located, path: KeyPath, file: Scalar) -> Located:
    """Say of a problem of a whole file who names that file."""
    if item.place is None or item.place.source is file.place.source:
        return replace(item, path=path)
    return replace(item, path=path, origins=(brought_in(item.place.source.shown, file.place),))


def data_path(file: Scalar) -> Path:
    """Give the path of a data file, which is relative to the scenario file that wrote its name."""
    by = file.place.source.path
    return (by.parent if by else Path()) / str(file.value).replace("\\", "/")


def read_recorded(tree: Branch) -> RecordedData:
    """Read every data file that a scenario names."""
    data = RecordedData()
    for path, branch in _sites(tree, ()):
        data.read(path, branch)
    return data


def _seen_from(home: Path, file: Scalar) -> str:
    """Name a data file as seen from the scenario's own folder; what another file wrote may lie elsewhere."""
    by = file.place.source.path
    if by is None or by.parent.resolve() == home:
        return str(file.value)
    path = data_path(file).resolve()
    try:
        return Path(os.path.relpath(path, home)).as_posix()
    except ValueError:  # another drive
        return path.as_posix()


def _placed(node: Any, path: KeyPath, value: str) -> Any:
    if not path:
        return node if node.value == value else replace(node, value=value)
    head, rest = path[0], path[1:]
    if isinstance(node, Branch):
        return node.with_entry(str(head), _placed(node.entries[str(head)], rest, value))
    items = list(node.items)
    items[int(head)] = _placed(items[int(head)], rest, value)
    return replace(node, items=tuple(items))


def _sites(node: Node, path: KeyPath) -> Iterator[tuple[KeyPath, Branch]]:
    """Find the mappings that name a data file, those among a reform's parameters too."""
    if isinstance(node, Branch):
        if path and path[-1] in _FILLED and _names_data(path):
            yield path, node
            return
        for key, below in node.entries.items():
            yield from _sites(below, (*path, key))
    elif isinstance(node, Series):
        for position, item in enumerate(node.items):
            yield from _sites(item, (*path, position))


def _names_data(path: KeyPath) -> bool:
    inside_a_reform = path[0] in ("reforms", "variants") or "in_force" in path[:3]  # parameters have no schema here
    return model_at(Scenario, path) in (Recorded, Empirical) or (inside_a_reform and path[-1] == "empirical")
