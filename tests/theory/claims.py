"""Keep account of every statistical claim of the theory tests, so that all of them share one error rate.

If the model is right, and sums over a replication are close to normal, the chance that any claim at all is
refuted in a run is at most `ERROR_RATE`: each claim has an equal share of it (Bonferroni). A claim must be
named here to be judged. The slow proof is a run of its own with the same rate. Seeds are those of the files.

Bonferroni needs no independence, and there is none: flows of the same name draw the same uniforms in every
scenario, so that errors of different scenarios tend to have the same sign. Do not add their scores up.
"""

from __future__ import annotations

from typing import Final

import cases
import further_cases
from laboratory import Sample

ERROR_RATE: Final = 1e-3
WIDEST: Final = 0.25
"""An interval wider than this on either side, relative to theory, is a failure too: it could refute nothing."""
CASES: Final = {**cases.CASES, **further_cases.CASES}
RUSH_HOURS: Final = (3, 9, 13)
OTHERS: Final = (
    *(f"number inside at {hour}" for hour in RUSH_HOURS),
    "number inside is Poisson",
    "half find the window open",
    "night waits are uniform",
)
LEVEL: Final = ERROR_RATE / (len(CASES) + len(OTHERS))


def level(claim: str) -> float:
    """Give the chance with which a claim may be refuted although it is right."""
    assert claim in CASES or claim in OTHERS, f"{claim!r} is not on the list of claims"
    return LEVEL


def disagreement(claim: str, sample: Sample, widest: float = WIDEST) -> str:
    """Say how a sample contradicts its theory, or fails to contradict a wrong one; empty when all is well."""
    difference, half = sample.difference(level(claim))
    if half > widest:
        return f"interval of +-{half:.1%} could refute nothing"
    case = CASES.get(claim)
    if case is not None and case.rival is not None and abs(difference - (case.rival / case.expected - 1)) <= half:
        return f"{difference:+.2%} +-{half:.2%} does not refute the wrong rule at {case.rival / case.expected - 1:+.2%}"
    return f"{difference:+.2%} off, interval +-{half:.2%}" if abs(difference) > half else ""
