"""Draw a plan from a draft: every chance of one replication, as arrays; afterwards nothing is random."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from clearance_sim.clock import DAY, Ticks
from clearance_sim.errors import Problem, ScenarioError, Text
from clearance_sim.plan.arrivals import draw_arrivals
from clearance_sim.plan.chances import Chances, KnownUniforms
from clearance_sim.plan.columns import Columns
from clearance_sim.plan.draft import Draft, Itself
from clearance_sim.plan.entities import Entities, make_entities
from clearance_sim.plan.handling import Handling, handlings
from clearance_sim.plan.layout import lay_out
from clearance_sim.plan.lots import Lots
from clearance_sim.plan.plan import UNIT, Flags, Integers, Plan, PlannedFlow, PlannedStep
from clearance_sim.plan.route import planned_steps
from clearance_sim.plan.selection import draw_regimes, who_takes
from clearance_sim.plan.turns import Turn, turns
from clearance_sim.plan.volumes import demand_covered
from clearance_sim.scenario.flows import Flow


@dataclass(frozen=True, eq=False)
class _Peopled:
    """Hold a flow whose entities are there and have chosen their steps; their handling is still to be drawn."""

    planned: PlannedFlow
    entities: Entities
    taken: Mapping[str, Flags]
    chances: Chances


class _Remembered(NamedTuple):
    """Hold what is remembered of a draft's steps; asking for it at each step took a tenth of drawing it."""

    handlings: Mapping[str, Mapping[str, Handling]]
    turns: Mapping[tuple[str, str], Turn]


def draw(draft: Draft, replication: int, known: KnownUniforms | None = None) -> Plan:
    """Draw replication number `replication` (from 0) of a draft.

    Parameters
    ----------
    known
        Shared by the drafts of one replication, spares drawing the chances that they have in common again.

    Raises
    ------
    ScenarioError
        If volumes do not cover the period, trains exceed their paths, or a calendar lacks a year.
    """
    ranks = {name: rank for rank, name in enumerate(_flow_order(draft))}
    peopled: list[_Peopled] = []
    n = 0
    for name in draft.port.flows:
        chances = Chances(draft.seed, replication, f"{draft.name}.{name}", known)
        peopled.append(_people(draft, name, ranks[name], n, chances))
        n = peopled[-1].planned.steps[-1].last_row
    columns, remembered = Columns(n), _Remembered(handlings(draft), turns(draft))
    for each in peopled:
        for step in each.planned.steps:
            _draw_step(draft, remembered, each, step, columns)
    earliest = min(0, columns.lead_ready.least())
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
        flows=tuple(each.planned for each in peopled),
        takes=columns.takes,
        work=columns.work,
        eligible=columns.eligible.whole(n),
        priority=columns.priority.whole(n),
        lead_ready=columns.lead_ready.whole(n),
    )


def _flow_order(draft: Draft) -> list[str]:
    """Give the flows of the base file first, then what reforms added, in order of adding (rule 10)."""
    added = [name for name in draft.port.flows if name not in draft.base_flows]
    return [*draft.base_flows, *added]


def _people(draft: Draft, name: str, rank: int, first_row: int, chances: Chances) -> _Peopled:
    flow = draft.port.flows[name]
    _demand_covered(Itself(draft), name)
    arrived = draw_arrivals(draft, name, chances)
    entities = make_entities(flow, rank, arrived, chances)
    regime, regime_names = draw_regimes(flow, entities, chances)
    taken = who_takes(draft, name, entities, regime, regime_names, chances)
    steps = planned_steps(draft, name, entities, first_row)
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
    return _Peopled(planned, entities, taken, chances)


@lru_cache(maxsize=256)
def _demand_covered(itself: Itself, flow: str) -> None:
    """Refuse a flow whose volumes leave part of the period without a number, as `demand_covered` does, once a draft."""
    draft = itself.draft
    arrivals = draft.port.flows[flow].arrivals
    volumes = arrivals.timetable.volumes if arrivals.timetable else arrivals.poisson and arrivals.poisson.volumes
    if volumes:
        demand_covered(volumes, draft, ("ports", draft.name, "flows", flow, "arrivals"))


def _worth(flow: Flow, entities: Entities, chances: Chances) -> Integers:
    """Draw the value of each unit's goods, in fen."""
    worth = flow.value_per_unit
    if worth is None:
        return np.broadcast_to(np.int64(0), len(entities.entry))
    low, high = round(worth.low * 100), round(worth.high * 100)
    if low == high:
        return np.full(len(entities.entry), low, dtype=np.int64)
    return low + np.floor(chances.uniforms("worth", entities.who[UNIT]) * (high - low + 1)).astype(np.int64)


def _draw_step(
    draft: Draft, remembered: _Remembered, flow: _Peopled, planned: PlannedStep, columns: Columns
) -> None:
    """Draw one step of a flow and write its rows."""
    rows = planned.rows
    takes = flow.taken[planned.name]
    columns.takes[rows] = takes
    turn = remembered.turns.get((flow.planned.name, planned.name))
    eligible, priority = (0, 0) if turn is None else _lanes_and_turn(draft, turn, flow, planned, takes)
    columns.eligible.write(rows, eligible)
    columns.priority.write(rows, priority)
    lots = Lots(flow.chances, flow.entities.who[planned.level], takes)
    handling = remembered.handlings[flow.planned.name][planned.name]
    _work(handling, lots, columns.work[rows])
    lead_ready: int | Integers = 0
    if handling.lead is not None:
        lead_ready = np.empty(len(takes), dtype=np.int64)
        lots.draw(handling.lead, handling.lead_purpose, lead_ready)
        entry = flow.entities.entry[flow.entities.levels[planned.level].unit]
        np.subtract(entry, lead_ready, out=lead_ready)
        lead_ready *= takes
    columns.lead_ready.write(rows, lead_ready)


def _lanes_and_turn(
    draft: Draft, turn: Turn, flow: _Peopled, planned: PlannedStep, takes: Flags
) -> tuple[int | Integers, int | Integers]:
    """Give which lane groups may serve each row, as bits, and its priority; one number if all rows have the same."""
    unit = flow.entities.levels[planned.level].unit

    def of_rows(by_regime: int | Integers) -> int | Integers:
        return by_regime if isinstance(by_regime, int) else by_regime[flow.planned.regime[unit]]

    eligible = of_rows(turn.eligible)
    # One number that is not 0 lets everybody in: most steps need no look at who comes.
    if (eligible == 0 if isinstance(eligible, int) else not eligible.all()) and np.any(takes & (eligible == 0)):
        name = draft.port.flows[flow.planned.name].steps[planned.name].station
        raise ScenarioError(
            Problem(
                ("ports", draft.name, "flows", flow.planned.name, "steps", planned.name, "station"),
                Text(zh=f"作业点 {name} 没有任何车道接受这里的部分车辆",
                     en=f"no lane of station {name} accepts some of those who come here"),
            )
        )  # fmt: skip
    return eligible, of_rows(turn.priority)


def _work(handling: Handling, lots: Lots, rows: Ticks) -> None:
    """Draw handling ticks into rows; a joint step lasts as long as its longest part plus the coordination."""
    if not handling.parts:
        lots.draw(handling.law, handling.purpose, rows)
        return
    rows[...] = 0
    further = np.empty_like(rows)
    for part in handling.parts:
        _work(part, lots, further)
        np.maximum(rows, further, out=rows)
    lots.draw(handling.law, handling.purpose, further)
    rows += further
