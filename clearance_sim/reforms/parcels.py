"""Move trucks of parcels from a declaration as general goods to lists, each in the customs code that it goes under."""

from __future__ import annotations

from typing import Final

from clearance_sim.reforms.handling import mean_of, with_mean
from clearance_sim.reforms.regimes import split_off, with_papers_of
from clearance_sim.scenario.distributions import Count, Distribution
from clearance_sim.scenario.flows import Flow, Step, predecessors

REGIME: Final = "listed"
_HOUR: Final = 3_600_000


def examination(flow: Flow) -> str | None:
    """Name the step at which the selected parcels of a truck are examined one by one; None where there is none."""
    found = [
        name
        for name, step in flow.steps.items()
        if step.per == "box" and step.station is not None and sorting(flow, name) is not None
    ]
    return found[0] if flow.cargo == "parcels" and found else None


def sorting(flow: Flow, examined: str) -> str | None:
    """Name the step of the whole truck that finds its selected parcels, before they are examined."""
    before = [name for name in predecessors(flow.steps, examined) if flow.steps[name].per == "unit"]
    return before[0] if before else None


def with_load(flow: Flow, lists: int, selected: float, an_hour: int) -> Flow:
    """Give the flow with so many lists on a truck, this share of them selected, and so many sorted an hour.

    The numbers of selected parcels keep their range in proportion to the mean, as the sorting keeps its shape.
    """
    examined = examination(flow)
    line = sorting(flow, examined) if examined is not None else None
    assert flow.boxes is not None and line is not None  # only such flows fit
    factor = 2 * lists * selected / (flow.boxes.low + flow.boxes.high)
    boxes = Count(low=max(1, round(flow.boxes.low * factor)), high=max(1, round(flow.boxes.high * factor)))
    step = flow.steps[line]
    assert step.handling is not None and mean_of(step.handling) > 0
    sorted_in = with_mean(step.handling, lists / an_hour * _HOUR)
    steps = {**flow.steps, line: step.model_copy(update={"handling": sorted_in})}
    return flow.model_copy(update={"boxes": boxes, "steps": steps})


def on_lists(flow: Flow, share: float, checked_in: Distribution, in_the_yard: bool) -> Flow:
    """Give the flow with a share of its trucks on lists, which leave when the rest of the load is released.

    Parameters
    ----------
    checked_in
        How long customs take over a truck's lists, in the place of its declaration.
    in_the_yard
        Whether its parcels are sorted here and the selected ones examined, behind the truck that has left; goods
        out of a bonded zone have been through that there.
    """
    examined = examination(flow)
    assert examined is not None  # only such flows fit
    line = sorting(flow, examined)

    def listed(step: Step) -> Step:
        if step.role not in {"declaration", "advance_declaration"}:
            return step
        return step.model_copy(update={"handling": checked_in, "documents": min(step.documents, 1)})

    old = list(flow.regimes or {"port": 1.0})
    flow = with_papers_of(split_off(flow, REGIME, share), REGIME, listed)
    steps = dict(flow.steps)
    step = steps[examined]
    after = list(predecessors(steps, examined))
    steps[examined] = step.model_copy(update={"regimes": step.regimes or old, "after": after})
    if in_the_yard:
        # Nothing waits for this copy: it is the examination that no longer holds the truck.
        own = {"regimes": [REGIME], "draws_as": step.draws_as or examined, "after": after}
        steps[f"{examined}_{REGIME}"] = step.model_copy(update=own)
    elif line is not None:
        steps[line] = steps[line].model_copy(update={"regimes": steps[line].regimes or old})
    marks = flow.marks.model_copy(update={"excluded": [*flow.marks.excluded, REGIME]})
    return flow.model_copy(update={"steps": steps, "marks": marks})
