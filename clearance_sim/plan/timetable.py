"""Give the planned arrival ticks of trains that run on the paths of a daily timetable."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from clearance_sim.clock import DAY, HOUR, MINUTE, Ticks
from clearance_sim.errors import Problem, ScenarioError, Text
from clearance_sim.plan.draft import Draft
from clearance_sim.plan.volumes import volume_ticks
from clearance_sim.scenario.flows import PeriodVolume, Timetable


def clock_ticks(written: str) -> int:
    """Give the ticks after midnight of a time of day.

    Examples
    --------
    >>> clock_ticks("08:30")
    30600000
    """
    hour, minute = written.split(":")
    return int(hour) * HOUR + int(minute) * MINUTE


def daily_ticks(paths: Sequence[str], first: int, last: int) -> Ticks:
    """Give the ticks in [first, last) of paths that recur every day; tick 0 is a local midnight.

    Examples
    --------
    >>> (daily_ticks(["08:00", "20:30"], 0, 2 * DAY) / HOUR).tolist()
    [8.0, 20.5, 32.0, 44.5]
    """
    times = np.sort(np.array([clock_ticks(path) for path in paths], dtype=np.int64))
    days = np.arange(first // DAY, last // DAY + 1, dtype=np.int64) * DAY
    ticks = (days[:, None] + times).ravel()
    return ticks[(ticks >= first) & (ticks < last)]


def timetable_ticks(timetable: Timetable, draft: Draft) -> Ticks:
    """Give the planned tick of every train of every dated volume, before delays.

    Trains outside the simulated period are given too: their numbers, and so their chances, do not depend
    on which part of the year is simulated.

    Raises
    ------
    ScenarioError
        If a dated volume has more trains than paths.
    """
    paths = np.sort(np.array([clock_ticks(path) for path in timetable.paths], dtype=np.int64))
    return np.concatenate([_period_ticks(volume, paths, draft) for volume in timetable.volumes])


def _period_ticks(volume: PeriodVolume, paths: Ticks, draft: Draft) -> Ticks:
    first, last = volume_ticks(volume, draft)
    days = (last - first) // DAY
    trains, places = round(volume.count), days * len(paths)
    if trains > places:
        raise ScenarioError(
            Problem(
                (),
                Text(zh=f"{volume.from_} 至 {volume.to} 有 {trains} 列，但时刻表只有 {places} 条运行线",
                     en=f"{trains} trains from {volume.from_} to {volume.to}, but the timetable has only "
                        f"{places} paths"),
            )
        )  # fmt: skip
    taken = ((2 * np.arange(trains, dtype=np.int64) + 1) * places) // (2 * max(trains, 1))
    return first + taken // len(paths) * DAY + paths[taken % len(paths)]
