"""Tell how many arrivals are expected up to each hour of the period: volumes or a rate, shaped by profiles.

Nothing here is drawn, so it is reckoned once for all replications and for all variants that leave it as it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from clearance_sim.clock import HOUR, Ticks
from clearance_sim.plan.calendars import open_intervals
from clearance_sim.plan.draft import Draft
from clearance_sim.plan.localtime import local_hours
from clearance_sim.plan.volumes import dated_ticks
from clearance_sim.scenario.flows import PeriodVolume, Poisson
from clearance_sim.scenario.stations import Calendar

Weights = NDArray[np.float64]

_FLOWS: Final = 64
"""Flows that are remembered; one has 140 kB for a year, and three ports have 26."""


@dataclass(frozen=True)
class _Asked:
    """Hold what the answer depends on, equal where it is written alike."""

    written: str
    opening: str | None
    zone: str
    origin: int
    horizon: int
    poisson: Poisson = field(compare=False)
    calendar: Calendar | None = field(compare=False)


def intensity(draft: Draft, poisson: Poisson) -> tuple[Ticks, Weights]:
    """Give knots in the period and the expected arrivals up to each, from 0; read-only, as it is remembered.

    A constant rate has the two ends of the period as knots, all others every hour.
    """
    if poisson.rate is not None and not _is_shaped(poisson):
        knots = np.array([0, draft.horizon], dtype=np.int64)
        return knots, np.array([0.0, poisson.rate * draft.horizon / HOUR])
    calendar = None if poisson.within is None else draft.port.calendars[poisson.within]
    opening = None if calendar is None else calendar.model_dump_json()
    written, zone = poisson.model_dump_json(), draft.port.zone
    return _hourly(_Asked(written, opening, zone, draft.origin, draft.horizon, poisson, calendar))


def _is_shaped(poisson: Poisson) -> bool:
    return any(part is not None for part in (poisson.hours, poisson.weekdays, poisson.months, poisson.within))


@lru_cache(maxsize=_FLOWS)
def _hourly(asked: _Asked) -> tuple[Ticks, Weights]:
    """Give knots at every hour of the period and the expected arrivals up to each, from 0 (1.5 ms for a year)."""
    knots = np.append(np.arange(0, asked.horizon, HOUR, dtype=np.int64), asked.horizon)
    length = np.diff(knots)
    if asked.poisson.rate is not None:
        expected = asked.poisson.rate * length / HOUR * _weights(asked, knots[:-1], relative=True)
    else:
        expected = np.zeros(len(length))
        for volume in asked.poisson.volumes or ():
            expected += _expected_of(asked, volume, knots)
    cumulative = np.concatenate([[0.0], np.cumsum(expected)])
    knots.setflags(write=False)
    cumulative.setflags(write=False)
    return knots, cumulative


def _expected_of(asked: _Asked, volume: PeriodVolume, knots: Ticks) -> Weights:
    """Share a dated volume among its hours by their weights; give the part that falls between the knots."""
    first, last = dated_ticks(volume, asked.zone, asked.origin)
    hours = np.arange(first, last, HOUR, dtype=np.int64)
    weights = _weights(asked, hours, relative=False)
    per_hour = volume.count * weights / weights.sum() if weights.sum() > 0 else weights
    cumulative = np.concatenate([[0.0], np.cumsum(per_hour)])
    return np.diff(np.interp(knots, np.append(hours, last), cumulative))


def _weights(asked: _Asked, ticks: Ticks, *, relative: bool) -> Weights:
    """Multiply the hour, weekday and month weights of the hours that begin at `ticks`.

    With `relative` each profile is scaled to mean one, so that a rate keeps its meaning.
    """
    local = local_hours(asked.origin, ticks, asked.zone)
    weights = np.ones(len(ticks))
    shape = asked.poisson
    profiles = ((shape.hours, local.hour), (shape.weekdays, local.weekday), (shape.months, local.month))
    for profile, position in profiles:
        if profile is not None:
            scale = len(profile) / sum(profile) if relative else 1.0
            weights *= np.asarray(profile)[position] * scale
    if asked.calendar is not None:
        weights *= _open_share(asked, asked.calendar, ticks)
    return weights


def _open_share(asked: _Asked, calendar: Calendar, ticks: Ticks) -> Weights:
    """Give the share of each hour that a calendar is open."""
    first, last = int(ticks[0]), int(ticks[-1]) + HOUR
    opening = open_intervals(calendar, asked.zone, asked.origin, first, last)
    if not len(opening):
        return np.zeros(len(ticks))
    edges = opening.ravel()
    opened = np.concatenate([[0], np.cumsum(np.diff(edges) * (np.arange(len(edges) - 1) % 2 == 0))])
    share: Weights = np.diff(np.interp(np.append(ticks, last), edges, opened)) / HOUR
    return share
