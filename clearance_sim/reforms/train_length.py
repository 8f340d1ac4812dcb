"""Make trains longer: fewer of them carry the same boxes, and what is done by the box takes longer by the train."""

from __future__ import annotations

from typing import Any

from clearance_sim.reforms.handling import mean_of, with_mean
from clearance_sim.scenario.distributions import Count
from clearance_sim.scenario.flows import Flow, Step


def longer_trains(flow: Flow, boxes: int) -> Flow:
    """Give the flow with fewer trains of `boxes` boxes each, unless they have more already.

    Tonnes and value of time grow with the train, and so do time and charges of a transshipment that is
    written for the whole train; every other step is done by the train and takes as long as before.
    """
    assert flow.boxes is not None
    factor = boxes / ((flow.boxes.low + flow.boxes.high) / 2)
    if factor <= 1:
        return flow
    changed: dict[str, Any] = {"volume": flow.volume / factor, "boxes": Count(low=boxes, high=boxes)}
    for key in ("tonnes", "value_of_time"):
        changed[key] = None if getattr(flow, key) is None else getattr(flow, key) * factor
    changed["steps"] = {key: _scaled(step, factor) for key, step in flow.steps.items()}
    return flow.model_copy(update=changed)


def _scaled(step: Step, factor: float) -> Step:
    """Give a transshipment of the whole train with its time and charges in proportion; any other step as it is."""
    if step.role != "transshipment" or step.per != "unit" or step.handling is None:
        return step
    charges = [charge.model_copy(update={"amount": charge.amount * factor}) for charge in step.charges]
    handling = with_mean(step.handling, mean_of(step.handling) * factor)
    return step.model_copy(update={"handling": handling, "charges": charges})
