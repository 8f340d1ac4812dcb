"""Give the tests of reforms their port."""

from __future__ import annotations

import pytest
import small_border

from clearance_sim.plan.draft import Draft


@pytest.fixture
def border() -> Draft:
    """A small road port over four days."""
    return small_border.draft()
