"""Tell the story of one truck or train: step by step, when it was ready, how long it waited, where, with whom."""

from __future__ import annotations

import datetime
import unicodedata
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from clearance_sim.analysis.clocks import exits
from clearance_sim.analysis.lineage import window
from clearance_sim.clock import HOUR, MINUTE, NEVER, Ticks
from clearance_sim.errors import Text
from clearance_sim.plan.plan import BOX, DECLARATION, UNIT, Integers, Plan, PlannedFlow, PlannedStep
from clearance_sim.plan.trace import Trace
from clearance_sim.scenario import names
from clearance_sim.scenario.port import Port

_HEADINGS: Final = (
    Text("环节", "Step"), Text("作业点", "Station"), Text("责任方", "Held by"), Text("对象", "Who"),
    Text("就绪", "Ready"), Text("开始", "Start"), Text("结束", "End"), Text("等待", "Wait"),
    Text("作业", "Handling"),
)  # fmt: skip
_LEVELS: Final = {UNIT: None, BOX: Text("箱", "boxes"), DECLARATION: Text("票", "declarations")}
_SKIPPED: Final = Text("（不办）", "(skipped)")
_NOT_YET: Final = Text("未发生", "not yet")


@dataclass(frozen=True)
class Chapter:
    """Hold one step of the story; over its boxes or declarations the first ready and start, the last end.

    Attributes
    ----------
    taken, entities
        How many of the unit's entities of the step's level take it, and how many there are.
    ready, start, end
        Ticks, or `NEVER`.
    """

    step: PlannedStep
    taken: int
    entities: int
    ready: int
    start: int
    end: int


def typical_unit(plan: Plan, flow: PlannedFlow, trace: Trace) -> int | None:
    """Give the position of the measured unit whose stay is the median; None where nobody left."""
    leaving = exits(flow, trace)
    left = np.flatnonzero(window(plan, flow, UNIT) & (leaving != NEVER))
    if not len(left):
        return None
    stay = leaving[left] - flow.entry[left]
    return int(left[np.argsort(stay, kind="stable")[(len(left) - 1) // 2]])


def chapters(plan: Plan, flow: PlannedFlow, trace: Trace, unit: int) -> list[Chapter]:
    """Give the steps of one unit, its boxes and its papers in the order in which they became ready."""
    found = [_chapter(plan, flow, step, trace, unit) for step in flow.steps]
    latest = np.iinfo(np.int64).max
    return sorted(found, key=lambda one: (latest if one.ready == NEVER else one.ready, one.step.first_row))


def _chapter(plan: Plan, flow: PlannedFlow, step: PlannedStep, trace: Trace, unit: int) -> Chapter:
    own = _own(flow, step.level, unit)
    rows = step.first_row + own
    taken = rows[plan.takes[rows]]
    told = taken if len(taken) else rows
    ends = trace.end[told]
    end = NEVER if len(ends) == 0 or (ends == NEVER).any() else int(ends.max())
    return Chapter(step, len(taken), len(own), _first(trace.ready[told]), _first(trace.start[told]), end)


def _own(flow: PlannedFlow, level: int, unit: int) -> Integers:
    """Give the positions of the unit's entities of `level`; a shared declaration belongs to all its units."""
    if level == UNIT:
        return np.array([unit], dtype=np.int64)
    if level == DECLARATION and flow.units_per_declaration > 1:
        return flow.declaration_of_unit[unit : unit + 1]
    return np.flatnonzero(flow.levels[level].unit == unit)


def _first(ticks: Ticks) -> int:
    happened = ticks[ticks != NEVER]
    return int(happened.min()) if len(happened) else NEVER


def tell_story(
    plan: Plan, flow: PlannedFlow, trace: Trace, unit: int, language: str, port: Port | None = None
) -> str:
    """Write the story of one unit as a table, in local time.

    Parameters
    ----------
    unit
        Position of the unit in the flow, such as `typical_unit` gives.
    port
        The port's model, for the titles of its steps and stations; keys stand where there is none.
    """
    rows = [[heading.in_language(language) for heading in _HEADINGS]]
    rows += [_cells(plan, flow, one, language, port) for one in chapters(plan, flow, trace, unit)]
    leaving = int(exits(flow, trace)[unit])
    entry = int(flow.entry[unit])
    return "\n".join([_opening(plan, flow, entry, leaving, language, port), *_aligned(rows)])


def _opening(
    plan: Plan, flow: PlannedFlow, entry: int, leaving: int, language: str, port: Port | None
) -> str:
    title = port.flows[flow.name].title if port and flow.name in port.flows else None
    name = title.text.in_language(language) if title else flow.name
    arrived, left = _when(plan, entry), _when(plan, leaving) or _NOT_YET.in_language(language)
    stay = f"{(leaving - entry) / HOUR:.2f}" if leaving != NEVER else "-"
    if language == "zh":
        unit = "一列火车" if flow.unit_kind == "train" else "一辆货车"
        return f"{name}：{unit}，{arrived} 到达，{left} 离开，停留 {stay} 小时"
    return f"{name}: one {flow.unit_kind}, arrives {arrived}, leaves {left}, stays {stay} h"


def _cells(plan: Plan, flow: PlannedFlow, one: Chapter, language: str, port: Port | None) -> list[str]:
    step = one.step
    station = plan.stations[step.station].name if step.station >= 0 else ""
    level = _LEVELS[step.level]
    who = f"{one.taken}/{one.entities} {level.in_language(language)}" if level else ""
    names_ = [_step_title(flow, step, language, port), _station_title(station, language, port)]
    party = names.title("party", step.party).in_language(language)
    if not one.taken:
        return [*names_, party, who or _SKIPPED.in_language(language), _when(plan, one.ready), "", "", "", ""]
    not_yet = _NOT_YET.in_language(language)
    times = [_when(plan, tick) or not_yet for tick in (one.ready, one.start, one.end)]
    return [*names_, party, who, *times, _span(one.ready, one.start), _span(one.start, one.end)]


def _step_title(flow: PlannedFlow, step: PlannedStep, language: str, port: Port | None) -> str:
    model = port.flows.get(flow.name) if port else None
    written = model.steps.get(step.name) if model else None
    return written.title.text.in_language(language) if written and written.title else step.name


def _station_title(station: str, language: str, port: Port | None) -> str:
    model = port.stations.get(station) if port else None
    return model.title.text.in_language(language) if model and model.title else station


def _when(plan: Plan, tick: int) -> str:
    """Give a tick as local date and time; empty for never."""
    if tick == NEVER:
        return ""
    local = datetime.datetime.fromtimestamp((plan.origin + tick) / 1000, ZoneInfo(plan.zone))
    return local.strftime("%m-%d %H:%M:%S")


def _span(first: int, last: int) -> str:
    if NEVER in (first, last):
        return ""
    hours, minutes = divmod(round((last - first) / MINUTE), HOUR // MINUTE)
    return f"{hours}:{minutes:02d}"


def _aligned(rows: list[list[str]]) -> list[str]:
    """Pad cells so that columns stand below one another where a Chinese character is two cells wide."""
    widths = [max(_width(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
