"""Open the door: from a YAML file, and all that it extends, to a validated scenario with places and notes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clearance_sim.errors import ClearanceError, KeyPath, Problem, ScenarioError
from clearance_sim.scenario.changes import news, with_changed_ports
from clearance_sim.scenario.check import problems as cross_check
from clearance_sim.scenario.check import warnings
from clearance_sim.scenario.ladders import with_ladders
from clearance_sim.scenario.located import Located, ScenarioFileError
from clearance_sim.scenario.notes import Note, collect_notes, strip_notes
from clearance_sim.scenario.origins import Origins
from clearance_sim.scenario.overlay import Assembly
from clearance_sim.scenario.places import Place, SourceText
from clearance_sim.scenario.recorded_data import read_recorded
from clearance_sim.scenario.spelling import spell_scenario
from clearance_sim.scenario.study import Scenario
from clearance_sim.scenario.tree import Branch, Node, nearest, plain
from clearance_sim.scenario.validation import validate, without_blanks
from clearance_sim.scenario.yaml_files import read_layers

Rule = Callable[[Scenario], list[Problem]]
"""What is known of the world and stands in no scenario: gives what a valid scenario has against it."""


@dataclass(frozen=True, eq=False)
class Places:
    """Know where every value of a scenario was written."""

    tree: Node
    origins: Origins

    def nearest(self, path: KeyPath) -> tuple[KeyPath, Place]:
        """Give the longest part of `path` that was written, and where."""
        existing, node = nearest(self.tree, path)
        return existing, node.place

    def __getitem__(self, path: KeyPath) -> Place:
        """Give where the value at `path`, or the nearest one above it, was written."""
        return self.nearest(path)[1]


@dataclass(frozen=True, eq=False)
class Loaded:
    """Hold a scenario that passed the door.

    Attributes
    ----------
    resolved
        The plain tree after `extends`, ports and names: what the scenario says, without notes.
    places
        Where each value was written.
    notes
        The note that covers each scalar that has one, by the scalar's key path.
    digest
        SHA-256 of the scenario's meaning (not of its spelling), data files included, 64 hexadecimal digits.
    counts
        How many values each column of a data file gave, by the key path of the mapping that names it.
    warnings
        What could run but is hardly meant.
    """

    scenario: Scenario
    resolved: dict[str, Any]
    places: Places
    notes: dict[KeyPath, Note]
    digest: str
    counts: dict[KeyPath, int]
    warnings: list[Problem]

    def located(self, error: ClearanceError) -> ScenarioFileError:
        """Give the same error with its problems placed in the files."""
        if isinstance(error, ScenarioFileError):
            return error
        return ScenarioFileError(*(place_problem(problem, self.places) for problem in error.problems))

    def render(self, error: ClearanceError, language: str) -> str:
        """Write an error about this scenario, in ``zh`` or ``en``."""
        return self.located(error).render(language)

    @contextmanager
    def locating(self) -> Iterator[None]:
        """Place the problems of every `ScenarioError` raised inside the ``with`` block."""
        try:
            yield
        except ScenarioError as error:
            raise self.located(error) from None


def load(path: str | Path, shelf: Mapping[str, Path], rules: Sequence[Rule] = ()) -> Loaded:
    """Read, merge, validate and cross-check a scenario file.

    Parameters
    ----------
    shelf
        Shipped port files by name.
    rules
        Further checks by whoever knows the ports.

    Raises
    ------
    ScenarioFileError
        With every problem that was found; nothing has run.
    """
    return _load(Path(path), shelf, rules)


def load_text(
    text: str, shelf: Mapping[str, Path], shown: str = "scenario.yaml", rules: Sequence[Rule] = ()
) -> Loaded:
    """Read a scenario from a text; `extends` is relative to the current folder."""
    return _load(SourceText.of(text, shown), shelf, rules)


def _load(top: Path | SourceText, shelf: Mapping[str, Path], rules: Sequence[Rule]) -> Loaded:
    layers, problems, named_at = read_layers(top)
    assembly = Assembly(shelf, dict(named_at), problems)
    tree = without_blanks(assembly.assemble([_prepare(layer, problems) for layer in layers]))
    assert isinstance(tree, Branch)
    places = Places(tree, Origins(assembly.brought_in_by))
    whole = with_changed_ports(with_ladders(tree, problems), problems)
    data = read_recorded(whole)
    problems += data.problems
    scenario, complaints = validate(data.fill(plain(whole)), whole, places.origins)
    if problems or scenario is None:
        raise ScenarioFileError(*problems, *news(complaints, problems))
    if doubts := [*cross_check(scenario), *(problem for rule in rules for problem in rule(scenario))]:
        raise ScenarioFileError(*(place_problem(doubt, Places(whole, places.origins)) for doubt in doubts))
    digest = hashlib.sha256(scenario.model_dump_json(by_alias=True).encode()).hexdigest()
    shown = data.named_from(tree, top.path if isinstance(top, SourceText) else top)
    places = Places(shown, places.origins)
    return Loaded(scenario, plain(shown), places, collect_notes(tree), digest, data.counts, warnings(scenario))


def _prepare(layer: Branch, problems: list[Located]) -> Branch:
    stripped, note_problems = strip_notes(layer)
    spelled, name_problems = spell_scenario(stripped)
    problems += [*note_problems, *name_problems]
    return spelled


def place_problem(problem: Problem, places: Places) -> Located:
    """Find the place of a problem that knows only its key path."""
    _, node = nearest(places.tree, problem.path)
    place = node.place if not isinstance(node, Branch) else node.key_place or node.place
    return Located(problem.path, problem.text, place, None, places.origins.of(node, place))
