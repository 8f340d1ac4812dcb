"""Know the reforms: those that ship, and those that outside packages offer by entry point.

A package offers a reform by an entry point of the group ``clearance_sim.reforms`` whose value is the module.
One that cannot be loaded is told in a warning and left out: somebody else's mistake must not stop a study.
"""

from __future__ import annotations

import functools
import importlib
import importlib.metadata
import warnings
from typing import Any, Final, cast

from clearance_sim.errors import KeyPath, Problem, ScenarioError, Text
from clearance_sim.reforms.reform import REQUIRED, Reform
from clearance_sim.scenario.names import canonical, closest

GROUP: Final = "clearance_sim.reforms"
BUILT_IN: Final = (
    "single_window",
    "data_sharing",
    "advance_declaration",
    "green_lanes",
    "joint_inspection",
    "inland_clearance",
    "rail_fast_clearance",
    "two_step_declaration",
    "fee_regulation",
    "transshipment_capacity",
    "inspection_yard",
    "line_electrification",
    "cross_border_passage",
    "partner_motorway",
    "rail_shift",
    "designated_port",
    "bonded_transfer",
    "border_trade",
    "ecommerce_release",
    "home_trains",
    "self_service",
    "partner_hours",
    "extended_hours",
    "appointment_booking",
    "risk_based_inspection",
    "trusted_traders",
)


class ReformWarning(UserWarning):
    """Tell that an outside package's reform was left out, and why."""


@functools.cache
def known() -> dict[str, Reform]:
    """Give every reform by name, in the order in which a package is applied."""
    found = {name: _load(f"{GROUP}.{name}", name) for name in BUILT_IN}
    for entry in sorted(importlib.metadata.entry_points(group=GROUP), key=lambda point: (point.name, point.value)):
        if entry.value == f"{GROUP}.{entry.name}" and entry.name in found:
            continue  # our own, which the installed package announces as well
        try:
            if entry.name in found:
                raise ValueError(f"a reform called {entry.name} exists already")
            found[entry.name] = _load(entry.value, entry.name)
        # Whatever an outside module does on import is its own affair, `SystemExit` and the like excepted.
        except Exception as error:
            warnings.warn(
                f"reform {entry.name!r} ({entry.value}) is left out: {error} / 外部措施未能载入，已跳过",
                ReformWarning,
                stacklevel=2,
            )
    return dict(sorted(found.items(), key=lambda item: (item[1].ROW, item[0])))


def find(name: str, path: KeyPath = ()) -> Reform:
    """Give the reform called `name`: its key, or its Chinese or English title.

    Raises
    ------
    ScenarioError
        If there is none; the problem stands at `path` and names the nearest.

    Examples
    --------
    >>> find("提前申报").NAME, find("joint inspection").NAME
    ('advance_declaration', 'joint_inspection')
    """
    by_title = {word.casefold(): reform.NAME for reform in known().values() for word in reform.TITLE}
    key = canonical("reform", name) or by_title.get(name.strip().casefold(), name)
    if key in known():
        return known()[key]
    near = closest(name, known(), "reform")
    if near is not None:
        hint = Text(zh=f"是不是 {near}（{known()[near].TITLE.zh}）？", en=f"did you mean {near}?")
    else:
        names = ", ".join(known())
        hint = Text(zh=f"现有：{names}", en=f"there are: {names}")
    raise ScenarioError(
        Problem(
            path, Text(zh=f"没有叫 {name} 的改革措施；{hint.zh}", en=f"there is no reform {name!r}; {hint.en}")
        )
    )


def _load(module: str, name: str) -> Reform:
    """Import a module and see that it is a reform."""
    loaded: Any = importlib.import_module(module)
    missing = [required for required in REQUIRED if not hasattr(loaded, required)]
    if missing:
        raise TypeError(f"{module} lacks {', '.join(missing)}")
    if name != loaded.NAME:
        raise ValueError(f"{module} calls itself {loaded.NAME}")
    return cast(Reform, loaded)
