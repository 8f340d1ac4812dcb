"""Place dated events on the clock: what is closed, capped, slowed down, and whose arrivals are lost (rule 4)."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import numpy as np

from clearance_sim.clock import DAY, NEVER, Ticks
from clearance_sim.plan.draft import Draft
from clearance_sim.plan.plan import Intervals
from clearance_sim.scenario.events import Event


def span(event: Event, draft: Draft) -> tuple[int, int]:
    """Give the ticks [from, to) of an event; a date at its end is included."""
    begin = _moment(event.from_, draft)
    end = _moment(event.to, draft) + (DAY if len(event.to) == len("2019-01-01") else 0)
    return begin, end


def _moment(written: str, draft: Draft) -> int:
    local = datetime.datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(draft.port.zone))
    return round(local.timestamp()) * 1000 - draft.origin


def closures(draft: Draft, station: str, lane: int) -> list[Intervals]:
    """Give when events close lane number `lane` (from 0, over all groups) of a station, by closure or cap."""
    spans = [
        span(event, draft)
        for event in draft.port.events.values()
        if station in event.close or lane >= event.cap.get(station, lane + 1)
    ]
    return [np.array([each], dtype=np.int64) for each in spans]


def slow_downs(draft: Draft, station: str) -> Intervals | None:
    """Give rows (from, to, per cent) of the events that slow a station down, in file order."""
    rows = [
        (*span(event, draft), round(event.slow[station] * 100))
        for event in draft.port.events.values()
        if station in event.slow
    ]
    return np.array(rows, dtype=np.int64) if rows else None


def take_away(draft: Draft, flow: str, entry: Ticks) -> tuple[Ticks, int]:
    """Mark the arrivals that events take away as absent; give the entries and how many were lost."""
    losing = [span(event, draft) for event in draft.port.events.values() if flow in event.lose]
    if not losing:
        return entry, 0
    lost = np.zeros(len(entry), dtype=np.bool_)
    for begin, end in losing:
        lost |= (entry >= max(begin, 0)) & (entry < end)
    return np.where(lost, NEVER, entry), int(lost.sum())
