"""The waits that users read are those that are held against theory: same rows, same window, same sum."""

from __future__ import annotations

import laboratory
import pytest
from laboratory import Measure

from clearance_sim.analysis.ledger import Key
from clearance_sim.analysis.measures import measure
from clearance_sim.clock import HOUR

# scenario: station (or yard) of the table and the measure of the theory tests
READ: list[tuple[str, str, Measure]] = [
    ("mm1", "gate", laboratory.wait(("trucks", "gate"))),
    ("mm3", "gate", laboratory.wait(("trucks", "gate"))),
    ("md2", "scanner", laboratory.wait(("trucks", "scan"))),
    ("mg1", "examination", laboratory.wait(("trucks", "examine"))),
    ("jackson", "papers", laboratory.wait(("trucks", "papers"), ("trucks", "papers_again"))),
    ("batch_arrivals", "gate", laboratory.wait(("trucks", "gate"))),
    ("declarations_per_truck", "window", laboratory.wait(("trucks", "papers"))),
    ("ahead", "window", laboratory.wait(("trucks", "papers"))),
    ("yard_line", "yard:compound", laboratory.wait_outside("trucks", "unload")),
]


@pytest.mark.parametrize(("name", "item", "theory"), READ, ids=[name for name, _, _ in READ])
def test_the_table_of_waits_is_the_time_held_against_theory(name: str, item: str, theory: Measure) -> None:
    run = laboratory.one_run(name, 0)
    ledger = measure(run.plan, run.trace).ledger
    position = ledger.keys.index(Key("", "wait_hours", item, "mean"))
    waits = theory(run)
    assert ledger.counts[position] == len(waits)
    assert ledger.values[position] == int(waits.sum()) / len(waits) / HOUR
