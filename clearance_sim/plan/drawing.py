"""Draw a plan from a draft: every chance of one replication, as arrays; afterwards nothing is random."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from clearance_sim.clock import DAY, Ticks
from clearance_sim.errors import Problem, ScenarioError, Text
from clearance_sim.plan.arrivals import draw_arrivals
from clearance_sim.plan.chances import Chances, Identity
from clearance_sim.plan.draft import Draft
from clearance_sim.plan.durations import draw_ticks
from clearance_sim.plan.entities import Entities, make_entities
from clearance_sim.plan.lanes import eligible_lanes, told_apart
from clearance_sim.plan.layout import lay_out, priorities
from clearance_sim.plan.plan import UNIT, Flags, Integers, Plan, PlannedFlow, PlannedStep
from clearance_sim.plan.route import planned_steps
from clearance_sim.plan.selection import draw_regimes, who_takes
from clearance_sim.plan.volumes import demand_covered
from clearance_sim.scenario.flows import Flow, Step


@dataclass(frozen=True, eq=False)
class _Columns:
    """Hold the columns of one step's rows."""

    takes: Flags
    work: Ticks
    eligible: Integers
    priority: Integers
    lead_ready: Ticks
    number: Integers


def draw(draft: Draft, replication: int) -> Plan:
    """Draw replication number `replication` (from 0) of a draft.

    Raises
    ------
    ScenarioError
        If volumes do not cover the period, trains exceed their paths, or a calendar lacks a year.
    """
    flows: list[PlannedFlow] = []
    columns: list[_Columns] = []
    ranks = {name: rank for rank, name in enumerate(_flow_order(draft))}
    row = 0
    for name in draft.port.flows:
        planned, of_steps = _draw_flow(draft, name, ranks[name], replication, row)
        flows.append(planned)
        columns.extend(of_steps)
        row = planned.steps[-1].last_row
    joined = {
        field: np.concatenate([getattr(part, field) for part in columns]) for field in _Columns.__dataclass_fields__
    }
    earliest = min(0, int(joined["lead_ready"].min(initial=0)))
    layout = lay_out(draft, replication, first=(earliest // DAY - 8) * DAY)
    return Plan(
        port=draft.name,
        replication=replication,
        seed=draft.seed,
        origin=draft.origin,
        horizon=draft.horizon,
        warm_up=draft.warm_up,
        cool_down=draft.cool_down,
        zone=draft.port.zone,
        stations=layout.stations,
        lanes=layout.lanes,
        staff=layout.staff,
        yards=layout.yards,
        flows=tuple(flows),
        **joined,
    )


def _flow_order(draft: Draft) -> list[str]:
    """Give the flows of the base file first, then what reforms added, in order of adding (rule 10)."""
    added = [name for name in draft.port.flows if name not in draft.base_flows]
    return [*draft.base_flows, *added]


def _draw_flow(
    draft: Draft, name: str, rank: int, replication: int, first_row: int
) -> tuple[PlannedFlow, list[_Columns]]:
    flow = draft.port.flows[name]
    path = ("ports", draft.name, "flows", name)
    arrivals = flow.arrivals
    volumes = arrivals.timetable.volumes if arrivals.timetable else arrivals.poisson and arrivals.poisson.volumes
    if volumes:
        demand_covered(volumes, draft, (*path, "arrivals"))
    chances = Chances(draft.seed, replication, f"{draft.name}.{name}")
    arrived = draw_arrivals(draft, name, chances)
    entities = make_entities(flow, rank, arrived, chances)
    regime, regime_names = draw_regimes(flow, entities, chances)
    taken = who_takes(flow, entities, regime, regime_names, chances)
    steps = planned_steps(draft, flow, entities, first_row)
    labels = _labels(name, flow, regime_names)
    columns = [
        _draw_step(draft, flow, step, taken, entities, regime, labels, chances, path) for step in steps
    ]
    positions = {step.name: position for position, step in enumerate(steps)}
    marks = flow.marks
    planned = PlannedFlow(
        name=name,
        rank=rank,
        mode=flow.mode,
        direction=flow.direction,
        cargo=flow.cargo,
        unit_kind=flow.unit,
        levels=entities.levels,
        entry=entities.entry,
        regime=regime,
        regime_names=regime_names,
        declaration_of_unit=entities.declaration_of_unit,
        units_per_declaration=entities.shared,
        teu_per_box=flow.teu_per_box,
        tonnes=flow.tonnes or 0.0,
        value_of_time=flow.value_of_time or 0.0,
        steps=steps,
        arrived=positions.get(marks.arrived, -1),
        accepted=tuple(positions[step] for step in marks.accepted),
        released=positions[marks.released] if marks.released else -1,
        border=positions[marks.border] if marks.border else -1,
        excluded=tuple(regime_names.index(regime_name) for regime_name in marks.excluded),
        worth=_worth(flow, entities, chances),
        lost=arrived.lost,
        joined=positions[marks.joined] if marks.joined else -1,
        left=positions[marks.left] if marks.left else -1,
    )
    return planned, columns


def _worth(flow: Flow, entities: Entities, chances: Chances) -> Integers:
    """Draw the value of each unit's goods, in fen."""
    worth = flow.value_per_unit
    if worth is None:
        return np.zeros(len(entities.entry), dtype=np.int64)
    low, high = round(worth.low * 100), round(worth.high * 100)
    if low == high:
        return np.full(len(entities.entry), low, dtype=np.int64)
    return low + np.floor(chances.uniforms("worth", entities.who[UNIT]) * (high - low + 1)).astype(np.int64)


def _labels(name: str, flow: Flow, regime_names: tuple[str, ...]) -> list[frozenset[str]]:
    """Give the names by which lanes and priorities may call a unit, one set for each regime."""
    own = {name, flow.cargo, flow.mode, flow.direction, flow.unit}
    return [frozenset(own | {regime}) for regime in regime_names] or [frozenset(own)]


def _draw_step(
    draft: Draft,
    flow: Flow,
    planned: PlannedStep,
    taken: Mapping[str, Flags],
    entities: Entities,
    regime: Integers,
    labels: list[frozenset[str]],
    chances: Chances,
    path: tuple[str, ...],
) -> _Columns:
    step = flow.steps[planned.name]
    level = entities.levels[planned.level]
    who = entities.who[planned.level]
    takes = taken[planned.name]
    work = np.where(takes, _work(planned.name, flow.steps, who, chances), 0)
    eligible = np.zeros(len(level), dtype=np.int64)
    priority = np.zeros(len(level), dtype=np.int64)
    if step.station is not None:
        station = draft.port.stations[step.station]
        eligible = eligible_lanes(told_apart(draft, step.station), labels)[regime][level.unit]
        priority = priorities(station, labels)[regime][level.unit]
        if bool(np.any(takes & (eligible == 0))):
            raise ScenarioError(
                Problem(
                    (*path, "steps", planned.name, "station"),
                    Text(zh=f"作业点 {step.station} 没有任何车道接受这里的部分车辆",
                         en=f"no lane of station {step.station} accepts some of those who come here"),
                )
            )  # fmt: skip
    lead_ready = np.zeros(len(level), dtype=np.int64)
    if step.ahead is not None:
        lead = draw_ticks(step.ahead, len(who), lambda: chances.uniforms(f"lead:{planned.name}", who))
        lead_ready = np.where(takes, entities.entry[level.unit] - lead, 0)
    return _Columns(takes, work, eligible, priority, lead_ready, level.number)


def _work(name: str, steps: Mapping[str, Step], who: Identity, chances: Chances) -> Ticks:
    """Draw handling ticks; a joint step lasts as long as its longest part plus the coordination."""
    step = steps[name]
    if step.joint is not None:
        parts = [_work(part, steps, who, chances) for part in step.joint.parts]
        coordination = draw_ticks(
            step.joint.coordination, len(who), lambda: chances.uniforms(f"coordination:{name}", who)
        )
        longest: Ticks = np.maximum.reduce(parts)
        return longest + coordination
    assert step.handling is not None  # the schema asks for one of the two
    return draw_ticks(step.handling, len(who), lambda: chances.uniforms(f"handling:{step.draws_as or name}", who))

