"""Hold what a call of `run` or `compare` is about, and refuse what cannot be simulated or tested."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from clearance_sim.cli.conditions import BASELINE, Condition, refuse_unknown_names
from clearance_sim.errors import ScenarioError

if TYPE_CHECKING:
    from clearance_sim.experiments.study import Other
    from clearance_sim.scenario.door import Loaded
    from clearance_sim.scenario.study import Scenario


@dataclass(frozen=True)
class Asked:
    """Hold what is to be simulated.

    Attributes
    ----------
    loaded
        The file that was opened.
    scenario
        What is made of it: all of it, or for `run` all but its variants.
    name
        Of the result folder, before the digest.
    others
        Further scenarios, compared as variants.
    other_digests
        Of those, by key.
    """

    loaded: Loaded
    scenario: Scenario
    name: str
    others: Sequence[Other] = ()
    other_digests: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_whole_file(self) -> bool:
        """Tell whether nothing of the file is left out, so that its digest names what is run."""
        return self.scenario is self.loaded.scenario


def refuse_wrong_reforms(loaded: Loaded, scenario: Scenario) -> None:
    """Refuse unknown reforms and wrong parameters of every variant at once, with their places in the file."""
    from clearance_sim.reforms.package import check_reforms

    with loaded.locating():
        if problems := check_reforms(scenario):
            raise ScenarioError(*problems)


def refuse_untestable(asked: Asked, conditions: Sequence[Condition]) -> None:
    """Refuse conditions about ports, flows or variants that are not simulated."""
    places = list(asked.scenario.ports)
    for name, port in asked.scenario.ports.items():
        places += [f"{name}.{flow.mode}.{flow.direction}.{flow.cargo}" for flow in port.flows.values()]
    variants = [BASELINE, *asked.scenario.variants, *(other.key for other in asked.others)]
    for condition in conditions:
        refuse_unknown_names(condition, places, variants)
