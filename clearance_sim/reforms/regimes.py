"""Move a share of a flow from clearance at the port to another customs regime, and its papers with it.

The regime is drawn per unit from the cumulated shares in the order of the flow's `regimes`. What is moved is
taken from the upper end of the regime it leaves, so that everybody else keeps the regime that was drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from clearance_sim.scenario.flows import Flow, Step, predecessors

PORT: Final = "port"
PAPERS: Final = frozenset({"advance_declaration", "declaration", "document_review", "amendment"})
"""Roles of the steps that make up the declaration."""


def share_at_port(flow: Flow) -> float:
    """Give the share of a flow that is cleared at the port; all of it where no regimes are written."""
    return 1.0 if flow.regimes is None else flow.regimes.get(PORT, 0.0)


def split_off(flow: Flow, regime: str, share: float, out_of: str = PORT) -> Flow:
    """Give the flow with `share` of its units under a new regime instead of `out_of`, or all it has if that is less.

    Steps that were open to every regime stay so, except the papers, which the new regime does not take.
    """
    old = {PORT: 1.0} if flow.regimes is None else dict(flow.regimes)
    share = min(share, old.get(out_of, 0.0))
    regimes: dict[str, float] = {}
    for name, part in old.items():
        regimes[name] = part - share if name == out_of else part
        if name == out_of:
            regimes[regime] = share
    steps = {
        name: step.model_copy(update={"regimes": step.regimes or list(old)}) if step.role in PAPERS else step
        for name, step in flow.steps.items()
    }
    return flow.model_copy(update={"regimes": regimes, "steps": steps})


def is_paper_at_port(step: Step) -> bool:
    """Tell whether a step is one of the papers of who is cleared at the port."""
    return step.role in PAPERS and PORT in (step.regimes or [PORT])


def with_papers_of(
    flow: Flow, regime: str, elsewhere: Callable[[Step], Step], copied: Callable[[Step], bool] = is_paper_at_port
) -> Flow:
    """Give the flow with papers of its own for `regime`: a copy of each step that is `copied`, changed by `elsewhere`.

    A copy is drawn with the luck of the step it stands for, waits for what that one waits for, and is waited
    for wherever that one is.
    """
    copies = {name: f"{name}_{regime}" for name, step in flow.steps.items() if copied(step)}
    steps: dict[str, Step] = {}
    for name, step in flow.steps.items():
        before = list(predecessors(flow.steps, name))
        if name not in copies:
            before += [copies[one] for one in before if one in copies]
        steps[name] = step if step.ahead is not None else step.model_copy(update={"after": before})
    for name, copy in copies.items():
        step = flow.steps[name]
        after = [copies.get(one, one) for one in predecessors(flow.steps, name)]
        changes = {
            "regimes": [regime],
            "draws_as": step.draws_as or name,
            "only_if": copies.get(step.only_if or "", step.only_if),
            "unless": copies.get(step.unless or "", step.unless),
            "after": None if step.ahead is not None else after,
        }
        steps[copy] = elsewhere(step.model_copy(update=changes))
    accepted = [*flow.marks.accepted, *(copies[name] for name in flow.marks.accepted if name in copies)]
    return flow.model_copy(update={"steps": steps, "marks": flow.marks.model_copy(update={"accepted": accepted})})
