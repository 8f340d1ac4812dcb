"""Warn before a run: stations and staff that are offered more work than they have hours, hours that never meet.

The first replication is drawn and looked at, not simulated: its arrivals, shares, handling times and opening
hours are those that will be simulated, holidays, events and breakdowns included.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

import numpy as np

from clearance_sim.clock import HOUR, Ticks
from clearance_sim.errors import KeyPath, Problem, Text
from clearance_sim.plan.draft import Draft
from clearance_sim.plan.drafting import drafts
from clearance_sim.plan.drawing import draw
from clearance_sim.plan.intervals import union, within
from clearance_sim.plan.plan import Integers, Intervals, Plan, PlannedFlow, PlannedStaff, PlannedStep
from clearance_sim.reforms.package import BASELINE, apply_package, variant_calls
from clearance_sim.scenario.ladders import written_at
from clearance_sim.scenario.study import Scenario

_WORSE: Final = 1.02
"""A variant is warned of what is by so much worse than in the baseline; less is the luck of one replication."""
_FEW_SETS: Final = 4096


class _Overload(NamedTuple):
    """Hold what is offered more than it can do: where, in words, and how many times over."""

    path: KeyPath
    text: Text
    times: float


def forewarnings(scenario: Scenario) -> list[Problem]:
    """Give what the baseline of a scenario is warned of, and for each variant the worst that it brings about.

    Raises
    ------
    ScenarioError
        If the scenario cannot be drawn.
    """
    found: list[Problem] = []
    base = {name: apply_package(draft, variant_calls(scenario, BASELINE)).draft for name, draft in drafts(scenario).items()}
    told: dict[KeyPath, float] = {}
    for name, draft in base.items():
        plan, path = draw(draft, 0), ("ports", name)
        overloads = [*_stations(plan, path), *_staff(plan, path)]
        told |= {each.path: each.times for each in overloads}
        found += [*(Problem(each.path, each.text) for each in overloads), *_meetings(plan, path)]
    looked_at: list[tuple[Draft, list[_Overload]]] = []
    for variant in scenario.variants:
        found += _of_variant(scenario, variant, base, told, looked_at)
    return found


def _of_variant(
    scenario: Scenario,
    variant: str,
    base: Mapping[str, Draft],
    told: Mapping[KeyPath, float],
    looked_at: list[tuple[Draft, list[_Overload]]],
) -> Iterator[Problem]:
    """Warn of the worst overload of a variant, unless the baseline's is as bad; ports that it leaves alone are not drawn.

    Parameters
    ----------
    looked_at
        Drafts of other variants with their overloads; those of this variant are added.
    """
    worst: _Overload | None = None
    calls = variant_calls(scenario, variant)
    for name, plain in drafts(scenario.under(variant)).items():
        draft = apply_package(plain, calls).draft
        if draft == base[name]:
            continue
        overloads = next((known for other, known in looked_at if other == draft), None)
        if overloads is None:
            plan, path = draw(draft, 0), ("ports", name)
            overloads = [*_stations(plan, path), *_staff(plan, path)]
            looked_at.append((draft, overloads))
        news = (each for each in overloads if each.times > told.get(each.path, 1.0) * _WORSE)
        worst = max([*news, *([worst] if worst else [])], key=lambda each: each.times, default=None)
    if worst is not None:
        of = worst.text
        text = Text(zh=f"方案 {variant}（{worst.path[1]}）：{of.zh}", en=f"variant {variant} ({worst.path[1]}): {of.en}")
        yield Problem(written_at(scenario, variant), text)


def _steps(plan: Plan) -> Iterator[tuple[PlannedFlow, PlannedStep]]:
    """Give the steps of the flows that cannot turn away: a full yard that sends away keeps the queue short."""
    for flow in plan.flows:
        if not any(plan.yards[yard].turns_away for step in flow.steps for yard in step.yards):
            yield from ((flow, step) for step in flow.steps)


def _work(plan: Plan, flow: PlannedFlow, step: PlannedStep) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Give the lane time that each row asks for; what a group does together is asked for once."""
    work = plan.work[step.rows].astype(np.float64)  # 0 where the step is not taken
    if step.group < 0:
        return work
    rule = flow.steps[step.group].gather
    assert rule is not None  # a group gathers where it is formed
    worth = float(flow.worth.mean()) if len(flow.worth) else 0.0
    size = rule.number or (max(1.0, rule.worth / worth) if worth else 1.0)
    return work / size


def _stations(plan: Plan, path: KeyPath) -> Iterator[_Overload]:
    for position, station in enumerate(plan.stations):
        here = (*path, "stations", station.name)
        visits = [(flow, step) for flow, step in _steps(plan) if step.station == position]
        if not visits:
            continue
        if station.slot_ticks is not None:
            yield from _departures(plan, position, visits, (*here, "slots"))
            continue
        work = np.concatenate([_work(plan, flow, step) for flow, step in visits])
        lanes = np.concatenate([plan.eligible[step.rows] for _, step in visits])
        worst = max(((*_offered(plan, position, work, lanes, mask), mask) for mask in _unions(lanes)), default=None,
                    key=lambda each: each[0] / max(each[1], 1e-9))  # fmt: skip
        if worst is not None and worst[0] > worst[1]:
            asked, able, mask = worst
            every = mask == (1 << (station.last_lane - station.first_lane)) - 1
            named = ", ".join(plan.lanes[station.first_lane + bit].name for bit in range(64) if mask >> bit & 1)
            zh, en = ("", "") if every else (f"（车道 {named}）", f" (lanes {named})")
            text = _too_much(f"作业点 {station.name}{zh or ' '}", f"the station {station.name}{en}",
                             "开放的车道时间", "open lane hours", asked, able)  # fmt: skip
            yield _Overload((*here, "lanes"), text, asked / max(able, 1e-9))


def _unions(lanes: Integers) -> list[int]:
    """Give the sets of lane groups that some visitors are bound to, as bits: each alone, and all together."""
    every = int(np.bitwise_or.reduce(lanes)) if len(lanes) else 0
    # A count of all sets that can be is four times as fast as looking for those that are, unless lanes are very many.
    found = np.flatnonzero(np.bincount(lanes)) if every < _FEW_SETS else np.unique(lanes)
    masks = [mask for mask in found.tolist() if mask]
    return list(dict.fromkeys([*masks, every])) if masks else []


def _offered(plan: Plan, position: int, work: Ticks, lanes: Integers, mask: int) -> tuple[float, float]:
    """Give the work of those who may use no other lanes than these, and what these can do."""
    station = plan.stations[position]
    able = sum(
        each.count * _length(each.available, plan.horizon)
        for bit, each in enumerate(plan.lanes[station.first_lane : station.last_lane])
        if mask >> bit & 1
    )
    bound = (lanes & ~np.int64(mask)) == 0
    return float(work.sum() if bound.all() else work[bound].sum()), float(able)


def _length(intervals: Intervals | None, horizon: int) -> int:
    """Give the ticks of [0, horizon) inside the intervals; None = always."""
    if intervals is None:
        return horizon
    return int(np.diff(np.clip(intervals, 0, horizon), axis=1).sum())


def _departures(
    plan: Plan, position: int, visits: list[tuple[PlannedFlow, PlannedStep]], path: KeyPath
) -> Iterator[_Overload]:
    station = plan.stations[position]
    assert station.slot_ticks is not None  # asked for stations with slots only
    places = int((station.slot_ticks >= 0).sum()) * plan.lanes[station.first_lane].count
    asked = sum(float((_work(plan, flow, step) / np.maximum(plan.work[step.rows], 1)).sum()) for flow, step in visits)
    if asked > places:
        text = Text(
            zh=f"作业点 {station.name} 时段内要发 {asked:,.0f} 次，时刻表只有 {places:,} 个位置（{_times(asked, places)} 倍）；"
            "队伍会越来越长",
            en=f"{asked:,.0f} are to depart at the station {station.name} and its timetable has {places:,} places "
            f"({_times(asked, places)} times); its queue grows as long as the period lasts",
        )  # fmt: skip
        yield _Overload(path, text, asked / max(places, 1e-9))


def _staff(plan: Plan, path: KeyPath) -> Iterator[_Overload]:
    for position, group in enumerate(plan.staff):
        asked = 0.0
        for flow, step in _steps(plan):
            if people := dict(step.needs).get(position, 0):
                asked += people * float(_work(plan, flow, step).sum())
        able = _person_time(group, plan.horizon)
        if asked > able:
            text = _too_much(f"人员组 {group.name} ", f"the staff group {group.name}", "在岗的人时", "hours on duty", asked, able)
            yield _Overload((*path, "staff", group.name), text, asked / max(able, 1e-9))


def _person_time(group: PlannedStaff, horizon: int) -> float:
    edges = np.clip(np.append(group.change_ticks, horizon), 0, horizon)
    return float((np.diff(edges) * group.on_duty).sum())


def _too_much(zh: str, en: str, of_zh: str, of_en: str, asked: float, able: float) -> Text:
    work, hours, times = f"{asked / HOUR:,.0f}", f"{able / HOUR:,.0f}", _times(asked, able)
    return Text(
        zh=f"{zh}忙不过来：时段内的工作量 {work} 小时，是{of_zh} {hours} 小时的 {times} 倍；队伍会越来越长",
        en=f"{en} is asked for more than it can do: {work} h of work on {hours} {of_en} in the period "
        f"({times} times); its queue grows as long as the period lasts",
    )


def _times(asked: float, able: float) -> str:
    return f"{asked / able:.2f}" if able else "∞"


def _meetings(plan: Plan, path: KeyPath) -> Iterator[Problem]:
    """Name the steps whose lanes are never open while those whom they need are on duty."""
    first = -8 * 24 * HOUR
    for flow, step in _steps(plan):
        if not step.needs or step.station < 0 or not plan.takes[step.rows].any():
            continue
        station = plan.stations[step.station]
        taken = plan.eligible[step.rows][plan.takes[step.rows]]
        mask = int(np.bitwise_or.reduce(taken))
        lanes = [plan.lanes[lane] for lane in range(station.first_lane, station.last_lane)]
        opened = [each.open for bit, each in enumerate(lanes) if mask >> bit & 1]
        together: Intervals | None = None if any(part is None for part in opened) else union(p for p in opened if p is not None)
        for position, number in step.needs:
            together = within(together, _on_duty(plan.staff[position], number, plan.horizon), first, plan.horizon)
        if not len(together if together is not None else [0]):
            needs = ", ".join(f"{plan.staff[group].name}: {number}" for group, number in step.needs)
            text = Text(zh=f"时段内 {station.name} 的开放时间与所需人员（{needs}）的在岗时间从不重合，这一步永远开始不了",
                        en=f"{station.name} is never open while those needed ({needs}) are on duty")  # fmt: skip
            yield Problem((*path, "flows", flow.name, "steps", step.name, "needs"), text)


def _on_duty(group: PlannedStaff, number: int, horizon: int) -> Intervals:
    enough = group.on_duty >= number
    edges = np.append(group.change_ticks, max(horizon, int(group.change_ticks[-1])))
    return union([np.column_stack([edges[:-1], edges[1:]])[enough]])
