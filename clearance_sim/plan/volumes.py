"""Place dated volumes on the clock, and refuse a period that they do not cover."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from clearance_sim.errors import KeyPath, Problem, ScenarioError, Text
from clearance_sim.plan.draft import Draft
from clearance_sim.plan.drafting import midnight
from clearance_sim.scenario.flows import PeriodVolume


def volume_ticks(volume: PeriodVolume, draft: Draft) -> tuple[int, int]:
    """Give the ticks [first, last) of a dated volume: local midnights, the last day included."""
    return dated_ticks(volume, draft.port.zone, draft.origin)


def dated_ticks(volume: PeriodVolume, zone: str, origin: int) -> tuple[int, int]:
    """Give the ticks [first, last) of a dated volume in a time zone, counted from `origin`."""
    after = volume.to + datetime.timedelta(days=1)
    return midnight(volume.from_, zone) - origin, midnight(after, zone) - origin


def demand_covered(volumes: Sequence[PeriodVolume], draft: Draft, path: KeyPath) -> None:
    """Refuse volumes that leave part of the period without a number.

    Raises
    ------
    ScenarioError
        Naming the first day without a volume.
    """
    reached = 0
    for first, last in sorted(volume_ticks(volume, draft) for volume in volumes):
        if first > reached:
            break
        reached = max(reached, last)
    if reached < draft.horizon:
        instant = datetime.datetime.fromtimestamp((draft.origin + reached) / 1000, datetime.UTC)
        day = (instant + datetime.timedelta(hours=12)).date()
        raise ScenarioError(
            Problem(
                path,
                Text(zh=f"自 {day} 起没有业务量；请在 volumes 中补上，或缩短 period",
                     en=f"no volume is given from {day} on; add it to `volumes` or shorten `period`"),
            )
        )  # fmt: skip
