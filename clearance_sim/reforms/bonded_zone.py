"""Follow what leaves a port under bond to a bonded zone: the run there, the declaration and the release in the zone.

The zone is a part of the model's time after the port. Papers and charges that the port no longer sees fall here.
"""

from __future__ import annotations

from clearance_sim.scenario.distributions import Distribution
from clearance_sim.scenario.flows import Flow, Step, predecessors
from clearance_sim.scenario.values import Title

RUN, DECLARE, RELEASE = "run_to_zone", "declare_in_zone", "release_in_zone"


def way_out(flow: Flow) -> str | None:
    """Name the one last step, taken by every unit, after which a flow can be followed further; None if there is none."""
    led_on = {before for name in flow.steps for before in predecessors(flow.steps, name)}
    last = [name for name in flow.steps if name not in led_on]
    if len(last) != 1:
        return None
    step = flow.steps[last[0]]
    whole = step.share == 1 and step.regimes is None and step.only_if is None and step.unless is None
    return last[0] if whole and step.per == "unit" else None


def with_zone(flow: Flow, regime: str, declaration: str, run: Distribution, work: Distribution) -> Flow:
    """Give the flow with its units under `regime` followed to a zone; the port ends where it did.

    Parameters
    ----------
    declaration
        The step that the zone's declaration stands for: its luck, documents and charges move to the zone.
    run, work
        The run to the zone, per unit, and the zone's own work on a declaration.
    """
    last = way_out(flow)
    assert last is not None
    here = flow.steps[declaration]
    released = next(step.handling for step in flow.steps.values() if step.role == "release")
    steps = {
        RUN: Step(
            title=Title(zh="驶往综保区、保税物流中心", en="Run to the bonded zone"),
            role="zone_run", party="trader", handling=run, after=[last], regimes=[regime],
        ),
        DECLARE: Step(
            title=Title(zh="区内申报", en="Declare in the bonded zone"),
            role="zone_declaration", party="trader", handling=work, after=[RUN], regimes=[regime], per="declaration",
            draws_as=here.draws_as or declaration, documents=here.documents, charges=here.charges, contact=True,
        ),
        RELEASE: Step(
            title=Title(zh="区内放行", en="Release in the bonded zone"),
            role="zone_release", party="customs", handling=released, after=[DECLARE], regimes=[regime],
        ),
    }  # fmt: skip
    marks = flow.marks.model_copy(update={"left": flow.marks.left or last})
    return flow.model_copy(update={"steps": {**flow.steps, **steps}, "marks": marks})
