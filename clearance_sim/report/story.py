"""Tell the story of one truck, one train or one coach from the event log: every step it took, when, where, who waited."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from clearance_sim.analysis.bounds import exits, goes_on, joins, last_ends
from clearance_sim.analysis.clocks import zone_steps
from clearance_sim.analysis.stay import PARTIES, tell_stay
from clearance_sim.clock import HOUR, MINUTE, NEVER, SECOND, Ticks
from clearance_sim.errors import Text
from clearance_sim.plan.plan import LEVEL_NAMES, UNIT, Flags, Plan, PlannedFlow, PlannedStep
from clearance_sim.plan.trace import Trace
from clearance_sim.report.titles import clock_title, level_word, party_title
from clearance_sim.report.wording import join_clauses, say
from clearance_sim.scenario.flows import PASSENGER_UNITS
from clearance_sim.scenario.port import Port

_HEAD: Final = Text(
    zh="{title}，第 {ordinal} {unit}（事件记录中 unit {number}）：{arrived} 到达，{left} 离开，停留 {stay}",
    en="{title}, {unit} no. {ordinal} (unit {number} in the event log): arrived {arrived}, left {left}, stayed {stay}",
)
_STILL_INSIDE: Final = Text(zh="尚未", en="not yet")
_COLUMNS: Final = Text(
    zh="  最早可办     开始         办完           等待    办理  环节",
    en="  ready        started      ended          waited  handled  step",
)
_OF_MANY: Final = Text(zh="共 {count} {unit}，等待、办理为平均", en="{count} {unit}; waited and handled are means")
_SUM: Final = Text(zh="停留 {stay} ＝ {parts}", en="stay {stay} = {parts}")
_HANDLING: Final = Text(zh="{party}办理 {time}", en="{party} handling {time}")
_WAITING: Final = Text(zh="等{party} {time}", en="waiting for {party} {time}")
_PAPERS: Final = Text(zh="等单证 {time}", en="waiting for papers {time}")


class Chapter(NamedTuple):
    """Hold one step of a story; of several boxes or declarations the first start and the last end."""

    step: PlannedStep
    rows: int
    ready: int
    start: int
    end: int
    waited: float
    handled: float
    lane: str


def one_truck_and_one_train(plan: Plan, trace: Trace) -> list[tuple[PlannedFlow, int]]:
    """Choose the units to tell of: of each kind the first after the warm-up with most steps, if any left.

    Returns
    -------
        Pairs of a flow and the position of a unit in it; none of a kind that the port does not have.
    """
    chosen = []
    for kind in ("truck", "train", "coach", "car"):
        finished = [
            (-int(_steps_taken(plan, flow)[unit]), int(flow.entry[unit]), flow.rank, unit)
            for flow in plan.flows
            if flow.unit_kind == kind
            for unit in np.flatnonzero((exits(flow, trace) != NEVER) & (flow.entry >= plan.warm_up)).tolist()
        ]
        if finished:
            _, _, rank, unit = min(finished)
            chosen.append((next(flow for flow in plan.flows if flow.rank == rank), unit))
    return chosen


def _steps_taken(plan: Plan, flow: PlannedFlow) -> Ticks:
    taken = np.zeros(len(flow.entry), dtype=np.int64)
    for step in flow.steps:
        mine: Flags = np.zeros(len(flow.entry), dtype=np.bool_)
        mine[flow.levels[step.level].unit[plan.takes[step.rows]]] = True
        taken += mine
    return taken


def chapters(plan: Plan, trace: Trace, flow: PlannedFlow, unit: int) -> list[Chapter]:
    """Give the steps that the unit, its boxes and its declarations took, in order of their beginning."""
    found = [
        _chapter(plan, trace, step, rows)
        for step in flow.steps
        if len(rows := _rows_ended(plan, trace, flow, step, unit))
    ]
    return sorted(found, key=lambda chapter: (chapter.start, chapter.end))


def _rows_ended(plan: Plan, trace: Trace, flow: PlannedFlow, step: PlannedStep, unit: int) -> Ticks:
    if flow.units_per_declaration > 1 and LEVEL_NAMES[step.level] == "declaration":
        entities = np.array([flow.declaration_of_unit[unit]])
    elif step.level == UNIT:
        entities = np.array([unit])
    else:
        entities = np.flatnonzero(flow.levels[step.level].unit == unit)
    rows = step.first_row + entities
    return np.asarray(rows[plan.takes[rows] & (trace.end[rows] != NEVER)])


def _chapter(plan: Plan, trace: Trace, step: PlannedStep, rows: Ticks) -> Chapter:
    first = int(rows[np.argmin(trace.start[rows])])
    lane = int(trace.lane[first])
    return Chapter(
        step=step,
        rows=len(rows),
        ready=int(trace.ready[rows].min()),
        start=int(trace.start[rows].min()),
        end=int(trace.end[rows].max()),
        waited=float(np.mean(trace.start[rows] - trace.ready[rows])),
        handled=float(np.mean(trace.end[rows] - trace.start[rows])),
        lane=plan.lanes[lane].name if lane >= 0 else "",
    )


def tell(plan: Plan, trace: Trace, port: Port, flow: PlannedFlow, unit: int, language: str) -> str:
    """Write the story of one unit as lines of plain text, times in the port's own zone."""
    leaving = exits(flow, trace)
    left = int(leaving[unit])
    joined = int(joins(flow, trace)[unit])
    stay = left - joined if left != NEVER else NEVER
    head = _HEAD.in_language(language).format(
        title=_title(port, flow, language),
        ordinal=unit + 1,
        number=int(flow.levels[UNIT].arrival[unit]),
        unit=say(f"unit.{flow.unit_kind}", language),
        arrived=_reached(plan, joined, language),
        left=_reached(plan, left, language),
        stay=_lasting(stay, flow),
    )
    lines = [head, _COLUMNS.in_language(language)]
    lines += [_line(plan, port, flow, chapter, language) for chapter in chapters(plan, trace, flow, unit)]
    if left != NEVER:
        parts = join_clauses(list(_parts(plan, trace, flow, unit, leaving, language)), language)
        lines.append("  " + _SUM.in_language(language).format(stay=_lasting(stay, flow), parts=parts))
    if outside := list(_outside(plan, flow, trace, unit, joined, left, language)):
        lines.append("  " + join_clauses(outside, language))
    return "\n".join(lines)


def _outside(
    plan: Plan, flow: PlannedFlow, trace: Trace, unit: int, joined: int, left: int, language: str
) -> Iterator[str]:
    """Give the unit's time outside the port, where its flow has any; it is no part of the stay."""
    if flow.joined >= 0 and joined != NEVER:
        yield f"{clock_title('before_port_hours', language)} {_lasting(joined - int(flow.entry[unit]), flow)}"
    ended = int(last_ends(flow, trace)[unit])
    if flow.left >= 0 and NEVER not in (left, ended) and goes_on(plan, flow)[unit]:
        within = _in_zone(plan, flow, trace, unit, language)
        yield f"{clock_title('after_port_hours', language)} {_lasting(ended - left, flow)}{within}"


def _in_zone(plan: Plan, flow: PlannedFlow, trace: Trace, unit: int, language: str) -> str:
    """Give in brackets the part of the time after the port that the unit spends in a bonded zone."""
    zone = zone_steps(flow)
    if zone is None or not plan.takes[zone[1].first_row + unit]:
        return ""
    reached, released = (int(trace.end[step.first_row + unit]) for step in zone)
    told = f"{clock_title('zone_hours', language)} {_lasting(released - reached, flow)}"
    return say("general.brackets", language, text=told)


def _line(plan: Plan, port: Port, flow: PlannedFlow, chapter: Chapter, language: str) -> str:
    times = [_local(plan, tick, "%m-%d %H:%M") for tick in (chapter.ready, chapter.start, chapter.end)]
    lasting = [_lasting(round(ticks), flow) for ticks in (chapter.waited, chapter.handled)]
    step = port.flows[flow.name].steps[chapter.step.name]
    what = step.title.text.in_language(language) if step.title else chapter.step.name.replace("_", " ")
    remarks = []
    if step.station is not None:
        station = port.stations[step.station]
        where = station.title.text.in_language(language) if station.title else step.station.replace("_", " ")
        remarks.append(where if chapter.lane in ("", "general") else f"{where}/{chapter.lane}")
    if chapter.rows > 1:
        unit = level_word(port.flows[flow.name], step.per, language)
        remarks.append(_OF_MANY.in_language(language).format(count=chapter.rows, unit=unit))
    note = say("general.brackets", language, text=say("general.semicolon", language).join(remarks))
    return (
        f"  {times[0]}  {times[1]}  {times[2]}  {lasting[0]:>8}  {lasting[1]:>7}  {what}{note if remarks else ''}"
    )


def _parts(plan: Plan, trace: Trace, flow: PlannedFlow, unit: int, leaving: Ticks, language: str) -> Iterator[str]:
    """Give handling and waiting by who held the unit; they add up to the stay, to the tick."""
    stay = tell_stay(plan, flow, trace, leaving)
    position = int(np.flatnonzero(stay.units == unit)[0])
    for words, ticks in ((_HANDLING, stay.handling), (_WAITING, stay.waiting)):
        for party, lasting in zip(PARTIES, ticks[:, position].tolist(), strict=True):
            if lasting:
                name = party_title(party, language, flow.unit_kind in PASSENGER_UNITS)
                yield words.in_language(language).format(party=name, time=_lasting(lasting, flow))
    if papers := int(stay.papers[position]):
        yield _PAPERS.in_language(language).format(time=_lasting(papers, flow))


def _title(port: Port, flow: PlannedFlow, language: str) -> str:
    model = port.flows[flow.name]
    title = model.title.text.in_language(language) if model.title else flow.name.replace("_", " ")
    return f"{port.title.text.in_language(language)}·{title}"


def _reached(plan: Plan, tick: int, language: str) -> str:
    """Give date and time of a point of the way, or that it is not yet reached."""
    return _STILL_INSIDE.in_language(language) if tick == NEVER else _local(plan, tick, "%Y-%m-%d %H:%M")


def _local(plan: Plan, tick: int, form: str) -> str:
    moment = datetime.datetime.fromtimestamp((plan.origin + tick) / 1000, ZoneInfo(plan.zone))
    return moment.strftime(form)


def _lasting(ticks: int, flow: PlannedFlow) -> str:
    """Give a time as hours and minutes, which needs no words; of passengers, who pass in seconds, with seconds."""
    if ticks == NEVER:
        return "-"
    if flow.unit_kind in PASSENGER_UNITS:
        return str(datetime.timedelta(seconds=round(ticks / SECOND)))
    minutes = round(ticks / MINUTE)
    return f"{minutes // (HOUR // MINUTE)}:{minutes % 60:02d}"
