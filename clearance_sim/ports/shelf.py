"""Know the ports that ship with the package, and open scenarios that use them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from clearance_sim.ports.designated import misdirected
from clearance_sim.scenario import names
from clearance_sim.scenario.door import Loaded, Rule, load, load_text

RULES: Final[tuple[Rule, ...]] = (misdirected,)
"""What is known of the named ports and checked of every scenario at the door."""


def port_files() -> dict[str, Path]:
    """Give the shipped port files by port name, in the order of the table of names.

    Other YAML in the folder (holidays, catalogues) is no port: its name is not in the table.
    """
    here = Path(__file__).parent
    files = {name: here / f"{name}.yaml" for name in names.known("port")}
    return {name: path for name, path in files.items() if path.is_file()}


def open_scenario(path: str | Path) -> Loaded:
    """Read a scenario file with the shipped ports at hand.

    Raises
    ------
    ScenarioFileError
        With every problem that was found.
    """
    return load(path, port_files(), RULES)


def open_port(name: str) -> Loaded:
    """Read one shipped port alone, in a scenario of the year 2019 without reforms.

    Raises
    ------
    ScenarioFileError
        If there is no such port, or its file is wrong.
    """
    text = f'title: "{name}"\nports: ["{name}"]\nperiod: {{from: 2019-01-01, to: 2019-12-31}}\n'
    return load_text(text, port_files(), shown=f"<{name}>", rules=RULES)
