"""Give the arrival ticks of recorded arrivals: local times of a file, in the order of its lines."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import numpy as np

from clearance_sim.clock import Ticks
from clearance_sim.plan.draft import Draft

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_MILLISECOND = datetime.timedelta(milliseconds=1)


def recorded_ticks(times: Sequence[datetime.datetime], draft: Draft) -> Ticks:
    """Give the tick of every recorded local time; those outside the period are given too and keep their numbers."""
    zone = ZoneInfo(draft.port.zone)
    instants = [(time.replace(tzinfo=zone) - _EPOCH) // _MILLISECOND for time in times]
    return np.array(instants, dtype=np.int64) - draft.origin
