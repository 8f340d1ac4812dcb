"""Copy the data files of a scenario into its result folder, so that `scenario.yaml` there runs the same again."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from clearance_sim.errors import KeyPath
    from clearance_sim.scenario.door import Loaded

FOLDER: Final = "data"


def with_data_beside(tree: Mapping[str, Any], loaded: Loaded, folder: Path) -> Mapping[str, Any]:
    """Give the resolved tree with data files named as they lie in `folder`, and put them there.

    Parameters
    ----------
    tree
        The resolved tree of `loaded`, or a part of it.
    """
    own = loaded.places.tree.place.source.path
    home = own.parent if own is not None else Path()
    changed = copy.deepcopy(dict(tree)) if loaded.counts else tree
    copies: dict[Path, str] = {}
    for path in loaded.counts:
        site = _at(changed, path)
        if site is not None:
            source = (home / str(site["file"]).replace("\\", "/")).resolve()
            if source not in copies:
                copies[source] = _copied(source, folder / FOLDER, len(copies))
            site["file"] = copies[source]
    return changed


def _at(tree: Any, path: KeyPath) -> Any:
    """Give the mapping at a key path; None where this tree leaves that part out."""
    for key in path:
        if isinstance(tree, list):
            tree = tree[int(key)]
        elif isinstance(tree, Mapping) and key in tree:
            tree = tree[key]
        else:
            return None
    return tree if isinstance(tree, Mapping) and "file" in tree else None


def _copied(source: Path, folder: Path, number: int) -> str:
    """Copy a file under its own name, or a numbered one where two are called alike."""
    folder.mkdir(exist_ok=True)
    target = folder / source.name
    if target.exists():
        target = folder / f"{number}-{source.name}"
    shutil.copyfile(source, target)
    return f"{folder.name}/{target.name}"
