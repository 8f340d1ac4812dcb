"""Know whether a scenario begins before a reform was there."""

from __future__ import annotations

import datetime

from clearance_sim.plan.draft import Draft


def begins_before(draft: Draft, valid: datetime.date) -> bool:
    """Tell whether the period of `draft` begins before the date from which a reform is valid at its port."""
    begins = datetime.datetime.fromtimestamp(draft.origin / 1000, tz=datetime.UTC).date()
    return begins < valid - datetime.timedelta(days=1)  # local midnight is the day before in UTC
