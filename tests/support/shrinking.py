"""Shrink a random port on which two runs of a plan differ to a small one on which they still do, and print that.

Greedy delta debugging over the mapping that a user would have written: whole flows, steps, stations and hours go
first, then single keys, then numbers become small and what was drawn becomes fixed. What is no scenario any more,
or runs alike, is put back. Hypothesis could shrink the choices behind a port, but one choice fewer there makes
another port of all that follows; here the rest of the port stays as it is.

    python tests/support/shrinking.py SEED

shrinks random port SEED if the engines differ on it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any, Final

import yaml
from random_ports import in_whole_minutes, random_mapping
from smaller_ports import SMALLER

from clearance_sim import engine, vector
from clearance_sim.errors import ClearanceError
from clearance_sim.experiments.engines import first_difference
from clearance_sim.plan.drafting import drafts
from clearance_sim.plan.drawing import draw
from clearance_sim.plan.plan import Plan
from clearance_sim.plan.trace import Trace
from clearance_sim.scenario.check import problems as cross_check
from clearance_sim.scenario.study import Scenario

Run = Callable[[Plan], Trace]
RAISES: Final = "raises"
AT_MOST: Final = 5_000
"""Ports that are tried; a port is small long before."""


@dataclass(frozen=True)
class Case:
    """Hold a random port, which of its replications is run, and whether its draws are cut to whole minutes."""

    written: dict[str, Any]
    replication: int
    cut: bool = True

    @property
    def plan(self) -> Plan:
        """Draw the plan anew."""
        plan = draw(drafts(Scenario.model_validate(self.written))["lab"], self.replication)
        return in_whole_minutes(plan) if self.cut else plan


def random_case(seed: int) -> Case:
    """Give random port number `seed`, so that its plan is `random_ports.random_plan(seed)`."""
    # Through YAML and back, so that no two places share a list.
    return Case(yaml.safe_load(yaml.dump(random_mapping(seed), Dumper=_Plain, sort_keys=False)), seed % 7)


def difference(plan: Plan, specification: Run = engine.run, core: Run = vector.run) -> str:
    """Say in a sentence where two runs of a plan differ first; an empty text where they are equal."""
    expected = specification(plan)
    try:
        found = core(plan)
    except Exception as error:  # whatever it is, it is the difference that is looked for
        return f"{RAISES} {type(error).__name__}: {error}"
    told = first_difference(plan, expected, found)
    return told.en if told else "" if expected == found else "traces differ"


def shrink(case: Case, specification: Run = engine.run, core: Run = vector.run) -> Case:
    """Give the smallest port that greed finds on which the two still differ, in the same way: a trace or an error."""
    raises = difference(case.plan, specification, core).startswith(RAISES)
    tried = 0

    def still_differs(smaller: Case) -> bool:
        nonlocal tried
        tried += 1
        try:
            text = difference(smaller.plan, specification, core)
        except (ValueError, ArithmeticError, LookupError, AssertionError, StopIteration, ClearanceError):
            return False  # no scenario any more: a name is missing, a number out of its range
        return bool(text) and text.startswith(RAISES) == raises

    best, before = case, None
    while best != before and tried < AT_MOST:
        before = best
        for pass_ in (_easier_to_run, *SMALLER):
            at = 0
            # After a success the place of the next candidate has moved up to where this one was.
            while (smaller := _candidate(pass_, best, at)) is not None and tried < AT_MOST:
                if smaller != best and still_differs(smaller):
                    best = smaller
                else:
                    at += 1
    return best


def _candidate(pass_: Callable[[Any], Iterator[Any]], case: Case, at: int) -> Case | None:
    if pass_ is _easier_to_run:
        return next((one for position, one in enumerate(_easier_to_run(case)) if position == at), None)
    for position, change in enumerate(pass_(case)):
        if position == at:
            written = deepcopy(case.written)
            change(written)
            return replace(case, written=written)
    return None


def _easier_to_run(case: Case) -> Iterator[Case]:
    """Let the port be what the command line would run: replication 0, draws as they are."""
    yield replace(case, replication=0)
    yield replace(case, cut=False)


def told(case: Case, specification: Run = engine.run, core: Run = vector.run) -> str:
    """Print a port as files that can be run, with the first record that differs."""
    files = as_files(case.written)
    lines = [difference(case.plan, specification, core)]
    for name, text in files.items():
        lines += [f"--- {name}", text.rstrip()]
    how = f"clearance-sim run port.yaml --engine both --replications {case.replication + 1}"
    if case.cut or cross_check(Scenario.model_validate(case.written)):
        how = f"shrinking.Case(written, {case.replication}).plan, which the door would refuse or draw finer"
    return "\n".join([*lines, f"--- run it: {how}"])


def as_files(written: dict[str, Any]) -> dict[str, str]:
    """Give the files of a scenario by name: what is recorded inside the mapping goes into CSV files beside it."""
    files: dict[str, str] = {}
    lean = deepcopy(written)
    for number, (shape, recorded) in enumerate(_recorded(lean)):
        name = f"recorded_{number}.csv"
        column, values = "arrival", recorded.pop("times", None)
        if shape == "empirical":
            column, values = recorded["column"], [each / 60_000 for each in recorded.pop("values")]
        recorded["file"] = name
        files[name] = "\n".join([column, *(f"{each:g}" if shape == "empirical" else str(each) for each in values)]) + "\n"
    return {"port.yaml": yaml.dump(lean, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=110), **files}


def _recorded(node: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    for key, value in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        if key in ("recorded", "empirical"):
            yield key, value
        else:
            yield from _recorded(value)


class _Plain(yaml.SafeDumper):
    """Write every place out, also where two places share one list."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def report_of(seeds: dict[int, str], specification: Run = engine.run, core: Run = vector.run) -> str:
    """Shrink the first of the ports that differ and tell it; name the others. An empty text if there are none."""
    if not seeds:
        return ""
    first, *others = seeds
    small = shrink(random_case(first), specification, core)
    beside = f"; so do {others}" if others else ""
    return f"random port {first} differs{beside}. Shrunk:\n{told(small, specification, core)}"


def differing(seeds: range, specification: Run = engine.run, core: Run = vector.run) -> str:
    """Run random ports both ways; an empty text if all are equal, else a report with the first one shrunk."""
    found = {seed: difference(random_case(seed).plan, specification, core) for seed in seeds}
    return report_of({seed: text for seed, text in found.items() if text}, specification, core)


if __name__ == "__main__":
    asked = int(sys.argv[1])
    print(differing(range(asked, asked + 1)) or f"the engines agree on random port {asked}")
