"""Know whether a scenario begins before a reform was there."""

from __future__ import annotations

import datetime

from clearance_sim.plan.draft import Draft
from clearance_sim.plan.drafting import midnight


def begins_before(draft: Draft, valid: datetime.date) -> bool:
    """Tell whether the period of `draft` begins before the date from which a reform is valid at its port."""
    return draft.origin < midnight(valid, draft.port.zone)
