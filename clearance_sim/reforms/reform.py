"""Say what a module must hold to be a reform, here or in somebody else's package."""

from __future__ import annotations

from typing import Any, Protocol

from clearance_sim.errors import Text
from clearance_sim.plan.draft import Draft, Outcome
from clearance_sim.scenario.values import StrictModel


class Reform(Protocol):
    """Hold one reform; a module with these names is one.

    Attributes
    ----------
    NAME
        Key in scenario files: lower case letters, digits, underscores.
    TITLE
        Name for readers, in the words of the reply.
    EXPLANATION
        What it changes, two sentences.
    PASSAGE
        Its passage in the reply to proposal 0243 (2019), in Chinese; empty = not in the reply.
    SOURCES
        Publications behind mechanism and ranges.
    CAVEAT
        What the reader of its results must know; None = nothing beyond the explanation.
    ROW
        Place in the reply's order, in which a package is always applied (rule 19).
    Parameters
        What an officer sets; each field carries a `Parameter`.
    """

    NAME: str
    TITLE: Text
    EXPLANATION: Text
    PASSAGE: str
    SOURCES: tuple[str, ...]
    CAVEAT: Text | None
    ROW: int
    Parameters: type[StrictModel]

    def apply(self, draft: Draft, parameters: Any) -> Outcome:
        """Give the draft under the reform, or why the reform has nothing to act on at this port."""
        ...


REQUIRED = ("NAME", "TITLE", "EXPLANATION", "PASSAGE", "SOURCES", "CAVEAT", "ROW", "Parameters", "apply")
"""Names that a module must have."""
