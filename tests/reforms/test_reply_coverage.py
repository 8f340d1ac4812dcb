"""Keep `docs/reply-coverage.md` in step with the registry: no reform untold, none told that does not ship."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from clearance_sim.reforms.registry import BUILT_IN, known
from clearance_sim.scenario import names

PAGE = (Path(__file__).parents[2] / "docs" / "reply-coverage.md").read_text(encoding="utf-8")
ANSWERS = {"modelled", "partly", "not yet", "not modelled"}


def rows(text: str) -> list[list[str]]:
    """Give the cells of every row of the tables, headers left out."""
    lines = [line for line in text.splitlines() if line.startswith("|") and not line.startswith("| ---")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in cells if row[0] not in {"in the reply", "reform"}]


REPLY, OUTSIDE = (rows(part) for part in PAGE.split("## Not in the reply"))


def named(cell: str) -> set[str]:
    """Give the reforms that a cell names."""
    return set(re.findall(r"`([a-z_]+)`", cell)) & set(names.known("reform"))


def test_every_phrase_has_one_of_four_answers_and_a_reason() -> None:
    assert len(REPLY) > 30
    assert all(len(row) == 3 and row[1] in ANSWERS and row[2] for row in REPLY)


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_reform_that_ships_answers_a_phrase_or_stands_outside(name: str) -> None:
    inside = any(name in named(row[2]) for row in REPLY if row[1] in {"modelled", "partly"})
    outside = any(name in named(row[0]) for row in OUTSIDE)
    assert (inside, outside) == (True, False) if known()[name].PASSAGE else outside


@pytest.mark.parametrize("name", [name for name in BUILT_IN if known()[name].PASSAGE])
def test_the_passage_of_a_reform_stands_on_the_page(name: str) -> None:
    phrases = [row[0] for row in REPLY if name in named(row[2])]
    told = [part for part in known()[name].PASSAGE.split("……") if any(part in phrase for phrase in phrases)]
    assert told, f"no part of {known()[name].PASSAGE} is quoted beside {name}"


def test_what_is_not_yet_modelled_is_what_has_a_name_and_does_not_ship() -> None:
    promised = set().union(*(named(row[2]) for row in REPLY if row[1] == "not yet"))
    assert promised == set(names.known("reform")) - set(BUILT_IN)
    assert not any(named(row[2]) - set(BUILT_IN) for row in REPLY if row[1] in {"modelled", "partly"})
