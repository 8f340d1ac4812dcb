"""Print what a scenario is warned of, with places, and go on: a warning refuses nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from clearance_sim.errors import Text

if TYPE_CHECKING:
    from clearance_sim.scenario.door import Loaded
    from clearance_sim.scenario.located import Located
    from clearance_sim.scenario.study import Scenario

WARNING: Final = Text(zh="注意：", en="warning: ")


def warnings_of(loaded: Loaded, scenario: Scenario) -> list[Located]:
    """Give every warning about a scenario, placed in its files.

    Parameters
    ----------
    scenario
        What is made of the loaded file: all of it, or a part.
    """
    from clearance_sim.errors import ScenarioError
    from clearance_sim.experiments.forewarning import forewarnings

    return loaded.located(ScenarioError(*loaded.warnings, *forewarnings(scenario))).located


def print_warnings(loaded: Loaded, scenario: Scenario, language: str) -> None:
    """Write the warnings on stderr."""
    for each in warnings_of(loaded, scenario):
        click.echo(written(each, language) + "\n", err=True)


def written(warning: Located, language: str) -> str:
    """Write one warning as a refusal is written, but named as what it is."""
    head, *rest = warning.lines(language)
    return "\n".join([WARNING.in_language(language) + head, *rest])
